#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/wacz/zip.h"
#include "tests/unit/zip_forge.h"

/*
 * Every way known to us to make two readers see two archives: the fault has
 * the right name and points to the right entry.
 */
#define ENTRIES	3

struct hostile {
	const char *label;
	enum zip_fault_kind want;
	ptrdiff_t entry;	/* -1: the archive as a whole */
	void (*before)(struct forge *, struct forged *);
	void (*after)(struct forge *, const struct forged *);
};

static void
start(struct forged *f)
{

	memset(f, 0, ENTRIES * sizeof(*f));
	f[0] = (struct forged){ .name = "archive/data.warc", .data = "first" };
	f[1] = (struct forged){ .name = "pages/pages.jsonl",
		.data = "second second second", .method = 8 };
	f[2] = (struct forged){ .name = "datapackage.json", .data = "third" };
}

static bool
has_fault(const struct zip *z, enum zip_fault_kind kind, ptrdiff_t entry)
{
	const struct zip_fault *f;
	size_t i;

	for (i = 0; i < zip_fault_count(z); i++) {
		f = zip_fault(z, i);
		if (f->kind == kind && f->entry == entry)
			return (true);
	}
	return (false);
}

static void
tell(const char *label, const struct zip *z)
{
	size_t i;

	print_message("%s: %zu entries, %zu faults\n", label, zip_count(z),
	    zip_fault_total(z));
	for (i = 0; i < zip_fault_count(z); i++)
		print_message("  %s, entry %td: %s\n",
		    zip_fault_name(zip_fault(z, i)->kind),
		    zip_fault(z, i)->entry, zip_fault(z, i)->text);
}

static void
check(const struct hostile *h)
{
	struct forged f[ENTRIES];
	struct forge z = { .comment = NULL };
	struct error e = ERROR_INIT;
	struct zip *zip;
	int fd;

	start(f);
	if (h->before != NULL)
		h->before(&z, f);
	forge(&z, f, ENTRIES);
	if (h->after != NULL)
		h->after(&z, f);
	fd = forge_fd(buf_span(&z.out));
	assert_true(fd >= 0);
	if (zip_open(fd, &zip, &e) != 0)
		fail_msg("%s: %s", h->label, e.text);
	if (!has_fault(zip, h->want, h->entry)) {
		tell(h->label, zip);
		fail_msg("%s: no fault \"%s\" of entry %td", h->label,
		    zip_fault_name(h->want), h->entry);
	}
	assert_true(zip_fault(zip, 0)->severity == ZIP_WARN ||
	    !zip_sound(zip));
	zip_free(zip);
	(void)close(fd);
	buf_free(&z.out);
}

#define SPOIL(name, code)						\
static void								\
name(struct forge *z, struct forged *f)					\
{									\
									\
	(void)z;							\
	(void)f;							\
	code;								\
}

#define EDIT(name, code)						\
static void								\
name(struct forge *z, const struct forged *f)				\
{									\
									\
	(void)z;							\
	(void)f;							\
	code;								\
}

static void
flip(struct forge *z, size_t at, uint8_t mask)
{

	assert_true(at < z->out.n);
	z->out.p[at] ^= mask;
}

/* Put ${s} at ${at}; what comes after moves, and no offset is mended. */
static void
insert(struct forge *z, size_t at, const char *s)
{
	size_t n = strlen(s), tail = z->out.n - at;

	assert_non_null(buf_reserve(&z->out, n));
	memmove(z->out.p + at + n, z->out.p + at, tail);
	memcpy(z->out.p + at, s, n);
	z->out.n += n;
}

static void
set32(struct forge *z, size_t at, uint32_t v)
{

	assert_true(at + 4 <= z->out.n);
	z->out.p[at] = (uint8_t)v;
	z->out.p[at + 1] = (uint8_t)(v >> 8);
	z->out.p[at + 2] = (uint8_t)(v >> 16);
	z->out.p[at + 3] = (uint8_t)(v >> 24);
}

/* A field of the Unicode path for the name "other". */
static const char unicode_path[] = "\x75\x70\x0a\x00\x01" "CRC!" "other";
static const char zip64_alien[] = "\x01\x00\x08\x00\x07\0\0\0\0\0\0";
static const char extra_broken[] = "\x55\x54\x09\x00\x01";
static const char extra_odd[] = "\x34\x12\x01\x00\x01";
static const char ut_a[] = "\x55\x54\x05\x00\x01\x01\x02\x03\x04";
static const char ut_b[] = "\x55\x54\x05\x00\x01\x01\x02\x03\x05";

