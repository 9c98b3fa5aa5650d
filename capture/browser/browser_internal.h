#ifndef CAPTURE_BROWSER_INTERNAL_H
#define CAPTURE_BROWSER_INTERNAL_H

#include "capture/browser/browser.h"
#include "capture/browser/cdp.h"
#include "capture/browser/launch.h"
#include "store/base/json.h"
#include "store/base/time.h"

/*
 * How it works: browser_run pumps cdp_poll; events go to on_event (session.c),
 * which finds the tab by its session; requests.c follows each request and
 * records it when it is whole; visit.c moves the tab from phase to phase;
 * keep.c makes pictures, print, DOM and text; watch.c stops scripts that never
 * end.  scroll.c goes down the page, sight.c has opened what is closed, wall.c
 * takes away what lies over it; frames.c, inside.c and shadow.c reach what the
 * page's own document does not hold; guard.c keeps requests back.
 */
#define URL_SHOWN	200	/* bytes of a URL in a message to people */
#define TILES_MAX	16	/* pictures of one page */
#define TILE_HEIGHT	16384	/* Chromium draws no taller picture */
#define HEIGHT_MAX	(TILES_MAX * TILE_HEIGHT * 3 / 4) /* scrolling ends */
#define FRAMES_MAX	32	/* the page itself and its frames */
#define SIGHT_STEP	192	/* bytes of the order to take a step */
#define KEEPS_MAX	(TILES_MAX + 8)
#define KEEP_RESERVE	5000	/* ms before the deadline, for the picture */
#define KEEP_GRACE	10000	/* and beyond it, at most */
#define BROWSER_VALUE_MAX	(INT64_C(4) << 30)	/* bytes of one value */

enum phase {
	PHASE_BLANK,		/* the tab is being made */
	PHASE_READY,		/* set up, nowhere to go yet */
	PHASE_LOAD,
	PHASE_SCROLL,		/* and until the network is quiet */
	PHASE_KEEP,
	PHASE_DRAIN,		/* bodies still under way */
	PHASE_DONE
};

/* Whether a page, or a frame of another site, answers; time_monotonic(). */
struct watch {
	int64_t asked;		/* since then a question waits; 0: none */
	int64_t since;		/* the same, or since its script was stopped */
	int64_t next;		/* when to ask again */
	bool ordered;		/* its script is to be stopped */
	bool obeyed;		/* and something was, before the answer */
	bool caught;		/* a script had to be stopped */
	bool disabled;		/* no script runs there any more */
};

/* A target that we listen to: page, frame or worker. */
struct session {
	struct session *next;
	char id[CDP_SESSION];
	char target[CDP_SESSION];
	char *type;		/* "page", "iframe", "worker" ... */
	struct watch watch;
};

enum body_state { BODY_NONE, BODY_WANTED, BODY_ASKED, BODY_HERE };

/* One request, or one hop of it: redirects share the id. */
struct request {
	struct request *next;
	char *id;
	char *url;		/* NULL: only extra information came so far */
	char *type;		/* "Document", "Image" ... */
	char session[CDP_SESSION];
	json_t *sent;		/* Network.Request */
	json_t *sent_extra;	/* headers as sent */
	json_t *response;	/* Network.Response */
	json_t *response_extra;	/* headers as received */
	double wall;		/* seconds since 1970 */
	double began;		/* monotonic seconds, as of the browser */
	double ended;
	int64_t asked;		/* our time_monotonic() of the first event */
	int64_t active;		/* and of the last one */
	int64_t data;		/* decoded bytes announced so far */
	int64_t streamed;	/* of which came with the announcement */
	struct cut_value body;
	enum body_state body_state;
	char *failure;
	bool extra;		/* response_extra is to come, or came */
	bool finished;		/* all was received, or it failed */
	bool hop;		/* redirected: no body to be had */
	bool main;
	bool cached;
	bool worker;		/* answered by a service worker */
	bool stream;		/* asked to be streamed */
	bool refused;		/* private address */
	bool canceled;		/* by the page itself */
	bool open;		/* still under way when the visit ended */
	bool given_up;		/* loading goes on without it */
	bool over;		/* longer than opts.max_body */
	bool cut;
	bool lost;		/* response without the body it had */
	bool text_only;		/* body was text from the renderer */
};

