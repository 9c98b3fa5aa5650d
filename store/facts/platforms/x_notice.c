#include "store/facts/platforms/x.h"

/*
 * What X shows instead of a post or an account.  The box is known by its
 * mark, what it means by its words; words that are not known mean an error.
 */
static const char *const gone[] = {
	"page doesn\xe2\x80\x99t exist", "page doesn't exist",
	"page n\xe2\x80\x99" "existe pas", "page n'existe pas",
	"account doesn\xe2\x80\x99t exist", "account doesn't exist",
	"compte n\xe2\x80\x99" "existe pas", "compte n'existe pas",
	"Account suspended", "Account Suspended", "Compte suspendu",
	"suspended account", "compte suspendu",
	"was deleted by the", "a \xc3\xa9t\xc3\xa9 supprim\xc3\xa9 par",
	"account that no longer exists",
	"compte qui n\xe2\x80\x99" "existe plus",
	"Seite existiert nicht", "gina no existe", "pagina non esiste",
	NULL
};

static const char *const closed[] = {
	"posts are protected", "Tweets are protected", "posts sont prot",
	"Tweets sont prot", "limits who can view", "limite les personnes",
	"Age-restricted", NULL
};

static bool
says(struct span text, const char *const *words)
{

	for (; *words != NULL; words++)
		if (parts_find(text, *words) >= 0)
			return (true);
	return (false);
}

static void
read_box(struct doc *d, xmlNode *box)
{
	struct span text = doc_text(d, box);

	if (says(text, closed))
		doc_class(d, PAGE_LOGIN, "%s", doc_path(d, box));
	else if (says(text, gone))
		doc_class(d, PAGE_GONE, "%s", doc_path(d, box));
	else if (span_is(doc_attr(d, box, "data-testid"), "error-detail"))
		doc_class(d, PAGE_ERROR, "%s", doc_path(d, box));
}

void
x_notice_read(struct doc *d, bool found)
{
	static const char *const boxes[] = {
		"//*[@data-testid='primaryColumn']"
		    "//*[@data-testid='error-detail']",
		"//*[@data-testid='primaryColumn']"
		    "//*[@data-testid='emptyState']",
		"//article[not(@data-testid='tweet')]",
		"//*[@class='errorpage-topbar']/following::h1[1]",
		"//*[contains(@class,'ProtectedTimeline')]", NULL };

	if (found)
		return;
	for (size_t i = 0; boxes[i] != NULL; i++) {
		xmlNode *box = doc_find(d, NULL, boxes[i]);

		if (box != NULL)
			read_box(d, box);
	}
}
