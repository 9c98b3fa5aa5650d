#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/asic/asic_read.h"

static const char *const names[ASIC_FAULTS] = {
	[ASIC_FAULT_ZIP] = "zip",
	[ASIC_FAULT_SHAPE] = "shape",
	[ASIC_FAULT_MIMETYPE] = "mimetype",
	[ASIC_FAULT_MANIFEST] = "manifest",
	[ASIC_FAULT_META] = "meta",
	[ASIC_FAULT_UNCOVERED] = "uncovered",
	[ASIC_FAULT_MISSING] = "missing",
	[ASIC_FAULT_ORDER] = "order",
	[ASIC_FAULT_DIGEST] = "digest",
	[ASIC_FAULT_CONTENT] = "content",
	[ASIC_FAULT_SIGNATURES] = "signatures",
};

const char *
asic_fault_name(enum asic_fault_code c)
{

	return (c < ASIC_FAULTS ? names[c] : "unknown");
}

/* A name as text: what would not be one has '?' instead. */
static char *
name_text(struct span name)
{
	struct span s = span_sub(name, 0, ZIP_NAME_MAX);
	bool utf8 = span_utf8(s);
	char *text = span_str(s);
	size_t i;

	for (i = 0; text != NULL && i < s.n; i++)
		if (s.p[i] < 0x20 || s.p[i] == 0x7f ||
		    (s.p[i] >= 0x80 && !utf8))
			text[i] = '?';
	return (text);
}

int
asic_note(struct asic *a, enum asic_fault_code code, struct span entry,
    struct error *e, const char *fmt, ...)
{
	struct asic_fault *v;
	char text[512];
	va_list ap;

	if (++a->faults_total > ASIC_FAULTS_MAX)
		return (0);
	v = realloc(a->faults, a->faults_total * sizeof(*v));
	if (v == NULL)
		return (error_nomem(e));
	a->faults = v;
	v += a->faults_n;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	v->code = code;
	v->entry = NULL;
	if ((v->text = span_str(span_of(text))) == NULL)
		return (error_nomem(e));
	a->faults_n++;
	if (entry.p != NULL && (v->entry = name_text(entry)) == NULL)
		return (error_nomem(e));
	return (0);
}

size_t
asic_fault_count(const struct asic *a)
{

	return (a->faults_n);
}

const struct asic_fault *
asic_fault(const struct asic *a, size_t i)
{

	return (&a->faults[i]);
}

size_t
asic_fault_total(const struct asic *a)
{

	return (a->faults_total);
}
