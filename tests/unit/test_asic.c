#include <fcntl.h>
#include <sys/stat.h>

#include "store/asic/pack.h"
#include "store/base/time.h"
#include "store/cades/cades.h"
#include "tests/lib/signers.h"
#include "tests/lib/tsa.h"
#include "tests/unit/unit.h"

/* Containers written and read, and altered as somebody would who must not. */

static char folder[64];
static struct signers who;

static int
group_setup(void **state)
{
	struct error e = ERROR_INIT;

	(void)state;
	unit_folder(folder);
	assert_ok(signers_make(&who, folder, &e), &e);
	return (0);
}

static int
group_teardown(void **state)
{

	(void)state;
	signers_free(&who);
	unit_folder_remove(folder);
	return (0);
}

static const char *
path_of(const char *name, char path[static 128])
{

	(void)snprintf(path, 128, "%s/%s", folder, name);
	return (path);
}

static void
sign_with(struct asic_out *a, const struct sealer *s)
{
	struct buf p7s = BUF_INIT(CADES_MAX);
	uint8_t manifest[DIGEST_LEN];
	struct error e = ERROR_INIT;
	struct cades_make m = { .sealer = s, .now = who.now };

	assert_ok(asic_manifest(a, manifest, &e), &e);
	m.sha256 = manifest;
	assert_ok(cades_make(&m, &p7s, &e), &e);
	assert_ok(asic_sign(a, buf_span(&p7s), &e), &e);
	buf_free(&p7s);
}

static void
add(struct asic_out *a, const char *name, const char *text)
{
	struct error e = ERROR_INIT;

	assert_ok(asic_add_bytes(a, name, span_of(text), &e), &e);
}

/* A container with two signatures. */
static void
make(const char *path)
{
	struct asic_result r;
	struct asic_out *a;
	struct error e = ERROR_INIT;

	(void)unlink(path);
	assert_ok(asic_create(path, who.now, &a, &e), &e);
	add(a, "dossier.json", "{\"format\":\"constat-dossier\"}");
	add(a, "exhibits/0001-aa.wacz", "PK of an exhibit");
	add(a, "notes \303\251t\303\251.txt", "");
	sign_with(a, who.seal);
	sign_with(a, who.person);
	assert_ok(asic_finish(a, &r, &e), &e);
	assert_int_equal(strlen(r.sha256), 64);
	assert_true(r.bytes > 1000);
	asic_out_free(a);
}

static struct asic *
open_all(const char *path, int *fd)
{
	struct error e = ERROR_INIT;
	struct asic *a = NULL;

	assert_ok(io_open_read(path, fd, &e), &e);
	assert_ok(asic_open(*fd, &a, &e), &e);
	assert_ok(asic_check_files(a, &e), &e);
	return (a);
}

static void
test_write__and_read(void **state)
{
	const struct asic_signature *s;
	struct cades_input in;
	struct cades_result r;
	struct error e = ERROR_INIT;
	char path[128];
	struct asic *a;
	struct stat st;
	size_t i;
	int fd;

	(void)state;
	make(path_of("good.asice", path));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0444);
	a = open_all(path, &fd);
	if (asic_fault_total(a) > 0)
		print_error("%s\n", asic_fault(a, 0)->text);
	assert_true(asic_sound(a));
	assert_int_equal(asic_form(a), ASIC_OURS);
	assert_int_equal(asic_signature_count(a), 2);
	assert_int_equal(zip_count(asic_zip(a)), 8);
	assert_false(asic_is_file(a, 0));
	assert_true(asic_is_file(a, 3));
	assert_false(asic_is_file(a, 4));
	assert_non_null(asic_sha256(a, 3));
	assert_null(asic_sha256(a, 4));
	for (i = 0; i < 2; i++) {
		s = asic_signature(a, i);
		assert_int_equal(s->covers, 3);
		in = (struct cades_input){ .der = s->p7s,
		    .sha256 = s->sha256, .trust = who.roots,
		    .now = who.now };
		assert_ok(cades_check(&in, &r, &e), &e);
		assert_true(cades_holds(&r));
		assert_int_equal(r.trust.state, TRUST_OK);
		cades_result_free(&r);
	}
	asic_free(a);
	(void)close(fd);
}

