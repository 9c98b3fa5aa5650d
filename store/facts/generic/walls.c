#include <string.h>

#include "store/facts/generic/body.h"
#include "store/facts/generic/page.h"
#include "store/facts/generic/readers.h"
#include "store/facts/platforms/parts.h"

/*
 * What stands in the way of a page: asking to log in or to agree, an error, a
 * page that is no more.  Marks alone prove nothing where there is a text.
 */
#define TEXT_ENOUGH	1500	/* bytes: more than a wall says */
#define TITLE_MAX	200

struct mark {
	enum page_class class;
	const char *xpath;
};

/* Pages made by programs that stand between a site and its readers. */
static const struct mark shields[] = {
	{ PAGE_ERROR, "//*[@id='challenge-form' or @id='challenge-error-text'"
	    " or @id='cf-error-details' or @id='cf-challenge-running']" },
	{ PAGE_ERROR, "//script[contains(@src,'captcha-delivery.com')]|"
	    "//iframe[contains(@src,'captcha-delivery.com')]" },
	{ PAGE_ERROR, "//*[@id='px-captcha']" },
	{ PAGE_ERROR, "//iframe[contains(@src,'_Incapsula_Resource')]" },
	{ PAGE_ERROR, "//*[@id='main-frame-error']|//body[" HAS("neterror")
	    "]" },
	{ PAGE_ERROR, "//form[contains(@action,'/errors/validateCaptcha')]" }
};

/* Consent managers, by what they put into a page. */
static const char managers[] =
    "//*[@id='didomi-host' or @id='didomi-popup' or @id='didomi-notice' or "
    "@id='onetrust-consent-sdk' or @id='onetrust-banner-sdk' or "
    "@id='qc-cmp2-container' or @id='qc-cmp2-ui' or @id='axeptio_overlay' or "
    "@id='CybotCookiebotDialog' or @id='tarteaucitronRoot' or "
    "@id='tarteaucitronAlertBig' or @id='usercentrics-root' or "
    "@id='usercentrics-cmp-ui' or starts-with(@id,'sp_message_container') or "
    "@id='cmpbox' or @id='cmpwrapper' or @id='BorlabsCookieBox' or "
    "@id='truste-consent-track' or @id='iubenda-cs-banner' or @id='sd-cmp' or "
    "@id='appconsent' or @id='cookiefirst-root' or "
    HAS("fc-consent-root") " or " HAS("qc-cmp2-container") " or "
    HAS("didomi-popup-container") " or " HAS("sp-message-open") "]|"
    "//form[contains(@action,'consent.google.') or contains(@action,"
    "'consent.youtube.com')]";

/* Beginnings of titles and headings, in lower case. */
struct words {
	enum page_class class;
	const char *start;
};

