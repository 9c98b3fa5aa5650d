#ifndef CAPTURE_JOB_JOB_INTERNAL_H
#define CAPTURE_JOB_JOB_INTERNAL_H

#include "capture/browser/browser.h"
#include "capture/environment/environment.h"
#include "capture/job/job.h"
#include "capture/net/net.h"
#include "store/base/random.h"
#include "store/home/home.h"
#include "store/wacz/wacz.h"

#define SOFTWARE	"constat/" CONSTAT_VERSION

/* One capture under way. */
struct job {
	struct home *home;
	const struct capture_request *q;
	struct capture_outcome *o;
	char page_id[UUID_TEXT];
	char *url;			/* normalized, with its fragment */
	struct home_job *work;
	struct recorder *rec;
	struct environment *env;
	struct net *net;
	struct browser *browser;
	atomic_bool halt;		/* the wire met trouble of ours */
	int64_t deadline;		/* time_monotonic() */
	int64_t main_date;		/* moment of the page's own record */

	/* The wire. */
	struct net_result wire;
	struct error wire_error;	/* ERR_NONE: there is a response */
	/* The browser. */
	bool visited;
	struct browser_result page;
	struct error page_error;

	/* The seal and the stamp, for the custody log. */
	int64_t seal_start, seal_end;
	int64_t stamp_start, stamp_end;
	char seal_fingerprint[CERT_FINGERPRINT];
	char *stamp_why;		/* why there is none, or NULL */
	bool leave;			/* sealed, waiting to be kept */
	struct wacz_result archive;
	char *archive_path;		/* in the work folder */
};

/*
 * job_pages(j, e): pages/pages.jsonl, and the resource records for readers.
 * job_acquisition(j, e): evidence/acquisition.json.
 * job_seal(j, e): pack, sign and stamp into the work folder.
 * job_keep(j, e): give the archive to the store with its events.
 * All return 0, or -1 with ${e}.
 */
int job_pages(struct job *j, struct error *e);
int job_acquisition(struct job *j, struct error *e);
int job_seal(struct job *j, struct error *e);
int job_keep(struct job *j, struct error *e);

/* job_text(to, s, e): replace ${*to} by a copy of ${s} (NULL: NULL). */
int job_text(char **to, const char *s, struct error *e);

/* missing_free(o): forget its list of what is missing. */
void missing_free(struct capture_outcome *o);

#endif
