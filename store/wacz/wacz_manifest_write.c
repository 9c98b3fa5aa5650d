#include <string.h>

#include "store/base/json.h"
#include "store/base/time.h"
#include "store/wacz/manifest.h"
#include "store/wacz/wacz_internal.h"

/* datapackage.json and datapackage-digest.json as bytes. */

static json_t *
resource(const struct wacz_item *item)
{
	json_t *j = json_object();
	char label[DIGEST_LABEL];
	bool ok = j != NULL;

	/* Names of resources must differ; the path does. */
	json_put_text(j, "name", item->name, &ok);
	json_put_text(j, "path", item->name, &ok);
	json_put_text(j, "hash", digest_label(item->sha256, label), &ok);
	json_put_int(j, "bytes", item->size, &ok);
	return (json_made(j, ok, NULL));
}

/* Signed, though domainCert itself is not: none can be put or taken there. */
static json_t *
certificates(const struct certs *c, struct error *e)
{
	json_t *list = json_array();
	char label[DIGEST_LABEL];
	bool ok = list != NULL;
	size_t i;

	for (i = 0; i < certs_count(c) && ok; i++) {
		if (certs_label(c, i, label, e) != 0)
			ok = false;
		else
			json_add(list, json_string(label), &ok);
	}
	return (json_made(list, ok, NULL));
}

static json_t *
own_object(const struct wacz_meta *meta, struct error *e)
{
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put_int(j, "format", 1, &ok);
	json_put_text(j, "timestamp",
	    meta->stamp_requested ? "requested" : "off", &ok);
	json_put(j, "certificates", certificates(meta->signer, e), &ok);
	return (json_made(j, ok, NULL));
}

int
wacz_manifest(struct buf *out, const struct wacz_meta *meta,
    struct wacz_item *const *items, size_t n, struct error *e)
{
	json_t *j = json_object(), *list = json_array();
	char when[TIME_TEXT], page[TIME_TEXT];
	bool ok = j != NULL && list != NULL;
	size_t i;
	int rc = -1;

	json_put_text(j, "profile", "data-package", &ok);
	json_put_text(j, "wacz_version", "1.1.1", &ok);
	json_put_text(j, "software", meta->software, &ok);
	json_put_text(j, "created", time_text(meta->created, when), &ok);
	json_put_text(j, "title", meta->title, &ok);
	json_put_text(j, "mainPageUrl", meta->main_page_url, &ok);
	if (meta->main_page_date != TIME_UNKNOWN)
		json_put_text(j, "mainPageDate",
		    time_text_ms(meta->main_page_date, page), &ok);
	for (i = 0; i < n && ok; i++)
		json_add(list, resource(items[i]), &ok);
	json_put(j, "resources", json_incref(list), &ok);
	json_put(j, "constat", own_object(meta, e), &ok);
	if (!ok)
		(void)error_nomem(e);
	else
		rc = json_write_pretty(out, j, e);
	json_decref(list);
	json_decref(j);
	return (rc);
}

int
wacz_digest(struct buf *out, const char *label, json_t *signed_data,
    struct error *e)
{
	json_t *j = json_object();
	bool ok = j != NULL;
	int rc = -1;

	json_put_text(j, "path", MANIFEST_NAME, &ok);
	json_put_text(j, "hash", label, &ok);
	if (signed_data != NULL)
		json_put(j, "signedData", json_incref(signed_data), &ok);
	if (!ok)
		(void)error_nomem(e);
	else
		rc = json_write_pretty(out, j, e);
	json_decref(j);
	return (rc);
}
