#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/outcome.h"
#include "store/base/buf.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"

#define WORDS_SHOWN	160	/* bytes of the post's words */

static void
show_stamp(const struct capture_outcome *o)
{
	char t[TIME_TEXT], line[256];

	if (strcmp(o->stamp_state, "granted") == 0)
		(void)snprintf(line, sizeof(line), "%s (%s)",
		    time_text(o->stamp_time, t),
		    o->stamp_tsa != NULL ? o->stamp_tsa : "?");
	else if (strcmp(o->stamp_state, "pending") == 0)
		(void)snprintf(line, sizeof(line), "%s",
		    _("pending: no authority answered; \"constat stamp\" "
		    "fetches it later"));
	else
		(void)snprintf(line, sizeof(line), "%s",
		    _("none was asked for"));
	say_field(_("time-stamp"), line);
}

/* What the program calls parts of a capture, in the reader's words. */
static const char *
missing_word(const char *what)
{
	static const struct {
		const char *what;
		const char *text;
	} names[] = {
		{ "browser", N_("the page as shown in a browser") },
		{ "post", N_("the post itself") },
		{ "author", N_("the profile of the author") },
		{ "login", N_("the log-in") },
		{ "wayback", N_("the copy of the public archive") },
		{ "secret", N_("a secret of the log-in") },
		{ "page", N_("a part of the page") },
		{ "parts", N_("parts of the page") },
		{ "wire", N_("the exact bytes from the server") },
		{ "screenshot", N_("the picture of the page") },
		{ "pdf", N_("the print of the page") },
		{ "dom", N_("the page as shown, as HTML") },
		{ "thumbnail", N_("the small picture of the page") },
		{ "title", N_("the title of the page") },
		{ "text", N_("the text of the page") },
		{ "size", N_("the size of the page") },
		{ "load", N_("the end of loading") },
		{ "scroll", N_("the way down to the end of the page") },
		{ "document", N_("a document") },
		{ "image", N_("an image") },
		{ "script", N_("a script") },
		{ "stylesheet", N_("a style sheet") },
		{ "font", N_("a font") },
		{ "media", N_("a sound or film") },
		{ "fetch", N_("an answer to a script") },
		{ "xhr", N_("an answer to a script") },
		{ "requests", N_("a part of what the page asked for") },
		{ "websocket", N_("a part of what a live connection sent") },
		{ "timestamp", N_("the time-stamp") },
		{ "copy", N_("the copy asked for with -o") },
		{ "catalogue", N_("the entry in the catalogue; the next "
		    "capture makes it") },
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i].what, what) == 0)
			return (_(names[i].text));
	return (what);
}

/* What was captured in place of the post, and what may help; or NULL. */
static const char *
wall_words(const char *page)
{
	static const struct {
		const char *page;
		const char *text;
	} walls[] = {
		{ "login-wall", N_("THE POST WAS NOT CAPTURED: the site showed "
		    "a log-in page in its place. With a log-in of yours "
		    "(--cookies or --browser-profile) it may be had.") },
		{ "consent-wall", N_("THE POST WAS NOT CAPTURED: the site "
		    "showed a page that asks for consent in its place.") },
		{ "error", N_("THE POST WAS NOT CAPTURED: the site showed an "
		    "error page in its place.") },
		{ "gone", N_("THE POST WAS NOT CAPTURED: the site says that it "
		    "is not there, or not any more.") },
	};
	size_t i;

	for (i = 0; page != NULL && i < sizeof(walls) / sizeof(walls[0]); i++)
		if (strcmp(walls[i].page, page) == 0)
			return (_(walls[i].text));
	return (NULL);
}

