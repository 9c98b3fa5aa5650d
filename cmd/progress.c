#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/progress.h"
#include "cmd/say.h"
#include "store/base/time.h"

#define TICK_MS		1000	/* how often the seconds run on */

static const struct {
	const char *what;
	const char *text;
} steps[] = {
	{ "connect", N_("Connecting") },
	{ "wire", N_("Receiving the page") },
	{ "load", N_("Loading the page in the browser") },
	{ "scroll", N_("Scrolling to the end of the page") },
	{ "bodies", N_("Fetching what the page is made of") },
	{ "screenshot", N_("Taking the picture of the page") },
	{ "pdf", N_("Printing the page") },
	{ "dom", N_("Keeping the page as shown") },
	{ "seal", N_("Sealing") },
	{ "stamp", N_("Asking for the time-stamp") },
	{ "keep", N_("Keeping the exhibit") },
	{ NULL, NULL }
};

struct progress_line {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t ticker;
	bool ticking;
	bool ended;
	bool live;		/* a terminal */
	bool quiet;
	unsigned said;		/* steps said on plain lines, bit by bit */
	int64_t begun;		/* time_monotonic() */
	size_t now;		/* step */
	int64_t done, total;
};

/* Called with the lock held. */
static void
draw(const struct progress_line *p)
{
	char line[256], count[64] = "";
	int width = say_columns(STDERR_FILENO) - 1;
	long long s = (long long)(time_monotonic() - p->begun) / 1000;

	if (steps[p->now].what == NULL)
		return;
	if (p->total > 1)
		(void)snprintf(count, sizeof(count), " (%lld/%lld)",
		    (long long)p->done, (long long)p->total);
	(void)snprintf(line, sizeof(line), "%s%s ... %lld s",
	    _(steps[p->now].text), count, s);
	while (say_width(line) > width && line[0] != '\0')
		line[strlen(line) - 1] = '\0';
	(void)fprintf(stderr, "\r\033[K%s", line);
	(void)fflush(stderr);
}

static void *
tick(void *ctx)
{
	struct progress_line *p = ctx;
	struct timespec until;

	(void)pthread_mutex_lock(&p->lock);
	while (!p->ended) {
		draw(p);
		(void)clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += TICK_MS / 1000;
		(void)pthread_cond_timedwait(&p->wake, &p->lock, &until);
	}
	(void)pthread_mutex_unlock(&p->lock);
	return (NULL);
}

static void
step(void *ctx, const char *what, int64_t done, int64_t total)
{
	struct progress_line *p = ctx;
	size_t i = 0;

	while (steps[i].what != NULL && strcmp(steps[i].what, what) != 0)
		i++;
	if (p->quiet || steps[i].what == NULL)
		return;
	(void)pthread_mutex_lock(&p->lock);
	/* The wire runs beside the browser: the later step is shown. */
	if (i >= p->now || steps[p->now].what == NULL) {
		p->now = i;
		p->done = done;
		p->total = total;
		if (p->live)
			draw(p);
	}
	if (!p->live && (p->said & (1u << i)) == 0) {
		p->said |= 1u << i;
		(void)fprintf(stderr, "%s ...\n", _(steps[i].text));
	}
	(void)pthread_mutex_unlock(&p->lock);
}

int
progress_begin(struct progress_line **out, bool quiet, struct error *e)
{
	struct progress_line *p;

	if ((p = calloc(1, sizeof(*p))) == NULL)
		return (error_nomem(e));
	(void)pthread_mutex_init(&p->lock, NULL);
	(void)pthread_cond_init(&p->wake, NULL);
	p->quiet = quiet;
	p->live = !quiet && isatty(STDERR_FILENO);
	p->begun = time_monotonic();
	/* Without a ticker the line is drawn at each step only. */
	p->ticking = p->live &&
	    pthread_create(&p->ticker, NULL, tick, p) == 0;
	*out = p;
	return (0);
}

struct progress
progress_for(struct progress_line *p)
{

	return ((struct progress){ .step = step, .ctx = p });
}

void
progress_end(struct progress_line *p)
{

	if (p == NULL)
		return;
	(void)pthread_mutex_lock(&p->lock);
	p->ended = true;
	(void)pthread_cond_signal(&p->wake);
	(void)pthread_mutex_unlock(&p->lock);
	if (p->ticking)
		(void)pthread_join(p->ticker, NULL);
	if (p->live)
		(void)fprintf(stderr, "\r\033[K");
	(void)pthread_cond_destroy(&p->wake);
	(void)pthread_mutex_destroy(&p->lock);
	free(p);
}
