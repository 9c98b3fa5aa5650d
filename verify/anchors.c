#include <pthread.h>
#include <stdlib.h>

#include "store/base/alloc.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "verify/anchors.h"
#include "verify/policy_internal.h"

struct anchors {
	const struct options *o;
	const struct verify_defaults *d;
	int64_t now;			/* one moment for all files */
	struct policy *current;		/* to be lent; or NULL */
	pthread_mutex_t lock;		/* guards current and all users */
};

/* Whether the file is one to leave out because it is not there. */
static int
read_default(const char *path, struct buf *out, bool *there, struct error *e)
{
	struct error why = ERROR_INIT;

	*there = false;
	if (path == NULL)
		return (0);
	if (io_read_file(path, out, &why) == 0) {
		*there = true;
		return (0);
	}
	if (why.code == ERR_NOTFOUND)
		return (0);
	return (error_set(e, why.code, "%s", why.text));
}

static int
add_defaults(struct policy *p, const struct verify_defaults *d,
    struct error *e)
{
	struct buf root = BUF_INIT(PEM_MAX), log = BUF_INIT(PEM_MAX);
	bool there;
	int rc = -1;

	if (d == NULL)
		return (0);
	if (read_default(d->own_root, &root, &there, e) != 0 ||
	    (there && policy_trust_own(p, buf_span(&root), e) != 0))
		goto out;
	if (read_default(d->own_log, &log, &there, e) != 0 ||
	    (there && policy_trust_log(p, buf_str(&log), e) != 0))
		goto out;
	rc = 0;
out:
	buf_free(&root);
	buf_free(&log);
	return (rc);
}

static struct policy *
make_policy(const struct anchors *a, struct error *e)
{
	const struct options *o = a->o;
	unsigned long failures = alloc_failures();
	struct policy *p;
	size_t i;

	if ((p = policy_new(a->now, e)) == NULL)
		return (NULL);
	policy_jobs(p, o->jobs);
	for (i = 0; i < o->ntrust; i++)
		if (policy_trust(p, o->trust[i], e) != 0)
			goto fail;
	for (i = 0; i < o->ntsa; i++)
		if (policy_trust_tsa(p, o->tsa_trust[i], e) != 0)
			goto fail;
	for (i = 0; i < o->nwitness; i++)
		if (policy_witness(p, o->witness[i], e) != 0)
			goto fail;
	if (add_defaults(p, a->d, e) != 0)
		goto fail;
	if (alloc_failures() != failures) {
		(void)error_nomem(e);
		goto fail;
	}
	p->failures = failures;
	p->users = 1;
	return (p);
fail:
	policy_free(p);
	return (NULL);
}

int
anchors_new(const struct options *o, const struct verify_defaults *d,
    int64_t now, struct anchors **out, struct error *e)
{
	struct anchors *a;

	if ((a = calloc(1, sizeof(*a))) == NULL)
		return (error_nomem(e));
	a->o = o;
	a->d = d;
	a->now = now;
	if (pthread_mutex_init(&a->lock, NULL) != 0) {
		free(a);
		return (error_set(e, ERR_SYS, "no lock"));
	}
	if ((a->current = make_policy(a, e)) == NULL) {
		anchors_free(a);
		return (-1);
	}
	*out = a;
	return (0);
}

/* One user less, of those who are noted in it. */
static void
leave(struct policy *p)
{

	if (p != NULL && --p->users == 0)
		policy_free(p);
}

struct policy *
anchors_take(struct anchors *a, struct error *e)
{
	struct policy *p;

	(void)pthread_mutex_lock(&a->lock);
	if (a->current != NULL && a->current->failures != alloc_failures()) {
		leave(a->current);
		a->current = NULL;
	}
	if (a->current == NULL)
		a->current = make_policy(a, e);
	if ((p = a->current) != NULL)
		p->users++;
	(void)pthread_mutex_unlock(&a->lock);
	return (p);
}

void
anchors_give(struct anchors *a, struct policy *p)
{

	(void)pthread_mutex_lock(&a->lock);
	leave(p);
	(void)pthread_mutex_unlock(&a->lock);
}

void
anchors_free(struct anchors *a)
{

	if (a == NULL)
		return;
	leave(a->current);
	(void)pthread_mutex_destroy(&a->lock);
	free(a);
}
