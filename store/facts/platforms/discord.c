#include <string.h>

#include "store/facts/idtime.h"
#include "store/facts/platforms/linked.h"
#include "store/facts/platforms/parts.h"

/*
 * discord - Discord, which shows nothing without an account: links name
 * messages, answers of its interface (documented at discord.com/developers)
 * and a page saved from an account's browser tell of them.
 */
static const char *const hosts[] = { "discord.com", "www.discord.com",
	"canary.discord.com", "ptb.discord.com", "discordapp.com",
	"www.discordapp.com", "canary.discordapp.com", "ptb.discordapp.com",
	NULL };

static bool
snowflake(struct span s)
{

	return (parts_digits(s, 15, 20));
}

/* --- URLs --- */

static bool
message(struct identity *out, struct span guild, struct span channel,
    struct span id)
{
	struct span none = { NULL, 0 };

	if (!snowflake(channel) || !snowflake(id))
		return (false);
	if (guild.p == NULL)
		return (parts_identity(out, IDENTITY_POST, "discord", id,
		    none, "https://discord.com/api/v10/channels/%.*s/"
		    "messages/%.*s", SPAN_ARG(channel), SPAN_ARG(id)));
	return ((snowflake(guild) || span_is(guild, "@me")) &&
	    parts_identity(out, IDENTITY_POST, "discord", id, none,
	    "https://discord.com/channels/%.*s/%.*s/%.*s", SPAN_ARG(guild),
	    SPAN_ARG(channel), SPAN_ARG(id)));
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct span none = { NULL, 0 };
	struct parts p = parts_path(u);

	if (!parts_in(span_of(url_host(u)), hosts))
		return (false);
	if (parts_is(&p, 0, "login") || parts_is(&p, 0, "register"))
		return (parts_identity(out, IDENTITY_WALL, "discord", none,
		    none, "%s", ""));
	if (p.n == 4 && parts_is(&p, 0, "channels"))
		return (message(out, p.seg[1], p.seg[2], p.seg[3]));
	if (p.n == 6 && parts_is(&p, 0, "api") && parts_is(&p, 2,
	    "channels") && parts_is(&p, 4, "messages"))
		return (message(out, none, p.seg[3], p.seg[5]));
	return (p.n == 2 && parts_is(&p, 0, "users") &&
	    snowflake(p.seg[1]) && parts_identity(out, IDENTITY_AUTHOR,
	    "discord", p.seg[1], none, "https://discord.com/users/%.*s",
	    SPAN_ARG(p.seg[1])));
}

/* --- Answers --- */

static bool
is_message(json_t *o)
{

	return (snowflake(parts_text(o, "/id")) &&
	    snowflake(parts_text(o, "/channel_id")) &&
	    json_is_string(json_object_get(o, "content")) &&
	    snowflake(parts_text(o, "/author/id")));
}

static void
put_user(struct doc *d, struct item *author, json_t *u, const char *at)
{
	struct span id = parts_text(u, "/id"), hash = parts_text(u,
	    "/avatar"), number = parts_text(u, "/discriminator");
	struct span name = parts_text(u, "/username");

	if (parts_digits(number, 4, 4))
		fact_put_raw(d, author, FACT_HANDLE, span_of(doc_printf(d,
		    "%.*s#%.*s", SPAN_ARG(name), SPAN_ARG(number))), name,
		    "%s/username", at);
	else
		fact_put(d, author, FACT_HANDLE, name, "%s/username", at);
	parts_put(d, author, FACT_NAME, u, "/global_name", at);
	fact_put(d, author, FACT_URL, span_of(doc_printf(d,
	    "https://discord.com/users/%.*s", SPAN_ARG(id))), "%s/id", at);
	if (parts_name(hash, "_", 64))
		fact_put_raw(d, author, FACT_AVATAR, span_of(doc_printf(d,
		    "https://cdn.discordapp.com/avatars/%.*s/%.*s.png",
		    SPAN_ARG(id), SPAN_ARG(hash))), hash, "%s/avatar", at);
}

static void
put_lists(struct doc *d, struct item *post, json_t *o, const char *at)
{
	json_t *files = json_object_get(o, "attachments");
	json_t *names = json_object_get(o, "mentions");

	for (size_t i = 0; i < json_array_size(files); i++)
		parts_put_url(d, post, FACT_MEDIA, json_array_get(files, i),
		    "/url", doc_printf(d, "%s/attachments/%zu", at, i));
	for (size_t i = 0; i < json_array_size(names); i++)
		parts_put(d, post, FACT_MENTION, json_array_get(names, i),
		    "/username", doc_printf(d, "%s/mentions/%zu", at, i));
}

static void
read_message(struct doc *d, json_t *o, enum relation rel, const char *at)
{
	struct item *post = item_post(d, rel, parts_text(o, "/id"));
	struct span guild = parts_text(o, "/guild_id");
	json_t *who = json_object_get(o, "author");

	if (snowflake(guild))
		fact_put(d, post, FACT_URL, span_of(doc_printf(d,
		    "https://discord.com/channels/%.*s/%.*s/%.*s",
		    SPAN_ARG(guild), SPAN_ARG(parts_text(o, "/channel_id")),
		    SPAN_ARG(parts_text(o, "/id")))), "%s/id", at);
	parts_put(d, post, FACT_TEXT, o, "/content", at);
	parts_put_time(d, post, FACT_PUBLISHED, o, "/timestamp", at);
	parts_put_time(d, post, FACT_EDITED, o, "/edited_timestamp", at);
	parts_put(d, post, FACT_IN_REPLY_TO, o,
	    "/message_reference/message_id", at);
	put_lists(d, post, o, at);
	put_user(d, item_author(d, post, parts_text(who, "/id")), who,
	    doc_printf(d, "%s/author", at));
	if (rel == REL_SUBJECT)
		doc_class(d, PAGE_POST, "%s/content", at);
}

