#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/limits.h"
#include "store/wacz/zip_internal.h"

struct kind {
	const char *name;
	enum zip_severity severity;
};

static const struct kind kinds[ZIP_FAULT_KINDS] = {
	[ZIP_NO_END] = { "no-end", ZIP_FAULT },
	[ZIP_END_MANY] = { "end-many", ZIP_FAULT },
	[ZIP_DISKS] = { "disks", ZIP_FAULT },
	[ZIP_END_COUNT] = { "end-count", ZIP_FAULT },
	[ZIP_CENTRAL_PLACE] = { "central-place", ZIP_FAULT },
	[ZIP_CENTRAL] = { "central", ZIP_FAULT },
	[ZIP_ZIP64] = { "zip64", ZIP_FAULT },
	[ZIP_COMMENT] = { "comment", ZIP_FAULT },
	[ZIP_ENTRY_COMMENT] = { "entry-comment", ZIP_FAULT },
	[ZIP_PREFIX] = { "prefix", ZIP_FAULT },
	[ZIP_GAP] = { "gap", ZIP_FAULT },
	[ZIP_GAP_CENTRAL] = { "gap-central", ZIP_FAULT },
	[ZIP_GAP_END] = { "gap-end", ZIP_FAULT },
	[ZIP_TRAILING] = { "trailing", ZIP_FAULT },
	[ZIP_PADDING] = { "padding", ZIP_WARN },
	[ZIP_OVERLAP] = { "overlap", ZIP_FAULT },
	[ZIP_RANGE] = { "range", ZIP_FAULT },
	[ZIP_NAME_EMPTY] = { "name-empty", ZIP_FAULT },
	[ZIP_NAME_TWICE] = { "name-twice", ZIP_FAULT },
	[ZIP_NAME_ALIKE] = { "name-alike", ZIP_WARN },
	[ZIP_NAME_CLASH] = { "name-clash", ZIP_FAULT },
	[ZIP_NAME_PARENT] = { "name-parent", ZIP_FAULT },
	[ZIP_NAME_ABSOLUTE] = { "name-absolute", ZIP_FAULT },
	[ZIP_NAME_DRIVE] = { "name-drive", ZIP_FAULT },
	[ZIP_NAME_DEVICE] = { "name-device", ZIP_FAULT },
	[ZIP_NAME_DOT] = { "name-dot", ZIP_FAULT },
	[ZIP_NAME_BACKSLASH] = { "name-backslash", ZIP_FAULT },
	[ZIP_NAME_CONTROL] = { "name-control", ZIP_FAULT },
	[ZIP_NAME_UTF8] = { "name-utf8", ZIP_FAULT },
	[ZIP_NAME_CHARSET] = { "name-charset", ZIP_WARN },
	[ZIP_NAME_EXTRA] = { "name-extra", ZIP_FAULT },
	[ZIP_NAME_ODD] = { "name-odd", ZIP_WARN },
	[ZIP_LOCAL] = { "local", ZIP_FAULT },
	[ZIP_LOCAL_NAME] = { "local-name", ZIP_FAULT },
	[ZIP_LOCAL_METHOD] = { "local-method", ZIP_FAULT },
	[ZIP_LOCAL_FLAGS] = { "local-flags", ZIP_FAULT },
	[ZIP_LOCAL_SIZE] = { "local-size", ZIP_FAULT },
	[ZIP_LOCAL_CRC] = { "local-crc", ZIP_FAULT },
	[ZIP_LOCAL_TIME] = { "local-time", ZIP_FAULT },
	[ZIP_LOCAL_EXTRA] = { "local-extra", ZIP_WARN },
	[ZIP_LOCAL_VERSION] = { "local-version", ZIP_WARN },
	[ZIP_DESCRIPTOR] = { "descriptor", ZIP_FAULT },
	[ZIP_EXTRA] = { "extra", ZIP_FAULT },
	[ZIP_EXTRA_UNKNOWN] = { "extra-unknown", ZIP_WARN },
	[ZIP_ENCRYPTED] = { "encrypted", ZIP_FAULT },
	[ZIP_METHOD] = { "method", ZIP_FAULT },
	[ZIP_FLAGS] = { "flags", ZIP_FAULT },
	[ZIP_SIZES] = { "sizes", ZIP_FAULT },
	[ZIP_LINK] = { "link", ZIP_FAULT },
	[ZIP_SPECIAL] = { "special", ZIP_FAULT },
	[ZIP_KIND] = { "kind", ZIP_FAULT },
	[ZIP_FOLDER_DATA] = { "folder-data", ZIP_FAULT },
};

const char *
zip_fault_name(enum zip_fault_kind kind)
{

	return ((unsigned)kind < ZIP_FAULT_KINDS ? kinds[kind].name :
	    "unknown");
}

void
zip_note(struct zip *z, enum zip_fault_kind kind, ptrdiff_t entry,
    int64_t offset, const char *fmt, ...)
{
	struct zip_note *p;
	va_list ap;
	char *text;
	int n;

	z->faults_total++;
	if (kinds[kind].severity == ZIP_FAULT)
		z->faulty = true;
	if (z->notes_n == ZIP_FAULTS_MAX)
		return;
	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0) {
		z->nomem = true;
		return;
	}
	p = realloc(z->notes, (z->notes_n + 1) * sizeof(*p));
	if (p == NULL) {
		z->nomem = true;
		free(text);
		return;
	}
	z->notes = p;
	p[z->notes_n++] = (struct zip_note){ .text = text,
		.fault = { .kind = kind, .severity = kinds[kind].severity,
		.entry = entry, .offset = offset, .text = text } };
}

const char *
zip_show(struct span name, char s[static ZIP_SHOWN])
{
	size_t i, at = 0;
	uint8_t c;

	s[at++] = '"';
	for (i = 0; i < name.n && at + 9 < ZIP_SHOWN; i++) {
		c = name.p[i];
		if (c < 0x20 || c > 0x7e || c == '"' || c == '\\')
			at += (size_t)snprintf(s + at, 5, "\\x%02x", c);
		else
			s[at++] = (char)c;
	}
	(void)snprintf(s + at, ZIP_SHOWN - at, "%s\"",
	    i < name.n ? "..." : "");
	return (s);
}

size_t
zip_fault_count(const struct zip *z)
{

	return (z->notes_n);
}

const struct zip_fault *
zip_fault(const struct zip *z, size_t i)
{

	return (i < z->notes_n ? &z->notes[i].fault : NULL);
}

size_t
zip_fault_total(const struct zip *z)
{

	return (z->faults_total);
}

bool
zip_sound(const struct zip *z)
{

	return (!z->faulty);
}