SPOIL(twice, f[2].name = f[0].name)
SPOIL(twice_slash, (f[0].name = "a\\b", f[2].name = "a/b"))
SPOIL(alike_case, f[0].name = "Datapackage.JSON")
SPOIL(alike_dot, f[0].name = "datapackage.json.")
SPOIL(clash, f[0].name = "pages")
SPOIL(name_empty, f[1].name = "")
SPOIL(name_parent, f[1].name = "../evil.txt")
SPOIL(name_parent_inside, f[1].name = "a/../../evil.txt")
SPOIL(name_parent_back, f[1].name = "a\\..\\evil.txt")
SPOIL(name_absolute, f[1].name = "/etc/passwd")
SPOIL(name_absolute_back, f[1].name = "\\\\host\\share")
SPOIL(name_drive, f[1].name = "c:evil.txt")
SPOIL(name_device, f[1].name = "evidence/NUL")
SPOIL(name_device_ending, f[1].name = "Com1.txt/x")
SPOIL(name_dot, f[1].name = "a/./b")
SPOIL(name_empty_part, f[1].name = "a//b")
SPOIL(name_backslash, f[1].name = "a\\b")
SPOIL(name_nul, (f[1].name = "a\0b", f[1].name_n = 3))
SPOIL(name_newline, f[1].name = "a\nb")
SPOIL(name_c1, f[1].name = "a\xc2\x85")
SPOIL(name_turned, f[1].name = "a\xe2\x80\xaetxt.exe")
SPOIL(name_latin1, f[1].name = "caf\xe9")
SPOIL(name_charset, f[1].name = "caf\xc3\xa9")
SPOIL(name_combining, (f[1].name = "cafe\xcc\x81", f[1].flags = 0x800))
SPOIL(name_stream, f[1].name = "a/b:c")
SPOIL(name_extra, (f[1].extra = unicode_path, f[1].extra_n = 14))
SPOIL(local_name, f[1].local_name = "pages/other.jsonl")
SPOIL(local_name_same_length, f[1].local_name = "pages/pages.jsonL")
SPOIL(local_method, f[1].local_method = 1)
SPOIL(local_flags, f[1].local_flags = 3)
SPOIL(local_size, f[0].local_size_off = 1)
SPOIL(local_crc, f[0].local_crc_off = 1)
SPOIL(local_time, f[0].local_time = 0x11111111)
SPOIL(local_version, f[0].local_version = 45)
SPOIL(local_extra, (f[0].extra = ut_a, f[0].extra_n = 9))
SPOIL(gap_first, f[0].gap = "#!/bin/sh\n")
SPOIL(gap_between, f[1].gap = "PK\3\4 hidden")
SPOIL(gap_nul, f[1].gap = "x")
SPOIL(gap_central, z->before_central = "hidden")
SPOIL(gap_end, z->before_end = "hidden")
SPOIL(trailing, z->after = "hidden")
SPOIL(padding, z->after_nuls = 4096)
SPOIL(comment, z->comment = "hello")
SPOIL(comment_end, z->comment = "PK\5\6 and more text here")
SPOIL(after_end, z->after = "PK\5\6 and more text here")
SPOIL(entry_comment, f[2].comment = "hello")
SPOIL(count_more, z->count_off = 1)
SPOIL(count_less, z->count_off = -1)
SPOIL(size_less, z->size_off = -10)
SPOIL(size_more, z->size_off = 10)
SPOIL(disk_end, z->disk = 1)
SPOIL(disk_entry, f[1].disk = 1)
SPOIL(descriptor, (f[0].descriptor = 16, f[0].wrong_descriptor = 1))
SPOIL(encrypted, f[1].flags = 1)
SPOIL(strong, f[1].flags = 1 << 6)
SPOIL(masked, f[1].flags = 1 << 13)
SPOIL(patched, f[1].flags = 1 << 5)
SPOIL(method, f[0].method = 14)
SPOIL(sizes, f[0].size_off = 1)
SPOIL(link_mode, f[1].mode = 0120777)
SPOIL(fifo, f[1].mode = 0010644)
SPOIL(kind_mode, f[1].mode = 040755)
SPOIL(kind_file, f[1].name = "pages/")
SPOIL(folder_data, (f[0].name = "archive/", f[0].mode = 040755))
SPOIL(extra_cut, (f[1].extra = extra_broken, f[1].extra_n = 5))
SPOIL(extra_unknown, (f[1].extra = extra_odd, f[1].extra_n = 5))
SPOIL(zip64_other, (f[1].extra = zip64_alien, f[1].extra_n = 12))
SPOIL(zip64_local, (f[1].local_extra = zip64_alien, f[1].local_extra_n = 12))

