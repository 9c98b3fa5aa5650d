#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/making.h"
#include "cmd/transfer.h"
#include "store/base/json.h"
#include "store/home/package.h"

/* What is handed over, in the order in which it was named. */
struct chosen {
	char (*ids)[BLOB_DIGEST];
	const char **list;
	size_t n;
	char *case_name;		/* of all of them, or NULL */
	bool several;			/* they are of several cases, or none */
	bool part;			/* not all exhibits of the case */
};

static int
add_id(struct chosen *c, const char *id, struct error *e)
{
	char (*v)[BLOB_DIGEST];
	size_t i;

	for (i = 0; i < c->n; i++)
		if (strcmp(c->ids[i], id) == 0)
			return (0);
	if (c->n == DOSSIER_EXHIBITS_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d exhibits",
		    DOSSIER_EXHIBITS_MAX));
	if ((v = reallocarray(c->ids, c->n + 1, sizeof(*v))) == NULL)
		return (error_nomem(e));
	c->ids = v;
	(void)snprintf(v[c->n++], sizeof(*v), "%s", id);
	return (0);
}

/* One case for all, as long as all are of it. */
static int
note_case(struct chosen *c, const char *name, bool first, struct error *e)
{

	if (first && name != NULL) {
		if ((c->case_name = strdup(name)) == NULL)
			return (error_nomem(e));
	} else if (name == NULL || c->case_name == NULL ||
	    strcmp(name, c->case_name) != 0)
		c->several = true;
	return (0);
}

/* The exhibits of a case that are there, by their numbers. */
static int
add_case(struct chosen *c, struct use *u, const char *name, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	size_t from = c->n, i, j;
	char id[BLOB_DIGEST];
	int got;

	f.case_name = name;
	f.disposed = 0;
	if (catalog_exhibits(home_catalog(u->home), &f, &cur, e) != 0)
		return (-1);
	while ((got = catalog_exhibit_next(cur, &x, e)) == 1)
		if ((got = add_id(c, x.id, e)) != 0)
			break;
	catalog_cursor_free(cur);
	/* The newest was listed first. */
	for (i = from, j = c->n; got == 0 && i + 1 < j; i++) {
		j--;
		memcpy(id, c->ids[i], sizeof(id));
		memcpy(c->ids[i], c->ids[j], sizeof(id));
		memcpy(c->ids[j], id, sizeof(id));
	}
	return (got);
}

static int
add_word(struct chosen *c, struct use *u, const char *word, bool first,
    struct error *e)
{
	struct home_found x;
	int got, rc = -1;

	got = catalog_case_has(home_catalog(u->home), word, e);
	if (got < 0)
		return (-1);
	if (got == 1)
		return (note_case(c, word, first, e) != 0 ? -1 :
		    add_case(c, u, word, e));
	if (home_found(u->home, word, &x, e) != 0)
		return (-1);
	c->part = true;
	if (note_case(c, x.case_name, first, e) == 0)
		rc = add_id(c, x.id, e);
	home_found_free(&x);
	return (rc);
}

static int
choose(struct chosen *c, struct use *u, const struct args *a,
    struct error *e)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (add_word(c, u, a->rest[i], i == 0, e) != 0)
			return (-1);
	if (c->n == 0)
		return (error_set(e, ERR_NOTFOUND, "there is no exhibit to "
		    "hand over"));
	if (c->several) {
		free(c->case_name);
		c->case_name = NULL;
	}
	if ((c->list = calloc(c->n, sizeof(*c->list))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < c->n; i++)
		c->list[i] = c->ids[i];
	return (0);
}

static void
chosen_free(struct chosen *c)
{

	free(c->ids);
	free(c->list);
	free(c->case_name);
}

/* ---- the file ---- */

struct handing {
	struct use u;
	const struct args *a;
	struct chosen c;
	char uuid[UUID_TEXT];
	uint64_t seq;
	struct pack_result r;
};