/* "Name (@handle, id 77)", as far as it is known. */
static void
show_author(const json_t *author)
{
	const char *name = json_text(author, "name");
	const char *handle = json_text(author, "handle");
	const char *id = json_text(author, "id");
	struct buf b = BUF_INIT(64 * KIB);

	if (name == NULL && handle == NULL && id == NULL)
		return;
	buf_puts(&b, name != NULL ? name : handle != NULL ? handle : id);
	if (name != NULL && handle != NULL)
		buf_printf(&b, " (%s%s)", handle[0] == '@' ? "" : "@",
		    handle);
	if (id != NULL && (name != NULL || handle != NULL))
		buf_printf(&b, ", id %s", id);
	say_field(_("author"), buf_str(&b));
	buf_free(&b);
}

/* The beginning of what was said. */
static void
show_words(const char *text)
{
	struct buf b = BUF_INIT(64 * KIB);
	size_t n, i;

	if (text == NULL)
		return;
	n = strlen(text);
	if (n > WORDS_SHOWN) {
		n = WORDS_SHOWN;
		while (n > 0 && ((uint8_t)text[n] & 0xc0) == 0x80)
			n--;
	}
	for (i = 0; i < n; i++)
		buf_putc(&b, text[i] == '\n' ? ' ' : (uint8_t)text[i]);
	if (text[n] != '\0')
		buf_puts(&b, " ...");
	say_field(_("text"), buf_str(&b));
	buf_free(&b);
}

static void
show_thread(const json_t *thread)
{
	const char *announced = json_text(thread, "announced");
	char line[128];
	int64_t n;

	if (!json_whole(thread, "captured", &n) || (n == 0 &&
	    announced == NULL))
		return;
	if (announced != NULL)
		(void)snprintf(line, sizeof(line), _("%lld of the %.30s that "
		    "the page announces"), (long long)n, announced);
	else
		(void)snprintf(line, sizeof(line), "%lld", (long long)n);
	say_field(_("replies"), line);
}

/* Whether everybody can read it: what makes it public. */
static void
show_seen(const struct capture_outcome *o)
{

	if (o->seen_here || o->seen == CAPTURE_SEEN_UNKNOWN)
		return;
	say_field(_("public"), o->seen == CAPTURE_SEEN ?
	    _("seen without log-in too") : _("not seen without log-in"));
}

void
outcome_said(const json_t *post, const json_t *author)
{

	show_author(author);
	say_field(_("date"), json_text(post, "published"));
	show_words(json_text(post, "text"));
}

static void
show_said(const struct capture_outcome *o)
{

	outcome_said(o->post, o->author);
	show_thread(o->thread);
	show_seen(o);
}

static void
show_list(const char *label, const struct capture_missing *v, size_t n)
{
	char line[256];
	size_t i;

	for (i = 0; i < n; i++) {
		if (v[i].page != NULL && strcmp(v[i].page, "author") == 0)
			(void)snprintf(line, sizeof(line),
			    _("%s, of the author's profile"),
			    missing_word(v[i].what));
		else
			(void)snprintf(line, sizeof(line), "%s",
			    missing_word(v[i].what));
		say_field(label, line);
		say_field("", v[i].why);
	}
}

void
outcome_show(const struct capture_outcome *o)
{
	const char *wall = wall_words(o->page);
	char status[32];

	if (wall != NULL)
		say_text(wall);
	(void)printf("%s\n", o->missing_n == 0 ? _("Sealed.") :
	    _("Sealed, but something is missing."));
	say_field(_("exhibit"), o->exhibit);
	say_field(_("file"), o->file);
	say_field(_("page"), o->final_url != NULL ? o->final_url : o->url);
	say_field(_("title"), o->title);
	show_said(o);
	if (o->status > 0) {
		(void)snprintf(status, sizeof(status), "HTTP %d", o->status);
		say_field(_("answer"), status);
	}
	show_stamp(o);
	if (o->tls_checked && !o->tls_valid)
		say_field(_("warning"), _("the site's TLS certificate is not "
		    "valid; it was recorded as presented"));
	show_list(_("warning"), o->warnings, o->warnings_n);
	show_list(_("missing"), o->missing, o->missing_n);
}
