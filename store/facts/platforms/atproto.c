#include <stdio.h>
#include <string.h>

#include "store/atproto/proof.h"
#include "store/base/json.h"
#include "store/facts/platforms/bluesky.h"
#include "store/facts/signed.h"

/*
 * atproto - what carries signatures in the AT Protocol: one record out of an
 * author's repository, and the history of an account's keys.
 */
#define RECORD_PATH	"/xrpc/com.atproto.sync.getRecord"
#define LOG_END		"/log/audit"
#define POSTS		"app.bsky.feed.post"

static bool
no_identity(const struct url *u, struct identity *out)
{

	(void)u;
	(void)out;
	return (false);
}

static bool
is_record(const struct url *u)
{

	return (strcmp(url_path(u), RECORD_PATH) == 0);
}

static bool
is_log(const struct url *u)
{
	struct span path = span_of(url_path(u));

	return (span_starts(path, "/did:plc:") && span_ends(path, LOG_END));
}

static bool
mine(struct doc *d)
{

	return (d->s->status < 300 && (is_record(d->url) ||
	    (is_log(d->url) && json_is_array(d->json))));
}

static bool
wants(const struct url *u, const char *mime)
{

	return ((is_record(u) && mime != NULL &&
	    strcmp(mime, "application/vnd.ipld.car") == 0) || is_log(u));
}

/* What the signed record of a post says. */
static void
claim_post(struct doc *d, const struct proof *p, const char *rkey)
{
	struct item *post = item_post(d, REL_SUBJECT, span_of(rkey));
	struct item *author = item_author(d, post, span_of(p->did));
	const char *parent = json_text(json_object_get(json_object_get(
	    p->record, "reply"), "parent"), "uri");
	struct span actor, parent_key;

	item_platform(d, post, "bluesky");
	item_platform(d, author, "bluesky");
	fact_put_json(d, post, FACT_TEXT, p->record, "/text", "");
	fact_put_json(d, post, FACT_LANG, p->record, "/langs/0", "");
	fact_put_time(d, post, FACT_PUBLISHED, doc_json_text(d,
	    json_object_get(p->record, "createdAt")), "/createdAt");
	if (bluesky_uri(span_of(parent), &actor, &parent_key))
		fact_put(d, post, FACT_IN_REPLY_TO, parent_key,
		    "/reply/parent/uri");
}

static void
read_record(struct doc *d)
{
	char collection[256], rkey[128], key[400];
	struct error why = ERROR_INIT;
	struct proof p;

	parts_decode(parts_query(d->url, "collection"), collection,
	    sizeof(collection));
	parts_decode(parts_query(d->url, "rkey"), rkey, sizeof(rkey));
	if (collection[0] == '\0' || rkey[0] == '\0')
		return;
	(void)snprintf(key, sizeof(key), "%s/%s", collection, rkey);
	signed_keep(d, SIGNED_REPOSITORY, key);
	if (proof_read(d->s->body, span_of(key), &p, &why) != 0)
		return;
	if (p.state == PROOF_RECORD && strcmp(collection, POSTS) == 0)
		claim_post(d, &p, rkey);
	proof_free(&p);
}

static void
read_source(struct doc *d)
{

	if (is_record(d->url))
		read_record(d);
	else
		signed_keep(d, SIGNED_KEYS, NULL);
}

const struct platform platform_atproto = { "atproto", no_identity, mine,
	read_source, wants, NULL, NULL, NULL, false };
