#include "cmd/demo.h"

/*
 * The small site of the demonstration.  Persons, shop and words are invented;
 * each page says so.
 */
#define HEAD(title)							\
	"<!doctype html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\">\n" \
	"<title>" title "</title>\n"					\
	"<link rel=\"stylesheet\" href=\"/style.css\">\n"		\
	"<link rel=\"icon\" href=\"/jeanne.svg\">\n</head><body>\n"	\
	"<p class=\"demo\">D\303\251monstration de constat : personnes et " \
	"faits imagin\303\251s.</p>\n"

#define TAIL	"</body></html>\n"

#define JEANNE								\
	"{\"@type\":\"Person\",\"name\":\"Jeanne Exemple\","		\
	"\"alternateName\":\"@jeanne\",\"identifier\":\"77\","		\
	"\"url\":\"/jeanne\"}"

static const char post[] =
	HEAD("Jeanne Exemple : \302\253 du pain d\342\200\231hier \302\273")
	"<article id=\"post-1042\">\n"
	"<header><img src=\"/jeanne.svg\" alt=\"\" width=\"48\" "
	"height=\"48\">\n"
	"<a rel=\"author\" href=\"/jeanne\">Jeanne Exemple</a> "
	"<span>@jeanne</span>\n"
	"<time datetime=\"2026-11-20T18:42:00+01:00\">20 novembre 2026, "
	"18 h 42</time></header>\n"
	"<p>La boulangerie Martin vend du pain d\342\200\231hier au prix du "
	"jour, et son patron le sait tr\303\250s bien.</p>\n"
	"<img class=\"photo\" loading=\"lazy\" src=\"/pain.svg\" "
	"alt=\"Photo d\342\200\231un pain\" width=\"480\" height=\"270\">\n"
	"<footer>128 partages</footer>\n</article>\n"
	"<section><h2>R\303\251ponses</h2><ol id=\"replies\"></ol></section>\n"
	"<script src=\"/replies.js\"></script>\n"
	/* As the sites of the world tell search engines what they show. */
	"<script type=\"application/ld+json\">{\"@context\":"
	"\"https://schema.org\",\"@type\":\"SocialMediaPosting\",\"url\":"
	"\"/jeanne/posts/1042\",\"identifier\":\"1042\",\"articleBody\":"
	"\"La boulangerie Martin vend du pain d\342\200\231hier au prix du "
	"jour, et son patron le sait tr\303\250s bien.\",\"datePublished\":"
	"\"2026-11-20T18:42:00+01:00\",\"commentCount\":2,\"author\":" JEANNE
	"}</script>\n"
	TAIL;

static const char author[] =
	HEAD("Jeanne Exemple (@jeanne)")
	"<main><img src=\"/jeanne.svg\" alt=\"\" width=\"96\" "
	"height=\"96\">\n"
	"<h1>Jeanne Exemple</h1><p>@jeanne \302\267 compte n\302\260 77 "
	"\302\267 inscrite en mars 2021</p>\n"
	"<p>Avis sur les commerces du quartier.</p>\n"
	"<ul><li><a href=\"/jeanne/posts/1042\">du pain "
	"d\342\200\231hier</a></li></ul></main>\n"
	"<script type=\"application/ld+json\">{\"@context\":"
	"\"https://schema.org\",\"@type\":\"ProfilePage\",\"dateCreated\":"
	"\"2021-03-14\",\"mainEntity\":" JEANNE "}</script>\n"
	TAIL;

static const char style[] =
	"body { font: 17px/1.5 sans-serif; max-width: 38em; margin: 2em auto; "
	"padding: 0 1em; color: #1c2430; background: #f5f6f8; }\n"
	".demo { background: #ffe9a8; padding: .5em 1em; font-size: .85em; }\n"
	"article, main { background: #fff; padding: 1.5em; border-radius: "
	"8px; }\n"
	"article > p { font-size: 1.25em; }\n"
	"header { display: flex; gap: .6em; align-items: center; "
	"flex-wrap: wrap; }\n"
	".photo { width: 100%; height: auto; }\n";

static const char script[] =
	"fetch('/replies.json').then((r) => r.json()).then((list) => {\n"
	"  for (const reply of list) {\n"
	"    const li = document.createElement('li');\n"
	"    li.textContent = reply.author + ' : ' + reply.text;\n"
	"    document.getElementById('replies').append(li);\n"
	"  }\n"
	"});\n";

static const char replies[] =
	"[{\"author\":\"@paul\",\"text\":\"C\342\200\231est faux, j\342\200\231"
	"y vais chaque matin.\"},\n"
	"{\"author\":\"@martin\",\"text\":\"Je demande le retrait de ce "
	"message.\"}]\n";

static const char face[] =
	"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 48 48\">"
	"<circle cx=\"24\" cy=\"24\" r=\"24\" fill=\"#9cb8d9\"/>"
	"<circle cx=\"24\" cy=\"19\" r=\"9\" fill=\"#fff\"/>"
	"<path d=\"M8 46a16 16 0 0 1 32 0z\" fill=\"#fff\"/></svg>\n";

static const char bread[] =
	"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 480 270\">"
	"<rect width=\"480\" height=\"270\" fill=\"#e8d9c0\"/>"
	"<ellipse cx=\"240\" cy=\"140\" rx=\"170\" ry=\"62\" "
	"fill=\"#b9793a\"/>"
	"<path d=\"M150 105l30 60M220 90l30 80M295 92l30 70\" "
	"stroke=\"#e9c48f\" stroke-width=\"12\"/></svg>\n";

const struct demo_page demo_pages[] = {
	{ DEMO_POST, "text/html; charset=utf-8", post },
	{ DEMO_AUTHOR, "text/html; charset=utf-8", author },
	{ "/style.css", "text/css", style },
	{ "/replies.js", "text/javascript", script },
	{ "/replies.json", "application/json", replies },
	{ "/jeanne.svg", "image/svg+xml", face },
	{ "/pain.svg", "image/svg+xml", bread },
	{ NULL, NULL, NULL }
};
