#include <string.h>

#include "store/facts/generic/page.h"
#include "store/facts/platforms/parts.h"

#define PERSON_MAX	120	/* bytes of a name */
#define FOLD_MAX	256	/* bytes of a name, folded */

/* Names that the makers of sites write where there is no author. */
static const char * const nobody[] = {
	"administrator", "administrateur", "anonym", "anonymous", "anonyme",
	"an\xc3\xb3nimo", "anonimo", "author", "auteur", "autor", "agencies",
	"agencias", "agentur", "agenturen", "editor", "editors", "guest",
	"gast", "invite", "no author", "publisher", "root", "staff",
	"staff writer", "super user", "superuser", "team", "the editors",
	"unknown", "inconnu", "unbekannt", "user", "webmaster", "newsroom",
	"news desk", "none", "null", "undefined", "n/a", "test", "www",
	"web", "website", "facebook", "twitter", NULL
};

/* What a name holds that is an office, a company or a computer's. */
static const char * const offices[] = {
	"redaktion", "redaction", "r\xc3\xa9" "daction", "redacci\xc3\xb3n",
	"editorial", "newsroom", "copyright", "all rights", "webmaster",
	" gmbh", " e.v", " e. v", " inc.", " ltd", " s.a.", " verlag",
	"ministerium", "minist\xc3\xa8re", "department of", "press office",
	"pressestelle", "service de presse",
	"http", "www.", " - ", "wordpress", NULL
};

bool
page_url_like(struct span s)
{
	return (span_starts(s, "http://") || span_starts(s, "https://") ||
	    span_starts(s, "//") || span_starts(s, "www."));
}

/* The letter that a two-byte letter with a mark is without it, or 0. */
static uint8_t
plain(uint8_t a, uint8_t b)
{
	static const char letters[] = "aaaaaaaceeeeiiiidnooooo/ouuuuy";

	b |= 0x20;
	if (a != 0xc3 || b < 0xa0 || b - 0xa0u >= sizeof(letters) - 1)
		return (0);
	return ((uint8_t)letters[b - 0xa0]);
}

/* The length of the quotation mark, dash or blank beyond ASCII that ${s}
 * begins with (U+0080 to U+00BF, U+2000 to U+207F), or 0. */
static size_t
mark_length(struct span s)
{
	if (s.n >= 2 && s.p[0] == 0xc2)
		return (2);
	return (s.n >= 3 && s.p[0] == 0xe2 && (s.p[1] & 0xfe) == 0x80 ? 3 :
	    0);
}

/* Letters and digits of ${s}, without marks and in lower case. */
static size_t
fold(struct span s, uint8_t out[static FOLD_MAX])
{
	size_t n = 0, skip;

	for (size_t i = 0; i < s.n && n < FOLD_MAX; i++) {
		uint8_t c = s.p[i], without;

		if ((skip = mark_length(span_sub(s, i, s.n))) > 0) {
			i += skip - 1;
			continue;
		}

		if (c >= 'A' && c <= 'Z')
			c = (uint8_t)(c - 'A' + 'a');
		without = i + 1 < s.n ? plain(c, s.p[i + 1]) : 0;
		if (without != 0) {
			out[n++] = without;
			i++;
		} else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    c >= 0x80)
			out[n++] = c;
	}
	return (n);
}

bool
page_same_name(struct span a, struct span b)
{
	uint8_t x[FOLD_MAX], y[FOLD_MAX];
	size_t n;

	if (a.n > FOLD_MAX || b.n > FOLD_MAX)
		return (false);
	n = fold(a, x);
	return (n > 0 && n == fold(b, y) && memcmp(x, y, n) == 0);
}

struct span
page_before(struct span s, uint8_t c)
{
	ptrdiff_t at = span_find(s, c);

	return (at < 0 ? s : span_sub(s, 0, (size_t)at));
}

/* --- Which page --- */

static struct span
without(struct span s, const char *start)
{
	size_t n = strlen(start);

	return (s.n > n && span_starts(s, start) ? span_sub(s, n, s.n) : s);
}

static struct span
host_of(const struct url *u)
{
	struct span host = span_of(url_host(u));

	host = without(host, "www.");
	host = without(host, "m.");
	host = without(host, "mobile.");
	return (without(host, "amp."));
}