EDIT(no_descriptor, set32(z, f[0].at + 6, 0x00000008);
    set32(z, f[0].central_at + 8, 0x00000008))
EDIT(prefix, insert(z, 0, "MZ"))
EDIT(cut_end, z->out.n -= 10)
EDIT(cut_all, z->out.n = 4)
EDIT(cut_middle, z->out.n = z->end_at / 2)
EDIT(nothing, z->out.n = 0)
EDIT(wrong_local, flip(z, f[1].at, 1))
EDIT(central_broken, flip(z, f[1].central_at, 1))
EDIT(central_name_long, flip(z, f[2].central_at + 29, 1))
EDIT(header_far, set32(z, f[1].central_at + 42, 0x7fffffff))
EDIT(header_same, set32(z, f[1].central_at + 42, (uint32_t)f[0].at))
EDIT(packed_far, set32(z, f[1].central_at + 20, 0x7fffffff))
EDIT(packed_over, set32(z, f[1].central_at + 20, f[1].packed + 40);
    set32(z, f[1].at + 18, f[1].packed + 40))
EDIT(central_far, set32(z, z->end_at + 16, 0x7fffffff))
EDIT(central_near, set32(z, z->end_at + 16, (uint32_t)z->central_at - 9))
EDIT(ones, set32(z, z->end_at + 16, UINT32_MAX))
EDIT(differs_ut, memcpy(z->out.p + f[0].at + 30 + 17, ut_b, 9))
EDIT(zip64_cut, set32(z, f[1].central_at + 24, UINT32_MAX))

