#include <pthread.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

#include "capture/environment/environment_internal.h"
#include "store/base/alloc.h"
#include "store/base/json.h"
#include "store/base/time.h"

#define HOSTS_MAX	16	/* captured hosts that are looked up */
#define AGAIN_WAIT_MS	500	/* at the end, where some were silent before */
#define GRACE_MS	100	/* for an answer to be written down */

/* "before" or "after": what can change while a capture runs. */
struct part {
	struct environment *env;
	pthread_t thread;
	bool begun;
	struct task_set *clocks;	/* set before the thread begins */
	struct task_set *answers;
	int64_t wait_ms;
	json_t *record;			/* NULL: memory ran out */
};

struct environment {
	json_t *operator_record;
	json_t *parameters;
	char *proxy;
	char *ntp[ENVIRONMENT_NTP_MAX];
	size_t ntp_n;
	char *hosts[HOSTS_MAX];
	size_t hosts_n;
	bool clocks;			/* asked for at all */
	json_t *machine;
	json_t *program;
	struct part before;
	struct part after;
};

/* What the kernel says of its own clock; needs no rights. */
static json_t *
kernel_clock(bool *ok)
{
	struct timex t;
	json_t *j = json_object();
	int state;

	*ok = j != NULL && *ok;
	memset(&t, 0, sizeof(t));
	state = adjtimex(&t);
	if (state < 0)
		return (j);
	json_put_bool(j, "synchronized", state != TIME_ERROR &&
	    (t.status & STA_UNSYNC) == 0, ok);
	json_put_int(j, "max_error_us", t.maxerror, ok);
	json_put_int(j, "estimated_error_us", t.esterror, ok);
	return (j);
}

/* The answer with the least delay is the best (RFC 5905 section 10). */
static bool
best_offset(const json_t *clocks, int64_t *offset_us)
{
	const json_t *j;
	int64_t delay, offset, least = INT64_MAX;
	size_t i;

	for (i = 0; i < json_array_size(clocks); i++) {
		j = json_array_get(clocks, i);
		if (!json_whole(j, "delay_us", &delay) ||
		    !json_whole(j, "offset_us", &offset) || delay >= least)
			continue;
		least = delay;
		*offset_us = offset;
	}
	return (least != INT64_MAX);
}

static json_t *
clock_record(struct part *p, int64_t until, bool *ok)
{
	json_t *j = json_object();
	json_t *servers;
	int64_t offset;

	*ok = j != NULL && *ok;
	json_put(j, "kernel", kernel_clock(ok), ok);
	if (!p->env->clocks || p->clocks == NULL) {
		json_put_text(j, "not_checked", "no servers are configured",
		    ok);
		return (j);
	}
	servers = task_set_take(p->clocks, until);
	*ok = servers != NULL && *ok;
	if (best_offset(servers, &offset))
		json_put_int(j, "offset_us", offset, ok);
	else
		json_put_text(j, "not_checked", "no server was reachable", ok);
	json_put(j, "servers", servers, ok);
	return (j);
}

static void *
part_main(void *ctx)
{
	struct part *p = ctx;
	struct environment *env = p->env;
	int64_t until = time_monotonic() + p->wait_ms;
	const char *hosts[HOSTS_MAX];
	json_t *j;
	bool ok;
	size_t i;

	alloc_forget();		/* earlier captures: see store/base/alloc.h */
	ok = (j = json_object()) != NULL;
	for (i = 0; i < env->hosts_n; i++)
		hosts[i] = env->hosts[i];
	json_put_time(j, "time", time_now(), &ok);
	json_put_int(j, "monotonic_ms", time_monotonic(), &ok);
	json_put(j, "network", network_record(hosts, env->hosts_n), &ok);
	if (p == &env->before) {
		env->machine = machine_record();
		env->program = program_record();
	}
	json_put(j, "resolver", p->answers != NULL ?
	    task_set_take(p->answers, until) : json_array(), &ok);
	json_put(j, "clock", clock_record(p, until, &ok), &ok);
	if (ok)
		p->record = j;
	else
		json_decref(j);
	return (NULL);
}

/* Whether every question of ${set} has had a good answer by now. */
static bool
all_reached(struct task_set *set)
{
	json_t *all = set != NULL ? task_set_take(set, 0) : NULL;
	size_t i, n = 0;

	for (i = 0; i < json_array_size(all); i++)
		n += json_is_true(json_object_get(json_array_get(all, i),
		    "reachable"));
	json_decref(all);
	return (set == NULL || n == i);
}