/* Programs of others read it: unzip, Python, and openssl cms what is in it. */
static void
test_write__other_readers(void **state)
{
	char path[128], command[1024];
	const char *words[] = { "sh", "-c", command, NULL };
	struct error e = ERROR_INIT;

	(void)state;
	make(path_of("read.asice", path));
	assert_ok(io_write_file(path_of("own.pem", path),
	    buf_span(&who.own.root_cert), 0600, &e), &e);
	(void)snprintf(command, sizeof(command), "cd %s && rm -rf x && mkdir x "
	    "&& cd x && python3 -c 'import zipfile; z = zipfile.ZipFile("
	    "\"../read.asice\"); assert z.testzip() is None; z.extractall(); "
	    "assert z.namelist()[0] == \"mimetype\"; "
	    "assert z.infolist()[0].extra == b\"\"' && "
	    "head -c 69 ../read.asice | tail -c 39 | grep -qx "
	    "mimetypeapplication/vnd.etsi.asic-e+zip && "
	    "openssl cms -verify -cades -binary -inform DER "
	    "-in META-INF/signature002.p7s -content "
	    "META-INF/ASiCManifest002.xml -CAfile ../own.pem -purpose any "
	    "-out out 2>../log && test -e 'notes \303\251t\303\251.txt'",
	    folder);
	assert_ok(tsa_run(words, &e), &e);
}

static void
test_write__refuses(void **state)
{
	static const char *const names[] = { "", "/a", "a/", "META-INF/x",
	    "meta-inf/x", "mimetype", "a\xff" };
	struct asic_result r;
	struct asic_out *a;
	struct error e = ERROR_INIT;
	char path[128], other[128];
	uint8_t md[DIGEST_LEN];
	size_t i;

	(void)state;
	(void)path_of("refused.asice", path);
	assert_ok(asic_create(path, who.now, &a, &e), &e);
	assert_fails(asic_manifest(a, md, &e), &e, ERR_INPUT);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_fails(asic_add_bytes(a, names[i], span_of("x"), &e),
		    &e, ERR_INPUT);
	add(a, "a", "x");
	assert_fails(asic_finish(a, &r, &e), &e, ERR_INPUT);
	/* A file that is not what it should be. */
	assert_ok(io_write_file(path_of("file", other), span_of("12345"),
	    0600, &e), &e);
	assert_fails(asic_add_file(a, "b", other, NULL, 6, &e), &e,
	    ERR_CORRUPT);
	assert_fails(asic_add_file(a, "c", other, (const uint8_t[DIGEST_LEN])
	    { 1 }, 5, &e), &e, ERR_CORRUPT);
	/* Nothing goes on from there. */
	assert_fails(asic_add_bytes(a, "d", span_of("x"), &e), &e, ERR_INPUT);
	asic_out_free(a);
	assert_int_equal(access(path, F_OK), -1);
	assert_ok(io_write_file(path, span_of("x"), 0600, &e), &e);
	assert_fails(asic_create(path, who.now, &a, &e), &e, ERR_EXISTS);
}

/* What only the reader knows of is found before the file has its name. */
static void
test_write__bad_names(void **state)
{
	static const char *const names[] = { "../a", "a/../b", "a//b", "a\\b",
	    "C:a", "a\nb", "nul", "twice" };
	struct asic_result r;
	struct asic_out *a;
	struct error e = ERROR_INIT;
	char path[128];
	size_t i;

	(void)state;
	(void)path_of("names.asice", path);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_ok(asic_create(path, who.now, &a, &e), &e);
		add(a, "twice", "x");
		add(a, names[i], "x");
		sign_with(a, who.seal);
		assert_fails(asic_finish(a, &r, &e), &e, ERR_INPUT);
		asic_out_free(a);
		assert_int_equal(access(path, F_OK), -1);
	}
}

static void
test_write__pieces(void **state)
{
	struct buf text = BUF_INIT(8 * MIB);
	struct asic_result r;
	struct asic_out *a;
	struct error e = ERROR_INIT;
	char path[128], file[128];
	struct asic *in;
	size_t i, n;
	int fd;

	(void)state;
	for (i = 0; i < 300000; i++)
		buf_printf(&text, "%zu\n", i * i);
	(void)path_of("pieces.asice", path);
	assert_ok(asic_create(path, who.now, &a, &e), &e);
	assert_ok(asic_begin(a, "custody/1/events.jsonl", &e), &e);
	for (i = 0; i < text.n; i += n) {
		n = i % 70001 + 1;
		assert_ok(asic_put(a, span_sub(buf_span(&text), i, n), &e),
		    &e);
	}
	assert_ok(asic_end(a, &e), &e);
	assert_ok(io_write_file(path_of("file", file), buf_span(&text), 0600,
	    &e), &e);
	assert_ok(asic_add_file(a, "file.wacz", file, NULL, -1, &e), &e);
	sign_with(a, who.seal);
	assert_ok(asic_finish(a, &r, &e), &e);
	asic_out_free(a);
	in = open_all(path, &fd);
	assert_true(asic_sound(in));
	assert_memory_equal(asic_sha256(in, 1), asic_sha256(in, 2),
	    DIGEST_LEN);
	asic_free(in);
	(void)close(fd);
	buf_free(&text);
}

