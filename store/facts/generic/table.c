#include "store/facts/reader.h"

/* In the order of their rank: see method_rank. */
const struct generic generics[] = {
	{ NULL, NULL }
};