static int
part_begin(struct environment *env, struct part *p, struct error *e)
{
	const char *names[HOSTS_MAX];
	size_t i;
	int rc;

	p->env = env;
	p->wait_ms = ENVIRONMENT_WAIT_MS;
	/* The end shall not wait long for what has been silent already. */
	if (p == &env->after && (!all_reached(env->before.clocks) ||
	    !all_reached(env->before.answers)))
		p->wait_ms = AGAIN_WAIT_MS;
	for (i = 0; i < env->ntp_n; i++)
		names[i] = env->ntp[i];
	if (env->clocks && task_set_start(&p->clocks, sntp_ask, "server",
	    names, env->ntp_n, p->wait_ms - GRACE_MS, e) < 0)
		return (-1);
	for (i = 0; i < env->hosts_n; i++)
		names[i] = env->hosts[i];
	if (task_set_start(&p->answers, resolve_ask, "host", names,
	    env->hosts_n, p->wait_ms, e) < 0)
		return (-1);
	if ((rc = pthread_create(&p->thread, NULL, part_main, p)) != 0)
		return (error_set(e, ERR_SYS, "no thread: %s", strerror(rc)));
	p->begun = true;
	return (0);
}

static void
part_end(struct part *p)
{

	if (p->begun)
		pthread_join(p->thread, NULL);
	p->begun = false;
}

static json_t *
make_operator(const struct environment_opts *o)
{
	struct passwd pw, *found = NULL;
	char text[4096];
	char uid[32];
	json_t *j = json_object();
	bool ok = j != NULL;
	const char *account = uid;

	snprintf(uid, sizeof(uid), "uid %ld", (long)getuid());
	if (getpwuid_r(getuid(), &pw, text, sizeof(text), &found) == 0 &&
	    found != NULL)
		account = pw.pw_name;
	json_put_text(j, "name", o->operator_name != NULL ? o->operator_name :
	    account, &ok);
	json_put_text(j, "account", account, &ok);
	json_put_text(j, "organization", o->organization, &ok);
	json_put_text(j, "place", o->place, &ok);
	return (json_made(j, ok, NULL));
}

/* The host of a URL, as far as looking it up needs it. */
static char *
host_of(const char *url)
{
	const char *p = strstr(url, "://");
	const char *end;
	struct span h;

	p = p != NULL ? p + 3 : url;
	end = p + strcspn(p, "/?#\\");
	h.p = (const uint8_t *)p;
	h.n = (size_t)(end - p);
	if (span_find(h, '@') >= 0)
		h = span_sub(h, (size_t)span_find(h, '@') + 1, h.n);
	if (span_starts(h, "[")) {
		end = memchr(h.p, ']', h.n);
		return (span_str(span_sub(h, 1, end != NULL ?
		    (size_t)((const uint8_t *)end - h.p) - 1 : h.n)));
	}
	if (span_find(h, ':') >= 0)
		h.n = (size_t)span_find(h, ':');
	return (span_str(h));
}

static int
keep_hosts(struct environment *env, const char *const *urls)
{
	char *host;
	size_t i;

	for (; urls != NULL && *urls != NULL && env->hosts_n < HOSTS_MAX;
	    urls++) {
		if ((host = host_of(*urls)) == NULL)
			return (-1);
		for (i = 0; i < env->hosts_n; i++) {
			if (strcmp(env->hosts[i], host) == 0)
				break;
		}
		if (i < env->hosts_n || host[0] == '\0')
			free(host);
		else
			env->hosts[env->hosts_n++] = host;
	}
	return (0);
}

static int
keep_options(struct environment *env, const struct environment_opts *o)
{
	const char *const *s;

	env->clocks = o->ntp != NULL;
	for (s = o->ntp; s != NULL && *s != NULL &&
	    env->ntp_n < ENVIRONMENT_NTP_MAX; s++) {
		if ((env->ntp[env->ntp_n] = strdup(*s)) == NULL)
			return (-1);
		env->ntp_n++;
	}
	if ((o->proxy != NULL && (env->proxy = strdup(o->proxy)) == NULL) ||
	    (o->parameters != NULL && (env->parameters =
	    withheld_json(o->parameters)) == NULL) ||
	    (env->operator_record = make_operator(o)) == NULL)
		return (-1);
	return (keep_hosts(env, o->urls));
}

