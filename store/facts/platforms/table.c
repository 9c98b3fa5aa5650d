#include "store/facts/reader.h"

/*
 * The first that knows a URL names it: sites of their own before software
 * that many run.  One line each, in the alphabet's order within both.
 */
const struct platform * const platforms[] = {
	NULL
};