/* A WebSocket: its life as one JSON text. */
struct socket {
	struct socket *next;
	char *id;
	char *url;
	int64_t at;
	size_t frames;
	struct body *text;
	struct buf head;	/* handshake, until the first frame */
	bool over;		/* no more room: frames dropped */
};

/* A frame, and what stands in it; the first is the page itself. */
struct frame {
	char id[CDP_SESSION];
	char session[CDP_SESSION];
	char *url;
	int64_t world;		/* ours; 0: none */
	json_t *closed;		/* nodes in closed shadow roots, for a call */
	struct body *text, *html;
};

/* Whether what changes something is kept back: see guard.c. */
enum hold { HOLD_NOT, HOLD_ASKED, HOLD_THERE, HOLD_DENIED };

enum wall { WALL_NONE, WALL_PICTURED, WALL_FRAME, WALL_ASKED,
    WALL_REFUSED };

/* Seeing all of the page: what was done for it so far. */
struct sight {
	enum hold hold;
	unsigned pressed;	/* buttons */
	int64_t left;		/* found and not pressed */
	int64_t acted;		/* when the page was scrolled or pressed */
	int64_t grown;		/* when it grew */
	int64_t received;	/* bytes, before the first press */
	bool late;		/* there is no time for more */
	bool last;		/* the step under way is to find nothing */
	bool done;		/* and has found nothing */
	unsigned refusals;
	enum wall wall;
	char wall_kind[16];
	int64_t wall_since;
	unsigned walls;		/* pictured */
	bool no_walls;		/* look for no more */
	enum { FRAMES_NOT, FRAMES_LOOKED, FRAMES_ASKED } frames;
	unsigned frame_rounds;
	bool frames_again;
};

/* How far inside.c has come, and what it asks for. */
enum inside { INSIDE_NOT, INSIDE_TREES, INSIDE_SHADOWS, INSIDE_TEXTS,
    INSIDE_DONE };
enum inside_what { INSIDE_TEXT, INSIDE_HTML, INSIDE_FILMS, INSIDE_WHATS };

/* Parts of PHASE_KEEP that are still under way. */
enum keep_part { KEEP_READY, KEEP_METRICS, KEEP_TEXT, KEEP_HTML, KEEP_PASSED,
    KEEP_THUMB, KEEP_SHOT, KEEP_PDF, KEEP_PARTS };

/* A part under way. */
struct keep {
	enum keep_part part;
	bool pending;
	unsigned stops;		/* of scripts, until it was asked for */
	int64_t began;		/* time_now() */
	unsigned index;		/* of the tile; its place on the page: */
	int64_t y, width, height;
};

struct browser_tab {
	struct browser *browser;
	struct browser_tab *next;
	struct browser_visit opts;
	struct recorder *recorder;
	char *url;
	char *page;		/* copy of opts.page */
	struct session *sessions;
	char main[CDP_SESSION];	/* session of the page; "" until it is there */
	char frame[CDP_SESSION];	/* its main frame: its target */
	char second[CDP_SESSION];	/* of the page, for what its service
					   worker answers; or "" */
	bool second_asked;
	char loader[CDP_SESSION];	/* of the document shown */
	enum phase phase;
	bool fresh;		/* in a context of its own: */
	char *context;		/* its id, once it is there */
	unsigned setup;		/* answers to set-up commands still to come */
	int64_t began;		/* of the visit, time_monotonic() */
	int64_t began_wall;
	int64_t phase_began;
	int64_t phase_wall;
	int64_t active;		/* last sign of life on the network */
	bool touched;		/* an event came since the last tick */
	bool flooded;		/* too many requests: said once */
	bool durable;		/* bodies as received are to be had */
	bool recorder_failed;	/* nothing more can be written */
	bool frozen;		/* no other document is let in */
	bool shown;		/* a document of the site is there */
	char *next_url;		/* document that answered, not shown yet */
	char *next_mime;
	int next_status;
	bool blamed;		/* its endless script is noted */
	unsigned catches;	/* how often one was stopped */
	unsigned stops;		/* how often one was to be */
	bool loaded;
	bool dom_loaded;
	bool broken;		/* the document's connection failed */
	size_t requests_done;
	int64_t world;		/* execution context of ours; 0: none */
	int64_t world_at;	/* when it was asked for again */
	bool early;		/* the early document was asked for */
	bool asked;		/* a scroll step is under way */
	int64_t step_wall;	/* since then */
	int64_t end_since;	/* the end was seen */
	unsigned dialogs;
	bool download_told;
	bool at_end;
	int64_t height;
	size_t steps;
	unsigned navigations;
	struct sight sight;
	bool framed;		/* it has or had frames */
	struct frame frames[FRAMES_MAX];
	size_t frames_n;
	size_t frames_asked;	/* answers to come */
	int64_t frames_since;
	bool frames_over;	/* there are more */
	bool shadows_unknown;
	enum inside inside;
	int64_t inside_since;
	int64_t received;	/* bytes of bodies */
	struct request *requests;
	size_t open;		/* length of requests */
	size_t bodies_asked;
	struct socket *sockets;
	json_t *seen;		/* URLs recorded: digest of the last body */
	unsigned keeping;	/* answers of PHASE_KEEP still to come */
	struct keep *ready;	/* still to be asked for, or NULL */
	bool pictured;		/* pictures and print are asked for */
	bool kept;		/* all of them are asked for */
	struct keep keep[KEEPS_MAX];
	size_t keeps;
	unsigned shots;
	struct error failed;	/* ends the visit */
	struct error gone;	/* the page could not be had; visit goes on */
	struct browser_result result;
};