/* --- Containers by somebody who has our writer and no key --- */

struct forged {
	struct pack *pack;
	char path[128];
};

static void
forge_open(struct forged *f)
{
	struct error e = ERROR_INIT;

	(void)path_of("forged.asice", f->path);
	(void)unlink(f->path);
	assert_ok(pack_open(f->path, who.now, &f->pack, &e), &e);
}

static void
put(struct forged *f, const char *name, struct span s)
{
	struct error e = ERROR_INIT;

	assert_ok(pack_begin(f->pack, span_of(name), (int64_t)s.n, &e), &e);
	assert_ok(pack_put(f->pack, s, &e), &e);
	assert_ok(pack_end(f->pack, &e), &e);
}

/* Close and read it: ${code} must be among the faults. */
static void
forge_close(struct forged *f, enum asic_form form, enum asic_fault_code code)
{
	struct error e = ERROR_INIT;
	struct asic *a;
	bool found = false;
	size_t i;
	int fd;

	assert_ok(pack_finish(f->pack, &e), &e);
	assert_ok(pack_keep(f->pack, &e), &e);
	pack_free(f->pack);
	a = open_all(f->path, &fd);
	assert_int_equal(asic_form(a), form);
	assert_false(asic_sound(a));
	for (i = 0; i < asic_fault_count(a); i++)
		if (asic_fault(a, i)->code == code)
			found = true;
	if (!found)
		print_error("no %s; %s: %s\n", asic_fault_name(code),
		    asic_fault_count(a) == 0 ? "none" :
		    asic_fault_name(asic_fault(a, 0)->code),
		    asic_fault_count(a) == 0 ? "" : asic_fault(a, 0)->text);
	assert_true(found);
	asic_free(a);
	(void)close(fd);
}

/* The parts of a good container, to be put together otherwise. */
struct good {
	struct asic *a;
	int fd;
};

static void
good_open(struct good *g)
{
	char path[128];

	make(path_of("good.asice", path));
	g->a = open_all(path, &g->fd);
}

static void
good_close(struct good *g)
{

	asic_free(g->a);
	(void)close(g->fd);
}

static void
copy(struct forged *f, const struct good *g, size_t i)
{
	const struct zip_entry *en = zip_entry(asic_zip(g->a), i);
	struct buf b = BUF_INIT(ASIC_MANIFEST_MAX);
	struct error e = ERROR_INIT;
	enum zip_content content;
	char *name = span_str(en->name);

	assert_non_null(name);
	assert_ok(zip_entry_whole(asic_zip(g->a), i, &b, &content, &e), &e);
	put(f, name, buf_span(&b));
	free(name);
	buf_free(&b);
}

/* Entries by number; -1 ends; 10 and above is something else. */
static void
arrange(const int *order, enum asic_form form, enum asic_fault_code code)
{
	struct forged f;
	struct good g;

	good_open(&g);
	forge_open(&f);
	for (; *order >= 0; order++) {
		switch (*order) {
		case 10:
			put(&f, "smuggled.txt", span_of("x"));
			break;
		case 11:
			put(&f, "dossier.json", span_of("{}"));
			break;
		case 12:
			put(&f, "META-INF/manifest.xml", span_of("<x/>"));
			break;
		case 13:
			put(&f, "mimetype", span_of("application/zip"));
			break;
		case 14:
			put(&f, "mimetype",
			    span_of("application/vnd.etsi.asic-s+zip"));
			break;
		case 15:
			put(&f, "META-INF/ASiCManifest.xml",
			    span_of("<?xml version=\"1.0\"?><x/>"));
			break;
		default:
			copy(&f, &g, (size_t)*order);
		}
	}
	forge_close(&f, form, code);
	good_close(&g);
}

#define ARRANGE(form, code, ...) \
	arrange((const int []){ __VA_ARGS__, -1 }, (form), (code))