static const struct hostile cases[] = {
	{ "same name twice", ZIP_NAME_TWICE, 2, twice, NULL },
	{ "slashes", ZIP_NAME_TWICE, 2, twice_slash, NULL },
	{ "case", ZIP_NAME_ALIKE, 2, alike_case, NULL },
	{ "final dot", ZIP_NAME_ALIKE, 0, alike_dot, NULL },
	{ "file and folder", ZIP_NAME_CLASH, 1, clash, NULL },
	{ "empty name", ZIP_NAME_EMPTY, 1, name_empty, NULL },
	{ "parent", ZIP_NAME_PARENT, 1, name_parent, NULL },
	{ "parent inside", ZIP_NAME_PARENT, 1, name_parent_inside, NULL },
	{ "parent, back", ZIP_NAME_PARENT, 1, name_parent_back, NULL },
	{ "absolute", ZIP_NAME_ABSOLUTE, 1, name_absolute, NULL },
	{ "absolute, back", ZIP_NAME_ABSOLUTE, 1, name_absolute_back, NULL },
	{ "drive", ZIP_NAME_DRIVE, 1, name_drive, NULL },
	{ "device", ZIP_NAME_DEVICE, 1, name_device, NULL },
	{ "device, ending", ZIP_NAME_DEVICE, 1, name_device_ending, NULL },
	{ "dot", ZIP_NAME_DOT, 1, name_dot, NULL },
	{ "empty part", ZIP_NAME_DOT, 1, name_empty_part, NULL },
	{ "backslash", ZIP_NAME_BACKSLASH, 1, name_backslash, NULL },
	{ "NUL", ZIP_NAME_CONTROL, 1, name_nul, NULL },
	{ "newline", ZIP_NAME_CONTROL, 1, name_newline, NULL },
	{ "C1 control", ZIP_NAME_CONTROL, 1, name_c1, NULL },
	{ "right to left", ZIP_NAME_CONTROL, 1, name_turned, NULL },
	{ "not UTF-8", ZIP_NAME_UTF8, 1, name_latin1, NULL },
	{ "UTF-8 unmarked", ZIP_NAME_CHARSET, 1, name_charset, NULL },
	{ "combining mark", ZIP_NAME_ODD, 1, name_combining, NULL },
	{ "stream", ZIP_NAME_ODD, 1, name_stream, NULL },
	{ "Unicode path", ZIP_NAME_EXTRA, 1, name_extra, NULL },
	{ "local name", ZIP_LOCAL_NAME, 1, local_name, NULL },
	{ "local name, one letter", ZIP_LOCAL_NAME, 1,
	    local_name_same_length, NULL },
	{ "local method", ZIP_LOCAL_METHOD, 1, local_method, NULL },
	{ "local flags", ZIP_LOCAL_FLAGS, 1, local_flags, NULL },
	{ "local size", ZIP_LOCAL_SIZE, 0, local_size, NULL },
	{ "local CRC", ZIP_LOCAL_CRC, 0, local_crc, NULL },
	{ "local time", ZIP_LOCAL_TIME, 0, local_time, NULL },
	{ "local version", ZIP_LOCAL_VERSION, 0, local_version, NULL },
	{ "local extra", ZIP_LOCAL_EXTRA, 0, local_extra, differs_ut },
	{ "bytes before", ZIP_PREFIX, 0, gap_first, NULL },
	{ "bytes between", ZIP_GAP, 1, gap_between, NULL },
	{ "a byte between", ZIP_GAP, 1, gap_nul, NULL },
	{ "before the directory", ZIP_GAP_CENTRAL, -1, gap_central, NULL },
	{ "before the end", ZIP_GAP_END, -1, gap_end, NULL },
	{ "after the end", ZIP_TRAILING, -1, trailing, NULL },
	{ "NULs after the end", ZIP_PADDING, -1, padding, NULL },
	{ "comment", ZIP_COMMENT, -1, comment, NULL },
	{ "end in a comment", ZIP_END_MANY, -1, comment_end, NULL },
	{ "end after the end", ZIP_END_MANY, -1, after_end, NULL },
	{ "entry comment", ZIP_ENTRY_COMMENT, 2, entry_comment, NULL },
	{ "one entry more", ZIP_END_COUNT, -1, count_more, NULL },
	{ "one entry less", ZIP_END_COUNT, -1, count_less, NULL },
	{ "directory shorter", ZIP_CENTRAL, -1, size_less, NULL },
	{ "directory longer", ZIP_CENTRAL_PLACE, -1, size_more, NULL },
	{ "disks", ZIP_DISKS, -1, disk_end, NULL },
	{ "disk of an entry", ZIP_DISKS, 1, disk_entry, NULL },
	{ "descriptor", ZIP_DESCRIPTOR, 0, descriptor, NULL },
	{ "no descriptor", ZIP_DESCRIPTOR, 0, NULL, no_descriptor },
	{ "encrypted", ZIP_ENCRYPTED, 1, encrypted, NULL },
	{ "strong encryption", ZIP_ENCRYPTED, 1, strong, NULL },
	{ "masked headers", ZIP_ENCRYPTED, 1, masked, NULL },
	{ "patched data", ZIP_FLAGS, 1, patched, NULL },
	{ "method", ZIP_METHOD, 0, method, NULL },
	{ "two sizes", ZIP_SIZES, 0, sizes, NULL },
	{ "symbolic link", ZIP_LINK, 1, link_mode, NULL },
	{ "FIFO", ZIP_SPECIAL, 1, fifo, NULL },
	{ "folder by mode", ZIP_KIND, 1, kind_mode, NULL },
	{ "file by mode", ZIP_KIND, 1, kind_file, NULL },
	{ "folder with data", ZIP_FOLDER_DATA, 0, folder_data, NULL },
	{ "extra cut", ZIP_EXTRA, 1, extra_cut, NULL },
	{ "extra unknown", ZIP_EXTRA_UNKNOWN, 1, extra_unknown, NULL },
	{ "ZIP64 unasked", ZIP_ZIP64, 1, zip64_other, NULL },
	{ "ZIP64 unasked, local", ZIP_ZIP64, 1, zip64_local, NULL },
	{ "prefix", ZIP_GAP_END, -1, NULL, prefix },
	{ "cut end", ZIP_NO_END, -1, NULL, cut_end },
	{ "four bytes", ZIP_NO_END, -1, NULL, cut_all },
	{ "half", ZIP_NO_END, -1, NULL, cut_middle },
	{ "empty file", ZIP_NO_END, -1, NULL, nothing },
	{ "no local header", ZIP_LOCAL, 1, NULL, wrong_local },
	{ "broken directory", ZIP_CENTRAL, -1, NULL, central_broken },
	{ "name too long", ZIP_CENTRAL, -1, NULL, central_name_long },
	{ "header outside", ZIP_RANGE, 1, NULL, header_far },
	{ "header shared", ZIP_OVERLAP, 1, NULL, header_same },
	{ "content outside", ZIP_RANGE, 1, NULL, packed_far },
	{ "content over the next", ZIP_OVERLAP, 2, NULL, packed_over },
	{ "directory outside", ZIP_CENTRAL_PLACE, -1, NULL, central_far },
	{ "directory too early", ZIP_CENTRAL, -1, NULL, central_near },
	{ "ones without ZIP64", ZIP_CENTRAL_PLACE, -1, NULL, ones },
	{ "size of all ones", ZIP_LOCAL_SIZE, 1, NULL, zip64_cut },
};