struct browser {
	struct launch launch;
	struct cdp *cdp;
	struct browser_tab *tabs;	/* open, and the one made ahead */
	char *product;
	char *agent;
	char *languages;	/* NULL: the browser's own */
	json_t *agent_params;	/* of Network.setUserAgentOverride */
	bool ignore_tls;
	bool no_sandbox;
	bool proxied;
	bool told;		/* "browser-started" is recorded */
	const atomic_bool *halt;
	const atomic_bool *cancel;
	int64_t started;	/* time_now() */
	int64_t started_mono;
	int64_t up;		/* ms until the first tab was there; 0: not */
	struct error failed;
	void (*idle)(void *ctx);
	void *ctx;
	size_t waiting;		/* answers to come before a page is asked */
	size_t refused;		/* cookies that it did not take */
	json_t *login;		/* cookies that it had, or NULL */
};

#define TAB_CONTINUES(t)						\
	((t)->failed.code == ERR_NONE && (t)->phase != PHASE_DONE)

/* browser.c: ${ms} of a machine at leisure: more on one that is slow */
int64_t browser_pace(const struct browser *b, int64_t ms);

/* session.c */
void session_on_event(void *ctx, struct cdp_message *m);
void session_begin(struct browser *b);
struct browser_tab *session_new_tab(struct browser *b, bool fresh,
    struct error *e);
void session_free_all(struct browser_tab *t);

/* requests.c: Network events of a tab */
bool requests_on_event(struct browser_tab *t, struct cdp_message *m);
/* ms until the network has been quiet for that long; -1: who knows */
int64_t requests_busy(const struct browser_tab *t, int64_t now,
    int64_t quiet);
bool requests_quiet(const struct browser_tab *t, int64_t now, int64_t quiet);
void requests_tick(struct browser_tab *t);
bool requests_settled(const struct browser_tab *t);
void requests_give_up(struct browser_tab *t);
void requests_gone(struct browser_tab *t, const char *session);
void requests_refuse(struct browser_tab *t, const char *id);
void requests_end(struct browser_tab *t);

/* bodies.c */
void bodies_start_stream(struct browser_tab *t, struct request *r);
void bodies_data(struct browser_tab *t, struct request *r,
    struct cdp_message *m);
int body_append(struct body *to, const struct body *from, struct error *e);
bool bodies_expected(const struct request *r);
void bodies_next(struct browser_tab *t);
void bodies_finish(struct browser_tab *t, struct request *r);

/* write.c: a whole request into the recorder */
void request_write(struct browser_tab *t, struct request *r);

/* head.c */
int head_request(struct buf *out, const struct request *r, struct error *e);
int head_response(struct buf *out, const struct request *r,
    struct error *e);

