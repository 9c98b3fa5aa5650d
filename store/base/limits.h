#ifndef STORE_BASE_LIMITS_H
#define STORE_BASE_LIMITS_H

/*
 * limits - the ceilings, by name.  What passes one is refused with ERR_LIMIT;
 * nothing is silently cut.  All are bytes unless said otherwise.
 */
#define KIB	((size_t)1024)
#define MIB	(1024 * KIB)

#define ERROR_TEXT_MAX		512
#define URL_MAX			(64 * KIB)
#define JSON_FILE_MAX		(16 * MIB)	/* a JSON file read whole */
#define JSON_DEPTH_MAX		64		/* nesting of what we read */
#define PEM_MAX			(1 * MIB)
#define CERTS_MAX		512	/* certificates in one PEM text */
#define PASSPHRASE_MAX		1024
#define PKCS12_MAX		(1 * MIB)
#define TOKEN_MAX		(256 * KIB)	/* a time-stamp response */
#define WARC_HEADER_MAX		(2 * MIB)	/* header block of a record */
#define HTTP_HEADER_MAX		(8 * MIB)	/* header block of a message */
#define CDXJ_LINE_MAX		(256 * KIB)
#define ZIP_ENTRIES_MAX		100000		/* files in an archive */
#define ZIP_NAME_MAX		(4 * KIB)
#define ZIP_CENTRAL_MAX		(20 * MIB)	/* directory of an archive */
#define ZIP_PADDING_MAX		(1 * MIB)	/* NUL bytes at its end */
#define ZIP_FAULTS_MAX		1000		/* faults told one by one */
#define MANIFEST_FILE_MAX	(4 * MIB)	/* manifest and its digest */
#define MANIFEST_FAULTS_MAX	1000		/* the same of a manifest */
#define PAGES_LINE_MAX		(4 * MIB)	/* a line of pages.jsonl */
#define NOTE_MAX		(1 * MIB)	/* a signed note */
#define EVENT_MAX		(1 * MIB)	/* a custody event */
#define EVENT_VALUES_MAX	50000		/* values in it */
#define EVENT_EXHIBITS_MAX	10000		/* exhibits of one event */
#define IO_CHUNK		(256 * KIB)	/* streaming buffers */

#endif
