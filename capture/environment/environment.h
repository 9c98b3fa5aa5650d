#ifndef CAPTURE_ENVIRONMENT_H
#define CAPTURE_ENVIRONMENT_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "store/base/error.h"

/*
 * environment - where, with what and how a capture was made: the content of
 * evidence/acquisition.json (procedure.md 1.1, E1 to E8).
 *
 * Everything is read without asking for rights: what this user may not read
 * is absent from the record.  No secrets: a password in a proxy URL becomes
 * "withheld".  Slow parts (clock, addresses, digest of the program) run in
 * threads of their own from environment_start on, so that a capture never
 * waits for them unless it ends first.
 *
 * The clock is compared by SNTP (RFC 5905 section 14; RFC 4330) with every
 * server at once: the four time stamps, stratum, reference, delay and offset
 * are recorded as they came.  offset = server - machine.
 */
struct environment;

#define ENVIRONMENT_WAIT_MS	1500	/* for clocks and addresses, in all */
#define ENVIRONMENT_NTP_MAX	8	/* servers asked */

struct environment_opts {
	const char *operator_name;	/* NULL: the system account's */
	const char *organization;	/* or NULL */
	const char *place;		/* as the person says, or NULL */
	const char *const *urls;	/* to be captured; NULL ends them */
	const char *proxy;		/* in use, or NULL: direct */
	const char *const *ntp;		/* "host" or "host:port"; NULL ends
					 * them; NULL: no clock check */
	const json_t *parameters;	/* the whole parameter set, or NULL */
};

/* What only the end knows. */
struct environment_end {
	const char *browser;		/* version, or NULL: none was used */
	const char *browser_path;	/* or NULL */
	const json_t *intermediaries;	/* of net_intermediaries, or NULL */
};

/*
 * environment_start(env, o, e):
 * Begin the "before" part.  ${o} is copied.  Return at once: 0, or -1 with
 * ${e} ERR_NOMEM or ERR_SYS (no thread).
 */
int environment_start(struct environment **env,
    const struct environment_opts *o, struct error *e);

/*
 * environment_again(env):
 * Begin the "after" part (clock, addresses, route, resolver) beside other
 * work, so that environment_finish need not wait for it.  No-op the second
 * time.
 */
void environment_again(struct environment *env);

/*
 * environment_clock_offset(env, ms):
 * The machine's clock offset in milliseconds as far as it is known by now:
 * the answer with the least delay.  Return false when none has come.
 */
bool environment_clock_offset(struct environment *env, int64_t *ms);

/*
 * environment_finish(env, end, out, e):
 * Wait (at most ENVIRONMENT_WAIT_MS for each part) and give the record as a
 * new reference: {"acquisition":1,"operator":{...},"machine":{...},
 * "program":{...},"parameters":{...},"before":{...},"after":{...},
 * "proxy_test":{...}}.  ${end} may be NULL.  Return 0, or -1 with ${e}
 * ERR_NOMEM.
 */
int environment_finish(struct environment *env,
    const struct environment_end *end, json_t **out, struct error *e);

void environment_free(struct environment *env);

/*
 * sntp_ask(server, timeout_ms):
 * Ask one server ("host", "host:port", "[v6]:port") once.  Return a new
 * object: {"server","address","reachable":true,"t1","t2","t3","t4" (RFC 3339,
 * to the microsecond),"delay_us","offset_us","stratum","leap","version",
 * "precision","reference","root_delay_us","root_dispersion_us"}, or
 * {"server","reachable":false,"why"}; NULL when memory ran out.  An answer
 * that does not echo our time stamp, is not synchronized, is a kiss of death
 * or comes from another address is told as not reachable, with why.
 */
json_t *sntp_ask(const char *server, int64_t timeout_ms);

/*
 * withheld_url(url): a copy for free() with the user name and password
 * replaced by "withheld"; NULL when memory ran out.
 */
char *withheld_url(const char *url);

#endif
