#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/authority/authority.h"
#include "capture/environment/environment.h"
#include "cmd/doctor.h"
#include "cmd/say.h"
#include "store/base/json.h"
#include "store/base/time.h"

#define CLOCK_WAIT_MS	2000	/* for one time server */
#define CLOCK_SLACK_MS	1000	/* a clock further off is worth a warning */

static void
tell_offset(struct doctor *d, const char *server, int64_t us)
{
	char text[512];
	long long ms = (long long)us / 1000;

	(void)snprintf(text, sizeof(text),
	    _("The clock differs by %lld ms from %s."), ms, server);
	doctor_tell(d, "clock", ms > CLOCK_SLACK_MS || ms < -CLOCK_SLACK_MS ?
	    DOCTOR_WARN : DOCTOR_OK, text, NULL);
}

static void
tell_silent(struct doctor *d, const char *server, const char *why)
{
	char text[512];

	(void)snprintf(text, sizeof(text), _("The time server %s does not "
	    "answer; a capture records that the clock was not compared with "
	    "it."), server);
	doctor_tell(d, "clock", DOCTOR_WARN, text, why);
}

void
doctor_clock(struct doctor *d)
{
	const char *const *ntp = d->home != NULL ?
	    home_settings(d->home)->ntp : home_default_ntp();
	int64_t us;
	json_t *j;

	if (ntp == NULL || *ntp == NULL) {
		doctor_tell(d, "clock", DOCTOR_WARN,
		    _("No time server is configured."), NULL);
		return;
	}
	for (; *ntp != NULL; ntp++) {
		j = sntp_ask(*ntp, CLOCK_WAIT_MS);
		if (json_whole(j, "offset_us", &us))
			tell_offset(d, *ntp, us);
		else
			tell_silent(d, *ntp, json_text(j, "why"));
		json_decref(j);
	}
}

/* A real request: only an answer that would be accepted counts. */
static bool
ask(struct doctor *d, struct net *net, const char *url)
{
	const char *const list[] = { url, NULL };
	const struct authority_query q = { .net = net, .list = list,
	    .wait_ms = AUTHORITY_WAIT_MS, .data = span_of("constat doctor") };
	struct authority_answer answer = AUTHORITY_ANSWER_INIT;
	struct error e = ERROR_INIT;
	char text[512], t[TIME_TEXT];
	bool good = authority_ask(&q, &answer, &e) == 0;

	if (good)
		(void)snprintf(text, sizeof(text),
		    _("The time-stamp authority %s answers as it should (%s)."),
		    url, time_text(answer.stamp.gen_time, t));
	else
		(void)snprintf(text, sizeof(text),
		    _("The time-stamp authority %s gives no usable answer."),
		    url);
	doctor_tell(d, "tsa", good ? DOCTOR_OK : DOCTOR_WARN, text, e.text);
	authority_answer_free(&answer);
	return (good);
}

void
doctor_authorities(struct doctor *d)
{
	const char *const *tsa = d->home != NULL ?
	    home_settings(d->home)->tsa : home_default_tsa();
	struct net_opts o = NET_OPTS_INIT;
	struct error e = ERROR_INIT;
	struct net *net = NULL;
	bool any = false;

	if (net_open(&net, &o, &e) != 0) {
		doctor_tell(d, "tsa", DOCTOR_LACK,
		    say_error_what(e.code), e.text);
		return;
	}
	for (; tsa != NULL && *tsa != NULL; tsa++)
		any = ask(d, net, *tsa) || any;
	if (!any)
		doctor_tell(d, "tsa", DOCTOR_LACK,
		    _("No time-stamp can be had now: exhibits would be sealed "
		    "with the time-stamp pending."), NULL);
	net_close(net);
}
