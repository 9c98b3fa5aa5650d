#include "capture/net/net.h"
#include "tests/unit/unit.h"

#define BASE	"https://agora.example/p/1"

/* The list as lines "type url", in order. */
static void
assert_list(const struct net_part_list *l, const char *want)
{
	struct buf have = BUF_INIT(MIB);
	size_t i;

	buf_puts(&have, "");
	for (i = 0; i < l->n; i++)
		buf_printf(&have, "%s %s\n", l->p[i].type, l->p[i].url);
	assert_string_equal(buf_str(&have), want);
	buf_free(&have);
}

static void
page(const char *html, const char *want)
{
	struct error e = ERROR_INIT;
	struct net_part_list l = { NULL, 0, 0, 0 };

	assert_ok(net_requisites(span_of(html), "utf-8", BASE, &l, &e), &e);
	assert_list(&l, want);
	net_part_list_free(&l);
}

static void
sheet(const char *css, const char *want)
{
	struct error e = ERROR_INIT;
	struct net_part_list l = { NULL, 0, 0, 0 };

	assert_ok(net_style_requisites(span_of(css), BASE, &l, &e), &e);
	assert_list(&l, want);
	net_part_list_free(&l);
}

static void
test_requisites__elements(void **state)
{

	(void)state;
	page("<!doctype html><html><head>"
	    "<link rel='Stylesheet alternate' href=a.css>"
	    "<link rel=canonical href=/p/1>"
	    "<link rel='shortcut icon' href=/i.ico>"
	    "<link rel=preload as=font href=/f.woff2>"
	    "<link rel=preload as=fetch href=/d.json>"
	    "<link rel=manifest href=/m.json>"
	    "<meta property=og:image content='//cdn.example/o.png'>"
	    "<script src=/s.js></script></head><body background=b.gif>"
	    "<video poster=v.jpg><source src=v.mp4></video>"
	    "<audio src=a.mp3></audio><iframe src=/e></iframe>"
	    "<embed src=x.swf><object data=y.pdf></object>"
	    "<input type=image src=go.png><a href=/other>lien</a></body>",
	    "stylesheet https://agora.example/p/a.css\n"
	    "image https://agora.example/i.ico\n"
	    "font https://agora.example/f.woff2\n"
	    "other https://agora.example/d.json\n"
	    "manifest https://agora.example/m.json\n"
	    "image https://cdn.example/o.png\n"
	    "script https://agora.example/s.js\n"
	    "image https://agora.example/p/b.gif\n"
	    "image https://agora.example/p/v.jpg\n"
	    "media https://agora.example/p/v.mp4\n"
	    "media https://agora.example/p/a.mp3\n"
	    "document https://agora.example/e\n"
	    "other https://agora.example/p/x.swf\n"
	    "other https://agora.example/p/y.pdf\n"
	    "image https://agora.example/p/go.png\n");
}

static void
test_requisites__images(void **state)
{

	(void)state;
	page("<img src='/a.png' srcset='/b.png 1x, /c,d.png 2x,/e.png'>"
	    "<picture><source srcset='data:image/png,AA== 1x, /g.png 2x'>"
	    "</picture><img data-src=/late.png><img data-srcset='/l2.png 1x'>"
	    "<img src=''><img src='data:image/gif;base64,AA=='><img src='#x'>"
	    "<img src='javascript:void(0)'><img src='/a.png#deux'>",
	    "image https://agora.example/a.png\n"
	    "image https://agora.example/b.png\n"
	    "image https://agora.example/c,d.png\n"
	    "image https://agora.example/e.png\n"
	    "image https://agora.example/g.png\n"
	    "image https://agora.example/late.png\n"
	    "image https://agora.example/l2.png\n");
}

static void
test_requisites__base(void **state)
{

	(void)state;
	page("<base href='//media.example/x/'><base href='/no/'>"
	    "<img src=a.png>", "image https://media.example/x/a.png\n");
}

static void
test_requisites__style(void **state)
{

	(void)state;
	page("<style>/* url(no.png) */ @import 'i.css';"
	    "p { background: url( \"b g.png\" ) }</style>"
	    "<p style=\"background:url(&quot;c.png&quot;)\">",
	    "stylesheet https://agora.example/p/i.css\n"
	    "image https://agora.example/p/b%20g.png\n"
	    "image https://agora.example/p/c.png\n");
}

static void
test_requisites__broken(void **state)
{
	struct error e = ERROR_INIT;
	struct net_part_list l = { NULL, 0, 0, 0 };

	(void)state;
	page("<img src=/a.png><p><<< <b <img src=/b.png",
	    "image https://agora.example/a.png\n");
	page("", "");
	/* Not UTF-8, and a charset that nobody knows. */
	assert_ok(net_requisites(span_of("<p>\xff\xfe\xc3<img src=/z.png>"),
	    "x-klingon-8", BASE, &l, &e), &e);
	assert_list(&l, "image https://agora.example/z.png\n");
	net_part_list_free(&l);
	assert_fails(net_requisites(span_of("<p>"), NULL, "agora", &l, &e),
	    &e, ERR_SYNTAX);
}

static void
test_requisites__many(void **state)
{
	struct error e = ERROR_INIT;
	struct net_part_list l = { NULL, 0, 0, 0 };
	struct buf html = BUF_INIT(MIB);
	int i;

	(void)state;
	for (i = 0; i < NET_PARTS_MAX + 7; i++)
		buf_printf(&html, "<img src=/%d.png>", i);
	assert_ok(net_requisites(buf_span(&html), NULL, BASE, &l, &e), &e);
	assert_int_equal(l.n, NET_PARTS_MAX);
	assert_int_equal(l.over, 7);
	net_part_list_free(&l);
	buf_free(&html);
}

static void
test_style__tokens(void **state)
{

	(void)state;
	sheet("@import url(\"a.css\") screen; @IMPORT 'b.css';"
	    "@font-face { src: URL(f.woff2) format('woff2'), url('g.ttf') }"
	    ".a { content: 'url(no.png)'; background: url(/h\\.png) }",
	    "stylesheet https://agora.example/p/a.css\n"
	    "stylesheet https://agora.example/p/b.css\n"
	    "image https://agora.example/p/f.woff2\n"
	    "image https://agora.example/p/g.ttf\n"
	    "image https://agora.example/h.png\n");
}

static void
test_style__broken(void **state)
{

	(void)state;
	sheet("a { background: url(", "");
	sheet("a { background: url('x", "image https://agora.example/p/x\n");
	sheet("/* never closed url(a.png)", "");
	sheet("\\", "");
	sheet("@import", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_requisites__elements),
		cmocka_unit_test(test_requisites__images),
		cmocka_unit_test(test_requisites__base),
		cmocka_unit_test(test_requisites__style),
		cmocka_unit_test(test_requisites__broken),
		cmocka_unit_test(test_requisites__many),
		cmocka_unit_test(test_style__tokens),
		cmocka_unit_test(test_style__broken)
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
