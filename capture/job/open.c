#include <stdlib.h>
#include <string.h>

#include "capture/job/job_internal.h"
#include "store/base/io.h"
#include "store/base/limits.h"

#define LANG_DEFAULT	"en-US"

static int
make_folders(struct job *j, struct error *e)
{
	static const char * const names[] = { "archive", "indexes", "pages",
	    "evidence", "tls" };
	struct buf path = BUF_INIT(64 * KIB);
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < sizeof(names) / sizeof(names[0]); i++) {
		rc = io_join(&path, home_job_folder(j->work), names[i], e);
		if (rc == 0)
			rc = io_make_folders(buf_str(&path), 0700, e);
	}
	buf_free(&path);
	return (rc);
}

/*
 * Pass the progress on.  When the page is all there and only its pictures are
 * made, the second look at clock and network can begin beside that.
 */
static void
step(void *ctx, const char *what, int64_t done, int64_t total)
{
	struct job *j = ctx;

	if (strcmp(what, "screenshot") == 0)
		environment_again(j->env);
	if (j->q->progress.step != NULL)
		j->q->progress.step(j->q->progress.ctx, what, done, total);
}

static int
open_recorder(struct job *j, struct error *e)
{
	const struct home_settings *s = home_settings(j->home);
	struct recorder_page pages[JOB_PAGES];
	struct recorder_opts o = {
		.folder = home_job_folder(j->work),
		.max_size = j->q->max_size,
		.pages = pages,
		.npages = JOB_PAGES,
		.software = SOFTWARE,
		.operator_name = s->operator_name,
		.organization = s->organization,
		.progress = { step, j },
	};
	size_t i;

	for (i = 0; i < JOB_PAGES; i++)
		pages[i] = (struct recorder_page){ .name = j->page[i].name,
		    .id = j->page[i].id, .aside = i >= JOB_PUBLIC };
	if (make_folders(j, e) != 0)
		return (-1);
	return (recorder_open(&o, &j->rec, e));
}

static int
open_environment(struct job *j, struct error *e)
{
	const struct home_settings *s = home_settings(j->home);
	const char *urls[] = { j->o->url, NULL };
	struct environment_opts o = {
		.operator_name = s->operator_name,
		.organization = s->organization,
		.urls = urls,
		.proxy = j->q->proxy,
		.ntp = s->ntp,
		.parameters = j->q->parameters,
	};

	return (environment_start(&j->env, &o, e));
}

/*
 * The languages as browsers of such a person name them: the one with its
 * country, the language alone, then English.
 */
static int
set_languages(struct job *j, struct error *e)
{
	const char *lang = j->q->lang != NULL ? j->q->lang : LANG_DEFAULT;
	size_t n = strcspn(lang, "-");
	bool english = n == 2 && strncmp(lang, "en", 2) == 0;
	struct buf list = BUF_INIT(KIB), field = BUF_INIT(KIB);
	int weight = 9;

	buf_puts(&list, lang);
	buf_puts(&field, lang);
	if (lang[n] != '\0') {
		buf_printf(&list, ",%.*s", (int)n, lang);
		buf_printf(&field, ",%.*s;q=0.%d", (int)n, lang, weight--);
	}
	if (!english) {
		buf_puts(&list, ",en-US,en");
		buf_printf(&field, ",en-US;q=0.%d,en;q=0.%d", weight,
		    weight - 1);
	}
	j->languages = buf_take(&list);
	j->accept_language = buf_take(&field);
	buf_free(&list);
	buf_free(&field);
	return (j->languages == NULL || j->accept_language == NULL ?
	    error_nomem(e) : 0);
}

static int
open_net(struct job *j, struct error *e)
{
	struct net_opts o = NET_OPTS_INIT;

	o.allow_private = j->q->allow_private;
	o.proxy = j->q->proxy;
	o.ca_file = j->q->ca_file;
	o.deadline = j->deadline;
	o.body_max = j->q->max_size;
	o.cancel = j->q->cancel;
	o.accept_language = j->accept_language;
	/* What anybody's tools can read. */
	o.accept_encoding = "gzip";
	return (net_open(&j->net, &o, e));
}


/*
 * Start the browser first: it takes longest to come up.  Not having one is
 * no failure; not being able to use the one there is, is not either.
 */
static int
start_browser(struct job *j, struct error *e)
{
	struct browser_opts o = BROWSER_OPTS_INIT;
	struct error why = ERROR_INIT;

	if (!j->q->use_browser)
		return (0);
	o.folder = home_job_folder(j->work);
	o.lang = j->q->lang;
	o.profile = j->q->profile;
	o.host = j->host;
	o.languages = j->languages;
	o.proxy = j->q->proxy;
	o.ignore_tls = true;	/* the wire judges certificates */
	o.cancel = j->q->cancel;
	o.halt = &j->halt;
	o.idle = fetch_idle;
	o.ctx = j;
	if (browser_start(&o, &j->browser, &why) == 0)
		return (0);
	/* Without its log-in it would show another page. */
	if (why.code == ERR_NOMEM || j->q->profile != NULL) {
		*e = why;
		return (-1);
	}
	recorder_missing(j->rec, "browser", "%s", why.text);
	return (0);
}

int
job_open(struct job *j, struct error *e)
{

	if (set_languages(j, e) != 0 || open_recorder(j, e) != 0)
		return (-1);
	if (facts_open(&j->facts, e) != 0 || public_ask(j, e) != 0 ||
	    start_browser(j, e) != 0 ||
	    open_net(j, e) != 0 || open_environment(j, e) != 0)
		return (-1);
	return (login_give(j, e));
}