int
environment_start(struct environment **out, const struct environment_opts *o,
    struct error *e)
{
	struct environment *env = calloc(1, sizeof(*env));

	*out = NULL;
	if (env == NULL || keep_options(env, o) < 0) {
		environment_free(env);
		return (error_nomem(e));
	}
	if (part_begin(env, &env->before, e) < 0) {
		environment_free(env);
		return (-1);
	}
	*out = env;
	return (0);
}

void
environment_again(struct environment *env)
{

	/* Where no thread can be had, the part is missing and is told so. */
	if (env->after.env == NULL)
		part_begin(env, &env->after, NULL);
}

bool
environment_clock_offset(struct environment *env, int64_t *ms)
{
	json_t *clocks;
	int64_t us = 0;
	bool known;

	if (env->before.clocks == NULL)
		return (false);
	clocks = task_set_take(env->before.clocks, 0);
	known = best_offset(clocks, &us);
	json_decref(clocks);
	if (known)
		*ms = us >= 0 ? (us + 500) / 1000 : -((500 - us) / 1000);
	return (known);
}

/* How far the machine's clock moved by itself against one that cannot. */
static void
put_step(json_t *j, const struct environment *env, bool *ok)
{
	const json_t *a = env->before.record, *b = env->after.record;
	int64_t ma, mb, ta, tb;
	const char *text_a = json_text(a, "time");
	const char *text_b = json_text(b, "time");

	if (text_a == NULL || text_b == NULL ||
	    !json_whole(a, "monotonic_ms", &ma) ||
	    !json_whole(b, "monotonic_ms", &mb) ||
	    time_parse(span_of(text_a), &ta, NULL) < 0 ||
	    time_parse(span_of(text_b), &tb, NULL) < 0)
		return;
	json_put_int(j, "clock_step_ms", (tb - ta) - (mb - ma), ok);
}

static void
put_end(json_t *j, const struct environment *env,
    const struct environment_end *end, bool *ok)
{
	json_t *b = json_object();
	struct stat st;

	*ok = b != NULL && *ok;
	json_put_bool(b, "used", end != NULL && end->browser != NULL, ok);
	json_put_text(b, "version", end != NULL ? end->browser : NULL, ok);
	/* Its digest would cost as much as a capture: size and date only. */
	if (end != NULL && end->browser_path != NULL && stat(end->browser_path,
	    &st) == 0) {
		json_put_text(b, "file", end->browser_path, ok);
		json_put_int(b, "bytes", st.st_size, ok);
		json_put_time(b, "modified", (int64_t)st.st_mtim.tv_sec * 1000,
		    ok);
	}
	json_put(j, "browser", b, ok);
	json_put(j, "proxy_test", proxy_record(env->proxy, end != NULL ?
	    end->intermediaries : NULL), ok);
}

int
environment_finish(struct environment *env, const struct environment_end *end,
    json_t **out, struct error *e)
{
	json_t *j = json_object();
	bool ok = j != NULL;

	*out = NULL;
	environment_again(env);
	part_end(&env->before);
	part_end(&env->after);
	json_put_int(j, "acquisition", 1, &ok);
	json_put(j, "operator", json_incref(env->operator_record), &ok);
	json_put(j, "machine", json_incref(env->machine), &ok);
	json_put(j, "program", json_incref(env->program), &ok);
	if (env->parameters != NULL)
		json_put(j, "parameters", json_incref(env->parameters), &ok);
	put_end(j, env, end, &ok);
	json_put(j, "before", json_incref(env->before.record), &ok);
	json_put(j, "after", json_incref(env->after.record), &ok);
	put_step(j, env, &ok);
	if (!ok) {
		json_decref(j);
		return (error_nomem(e));
	}
	*out = j;
	return (0);
}

void
environment_free(struct environment *env)
{
	size_t i;

	if (env == NULL)
		return;
	part_end(&env->before);
	part_end(&env->after);
	task_set_free(env->before.clocks);
	task_set_free(env->before.answers);
	task_set_free(env->after.clocks);
	task_set_free(env->after.answers);
	json_decref(env->before.record);
	json_decref(env->after.record);
	json_decref(env->operator_record);
	json_decref(env->parameters);
	json_decref(env->machine);
	json_decref(env->program);
	for (i = 0; i < env->ntp_n; i++)
		free(env->ntp[i]);
	for (i = 0; i < env->hosts_n; i++)
		free(env->hosts[i]);
	free(env->proxy);
	free(env);
}
