#include <string.h>

#include <libxml/parser.h>

#include "capture/net/media/dash_internal.h"

#define SIDE	100000		/* largest width or height believed */

struct span
dash_attribute(const xmlNode *n, const char *name)
{
	const xmlAttr *a;

	for (a = n == NULL ? NULL : n->properties; a != NULL; a = a->next)
		if (xmlStrEqual(a->name, (const xmlChar *)name) &&
		    a->children != NULL && a->children->next == NULL &&
		    a->children->type == XML_TEXT_NODE)
			return (span_of((const char *)a->children->content));
	return ((struct span){ NULL, 0 });
}

static const xmlNode *
named(const xmlNode *n, const char *name)
{

	while (n != NULL && (n->type != XML_ELEMENT_NODE ||
	    !xmlStrEqual(n->name, (const xmlChar *)name)))
		n = n->next;
	return (n);
}

const xmlNode *
dash_child(const xmlNode *n, const char *name)
{

	return (n == NULL ? NULL : named(n->children, name));
}

const xmlNode *
dash_next(const xmlNode *n, const char *name)
{

	return (named(n->next, name));
}

struct span
dash_text(const xmlNode *n)
{

	if (n == NULL || n->children == NULL || n->children->next != NULL ||
	    (n->children->type != XML_TEXT_NODE &&
	    n->children->type != XML_CDATA_SECTION_NODE))
		return ((struct span){ NULL, 0 });
	return (span_trim(span_of((const char *)n->children->content)));
}

/* Digits with a fraction, in thousandths; what was read is cut off. */
static bool
thousandths(struct span *s, int64_t *out)
{
	int64_t v = 0, unit = 1000;
	size_t i;

	for (i = 0; i < s->n && i < 12 && s->p[i] >= '0' && s->p[i] <= '9';
	    i++)
		v = v * 10 + (s->p[i] - '0');
	if (i == 0)
		return (false);
	v *= 1000;
	if (i < s->n && s->p[i] == '.')
		for (i++; i < s->n && s->p[i] >= '0' && s->p[i] <= '9'; i++) {
			unit /= 10;
			v += unit * (s->p[i] - '0');
		}
	*s = span_sub(*s, i, s->n);
	*out = v;
	return (true);
}

int64_t
dash_duration(struct span s)
{
	static const char letters[] = "DHMS";
	static const int64_t seconds[] = { 86400, 3600, 60, 1 };
	int64_t total = 0, v;
	const char *at;

	if (!span_starts(s, "P"))
		return (-1);
	for (s = span_sub(s, 1, s.n); s.n > 0; s = span_sub(s, 1, s.n)) {
		if (s.p[0] == 'T')
			continue;
		/* Years and months have no fixed length. */
		if (!thousandths(&s, &v) || s.n == 0 ||
		    (at = strchr(letters, s.p[0])) == NULL || *at == '\0' ||
		    v > INT64_MAX / 100000 - total)
			return (-1);
		total += v * seconds[at - letters];
	}
	return (total);
}

/* The base of what stands below ${n}: its BaseURL, or that of its parent. */
static int
base_below(const xmlNode *n, const struct url *base, struct url **own,
    struct error *e)
{
	struct error why = ERROR_INIT;
	struct span ref = dash_text(dash_child(n, "BaseURL"));

	*own = NULL;
	if (ref.p == NULL || ref.n == 0 ||
	    url_parse(ref, base, own, &why) == 0 || why.code != ERR_NOMEM)
		return (0);
	return (error_nomem(e));
}

/* Pictures for a preview are no part of the film. */
static bool
is_track(const xmlNode *set, const xmlNode *representation)
{
	struct span type = dash_attribute(set, "contentType");

	if (type.p == NULL)
		type = dash_attribute(set, "mimeType");
	if (type.p == NULL)
		type = dash_attribute(representation, "mimeType");
	return (!span_starts(type, "image"));
}

static struct variant
variant_of(const xmlNode *representation)
{
	struct variant v = {
		playlist_number(dash_attribute(representation, "width")),
		playlist_number(dash_attribute(representation, "height")),
		playlist_number(dash_attribute(representation, "bandwidth"))
	};

	if (v.width > SIDE || v.height > SIDE)
		v.width = v.height = 0;
	return (v);
}

static int
take(const struct dash_track *in, const xmlNode *representation,
    struct playlist *l, struct error *e)
{
	struct dash_track t = *in;
	struct url *own;
	int rc;

	t.levels[0] = representation;
	if (dash_child(representation, "ContentProtection") != NULL) {
		l->locked = true;
		return (0);
	}
	if (base_below(representation, t.base, &own, e) != 0)
		return (-1);
	if (own != NULL)
		t.base = own;
	rc = dash_segments(&t, l, e);
	url_free(own);
	return (rc);
}