static const struct words words[] = {
	{ PAGE_LOGIN, "log in" }, { PAGE_LOGIN, "login" },
	{ PAGE_LOGIN, "sign in" }, { PAGE_LOGIN, "signin" },
	{ PAGE_LOGIN, "connexion" }, { PAGE_LOGIN, "connectez-vous" },
	{ PAGE_LOGIN, "se connecter" }, { PAGE_LOGIN, "identifiez-vous" },
	{ PAGE_LOGIN, "identification" }, { PAGE_LOGIN, "authentification" },
	{ PAGE_LOGIN, "anmelden" }, { PAGE_LOGIN, "you must log in" },
	{ PAGE_LOGIN, "you must be logged in" },
	{ PAGE_LOGIN, "vous devez \xc3\xaatre connect" },
	{ PAGE_LOGIN, "vous devez vous connecter" },
	{ PAGE_LOGIN, "veuillez vous connecter" },
	{ PAGE_LOGIN, "please log in" }, { PAGE_LOGIN, "please sign in" },
	{ PAGE_CONSENT, "before you continue" },
	{ PAGE_CONSENT, "avant d'acc\xc3\xa9" "der" },
	{ PAGE_CONSENT, "avant d\xe2\x80\x99" "acc\xc3\xa9" "der" },
	{ PAGE_CONSENT, "avant de continuer" },
	{ PAGE_CONSENT, "bevor sie fortfahren" },
	{ PAGE_CONSENT, "we value your privacy" },
	{ PAGE_CONSENT, "your privacy" }, { PAGE_CONSENT, "votre vie priv" },
	{ PAGE_CONSENT, "le respect de votre vie priv" },
	{ PAGE_CONSENT, "nous respectons votre vie priv" },
	{ PAGE_CONSENT, "g\xc3\xa9rer vos cookies" },
	{ PAGE_ERROR, "just a moment" }, { PAGE_ERROR, "un instant" },
	{ PAGE_ERROR, "attention required" },
	{ PAGE_ERROR, "access denied" }, { PAGE_ERROR, "acc\xc3\xa8s refus" },
	{ PAGE_ERROR, "acc\xc3\xa8s interdit" }, { PAGE_ERROR, "forbidden" },
	{ PAGE_ERROR, "403" }, { PAGE_ERROR, "429" }, { PAGE_ERROR, "500" },
	{ PAGE_ERROR, "502" }, { PAGE_ERROR, "503" }, { PAGE_ERROR, "504" },
	{ PAGE_ERROR, "too many requests" }, { PAGE_ERROR, "bad gateway" },
	{ PAGE_ERROR, "internal server error" },
	{ PAGE_ERROR, "service unavailable" },
	{ PAGE_ERROR, "service indisponible" },
	{ PAGE_ERROR, "site en maintenance" }, { PAGE_ERROR, "maintenance" },
	{ PAGE_ERROR, "une erreur est survenue" },
	{ PAGE_ERROR, "something went wrong" }, { PAGE_ERROR, "erreur 5" },
	{ PAGE_ERROR, "erreur 403" }, { PAGE_ERROR, "error 5" },
	{ PAGE_ERROR, "error 403" }, { PAGE_ERROR, "pardon our interruption" },
	{ PAGE_ERROR, "robot check" }, { PAGE_ERROR, "are you a robot" },
	{ PAGE_GONE, "404" }, { PAGE_GONE, "410" }, { PAGE_GONE, "error 404" },
	{ PAGE_GONE, "erreur 404" }, { PAGE_GONE, "page not found" },
	{ PAGE_GONE, "not found" }, { PAGE_GONE, "page introuvable" },
	{ PAGE_GONE, "page non trouv" }, { PAGE_GONE, "introuvable" },
	{ PAGE_GONE, "page inexistante" }, { PAGE_GONE, "gone" },
	{ PAGE_GONE, "oops! that page can" },
	{ PAGE_GONE, "cette page n'existe" },
	{ PAGE_GONE, "cette page n\xe2\x80\x99" "existe" },
	{ PAGE_GONE, "la page demand\xc3\xa9" "e n" },
	{ PAGE_GONE, "la page que vous cherchez" },
	{ PAGE_GONE, "ce contenu n'est plus" },
	{ PAGE_GONE, "ce contenu n\xe2\x80\x99" "est plus" },
	{ PAGE_GONE, "ce contenu n'existe" },
	{ PAGE_GONE, "cet article n'est plus" },
	{ PAGE_GONE, "this page doesn" }, { PAGE_GONE, "this page isn" },
	{ PAGE_GONE, "this content is no longer" },
	{ PAGE_GONE, "this content isn" },
	{ PAGE_GONE, "this post is unavailable" },
	{ PAGE_GONE, "this account doesn" },
	{ PAGE_GONE, "account suspended" }, { PAGE_GONE, "compte suspendu" },
	{ PAGE_GONE, "this account has been suspended" },
	{ PAGE_GONE, "this account has been deleted" },
	{ PAGE_GONE, "ce compte a \xc3\xa9t\xc3\xa9 suspendu" },
	{ PAGE_GONE, "ce compte a \xc3\xa9t\xc3\xa9 supprim" },
	{ PAGE_GONE, "ce compte n'existe" },
	{ PAGE_GONE, "ce compte n\xe2\x80\x99" "existe" },
	{ PAGE_GONE, "user not found" }, { PAGE_GONE, "utilisateur introuv" },
	{ PAGE_GONE, "seite nicht gefunden" }
};

