#include "store/facts/platforms/notice.h"
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

		notice_class(d, box, closed, gone, i == 0 ? PAGE_ERROR :
		    PAGE_OTHER);
	}
}
