#include <string.h>

#include "verify/escape.h"
#include "verify/html.h"
#include "verify/story.h"
#include "verify/words.h"

/* The custody report that lies in a dossier. */

static void
put_person(struct buf *out, const char *term, const char *name,
    const char *role, const char *organization)
{
	struct buf who = BUF_INIT(64 * KIB);

	buf_puts(&who, name != NULL ? name : "");
	if (role != NULL)
		buf_printf(&who, " (%s)", role);
	if (organization != NULL)
		buf_printf(&who, "%s%s", who.n > 0 ? ", " : "", organization);
	html_term(out, term, buf_str(&who));
	buf_free(&who);
}

static void
put_list(struct buf *out, const char *term, const json_t *list)
{
	struct buf all = BUF_INIT(MIB);
	const char *s;
	size_t i;

	for (i = 0; i < json_array_size(list); i++)
		if ((s = json_string_value(json_array_get(list, i))) != NULL)
			buf_printf(&all, "%s%s", i > 0 ? "; " : "", s);
	html_term(out, term, buf_str(&all));
	buf_free(&all);
}

static void
put_case(struct buf *out, const struct dossier *d)
{

	html_term(out, _("Case"), d->case_name);
	html_term(out, _("File number"), json_string_value(
	    json_object_get(d->case_data, "reference")));
	put_list(out, _("Parties"), json_object_get(d->case_data, "parties"));
	put_list(out, _("Counsel"), json_object_get(d->case_data, "counsel"));
	put_list(out, _("Statements complained of"),
	    json_object_get(d->case_data, "statements"));
}

static void
put_head(struct buf *out, const struct dossier *d)
{
	char t[STORY_MOMENT], n[64];

	html_heading(out, _("What this is"));
	html_text(out, d->kind == DOSSIER_TRANSFER ?
	    _("This file hands exhibits over: web pages as they were captured "
	    "and sealed, with the record of everybody who handled them.") :
	    _("This file holds exhibits: web pages as they were captured and "
	    "sealed, with the record of everybody who handled them."));
	buf_puts(out, "<dl>\n");
	put_case(out, d);
	html_term(out, _("Made on"), story_moment(d->created, t));
	put_person(out, _("Made by"), d->by.name, d->by.role,
	    d->by.organization);
	put_person(out, _("For"), d->to_name, NULL, d->to_organization);
	html_term(out, _("Reason given"), d->why);
	(void)snprintf(n, sizeof(n), "%zu", d->n);
	html_term(out, _("Number of exhibits"), n);
	html_term(out, _("Number of this dossier"), d->uuid);
	html_term(out, _("Log of custody"), d->log);
	buf_puts(out, "</dl>\n");
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
put_check(struct buf *out)
{
	size_t i;

	html_heading(out, _("How to check it yourself"));
	html_text(out, _("The dossier is a ZIP archive in a European standard "
	    "form (ASiC-E with CAdES signatures, ETSI EN 319 162-1). Each file "
	    "in it has its SHA-256 in META-INF/ASiCManifest.xml; that list is "
	    "signed, and the signatures carry a time-stamp of an outside "
	    "authority where one could be had. The first command line takes "
	    "the list out, the second checks the signature, the third gives "
	    "the digest of an exhibit to compare with the table above; the "
	    "last one checks everything, this record of custody included. "
	    "root.pem is the certificate of the organization, which you should "
	    "have from itself and not from this file."));
	buf_puts(out, "<pre>");
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		escape_html(out, commands[i]);
		buf_puts(out, "\n");
	}
	buf_puts(out, "</pre>\n");
	html_text(out, _("Each event stands in custody/.../events.jsonl word "
	    "for word; proofs.jsonl shows that it belongs to the log whose "
	    "checkpoint was signed and time-stamped. No event of that log can "
	    "be changed, put in or taken out afterwards without that "
	    "checkpoint failing."));
}

int
story_report(struct buf *out, const struct dossier *d,
    const struct timeline *t, struct error *e)
{

	html_begin(out, _("Custody report"));
	buf_puts(out, "<p class=\"n\">");
	escape_html(out, _("This report was made by the party that made the "
	    "dossier. It is technical evidence for a judge to weigh: no "
	    "official finding, no expert's opinion, no attestation of "
	    "conformity with a standard, and no legal advice. What it says "
	    "can be checked from this file alone."));
	buf_puts(out, "</p>\n");
	put_head(out, d);
	story_sections(out, d, t);
	put_check(out);
	buf_puts(out, "<p>");
	escape_html(out, _("Written by the program"));
	buf_puts(out, " ");
	escape_html(out, d->tool);
	buf_puts(out, " ");
	escape_html(out, d->version);
	buf_puts(out, "</p>\n");
	html_end(out);
	return (buf_ok(out, e));
}