/* socket.c */
bool socket_on_event(struct browser_tab *t, struct cdp_message *m);
void socket_end_all(struct browser_tab *t);
void socket_free_all(struct browser_tab *t);

/* visit.c */
void visit_go(struct browser_tab *t);
void visit_tick(struct browser_tab *t, int64_t now);
bool visit_on_event(struct browser_tab *t, struct cdp_message *m);
void visit_download(struct browser_tab *t, const char *url);
void visit_phase(struct browser_tab *t, enum phase phase);
void visit_fail(struct browser_tab *t, enum error_code code, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));
void visit_error(struct browser_tab *t, const struct error *e);
void visit_event(struct browser_tab *t, const char *event, int64_t start,
    int64_t end, json_t *detail);
/* visit_missing(t, what, fmt, ...): recorder_missing_of its page. */
#define visit_missing(t, ...)						\
	recorder_missing_of((t)->recorder, (t)->page, __VA_ARGS__)
void visit_world(struct browser_tab *t);
void visit_evaluate(struct browser_tab *t, const char *script,
    cdp_answer *answer, void *arg);
int64_t visit_end(const struct browser_tab *t);

/* scroll.c */
void scroll_tick(struct browser_tab *t, int64_t now);
void scroll_again(struct browser_tab *t, bool was_busy);

/* sight.c */
void sight_step(const struct browser_tab *t, char text[static SIGHT_STEP],
    bool last, int64_t wait);
bool sight_answer(struct browser_tab *t, json_t *answer);	/* more? */
bool sight_frames(struct browser_tab *t, int64_t now);	/* nothing more? */
void sight_end(struct browser_tab *t);

/* wall.c */
void wall_found(struct browser_tab *t, const char *kind);
void wall_tick(struct browser_tab *t, int64_t now);

/* guard.c */
void guard_session(struct browser_tab *t, const char *session);
void guard_freeze(struct browser_tab *t);	/* this document stays */
void guard_hold(struct browser_tab *t);		/* and nothing is changed */
void guard_on_paused(struct browser_tab *t, struct cdp_message *m);

/* frames.c: ${t->frames_asked} answers are to come */
void frames_look(struct browser_tab *t);
struct frame *frames_find(struct browser_tab *t, const char *id);

/*
 * frames_ask(t, expression, answer):
 * Evaluate ${expression} in each frame but the page itself that has a world of
 * ours.  ${answer} gets the frame as its argument and counts it off
 * ${t->frames_asked}.
 */
void frames_ask(struct browser_tab *t, const struct buf *expression,
    cdp_answer *answer);
void frames_install(struct browser_tab *t, const char *session, int64_t world,
    const char *script);
void frames_forget(struct browser_tab *t);
void frames_free(struct browser_tab *t);

/* shadow.c: the same */
void shadow_look(struct browser_tab *t);

/* inside.c */
void inside_start(struct browser_tab *t);
bool inside_tick(struct browser_tab *t, int64_t now);	/* all there? */
void inside_ask(struct browser_tab *t, enum inside_what what,
    cdp_answer *answer, void *arg);
int inside_text(struct browser_tab *t, struct body **text, struct error *e);
int inside_html(struct browser_tab *t, struct error *e);

/* films.c: whether the page is one, which the browser leaves to its player and
 * never has whole; whether it is one; those that the page shows (URLs) */
bool films_page(const struct request *r);
bool films_request(struct browser_tab *t, const struct request *r);
void films_shown(struct browser_tab *t, const json_t *list);

/* keep.c */
void keep_start(struct browser_tab *t);
void keep_early(struct browser_tab *t);
void keep_tick(struct browser_tab *t, int64_t now);
void keep_again(struct browser_tab *t);
void keep_give_up(struct browser_tab *t);

/* watch.c */
void watch_tick(struct browser_tab *t, int64_t now);
bool watch_waits(const struct browser_tab *t, int64_t now);	/* to judge */
void watch_hit(struct browser_tab *t);	/* stopped: a question of ours */
void watch_anew(struct browser_tab *t, const char *session);
void watch_blame(struct browser_tab *t, bool lacking);	/* at the end */

/* site.c */
bool site_private(const char *url);

/* net_error.c */
enum error_code net_error_code(const char *name);

#endif
