#include <zlib.h>

#include "capture/net/net.h"
#include "tests/unit/unit.h"

#define HEAD(fields)	"HTTP/1.1 200 OK\r\n" fields "\r\n"
#define CHUNKED		"Transfer-Encoding: chunked\r\n"

static struct body *
body_of(const void *p, size_t n)
{
	struct error e = ERROR_INIT;
	struct body *b;

	assert_ok(body_open(&b, "/tmp", 1 << 24, &e), &e);
	assert_ok(body_put(b, p, n, &e), &e);
	return (b);
}

static void
decodes(const char *head, const void *p, size_t n, const char *want)
{
	struct error e = ERROR_INIT;
	struct buf out = BUF_INIT(MIB);
	struct body *b = body_of(p, n);

	assert_ok(net_decode(span_of(head), b, &out, &e), &e);
	buf_putc(&out, '.');
	out.n--;
	assert_span(buf_span(&out), want);
	buf_free(&out);
	body_free(b);
}

static void
refuses_bytes(const char *head, const void *p, size_t n, size_t max,
    enum error_code code)
{
	struct error e = ERROR_INIT;
	struct buf out = BUF_INIT(max);
	struct body *b = body_of(p, n);

	assert_fails(net_decode(span_of(head), b, &out, &e), &e, code);
	buf_free(&out);
	body_free(b);
}

static void
refuses(const char *head, const char *text, size_t max, enum error_code code)
{

	refuses_bytes(head, text, strlen(text), max, code);
}

/* ${text} in a zlib format: 15 zlib, 31 gzip, -15 raw. */
static size_t
packed(const char *text, int bits, uint8_t *out, size_t max)
{
	z_stream z;
	uint8_t in[256];

	memset(&z, 0, sizeof(z));
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, bits, 8,
	    Z_DEFAULT_STRATEGY), Z_OK);
	memcpy(in, text, strlen(text));
	z.next_in = in;
	z.avail_in = (uInt)strlen(text);
	z.next_out = out;
	z.avail_out = (uInt)max;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	max = z.total_out;
	deflateEnd(&z);
	return (max);
}

static void
test_decode__plain(void **state)
{

	(void)state;
	decodes(HEAD(""), "abc", 3, "abc");
	decodes(HEAD("Content-Encoding: identity\r\n"), "abc", 3, "abc");
	decodes(HEAD(""), "", 0, "");
}

static void
test_decode__chunked(void **state)
{
	static const char whole[] = "3\r\nabc\r\nA;x=y\r\n0123456789\r\n"
	    "0\r\nTrailer: 1\r\n\r\nbehind";

	(void)state;
	decodes(HEAD(CHUNKED), whole, sizeof(whole) - 1, "abc0123456789");
	/* What a cut body held is read. */
	decodes(HEAD(CHUNKED), "3\r\nabc\r\n5\r\nde", 13, "abcde");
	refuses(HEAD(CHUNKED), "xyz", MIB, ERR_SYNTAX);
	refuses(HEAD(CHUNKED), "3\r\nabcX", MIB, ERR_SYNTAX);
	refuses(HEAD(CHUNKED), "11111111111111111111\r\n", MIB, ERR_SYNTAX);
	refuses(HEAD(CHUNKED), "\r\n", MIB, ERR_SYNTAX);
}

static void
test_decode__content(void **state)
{
	static const int bits[] = { 31, 15, -15 };
	uint8_t z[256];
	char both[512];
	size_t i, n;
	int len;

	(void)state;
	for (i = 0; i < 3; i++) {
		n = packed("le propos", bits[i], z, sizeof(z));
		decodes(i == 0 ? HEAD("Content-Encoding: GZIP\r\n") :
		    HEAD("Content-Encoding: deflate\r\n"), z, n, "le propos");
	}
	/* Two gzip members one after the other are one content. */
	n = packed("un", 31, z, sizeof(z));
	n += packed("deux", 31, z + n, sizeof(z) - n);
	decodes(HEAD("Content-Encoding: gzip\r\n"), z, n, "undeux");
	/* Chunks around gzip. */
	n = packed("trois", 31, z, sizeof(z));
	len = snprintf(both, sizeof(both), "%zx\r\n", n);
	memcpy(both + len, z, n);
	memcpy(both + (size_t)len + n, "\r\n0\r\n\r\n", 7);
	decodes(HEAD(CHUNKED "Content-Encoding: gzip\r\n"), both,
	    (size_t)len + n + 7, "trois");
}

/* Made by node's zlib.brotliCompressSync. */
static const char br_text[] = "\x1b\x28\x00\xf8\xc5\x6d\x6c\x5d\xf9\xdd"
    "\x17\xbe\x48\xb1\x0a\x1f\xa0\x2a\x00\x12\x76\x08\x47\xd6\x15\x88\x0f"
    "\x6e\x2b\x0c";
/* Of 300,000 times the same letter. */
static const char br_bomb[] = "\x5b\xdf\x93\x84\x5f\x02\x2f\x1e\x0b\x04\x32"
    "\x17\x09\x00";
#define BR	"Content-Encoding: br\r\n"

static void
test_decode__brotli(void **state)
{
	static const char want[] = "le propos, le propos, et encore le propos";
	char cut[sizeof(br_text) - 1], chunked[128];
	int len;

	(void)state;
	decodes(HEAD(BR), br_text, sizeof(br_text) - 1, want);
	decodes(HEAD("content-encoding: BR\r\n"), br_text,
	    sizeof(br_text) - 1, want);
	/* What is behind its end, or cut off, changes nothing before. */
	memcpy(cut, br_text, sizeof(cut));
	decodes(HEAD(BR), cut, 4, "");
	len = snprintf(chunked, sizeof(chunked), "%zx\r\n", sizeof(cut));
	memcpy(chunked + len, cut, sizeof(cut));
	memcpy(chunked + (size_t)len + sizeof(cut), "\r\n2\r\nxy\r\n0\r\n\r\n",
	    15);
	decodes(HEAD(CHUNKED BR), chunked, (size_t)len + sizeof(cut) + 15,
	    want);
	refuses(HEAD(BR), "not brotli at all", MIB, ERR_SYNTAX);
	/* Much from little: for the ceiling, and for what is too much. */
	refuses_bytes(HEAD(BR), br_bomb, sizeof(br_bomb) - 1, 1000, ERR_LIMIT);
	refuses_bytes(HEAD(BR), br_bomb, sizeof(br_bomb) - 1, 4 * MIB,
	    ERR_LIMIT);
}

static void
test_decode__refused(void **state)
{

	(void)state;
	refuses(HEAD("Content-Encoding: zstd\r\n"), "x", MIB,
	    ERR_UNSUPPORTED);
	refuses(HEAD("Content-Encoding: br, gzip\r\n"), "x", MIB,
	    ERR_UNSUPPORTED);
	refuses(HEAD("Content-Encoding: gzip, gzip\r\n"), "x", MIB,
	    ERR_UNSUPPORTED);
	refuses(HEAD("Transfer-Encoding: gzip, chunked\r\n"), "x", MIB,
	    ERR_UNSUPPORTED);
	refuses(HEAD("Content-Encoding: gzip\r\n"), "not gzip at all", MIB,
	    ERR_SYNTAX);
	refuses(HEAD(""), "longer than four", 4, ERR_LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode__plain),
		cmocka_unit_test(test_decode__chunked),
		cmocka_unit_test(test_decode__content),
		cmocka_unit_test(test_decode__brotli),
		cmocka_unit_test(test_decode__refused)
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
