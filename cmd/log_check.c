#include <sys/stat.h>

#include <stdlib.h>

#include "cmd/cmd.h"
#include "cmd/findings.h"
#include "cmd/log_verbs.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/home/home_attest.h"

/* Checkpoints that somebody kept, and their bytes. */
struct older {
	struct buf *file;
	struct span *span;
	size_t n;
};

static int
read_older(const struct args *a, struct older *o, struct error *e)
{
	size_t i;

	if (a->n < 2)
		return (0);
	o->file = calloc(a->n - 1, sizeof(*o->file));
	o->span = calloc(a->n - 1, sizeof(*o->span));
	if (o->file == NULL || o->span == NULL)
		return (error_nomem(e));
	for (i = 0; i + 1 < a->n; i++) {
		o->file[i] = (struct buf)BUF_INIT(NOTE_MAX);
		o->n++;
		if (io_read_file(a->rest[i + 1], &o->file[i], e) != 0)
			return (error_at(e, a->rest[i + 1], -1));
		o->span[i] = buf_span(&o->file[i]);
	}
	return (0);
}

static void
free_older(struct older *o)
{
	size_t i;

	for (i = 0; i < o->n; i++)
		buf_free(&o->file[i]);
	free(o->file);
	free(o->span);
}

/* The authorities of --tsa-trust; NULL where none is named. */
static int
read_trust(const struct args *a, struct trust **out, struct error *e)
{
	const char *const *list = args_list(a, "--tsa-trust");

	*out = NULL;
	if (list == NULL)
		return (0);
	if (trust_new(out, e) != 0)
		return (-1);
	for (; *list != NULL; list++)
		if (trust_add_file(*out, *list, e) != 0)
			return (-1);
	return (0);
}

static json_t *
stamps_json(const struct home_log_result *r, bool *ok)
{
	json_t *j = json_object();

	json_put_int(j, "count", (int64_t)r->stamps, ok);
	if (r->stamps > 0) {
		json_put_int(j, "size", (int64_t)r->stamped, ok);
		json_put_time(j, "time", r->stamp_time, ok);
	}
	return (j);
}

static int
show_json(struct home *h, const struct home_log_result *r,
    const struct log_findings *fs, struct error *e)
{
	struct buf trouble = BUF_INIT(64 * KIB);
	json_t *j = json_object();
	bool ok = j != NULL;
	int rc = -1, got;

	if ((got = home_point_trouble(h, &trouble, e)) < 0)
		goto out;
	json_put_bool(j, "sound", fs->failed == 0, &ok);
	json_put_int(j, "size", (int64_t)r->size, &ok);
	json_put_int(j, "failed", (int64_t)fs->failed, &ok);
	json_put_int(j, "warned", (int64_t)fs->warned, &ok);
	json_put(j, "stamps", stamps_json(r, &ok), &ok);
	json_put_int(j, "cosignatures", (int64_t)r->cosignatures, &ok);
	if (got == 1)
		json_put_text(j, "not_stamped", buf_str(&trouble), &ok);
	json_put(j, "findings", findings_log_json(fs), &ok);
	if (!ok) {
		(void)error_nomem(e);
		goto out;
	}
	rc = say_json(j) == 0 ? 0 : error_set(e, ERR_SYS, "cannot write");
	j = NULL;
out:
	json_decref(j);
	buf_free(&trouble);
	return (rc);
}

/* What bounds the dates from outside, and what does not. */
static int
show_stamps(struct home *h, const struct home_log_result *r,
    const struct args *a, struct error *e)
{
	struct buf trouble = BUF_INIT(64 * KIB);
	char t[TIME_TEXT], *safe;
	int got = home_point_trouble(h, &trouble, e);

	if (got < 0) {
		buf_free(&trouble);
		return (-1);
	}
	if (r->stamps == 0)
		say_text(_("No checkpoint is time-stamped: the dates in the "
		    "log are those of this machine's clock alone."));
	else
		say_textf(_("Time-stamped checkpoints: %llu; the last is of "
		    "%s and covers the first %llu events."),
		    (unsigned long long)r->stamps,
		    time_text(r->stamp_time, t),
		    (unsigned long long)r->stamped);
	if (r->stamps > 0 && !args_has(a, "--tsa-trust"))
		say_text(_("Whether their authorities can be believed was not "
		    "asked: name their certificates with --tsa-trust."));
	if (got == 1) {
		safe = say_safe(buf_str(&trouble));
		say_textf(_("The last attempt to have it time-stamped failed: "
		    "%s"), safe != NULL ? safe : "?");
		free(safe);
	}
	if (r->cosignatures > 0)
		say_textf(_("Cosignatures of witnesses that hold: %llu."),
		    (unsigned long long)r->cosignatures);
	buf_free(&trouble);
	return (0);
}

static int
show(struct home *h, const struct args *a, const struct home_log_result *r,
    const struct log_findings *fs, struct error *e)
{

	if (args_has(a, "--json"))
		return (show_json(h, r, fs, e));
	findings_log_show(fs);
	say_textf(fs->failed > 0 ? _("The custody log does not hold "
	    "(events: %llu).") : _("The custody log holds (events: %llu): "
	    "in order, each linked to the one before, and the signed "
	    "checkpoints agree."), (unsigned long long)r->size);
	if (fs->failed == 0 && a->n > 1)
		say_text(_("It has grown from every checkpoint that was "
		    "given, with nothing in between changed."));
	return (show_stamps(h, r, a, e));
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return (stat(path, &st) == 0 && S_ISDIR(st.st_mode));
}

int
log_check(struct use *u, const struct args *a, struct error *e)
{
	struct log_findings fs = LOG_FINDINGS_INIT;
	struct home_log_opts o = { .n_older = 0 };
	struct home_log_result r;
	struct older older = { .n = 0 };
	struct trust *tsas = NULL;
	int rc = -1;

	if (a->n == 2 && is_folder(a->rest[1]))
		return (log_check_folder(u, a, e));
	if (read_older(a, &older, e) != 0 || read_trust(a, &tsas, e) != 0)
		goto out;
	o.older = older.span;
	o.n_older = older.n;
	o.tsas = tsas;
	if (home_log_examine(u->home, &o, &fs, &r, e) == 0 &&
	    show(u->home, a, &r, &fs, e) == 0)
		rc = fs.failed > 0 ? EXIT_MISSING : EXIT_DONE;
out:
	log_findings_free(&fs);
	trust_free(tsas);
	free_older(&older);
	return (rc);
}
