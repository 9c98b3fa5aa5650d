#include <string.h>

#include "capture/browser/browser_internal.h"

/*
 * Closed shadow roots: no script reaches them, ours neither, but the DevTools
 * do.  A snapshot says which nodes stand in one; the node becomes an object in
 * our world of its frame, and its root can be had from it.
 *
 * Of each element that may be a host (DOM standard, "attachShadow") the first
 * child is taken: a snapshot tells what stands in its shadow before the rest.
 */
#define NODES_MAX	1024	/* asked for in one frame */

static const char *const hosts[] = { "ARTICLE", "ASIDE", "BLOCKQUOTE", "BODY",
	"DIV", "FOOTER", "H1", "H2", "H3", "H4", "H5", "H6", "HEADER", "MAIN",
	"NAV", "P", "SECTION", "SPAN" };

static json_int_t
number_at(const json_t *array, size_t i)
{
	const json_t *j = json_array_get(array, i);

	return (json_is_integer(j) ? json_integer_value(j) : -1);
}

static const char *
string_at(const json_t *strings, json_int_t i)
{

	return (i < 0 ? NULL :
	    json_string_value(json_array_get(strings, (size_t)i)));
}

static bool
may_host(const char *name)
{
	size_t i;

	if (name == NULL || strchr(name, '-') != NULL)
		return (true);
	for (i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (strcmp(name, hosts[i]) == 0)
			return (true);
	return (false);
}

static void
on_node(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;
	struct frame *f = arg;
	const char *id = json_text(json_object_get(m->params, "object"),
	    "objectId");
	bool ok = true;

	if (t->frames_asked > 0)
		t->frames_asked--;
	if (id == NULL)
		return;
	if (f->closed == NULL)
		f->closed = json_array();
	json_add(f->closed, json_pack("{s:s}", "objectId", id), &ok);
	if (f->closed == NULL || !ok)
		visit_fail(t, ERR_NOMEM, "out of memory");
}

static void
ask_for(struct browser_tab *t, struct frame *f, json_int_t node)
{

	t->frames_asked++;
	cdp_send(t->browser->cdp, f->session, "DOM.resolveNode",
	    json_pack("{s:I, s:I}", "backendNodeId", node,
	    "executionContextId", (json_int_t)f->world), on_node, t, f);
}

/* The nodes of one document that lead to its closed shadow roots. */
static void
take_document(struct browser_tab *t, struct frame *f, const json_t *document,
    const json_t *strings)
{
	const json_t *nodes = json_object_get(document, "nodes");
	const json_t *types = json_object_get(nodes, "shadowRootType");
	const json_t *in = json_object_get(types, "index");
	const json_t *kinds = json_object_get(types, "value");
	const json_t *parents = json_object_get(nodes, "parentIndex");
	const json_t *names = json_object_get(nodes, "nodeName");
	const json_t *ids = json_object_get(nodes, "backendNodeId");
	size_t i, n = json_array_size(in), asked = 0;
	json_int_t node, parent, before = -1;
	const char *kind;

	for (i = 0; i < n && asked < NODES_MAX; i++) {
		kind = string_at(strings, number_at(kinds, i));
		node = number_at(in, i);
		if (kind == NULL || strcmp(kind, "closed") != 0 || node < 0)
			continue;
		parent = number_at(parents, (size_t)node);
		if (parent < 0 || parent == before || !may_host(string_at(
		    strings, number_at(names, (size_t)parent))))
			continue;
		before = parent;
		asked++;
		ask_for(t, f, number_at(ids, (size_t)node));
	}
}

static void
on_snapshot(void *ctx, void *arg, struct cdp_message *m)
{
	const json_t *strings = json_object_get(m->params, "strings"), *one;
	const json_t *documents = json_object_get(m->params, "documents");
	struct browser_tab *t = ctx;
	struct frame *f;
	json_int_t name;
	size_t i;

	(void)arg;
	if (t->frames_asked > 0)
		t->frames_asked--;
	if (documents == NULL)
		t->shadows_unknown = true;
	json_array_foreach(documents, i, one) {
		name = json_integer_value(json_object_get(one, "frameId"));
		f = frames_find(t, string_at(strings, name));
		if (f != NULL && f->world != 0)
			take_document(t, f, one, strings);
	}
}

void
shadow_look(struct browser_tab *t)
{
	const struct session *s;

	for (s = t->sessions; s != NULL; s = s->next) {
		if (strcmp(s->id, t->main) != 0 &&
		    strcmp(s->type, "iframe") != 0)
			continue;
		t->frames_asked++;
		cdp_send(t->browser->cdp, s->id,
		    "DOMSnapshot.captureSnapshot", json_pack("{s:[]}",
		    "computedStyles"), on_snapshot, t, t->frames);
	}
}