static bool
begins(struct span s, const char *start)
{
	return (span_is_nocase(span_sub(s, 0, strlen(start)), start));
}

static enum page_class
class_of(struct span s)
{
	s = page_trim(s);
	if (s.n == 0 || s.n > TITLE_MAX)
		return (PAGE_OTHER);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (begins(s, words[i].start))
			return (words[i].class);
	return (PAGE_OTHER);
}

/* Bytes of text that are no scripts, outside of consent managers. */
static size_t
text_size(struct doc *d)
{
	xmlNode *body = doc_find(d, NULL, "//body");

	return (body == NULL ? 0 : doc_text_without(d, body,
	    doc_find_all(d, body, managers)).n);
}

/* An article may be short where the page's head says that it is one. */
static bool
has_text(struct doc *d)
{
	xmlNode *body = body_find(d);
	size_t n = body == NULL ? 0 : body_text(d, body).n;

	return (text_size(d) > TEXT_ENOUGH || n > TEXT_ENOUGH / 3 ||
	    (n > TEXT_ENOUGH / 15 && body_marked(d, body) &&
	    span_is(span_trim(doc_meta(d, "og:type", 0)), "article")));
}

static bool
look_words(struct doc *d, enum page_class want)
{
	static const char * const ways[] = { "//head/title/text()",
		"//h1", "//h2", NULL };

	for (size_t i = 0; ways[i] != NULL; i++) {
		struct nodes all = doc_find_all(d, NULL, ways[i]);

		for (size_t k = 0; k < all.n && k < 3; k++)
			if (class_of(doc_text(d, all.p[k])) == want) {
				doc_class(d, want, "%s", doc_path(d,
				    all.p[k]));
				return (true);
			}
	}
	return (false);
}

/* The path of a page for logging in, as most software has it. */
static bool
login_path(const struct url *u)
{
	static const char * const names[] = { "login", "log-in", "signin",
		"sign-in", "sign_in", "wp-login.php", "connexion", "authwall",
		"se-connecter", "checkpoint", "accounts", "sso", NULL };
	struct parts p = parts_path(u);

	return (p.n > 0 && (parts_in(p.seg[p.n - 1], names) ||
	    parts_in(p.seg[0], names)));
}

static bool
look_login(struct doc *d)
{
	xmlNode *field = doc_find(d, NULL, "//input[@type='password']");

	if (field != NULL && login_path(d->url)) {
		doc_class(d, PAGE_LOGIN, "%s", doc_path(d, field));
		return (true);
	}
	return ((field != NULL || text_size(d) < TEXT_ENOUGH / 3) &&
	    look_words(d, PAGE_LOGIN));
}

static bool
look_consent(struct doc *d)
{
	xmlNode *box = doc_find(d, NULL, managers);

	if (box != NULL && (doc_text(d, box).n > 0 || xmlStrcmp(box->name,
	    (const xmlChar *)"form") == 0) && text_size(d) < TEXT_ENOUGH / 3) {
		doc_class(d, PAGE_CONSENT, "%s", doc_path(d, box));
		return (true);
	}
	return (text_size(d) < TEXT_ENOUGH && look_words(d, PAGE_CONSENT));
}

void
generic_walls(struct doc *d)
{
	if (d->html == NULL || d->url == NULL || has_text(d))
		return;
	for (size_t i = 0; i < sizeof(shields) / sizeof(shields[0]); i++) {
		xmlNode *at = doc_find(d, NULL, shields[i].xpath);

		if (at != NULL) {
			doc_class(d, shields[i].class, "%s", doc_path(d, at));
			return;
		}
	}
	if (look_consent(d) || look_login(d))
		return;
	if (!look_words(d, PAGE_GONE))
		(void)look_words(d, PAGE_ERROR);
}