/* One track, of which there are several renditions. */
static int
read_set(const struct dash_track *in, struct playlist *l, struct error *e)
{
	const xmlNode *nodes[PLAYLIST_VARIANTS_MAX], *r;
	struct variant v[PLAYLIST_VARIANTS_MAX];
	size_t n = 0, best, first;

	for (r = dash_child(in->levels[1], "Representation"); r != NULL;
	    r = dash_next(r, "Representation")) {
		if (n == PLAYLIST_VARIANTS_MAX) {
			l->over++;
			continue;
		}
		v[n] = variant_of(r);
		nodes[n++] = r;
	}
	if (n == 0 || !is_track(in->levels[1], nodes[0]))
		return (0);
	if (dash_child(in->levels[1], "ContentProtection") != NULL) {
		l->locked = true;
		return (0);
	}
	best = playlist_best(v, n, &first);
	/* Without sizes, those readers go by bandwidth too. */
	if (v[best].width == 0)
		first = best;
	if (v[best].width * v[best].height > l->width * l->height ||
	    l->bandwidth == 0) {
		l->width = v[best].width;
		l->height = v[best].height;
		l->bandwidth = v[best].bandwidth;
	}
	if (take(in, nodes[best], l, e) != 0)
		return (-1);
	return (first == best ? 0 : take(in, nodes[first], l, e));
}

static int
read_sets(const struct dash_track *in, struct playlist *l, struct error *e)
{
	struct dash_track t = *in;
	const xmlNode *set;
	struct url *own;
	size_t n = 0;
	int rc = 0;

	for (set = dash_child(in->levels[2], "AdaptationSet");
	    rc == 0 && set != NULL; set = dash_next(set, "AdaptationSet")) {
		if (n++ == PLAYLIST_SETS_MAX) {
			l->over++;
			break;
		}
		if (base_below(set, in->base, &own, e) != 0)
			return (-1);
		t.levels[1] = set;
		t.base = own != NULL ? own : in->base;
		rc = read_set(&t, l, e);
		url_free(own);
	}
	return (rc);
}

/* How long a period lasts: to the next one, or to the end. */
static int64_t
lasts(const xmlNode *mpd, const xmlNode *period)
{
	const xmlNode *next = dash_next(period, "Period");
	int64_t own = dash_duration(dash_attribute(period, "duration"));
	int64_t start = dash_duration(dash_attribute(period, "start"));
	int64_t end;

	if (own >= 0)
		return (own);
	end = dash_duration(next != NULL ? dash_attribute(next, "start") :
	    dash_attribute(mpd, "mediaPresentationDuration"));
	if (end < 0)
		return (-1);
	return (end > start && start > 0 ? end - start : end);
}

static int
read_periods(const xmlNode *mpd, const struct url *base, struct playlist *l,
    struct error *e)
{
	struct dash_track t = { .live = l->live };
	const xmlNode *period;
	struct url *own;
	size_t n = 0;
	int rc = 0;

	for (period = dash_child(mpd, "Period"); rc == 0 && period != NULL;
	    period = dash_next(period, "Period")) {
		if (n++ == PLAYLIST_SETS_MAX) {
			l->over++;
			break;
		}
		if (base_below(period, base, &own, e) != 0)
			return (-1);
		t.levels[2] = period;
		t.base = own != NULL ? own : base;
		t.duration = lasts(mpd, period);
		rc = read_sets(&t, l, e);
		url_free(own);
	}
	return (rc);
}

static int
read_mpd(const xmlNode *mpd, const struct url *base, struct playlist *l,
    struct error *e)
{
	struct url *own;
	int rc;

	if (span_is(dash_attribute(mpd, "type"), "dynamic"))
		l->live = true;
	if (base_below(mpd, base, &own, e) != 0)
		return (-1);
	rc = read_periods(mpd, own != NULL ? own : base, l, e);
	url_free(own);
	return (rc);
}

int
playlist_read_dash(struct span text, const char *base, struct playlist *l,
    struct error *e)
{
	struct url *own = NULL;
	xmlNode *root;
	xmlDoc *doc;
	int rc = -1;

	if (text.n > INT32_MAX)
		return (error_set(e, ERR_SYNTAX, "too large"));
	doc = xmlReadMemory((const char *)text.p, (int)text.n, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
	    XML_PARSE_NOCDATA);
	root = doc == NULL ? NULL : xmlDocGetRootElement(doc);
	/* A document type can only be there to make entities. */
	if (root == NULL || doc->intSubset != NULL ||
	    !xmlStrEqual(root->name, (const xmlChar *)"MPD"))
		(void)error_set(e, ERR_SYNTAX, "no DASH presentation");
	else if (playlist_base(l, base, &own, e) == 0)
		rc = read_mpd(root, own, l, e);
	url_free(own);
	xmlFreeDoc(doc);
	return (rc);
}