/* mimetype 0, files 1 2 3, the pairs 4 5 and 6 7. */
static void
test_read__altered(void **state)
{

	(void)state;
	ARRANGE(ASIC_OURS, ASIC_FAULT_UNCOVERED, 0, 1, 2, 3, 10, 4, 5, 6, 7);
	ARRANGE(ASIC_OURS, ASIC_FAULT_MISSING, 0, 1, 3, 4, 5, 6, 7);
	ARRANGE(ASIC_OURS, ASIC_FAULT_DIGEST, 0, 11, 2, 3, 4, 5, 6, 7);
	ARRANGE(ASIC_OURS, ASIC_FAULT_ORDER, 0, 2, 1, 3, 4, 5, 6, 7);
	ARRANGE(ASIC_OURS, ASIC_FAULT_META, 0, 1, 2, 3, 4, 5, 6, 7, 10);
	ARRANGE(ASIC_OURS, ASIC_FAULT_META, 0, 1, 2, 3, 4, 5, 12, 6, 7);
	ARRANGE(ASIC_OURS, ASIC_FAULT_META, 0, 1, 2, 3, 4, 5, 6);
	ARRANGE(ASIC_OURS, ASIC_FAULT_META, 0, 1, 2, 3, 6, 7, 4, 5);
	ARRANGE(ASIC_OURS, ASIC_FAULT_MANIFEST, 0, 1, 2, 3, 15, 5);
	ARRANGE(ASIC_OURS, ASIC_FAULT_SIGNATURES, 0, 1, 2, 3);
	ARRANGE(ASIC_OURS, ASIC_FAULT_MIMETYPE, 1, 0, 2, 3, 4, 5, 6, 7);
	ARRANGE(ASIC_OURS, ASIC_FAULT_ZIP, 0, 1, 1, 2, 3, 4, 5, 6, 7);
	ARRANGE(ASIC_OURS, ASIC_FAULT_ZIP, 0, 1, 2, 3, 4, 5, 4, 5);
	ARRANGE(ASIC_NONE, ASIC_FAULT_MIMETYPE, 13, 1, 2, 3, 4, 5, 6, 7);
	ARRANGE(ASIC_OTHER, ASIC_FAULT_MIMETYPE, 14, 1, 2, 3, 4, 5);
}

/* By another tool: said so, and not sound. */
static void
test_read__others(void **state)
{
	struct error e = ERROR_INIT;
	struct forged f;
	struct asic *a;
	int fd;

	(void)state;
	forge_open(&f);
	put(&f, "mimetype", span_of(ASIC_MIMETYPE));
	put(&f, "text.txt", span_of("x"));
	put(&f, "META-INF/signatures001.xml", span_of("<x/>"));
	assert_ok(pack_finish(f.pack, &e), &e);
	assert_ok(pack_keep(f.pack, &e), &e);
	pack_free(f.pack);
	a = open_all(f.path, &fd);
	assert_int_equal(asic_form(a), ASIC_OTHER);
	assert_int_equal(asic_fault_total(a), 0);
	assert_false(asic_sound(a));
	asic_free(a);
	(void)close(fd);
}

/* Whether byte ${at} of the file is the content of entry ${i}. */
static bool
within(const struct asic *a, size_t i, int64_t at)
{
	const struct zip_entry *en = zip_entry(asic_zip(a), i);

	return (at >= en->data && at < en->data + en->packed);
}

/* Any byte: never sound, never a crash; most of them are found by their
 * content, the rest by their form. */
static void
test_read__every_byte(void **state)
{
	struct buf whole = BUF_INIT(MIB);
	struct error e = ERROR_INIT;
	struct asic *a;
	char path[128];
	int64_t at;
	size_t i;
	int fd;

	(void)state;
	make(path_of("good.asice", path));
	unit_read(path, &whole);
	(void)path_of("byte", path);
	assert_true((fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) >=
	    0);
	assert_ok(io_write(fd, whole.p, whole.n, &e), &e);
	for (i = 0; i < whole.n; i += 3) {
		whole.p[i] ^= 0x10;
		assert_int_equal(pwrite(fd, whole.p + i, 1, (off_t)i), 1);
		assert_ok(asic_open(fd, &a, &e), &e);
		assert_ok(asic_check_files(a, &e), &e);
		/* What is signed may change only within a signature or
		 * its manifest, where cades_check() finds it. */
		if (asic_sound(a)) {
			at = (int64_t)i;
			if (!within(a, 5, at) && !within(a, 7, at))
				print_error("byte %zu\n", i);
			assert_true(within(a, 5, at) || within(a, 7, at));
		}
		asic_free(a);
		whole.p[i] ^= 0x10;
		assert_int_equal(pwrite(fd, whole.p + i, 1, (off_t)i), 1);
	}
	for (i = 0; i < whole.n; i += 97) {
		assert_int_equal(ftruncate(fd, (off_t)i), 0);
		assert_ok(asic_open(fd, &a, &e), &e);
		assert_false(asic_sound(a));
		asic_free(a);
	}
	(void)close(fd);
	buf_free(&whole);
}