static struct span
path_of(const struct url *u)
{
	struct span path = span_of(url_path(u));

	if (span_ends(path, "/index.html"))
		path.n -= strlen("/index.html");
	else if (span_ends(path, "/index.php"))
		path.n -= strlen("/index.php");
	while (path.n > 0 && path.p[path.n - 1] == '/')
		path.n--;
	if (span_ends(path, "/amp"))
		path.n -= 4;
	return (path);
}

/* Two queries name different things only where both are there: a share link
 * adds one, a canonical URL drops it. */
static bool
query_same(const struct url *a, const struct url *b)
{
	const char *x = url_query(a), *y = url_query(b);

	if (x == NULL || y == NULL)
		return (path_of(a).n > 0 || x == y);
	return (strcmp(x, y) == 0);
}

static bool
url_same(const struct url *a, const struct url *b)
{
	return (span_eq(host_of(a), host_of(b)) &&
	    span_eq(path_of(a), path_of(b)) && query_same(a, b));
}

static struct span
canonical(struct doc *d, size_t which)
{
	struct span none = { NULL, 0 };
	xmlNode *link;

	if (d->html == NULL)
		return (none);
	if (which == 1)
		return (doc_meta(d, "og:url", 0));
	link = doc_find(d, NULL, "//link[@rel='canonical'][@href]");
	return (link == NULL ? none : doc_attr(d, link, "href"));
}

/* A canonical URL that is the site's first page is a mistake of the site,
 * unless this is it. */
static bool
canonical_is(struct doc *d, const struct url *u)
{
	struct url *c;
	bool same = false;

	for (size_t i = 0; i < 2 && !same; i++) {
		struct span s = canonical(d, i);

		if (s.p == NULL || url_parse(span_trim(s), d->url, &c, NULL))
			continue;
		same = url_same(c, u) && (path_of(c).n > 0 ||
		    url_query(c) != NULL || path_of(d->url).n == 0);
		url_free(c);
	}
	return (same);
}

bool
page_names(struct doc *d, struct span url)
{
	struct url *u;
	bool same;

	if (url.p == NULL || d->url == NULL ||
	    url_parse(span_trim(url), d->url, &u, NULL) != 0)
		return (false);
	same = url_same(u, d->url) || canonical_is(d, u);
	url_free(u);
	return (same);
}

bool
page_is_home(struct doc *d, struct span url)
{
	struct url *u;
	bool home;

	if (url.p == NULL ||
	    url_parse(span_trim(url), d->url, &u, NULL) != 0)
		return (false);
	home = path_of(u).n == 0 && url_query(u) == NULL;
	url_free(u);
	return (home);
}

void
page_put_url(struct doc *d, struct item *post, struct span url,
    const char *at)
{
	struct identity id;

	if (!page_names(d, url) || (doc_identity(d, &id) &&
	    id.kind == IDENTITY_THREAD))
		return;
	fact_put(d, post, FACT_URL, doc_url(d, url), "%s", at);
}

struct span
page_title(struct doc *d)
{
	return (doc_find(d, NULL, "//title") == NULL ?
	    doc_meta(d, "og:title", 0) : parts_title(d));
}

/* The title may have other quotation marks than the heading. */
bool
page_titled(struct doc *d, struct span s)
{
	struct span title = page_title(d);
	uint8_t a[FOLD_MAX], b[FOLD_MAX];
	size_t n, m;

	if (s.n == 0 || title.n == 0)
		return (false);
	if (s.n > FOLD_MAX || title.n > FOLD_MAX)
		return (memmem(title.p, title.n, s.p, s.n) != NULL);
	n = fold(title, a);
	m = fold(s, b);
	return (m > 0 && memmem(a, n, b, m) != NULL);
}

bool
page_says_article(struct doc *d)
{
	return (span_is(span_trim(doc_meta(d, "og:type", 0)), "article") ||
	    doc_meta(d, "article:published_time", 0).p != NULL ||
	    doc_find(d, NULL, "//body[" HAS("single-post") " or "
	    HAS("single-format-standard") "]") != NULL);
}

/* --- What is beside --- */

