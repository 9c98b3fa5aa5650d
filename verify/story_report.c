#include <stdio.h>
#include <string.h>

#include "store/base/alloc.h"
#include "verify/escape.h"
#include "verify/html.h"
#include "verify/story_internal.h"
#include "verify/words.h"

/* The custody report that lies in a dossier. */

static void
put_person(struct story *s, const char *term, const char *name,
    const char *role, const char *organization)
{
	struct buf who = BUF_INIT(MIB);

	buf_puts(&who, name != NULL ? name : "");
	if (role != NULL)
		buf_printf(&who, " (%s)", role);
	if (organization != NULL)
		buf_printf(&who, "%s%s", who.n > 0 ? ", " : "", organization);
	html_term(s->out, term, buf_str(&who));
	buf_free(&who);
}

/* Each of the list in a line of its own. */
static void
put_list(struct story *s, const char *term, const json_t *list)
{
	const char *text;
	size_t i, shown = 0;

	for (i = 0; i < json_array_size(list); i++) {
		text = json_string_value(json_array_get(list, i));
		if (text != NULL && *text != '\0')
			html_term(s->out, shown++ == 0 ? term : "", text);
	}
}

static void
put_case(struct story *s)
{
	const json_t *data = s->d->case_data;

	html_term(s->out, story_say(s, N_("Case")), s->d->case_name);
	html_term(s->out, story_say(s, N_("File number")),
	    json_string_value(json_object_get(data, "reference")));
	put_list(s, story_say(s, N_("Parties")),
	    json_object_get(data, "parties"));
	put_list(s, story_say(s, N_("Counsel")),
	    json_object_get(data, "counsel"));
	put_list(s, story_say(s, N_("Statements complained of")),
	    json_object_get(data, "statements"));
}

static void
put_head(struct story *s)
{
	const struct dossier *d = s->d;
	char t[STORY_MOMENT], n[STORY_NUMBER];

	html_heading(s->out, story_say(s, N_("What this is")));
	html_text(s->out, d->kind == DOSSIER_TRANSFER ?
	    story_say(s, N_("This file hands exhibits over: web pages as they "
	    "were captured and sealed, with the record of everybody who "
	    "handled them.")) :
	    story_say(s, N_("This file holds exhibits: web pages as they were "
	    "captured and sealed, with the record of everybody who handled "
	    "them.")));
	buf_puts(s->out, "<dl>\n");
	put_case(s);
	html_term(s->out, story_say(s, N_("Made on")),
	    story_moment(s->lang, d->created, t));
	put_person(s, story_say(s, N_("Made by")), d->by.name, d->by.role,
	    d->by.organization);
	put_person(s, story_say(s, N_("For")), d->to_name, NULL,
	    d->to_organization);
	html_term(s->out, story_say(s, N_("Reason given")), d->why);
	html_term(s->out, story_say(s, N_("Number of exhibits")),
	    story_number(s, d->n, n));
	html_term(s->out, story_say(s, N_("Number of this dossier")),
	    d->uuid);
	html_term(s->out, story_say(s, N_("Log of custody")), d->log);
	buf_puts(s->out, "</dl>\n");
}

static const char *const commands[] = {
	"unzip dossier.asice 'META-INF/*' 'people/*'",
	"openssl cms -verify -cades -binary -inform DER \\",
	"    -in META-INF/signature.p7s -content META-INF/ASiCManifest.xml \\",
	"    -CAfile root.pem -purpose any -out /dev/null",
	"unzip -p dossier.asice exhibits/FILE.wacz | sha256sum",
	"constat-verify --trust root.pem --tsa-trust tsa.pem dossier.asice",
};

static void
put_check(struct story *s)
{
	size_t i;

	html_heading(s->out, story_say(s, N_("How to check it yourself")));
	html_text(s->out, story_say(s, N_("The dossier is a ZIP archive in a "
	    "European standard form (ASiC-E with CAdES signatures, ETSI EN "
	    "319 162-1). Each file in it has its SHA-256 in "
	    "META-INF/ASiCManifest.xml; that list is signed, and the "
	    "signatures carry a time-stamp of an outside authority where one "
	    "could be had. The first command line takes the list out, the "
	    "second checks the signature, the third gives the digest of an "
	    "exhibit to compare with the table above; the last one checks "
	    "everything, this record of custody included. root.pem is the "
	    "certificate of the organization, which you should have from "
	    "itself and not from this file.")));
	buf_puts(s->out, "<pre>");
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		escape_html(s->out, commands[i]);
		buf_puts(s->out, "\n");
	}
	buf_puts(s->out, "</pre>\n");
	html_text(s->out, story_say(s, N_("Each event stands in "
	    "custody/.../events.jsonl word for word; proofs.jsonl shows that "
	    "it belongs to the log whose checkpoint was signed and "
	    "time-stamped. No event of that log can be changed, put in or "
	    "taken out afterwards without that checkpoint failing.")));
	html_text(s->out, story_say(s, N_("This report was written by a "
	    "program from the events and the list in the same file, and by "
	    "nobody's hand. The verifier writes it again from them and "
	    "compares: where it has been edited, it says so.")));
}

static void
put_foot(struct story *s)
{

	buf_puts(s->out, "<p>");
	buf_printf(s->out, story_say(s, N_("Written by the program %s, form "
	    "%d of this report.")), "constat", STORY_FORM);
	buf_puts(s->out, "</p>\n");
	html_end(s->out);
}

int
story_report(struct buf *out, const struct dossier *d,
    const struct timeline *t, enum tongue lang, struct error *e)
{
	struct story s = { .out = out, .lang = lang, .inside = true,
	    .d = d, .t = t };
	unsigned long failures = alloc_failures();

	html_begin(out, lang, story_say(&s, N_("Custody report")), d->uuid);
	buf_puts(out, "<p class=\"n\">");
	escape_html(out, story_say(&s, N_("This report was made by the party "
	    "that made the dossier. It is technical evidence for a judge to "
	    "weigh: no official finding, no expert's opinion, no attestation "
	    "of conformity with a standard, and no legal advice. What it says "
	    "can be checked from this file alone.")));
	buf_puts(out, "</p>\n");
	put_head(&s);
	story_put_exhibits(&s);
	story_put_missing(&s);
	story_put_holders(&s);
	story_put_gaps(&s);
	story_put_events(&s);
	put_check(&s);
	put_foot(&s);
	/* What could not be had for want of memory may just be left out. */
	if (alloc_failures() != failures)
		return (error_nomem(e));
	return (buf_ok(out, e));
}

void
story_sections(struct buf *out, const struct dossier *d,
    const struct timeline *t)
{
	struct story s = { .out = out, .lang = tongue_reader(), .d = d,
	    .t = t };

	story_put_exhibits(&s);
	story_put_missing(&s);
	story_put_holders(&s);
	story_put_gaps(&s);
	story_put_events(&s);
}