static int
write_file(struct handing *h, struct home_outgoing *g, struct error *e)
{
	const struct args *a = h->a;
	struct making m = { .use = &h->u, .args = a,
	    .path = home_outgoing_part(g), .uuid = h->uuid,
	    .kind = DOSSIER_TRANSFER, .event = h->seq,
	    .case_name = h->c.case_name, .part = h->c.part,
	    .exhibits = h->c.list, .n = h->c.n,
	    .to_name = args_text(a, "--to"),
	    .to_organization = args_text(a, "--to-organization"),
	    .why = args_text(a, "--why") };

	if (making_run(&m, &h->r, e) == 0)
		return (home_outgoing_end(g, h->r.file.sha256,
		    h->r.file.bytes, e));
	home_outgoing_give_up(g, e->text);
	return (-1);
}

static int
hand_over(struct handing *h, struct error *e)
{
	const struct args *a = h->a;
	struct home_outgoing_opts o = { .transfer = true,
	    .exhibits = h->c.list, .n = h->c.n,
	    .case_name = h->c.case_name, .to_name = args_text(a, "--to"),
	    .to_organization = args_text(a, "--to-organization"),
	    .why = args_text(a, "--why"), .moves = args_has(a, "--move"),
	    .path = args_text(a, "--output") };
	struct home_outgoing *g;

	catalog_spare(home_catalog(h->u.home));
	if (use_unlock(&h->u, e) != 0 ||
	    home_outgoing_begin(h->u.home, &o, &g, e) != 0)
		return (-1);
	(void)snprintf(h->uuid, sizeof(h->uuid), "%s",
	    home_outgoing_uuid(g));
	h->seq = home_outgoing_seq(g);
	return (write_file(h, g, e));
}

/* ---- what is said ---- */

static json_t *
answer_json(const struct handing *h, bool *ok)
{
	json_t *j = json_object(), *list = json_array();
	size_t i;

	if (j == NULL || list == NULL)
		*ok = false;
	json_put_text(j, "package", h->uuid, ok);
	json_put_text(j, "file", args_text(h->a, "--output"), ok);
	json_put_text(j, "sha256", h->r.file.sha256, ok);
	json_put_int(j, "bytes", h->r.file.bytes, ok);
	json_put_text(j, "case", h->c.case_name, ok);
	for (i = 0; list != NULL && i < h->c.n; i++)
		json_add(list, json_string(h->c.list[i]), ok);
	json_put(j, "exhibits", list, ok);
	json_put_int(j, "seq", (json_int_t)h->seq, ok);
	json_put(j, "missing", making_missing(&h->r, ok), ok);
	return (j);
}

static int
show(const struct handing *h)
{
	char *path, *to;
	bool ok = true;
	json_t *j;

	if (args_has(h->a, "--json")) {
		j = answer_json(h, &ok);
		if (!ok) {
			json_decref(j);
			j = NULL;
		}
		return (say_json(j));
	}
	if (args_has(h->a, "--quiet"))
		return (0);
	path = say_safe(args_text(h->a, "--output"));
	to = say_safe(args_text(h->a, "--to"));
	say_textf(_("Written for %s: %s (exhibits: %zu)"), to != NULL ? to :
	    "", path != NULL ? path : "", h->c.n);
	say_field("SHA-256", h->r.file.sha256);
	making_show(&h->r);
	say_text(_("The hand-over is open until the receipt comes back: "
	    "\"transfer --receipt FILE\"."));
	free(path);
	free(to);
	return (0);
}

int
transfer_make(const char *who, const struct args *a)
{
	struct handing h = { .a = a };
	struct error e = ERROR_INIT;
	int rc = EXIT_NOTHING;

	if (use_open(&h.u, a, USE_WRITE, &e) == 0 &&
	    use_act(&h.u, a, HOME_MANAGE, &e) == 0 &&
	    choose(&h.c, &h.u, a, &e) == 0 && hand_over(&h, &e) == 0)
		rc = show(&h) != 0 || !making_complete(&h.r) ? EXIT_MISSING :
		    EXIT_DONE;
	else
		say_error(who, args_text(a, "--output"), &e);
	pack_result_free(&h.r);
	chosen_free(&h.c);
	use_close(&h.u);
	return (rc);
}