static void
test_hostile__each_is_found(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(&cases[i]);
}

/* Any bit of the structure that is turned is noticed, but for attributes. */
static void
test_hostile__each_bit(void **state)
{
	struct forged f[ENTRIES];
	struct forge z = { .comment = NULL };
	struct zip *zip;
	size_t i, silent = 0;
	unsigned bit;
	int fd;

	(void)state;
	start(f);
	f[0].descriptor = 16;
	forge(&z, f, ENTRIES);
	for (i = 0; i < z.out.n; i++) {
		for (bit = 0; bit < 8; bit++) {
			z.out.p[i] ^= (uint8_t)(1u << bit);
			fd = forge_fd(buf_span(&z.out));
			assert_int_equal(zip_open(fd, &zip, NULL), 0);
			if (zip_fault_total(zip) == 0)
				silent++;
			zip_free(zip);
			(void)close(fd);
			z.out.p[i] ^= (uint8_t)(1u << bit);
		}
	}
	/*
	 * The content is not looked at here.  "Version made by" and the
	 * attributes stand once: for those of ours, see wacz_profile().
	 */
	assert_true(silent <= 8 * (f[0].packed + f[1].packed + f[2].packed +
	    ENTRIES * (2 + 2 + 4)));
	buf_free(&z.out);
}

/* Content that is not what the headers say: told when it was read. */
static enum zip_content
read_all(const struct zip *z, size_t i)
{
	struct buf b = BUF_INIT(1u << 20);
	enum zip_content content;

	assert_int_equal(zip_entry_whole(z, i, &b, &content, NULL), 0);
	buf_free(&b);
	return (content);
}

static enum zip_content
content_of(const struct forge *z, size_t i)
{
	enum zip_content content;
	struct zip *zip;
	int fd = forge_fd(buf_span(&z->out));

	assert_int_equal(zip_open(fd, &zip, NULL), 0);
	content = read_all(zip, i);
	zip_free(zip);
	(void)close(fd);
	return (content);
}

static void
test_content__broken(void **state)
{
	struct forged f[ENTRIES];
	struct forge z = { .comment = NULL };

	(void)state;
	start(f);
	f[0].crc_off = 1;
	forge(&z, f, ENTRIES);
	assert_int_equal(content_of(&z, 0), ZIP_CONTENT_CRC);
	assert_int_equal(content_of(&z, 1), ZIP_CONTENT_WHOLE);
	flip(&z, f[2].data_at, 1);
	assert_int_equal(content_of(&z, 2), ZIP_CONTENT_CRC);
	/* A block of type 3. */
	z.out.p[f[1].data_at] |= 7;
	assert_int_equal(content_of(&z, 1), ZIP_CONTENT_DEFLATE);
	buf_free(&z.out);
	start(f);
	f[1].size_off = 1;
	forge(&z, f, ENTRIES);
	assert_int_equal(content_of(&z, 1), ZIP_CONTENT_SHORT);
	buf_free(&z.out);
	start(f);
	f[1].size_off = (uint32_t)-1;
	forge(&z, f, ENTRIES);
	assert_int_equal(content_of(&z, 1), ZIP_CONTENT_LONG);
	buf_free(&z.out);
}

