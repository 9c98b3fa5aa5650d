#include "store/facts/platforms/telegram.h"

#define HAS(name)							\
	"contains(concat(' ',normalize-space(@class),' '),' " name " ')"

static struct span
text_of(struct doc *d, xmlNode *n)
{

	return (n == NULL ? (struct span){ NULL, 0 } :
	    span_trim(doc_text(d, n)));
}

static void
put_counters(struct doc *d, struct item *author)
{
	struct nodes all = doc_find_all(d, NULL,
	    "//*[" HAS("tgme_channel_info_counter") "]");

	for (size_t i = 0; i < all.n; i++) {
		struct span text = text_of(d, all.p[i]);

		if (parts_find(text, "subscriber") > 0 ||
		    parts_find(text, "member") > 0)
			fact_put_count(d, author, FACT_FOLLOWERS,
			    parts_count(text), "%s", doc_path(d, all.p[i]));
	}
}

/* The channel at the side of a list. */
static void
read_side(struct doc *d, struct span id)
{
	xmlNode *name = doc_find(d, NULL,
	    "//*[" HAS("tgme_channel_info_header_username") "]");
	xmlNode *title = doc_find(d, NULL,
	    "//*[" HAS("tgme_channel_info_header_title") "]");
	xmlNode *bio = doc_find(d, NULL,
	    "//*[" HAS("tgme_channel_info_description") "]");
	struct span handle = text_of(d, name);
	struct item *author;

	if (!span_starts(handle, "@"))
		return;
	handle = span_sub(handle, 1, handle.n);
	author = item_author(d, NULL, id);
	telegram_put_channel(d, author, handle, doc_path(d, name));
	fact_put(d, author, FACT_NAME, title != NULL ? text_of(d, title) :
	    doc_meta(d, "og:title", 0), "%s", title != NULL ?
	    doc_path(d, title) : "//meta[@property='og:title']");
	if (bio != NULL)
		fact_put(d, author, FACT_BIO, text_of(d, bio), "%s",
		    doc_path(d, bio));
	put_counters(d, author);
	doc_class(d, PAGE_PROFILE, "%s", doc_path(d, name));
}

/* The page that invites to a channel. */
static void
read_invitation(struct doc *d)
{
	xmlNode *title = doc_find(d, NULL, "//*[" HAS("tgme_page_title") "]");
	xmlNode *extra = doc_find(d, NULL, "//*[" HAS("tgme_page_extra") "]");
	xmlNode *bio = doc_find(d, NULL,
	    "//*[" HAS("tgme_page_description") "]");
	struct span app = doc_meta(d, "al:ios:url", 0);
	struct span handle = parts_between(app, "domain=", NULL), text;
	struct item *author;

	if (title == NULL || !telegram_channel(handle))
		return;
	author = item_author(d, NULL, (struct span){ NULL, 0 });
	telegram_put_channel(d, author, handle,
	    "//meta[@property='al:ios:url']");
	fact_put(d, author, FACT_NAME, text_of(d, title), "%s",
	    doc_path(d, title));
	text = text_of(d, extra);
	if (parts_find(text, "subscriber") > 0 || parts_find(text,
	    "member") > 0)
		fact_put_count(d, author, FACT_FOLLOWERS, parts_count(text),
		    "%s", doc_path(d, extra));
	if (bio != NULL && extra != NULL)
		fact_put(d, author, FACT_BIO, text_of(d, bio), "%s",
		    doc_path(d, bio));
	doc_class(d, PAGE_PROFILE, "%s", doc_path(d, title));
}

void
telegram_channel_read(struct doc *d, struct span id, bool alone)
{

	read_side(d, id);
	if (alone)
		read_invitation(d);
}
