#include "store/facts/generic/readers.h"

/* In the order of their rank: see method_rank. */
const struct generic generics[] = {
	{ "json-ld", generic_jsonld },
	{ "microdata", generic_microdata },
	{ "microformats", generic_microformats },
	{ "oembed", generic_oembed },
	{ "opengraph", generic_opengraph },
	{ "dom", generic_dom },
	{ "walls", generic_walls },
	{ "linked", generic_linked },
	{ NULL, NULL }
};