/* Deflated zeros in the place of a file: refused by its form, and what is
 * read of it is bounded. */
static void
test_read__bomb(void **state)
{
	char path[128], command[1024];
	const char *words[] = { "sh", "-c", command, NULL };
	struct error e = ERROR_INIT;
	struct asic *a;
	bool shape = false;
	size_t i;
	int fd;

	(void)state;
	make(path_of("good.asice", path));
	(void)snprintf(command, sizeof(command), "cd %s && python3 -c '"
	    "import zipfile\n"
	    "a = zipfile.ZipFile(\"good.asice\")\n"
	    "b = zipfile.ZipFile(\"bomb.asice\", \"w\")\n"
	    "for i in a.infolist():\n"
	    "  if i.filename == \"dossier.json\":\n"
	    "    b.writestr(i.filename, bytes(64 << 20), 8)\n"
	    "  else: b.writestr(i, a.read(i))\n"
	    "b.close()' 2>log", folder);
	assert_ok(tsa_run(words, &e), &e);
	a = open_all(path_of("bomb.asice", path), &fd);
	assert_false(asic_sound(a));
	for (i = 0; i < asic_fault_count(a); i++)
		if (asic_fault(a, i)->code == ASIC_FAULT_SHAPE &&
		    strcmp(asic_fault(a, i)->entry, "dossier.json") == 0)
			shape = true;
	assert_true(shape);
	asic_free(a);
	(void)close(fd);
}

static void
test_xml__one_form(void **state)
{
	static const char *const bad[] = {
		"<asic:DataObjectReference URI=\"a\">",
		" <asic:DataObjectReference URI=\"%61\"><ds:DigestMethod "
		    "Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>"
		    "<ds:DigestValue>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		    "AAA=</ds:DigestValue></asic:DataObjectReference>\n",
		" <asic:DataObjectReference URI=\"a\"><ds:DigestMethod "
		    "Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>"
		    "<ds:DigestValue>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		    "AAB=</ds:DigestValue></asic:DataObjectReference>\n",
		"</asic:ASiCManifest>\n\n", "</asic:ASiCManifest>", "",
	};
	struct buf xml = BUF_INIT(KIB), name = BUF_INIT(KIB);
	uint8_t sum[DIGEST_LEN] = { 1, 2 };
	struct asic_ref ref;
	struct span rest;
	size_t i;

	(void)state;
	asic_xml_begin(&xml, 2);
	asic_xml_ref(&xml, span_of("a b/\303\251&\"<.txt"), sum);
	asic_xml_end(&xml);
	assert_true(asic_xml_open(buf_span(&xml), 2, &rest));
	assert_int_equal(asic_xml_next(&rest, &ref, &name), 1);
	assert_span(ref.name, "a b/\303\251&\"<.txt");
	assert_memory_equal(ref.sha256, sum, DIGEST_LEN);
	assert_int_equal(asic_xml_next(&rest, &ref, &name), 0);
	assert_false(asic_xml_open(buf_span(&xml), 1, &rest));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		rest = span_of(bad[i]);
		assert_int_equal(asic_xml_next(&rest, &ref, &name), -1);
	}
	buf_free(&xml);
	buf_free(&name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write__and_read),
		cmocka_unit_test(test_write__other_readers),
		cmocka_unit_test(test_write__refuses),
		cmocka_unit_test(test_write__bad_names),
		cmocka_unit_test(test_write__pieces),
		cmocka_unit_test(test_read__altered),
		cmocka_unit_test(test_read__others),
		cmocka_unit_test(test_read__every_byte),
		cmocka_unit_test(test_read__bomb),
		cmocka_unit_test(test_xml__one_form),
	};

	return (cmocka_run_group_tests_name("asic", tests, group_setup,
	    group_teardown));
}
