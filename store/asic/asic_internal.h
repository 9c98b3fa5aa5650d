#ifndef STORE_ASIC_ASIC_INTERNAL_H
#define STORE_ASIC_ASIC_INTERNAL_H

#include "store/asic/asic.h"

#define ASIC_MIMETYPE_NAME	"mimetype"
#define ASIC_META		"META-INF/"

/* The one shape of entries (APPNOTE 4.4). */
#define ASIC_VERSION		20	/* needed: as everybody says */
#define ASIC_VERSION64		45	/* needed: ZIP64 */
#define ASIC_MADE		(3 << 8 | ASIC_VERSION64)	/* Unix */
#define ASIC_EXTERNAL		(UINT32_C(0100644) << 16)
#define ASIC_UTF8		0x0800	/* flag: the name is not ASCII */
#define ASIC_LARGE		INT64_C(0xffffffff)	/* from here on ZIP64 */

/* asic_name_ok(name): what can be the name of a file of a container. */
bool asic_name_ok(struct span name);

/* asic_flags(name): the flags of an entry so named. */
uint16_t asic_flags(struct span name);

/* A file as a manifest has it. */
struct asic_ref {
	struct span name;
	uint8_t sha256[DIGEST_LEN];
};

/* asic_meta_names(number, manifest, p7s): of signature 1, 2 ... */
void asic_meta_names(size_t number, char manifest[static ASIC_NAME],
    char p7s[static ASIC_NAME]);

/* The manifest of signature ${number}, in its one form (EN 319 162-1 A.4). */
void asic_xml_begin(struct buf *xml, size_t number);
void asic_xml_ref(struct buf *xml, struct span name,
    const uint8_t sha256[static DIGEST_LEN]);
void asic_xml_end(struct buf *xml);

/*
 * asic_xml_open(xml, number, rest), asic_xml_next(rest, ref, name):
 * Read it: the references are in ${*rest}; each call takes one, its name into
 * ${name}, which is emptied first and which ${ref->name} points into.  1, 0 at
 * the end, -1 where it is in another form.  A failed put is in ${name}.
 */
bool asic_xml_open(struct span xml, size_t number, struct span *rest);
int asic_xml_next(struct span *rest, struct asic_ref *ref, struct buf *name);

#endif