/* A word of a class or an id; "right-sidebar" is a layout, and no sidebar. */
static bool
beside_word(struct span w)
{
	static const char * const whole[] = { "sidebar", "nav", "navbar",
		"navigation", "menu", "footer", "comments", "comment",
		"commentlist", "related", "teaser", "newsletter", "respond",
		"secondary", NULL };
	static const char * const starts[] = { "sidebar-", "comment-",
		"comments-", "related-", "cookie", "consent", "newsletter-",
		"teaser-", "recommend", "footer-", "yarpp", "site-footer",
		NULL };
	static const char * const ends[] = { "-comments", "-comment",
		"-related", "-footer", "-newsletter", "-teaser", "__related",
		"-teasers", NULL };

	for (size_t i = 0; starts[i] != NULL; i++)
		if (span_is_nocase(span_sub(w, 0, strlen(starts[i])),
		    starts[i]))
			return (true);
	for (size_t i = 0; ends[i] != NULL; i++)
		if (span_ends(w, ends[i]))
			return (true);
	return (parts_in(w, whole));
}

static bool
beside_words(struct span s)
{
	while (s.n > 0) {
		struct span w = page_before(s, ' ');

		if (w.n > 0 && beside_word(w))
			return (true);
		s = span_sub(s, w.n + 1, s.n);
	}
	return (false);
}

static bool
is_beside(struct doc *d, const xmlNode *n)
{
	const char *name = (const char *)n->name;

	if (strcmp(name, "aside") == 0 || strcmp(name, "nav") == 0)
		return (true);
	if (strcmp(name, "body") == 0 || strcmp(name, "html") == 0)
		return (false);
	return (beside_words(doc_attr(d, n, "class")) ||
	    beside_words(doc_attr(d, n, "id")));
}

bool
page_beside(struct doc *d, const xmlNode *n)
{
	bool footer = false;

	for (; n != NULL && n->type == XML_ELEMENT_NODE; n = n->parent) {
		if (is_beside(d, n))
			return (true);
		footer |= strcmp((const char *)n->name, "footer") == 0;
		/* The foot of an article is of it, that of a page is not. */
		if (strcmp((const char *)n->name, "article") == 0)
			footer = false;
	}
	return (footer);
}

struct nodes
page_main(struct doc *d, const char *xpath)
{
	struct nodes all = doc_own(d, doc_find_all(d, NULL, xpath));
	size_t n = 0;

	for (size_t i = 0; i < all.n; i++)
		if (!page_beside(d, all.p[i]))
			all.p[n++] = all.p[i];
	all.n = n;
	return (all);
}

/* --- Whose name --- */

/* Whether ${name} is ${house}, or has it in it and more ("Team of ..."). */
static bool
of_house(struct span name, struct span house)
{
	uint8_t a[FOLD_MAX], b[FOLD_MAX];
	size_t n, m;

	if (name.n > FOLD_MAX || house.n > FOLD_MAX)
		return (false);
	n = fold(name, a);
	m = fold(house, b);
	return ((n == m && n > 0 && memcmp(a, b, n) == 0) ||
	    (m >= 5 && n > m && memmem(a, n, b, m) != NULL));
}

/* "www.zeit.de" stands for itself, for "zeit.de" and for "zeit". */
static bool
names_site(struct doc *d, struct span name)
{
	static const char * const keys[] = { "og:site_name",
		"application-name", "apple-mobile-web-app-title",
		"al:ios:app_name", "al:android:app_name", "publisher",
		"dc.publisher", "copyright", NULL };

	if (d->url != NULL && (page_same_name(name,
	    span_of(url_host(d->url))) || page_same_name(name,
	    host_of(d->url)) || of_house(name, page_before(host_of(d->url),
	    '.'))))
		return (true);
	for (size_t i = 0; d->html != NULL && keys[i] != NULL; i++)
		if (of_house(name, doc_meta(d, keys[i], 0)))
			return (true);
	return (false);
}

/* "site.de" in a name, but not "J.R.R." */
static bool
holds_domain(struct span s)
{
	for (size_t i = 1; i + 2 < s.n; i++)
		if (s.p[i] == '.' && s.p[i - 1] > ' ' &&
		    s.p[i + 1] >= 'a' && s.p[i + 1] <= 'z' &&
		    s.p[i + 2] >= 'a' && s.p[i + 2] <= 'z')
			return (true);
	return (false);
}

