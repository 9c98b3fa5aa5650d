#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "capture/environment/environment_internal.h"
#include "store/base/alloc.h"
#include "store/base/json.h"
#include "store/base/time.h"

struct task {
	struct task_set *set;
	char *about;
	json_t *answer;
	bool done;
};

struct task_set {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	task_ask *ask;
	const char *key;
	int64_t timeout_ms;
	size_t holders;		/* the maker and the threads running */
	size_t waiting;		/* questions without an answer */
	size_t n;
	struct task *tasks;
};

static void
set_destroy(struct task_set *set)
{
	size_t i;

	for (i = 0; i < set->n; i++) {
		free(set->tasks[i].about);
		json_decref(set->tasks[i].answer);
	}
	pthread_cond_destroy(&set->changed);
	pthread_mutex_destroy(&set->lock);
	free(set->tasks);
	free(set);
}

static void
set_release(struct task_set *set)
{
	bool last;

	pthread_mutex_lock(&set->lock);
	last = --set->holders == 0;
	pthread_mutex_unlock(&set->lock);
	if (last)
		set_destroy(set);
}

static void *
task_main(void *ctx)
{
	struct task *t = ctx;
	struct task_set *set = t->set;
	json_t *answer;

	alloc_forget();		/* earlier captures: see store/base/alloc.h */
	answer = set->ask(t->about, set->timeout_ms);
	pthread_mutex_lock(&set->lock);
	t->answer = answer;
	t->done = true;
	set->waiting--;
	pthread_cond_broadcast(&set->changed);
	pthread_mutex_unlock(&set->lock);
	set_release(set);
	return (NULL);
}

static int
task_begin(struct task *t)
{
	pthread_attr_t attr;
	pthread_t thread;
	int rc;

	if (pthread_attr_init(&attr) != 0)
		return (-1);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	t->set->holders++;
	t->set->waiting++;
	rc = pthread_create(&thread, &attr, task_main, t);
	pthread_attr_destroy(&attr);
	if (rc == 0)
		return (0);
	t->set->holders--;
	t->set->waiting--;
	return (-1);
}

int
task_set_start(struct task_set **out, task_ask *ask, const char *key,
    const char *const *about, size_t n, int64_t timeout_ms, struct error *e)
{
	struct task_set *set = calloc(1, sizeof(*set));
	size_t i;

	*out = NULL;
	if (set == NULL)
		return (error_nomem(e));
	pthread_mutex_init(&set->lock, NULL);
	pthread_cond_init(&set->changed, NULL);
	set->ask = ask;
	set->key = key;
	set->timeout_ms = timeout_ms;
	set->holders = 1;
	if ((set->tasks = calloc(n > 0 ? n : 1, sizeof(*set->tasks))) == NULL)
		goto fail;
	set->n = n;
	for (i = 0; i < n; i++) {
		set->tasks[i].set = set;
		if ((set->tasks[i].about = strdup(about[i])) == NULL)
			goto fail;
	}
	/* Threads end under the lock, so that the counts hold. */
	pthread_mutex_lock(&set->lock);
	for (i = 0; i < n; i++)
		task_begin(&set->tasks[i]);
	pthread_mutex_unlock(&set->lock);
	*out = set;
	return (0);
fail:
	set_destroy(set);
	return (error_nomem(e));
}

static json_t *
no_answer(const struct task_set *set, const struct task *t)
{
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put_text(j, set->key, t->about, &ok);
	json_put_bool(j, "reachable", false, &ok);
	json_put_text(j, "why", "no answer in the time allowed", &ok);
	return (json_made(j, ok, NULL));
}

json_t *
task_set_take(struct task_set *set, int64_t until)
{
	struct timespec at;
	json_t *all = json_array();
	bool ok = all != NULL;
	size_t i;

	at.tv_sec = (time_t)(until / 1000);
	at.tv_nsec = (long)(until % 1000) * 1000000;
	pthread_mutex_lock(&set->lock);
	while (set->waiting > 0 && pthread_cond_clockwait(&set->changed,
	    &set->lock, CLOCK_MONOTONIC, &at) == 0)
		;
	for (i = 0; i < set->n && ok; i++) {
		if (set->tasks[i].done && set->tasks[i].answer != NULL)
			json_add(all, json_deep_copy(set->tasks[i].answer),
			    &ok);
		else
			json_add(all, no_answer(set, &set->tasks[i]), &ok);
	}
	pthread_mutex_unlock(&set->lock);
	return (json_made(all, ok, NULL));
}

void
task_set_free(struct task_set *set)
{

	if (set != NULL)
		set_release(set);
}