static void
read_json(struct doc *d, struct span subject)
{
	int64_t code = -1;

	if (is_message(d->json)) {
		read_message(d, d->json, REL_SUBJECT, "");
		if (is_message(json_object_get(d->json,
		    "referenced_message")))
			read_message(d, json_object_get(d->json,
			    "referenced_message"), REL_PARENT,
			    "/referenced_message");
	}
	for (size_t i = 0; i < json_array_size(d->json); i++) {
		json_t *o = json_array_get(d->json, i);

		if (is_message(o))
			read_message(d, o, span_eq(parts_text(o, "/id"),
			    subject) ? REL_SUBJECT : REL_LISTED,
			    doc_printf(d, "/%zu", i));
	}
	if (!parts_whole(json_object_get(d->json, "code"), &code) ||
	    parts_text(d->json, "/message").p == NULL)
		return;
	/* 10003 to 10013: unknown channel, message, account ... */
	if (code >= 10003 && code <= 10013)
		doc_class(d, PAGE_GONE, "/code");
	else
		doc_class(d, code == 0 || code == 50001 ? PAGE_LOGIN :
		    PAGE_ERROR, "/code");
}

/* --- The page --- */

/* "(edited)" stands in the words, with a time of its own. */
static bool
mark(struct doc *d, const xmlNode *n, const xmlNode *top)
{

	(void)d;
	(void)top;
	return (linked_is(n, "time"));
}

static xmlNode *
part(struct doc *d, xmlNode *row, const char *what, struct span id)
{

	return (doc_find(d, row, doc_printf(d,
	    ".//*[@id='message-%s-%.*s']", what, SPAN_ARG(id))));
}

static void
put_writer(struct doc *d, struct item *post, xmlNode *row, struct span id)
{
	xmlNode *name = part(d, row, "username", id);
	xmlNode *face = doc_find(d, row,
	    ".//img[contains(@src,'/avatars/')][1]");
	struct span user = { NULL, 0 };
	struct item *author;

	/* Messages in a row have their writer's name above the first. */
	if (name == NULL)
		return;
	if (face != NULL)
		user = parts_between(doc_attr(d, face, "src"), "/avatars/",
		    "/");
	author = item_author(d, post, snowflake(user) ? user :
	    (struct span){ NULL, 0 });
	fact_put(d, author, FACT_NAME, linked_text(d, name, NULL, NULL),
	    "%s", doc_path(d, name));
}

static void
read_row(struct doc *d, xmlNode *row, struct span subject)
{
	struct span id = doc_attr(d, row, "id");
	xmlNode *text, *time, *edit;
	struct item *post;

	id = parts_between(id, "chat-messages-", NULL);
	id = parts_between(id, "-", NULL);
	if (!snowflake(id))
		return;
	post = item_post(d, span_eq(id, subject) ? REL_SUBJECT : REL_LISTED,
	    id);
	text = part(d, row, "content", id);
	time = part(d, row, "timestamp", id);
	if (text != NULL)
		fact_put(d, post, FACT_TEXT, linked_text(d, text, mark,
		    NULL), "%s", doc_path(d, text));
	if (time != NULL)
		fact_put_time(d, post, FACT_PUBLISHED, doc_attr(d, time,
		    "datetime"), "%s/@datetime", doc_path(d, time));
	edit = text == NULL ? NULL : doc_find(d, text, ".//time[@datetime]");
	if (edit != NULL)
		fact_put_time(d, post, FACT_EDITED, doc_attr(d, edit,
		    "datetime"), "%s/@datetime", doc_path(d, edit));
	put_writer(d, post, row, id);
	if (span_eq(id, subject))
		doc_class(d, PAGE_POST, "%s", doc_path(d, row));
}

/* --- Sources --- */

static bool
mine(struct doc *d)
{

	return (parts_in(span_of(url_host(d->url)), hosts));
}

static void
read_source(struct doc *d)
{
	struct span subject = { NULL, 0 };
	struct identity id;
	struct nodes rows;

	if (identity(d->url, &id) && id.kind == IDENTITY_POST)
		subject = span_of(doc_printf(d, "%s", id.id));
	if (d->json != NULL)
		read_json(d, subject);
	if (d->html == NULL)
		return;
	rows = doc_find_all(d, NULL,
	    "//li[starts-with(@id,'chat-messages-')][not(ancestor::li)]");
	for (size_t i = 0; i < rows.n; i++)
		read_row(d, rows.p[i], subject);
}

static bool
wants(const struct url *u, const char *mime)
{
	struct parts p = parts_path(u);

	(void)mime;
	return (parts_in(span_of(url_host(u)), hosts) &&
	    parts_is(&p, 0, "api") && parts_is(&p, 2, "channels") &&
	    parts_is(&p, 4, "messages"));
}

/* Its pages speak of Discord. */
static const char *const misleading[] = { "opengraph", "json-ld", "dom",
	NULL };

const struct platform platform_discord = { "discord", identity, mine,
	read_source, wants, idtime_discord, NULL, misleading, false };