struct span
page_trim(struct span s)
{
	static const char * const blanks[] = { "\xc2\xa0", "\xe2\x80\x8b",
		"\xe2\x80\xaf", "\xef\xbb\xbf", NULL };

	s = span_trim(s);
	for (size_t i = 0; blanks[i] != NULL; i++) {
		size_t n = strlen(blanks[i]);

		if (span_starts(s, blanks[i]))
			s = span_trim(span_sub(s, n, s.n));
		else if (span_ends(s, blanks[i]))
			s = span_trim(span_sub(s, 0, s.n - n));
		else
			continue;
		i = (size_t)-1;
	}
	return (s);
}

/* The first words of links that lead to more of somebody. */
static bool
is_label(struct span name)
{
	static const char * const starts[] = { "view", "see", "read", "more",
		"all", "show", "about", "follow", "click", "voir", "lire",
		"tous", "suivre", "alle", "mehr", "zur", "zum",
		"\xc3\xbc" "ber", "articles", "artikel", "posts", "profil",
		"profile", "contact", "kontakt", "archive", "die", "the",
		"our", "autor", "author", "auteur", "by", "von", "par",
		"zeige", "weitere", "autorenseite", "artikelseite", "plus",
		"tutti", "todos", "ver", "otros", NULL };

	return (parts_in(page_before(name, ' '), starts));
}

static bool
is_office(struct span name)
{
	static const char * const firms[] = { " AG", " eG", " KG", " SE",
		" SA", " SAS", " LLC", " Inc", " PLC", NULL };

	for (size_t i = 0; firms[i] != NULL; i++)
		if (span_ends(name, firms[i]))
			return (true);
	for (size_t i = 0; nobody[i] != NULL; i++)
		if (span_is_nocase(name, nobody[i]))
			return (true);
	for (size_t i = 0; offices[i] != NULL; i++)
		if (span_holds_nocase(name, offices[i]))
			return (true);
	return (span_holds_nocase(name, "admin") && span_find(name, ' ') < 0);
}

/* "Jean de la Fontaine": words with capitals, and what stands between. */
bool
page_full_name(struct span s)
{
	static const char * const between[] = { "de", "du", "la", "le", "von",
		"van", "der", "den", "di", "da", "del", "dos", "bin", "und",
		"and", "et", "y", "zu", "zur", NULL };
	struct span word;
	size_t n = 0;

	for (; s.n > 0; s = span_trim(span_sub(s, word.n, s.n))) {
		word = page_before(s, ' ');
		n++;
		if (!(word.p[0] >= 'A' && word.p[0] <= 'Z') &&
		    word.p[0] < 0x80 && (n == 1 || !parts_in(word, between)))
			return (false);
	}
	return (n >= 2 && n <= 6);
}

struct span
page_person(struct doc *d, struct span name)
{
	static const char marks[] = "\n<>{}|/_@#=";
	struct span none = { NULL, 0 };

	name = page_trim(name);
	if (name.p == NULL || name.n < 3 || name.n > PERSON_MAX ||
	    page_url_like(name) || parts_digits(name, 1, PERSON_MAX) ||
	    holds_domain(name) || is_office(name) || is_label(name))
		return (none);
	for (size_t i = 0; marks[i] != '\0'; i++)
		if (span_find(name, (uint8_t)marks[i]) >= 0)
			return (none);
	return (names_site(d, name) ? none : name);
}

struct span
page_agreed(struct doc *d, struct nodes found, const char *attr, xmlNode **at)
{
	struct span value = { NULL, 0 }, one;

	for (size_t i = 0; i < found.n; i++) {
		one = span_trim(attr == NULL ? doc_text(d, found.p[i]) :
		    doc_attr(d, found.p[i], attr));
		if (one.p == NULL || one.n == 0)
			continue;
		if (value.p != NULL && !span_eq(value, one))
			return ((struct span){ NULL, 0 });
		value = one;
		*at = found.p[i];
	}
	return (value);
}