/* Packed bytes after the end of the deflate stream, and too few of them. */
static void
test_content__slack_and_cut(void **state)
{
	struct forged f[ENTRIES];
	struct forge z = { .comment = NULL };
	uint32_t n;

	(void)state;
	start(f);
	f[2].gap = "slack";
	forge(&z, f, ENTRIES);
	n = f[1].packed;
	set32(&z, f[1].central_at + 20, n + 5);
	set32(&z, f[1].at + 18, n + 5);
	assert_int_equal(content_of(&z, 1), ZIP_CONTENT_SLACK);
	set32(&z, f[1].central_at + 20, n - 3);
	set32(&z, f[1].at + 18, n - 3);
	assert_int_equal(content_of(&z, 1), ZIP_CONTENT_DEFLATE);
	buf_free(&z.out);
}

static void
test_content__unreadable(void **state)
{
	struct forged f[ENTRIES];
	struct forge z = { .comment = NULL };
	struct error e = ERROR_INIT;
	struct zip_stream *s;
	struct zip *zip;
	int fd;

	(void)state;
	start(f);
	f[0].method = 12;
	f[2].flags = 1;
	forge(&z, f, ENTRIES);
	set32(&z, f[1].central_at + 20, 0x7ffffff0);
	fd = forge_fd(buf_span(&z.out));
	assert_int_equal(zip_open(fd, &zip, NULL), 0);
	assert_false(zip_entry(zip, 0)->readable);
	assert_int_equal(zip_entry_open(zip, 0, &s, &e), -1);
	assert_int_equal(e.code, ERR_UNSUPPORTED);
	error_clear(&e);
	assert_int_equal(zip_entry_open(zip, 1, &s, &e), -1);
	assert_int_equal(e.code, ERR_CORRUPT);
	error_clear(&e);
	assert_int_equal(zip_entry_open(zip, 2, &s, &e), -1);
	assert_int_equal(e.code, ERR_UNSUPPORTED);
	error_clear(&e);
	assert_int_equal(zip_entry_open(zip, 9, &s, &e), -1);
	assert_int_equal(e.code, ERR_INPUT);
	zip_free(zip);
	(void)close(fd);
	buf_free(&z.out);
}

/* More faults than are kept are counted still. */
static void
test_faults__many(void **state)
{
	enum { MANY = 1500 };
	struct forged *f = calloc(MANY, sizeof(*f));
	struct forge z = { .comment = NULL };
	struct zip *zip;
	size_t i;
	int fd;

	(void)state;
	assert_non_null(f);
	for (i = 0; i < MANY; i++)
		f[i] = (struct forged){ .name = "same", .data = "" };
	forge(&z, f, MANY);
	fd = forge_fd(buf_span(&z.out));
	assert_int_equal(zip_open(fd, &zip, NULL), 0);
	assert_false(zip_sound(zip));
	assert_int_equal(zip_fault_total(zip), MANY - 1);
	assert_int_equal(zip_fault_count(zip), 1000);
	assert_int_equal(zip_find(zip, span_of("same")), 0);
	zip_free(zip);
	(void)close(fd);
	buf_free(&z.out);
	free(f);
}

static void
test_open__not_a_file(void **state)
{
	struct error e = ERROR_INIT;
	struct zip *zip;
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(zip_open(fds[0], &zip, &e), -1);
	assert_int_equal(e.code, ERR_UNSUPPORTED);
	(void)close(fds[0]);
	(void)close(fds[1]);
}

static void
test_names__stable(void **state)
{
	int i, k;

	(void)state;
	for (i = 0; i < ZIP_FAULT_KINDS; i++) {
		assert_non_null(zip_fault_name((enum zip_fault_kind)i));
		for (k = 0; k < i; k++)
			assert_string_not_equal(
			    zip_fault_name((enum zip_fault_kind)i),
			    zip_fault_name((enum zip_fault_kind)k));
	}
	assert_string_equal(zip_content_name(ZIP_CONTENT_SLACK), "slack");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile__each_is_found),
		cmocka_unit_test(test_hostile__each_bit),
		cmocka_unit_test(test_content__broken),
		cmocka_unit_test(test_content__slack_and_cut),
		cmocka_unit_test(test_content__unreadable),
		cmocka_unit_test(test_faults__many),
		cmocka_unit_test(test_open__not_a_file),
		cmocka_unit_test(test_names__stable),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
