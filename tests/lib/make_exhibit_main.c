/*
 * make_exhibit - a small real exhibit for scenarios.
 * usage: make_exhibit FOLDER NAME [MODE]
 * MODE: how the time-stamp authority answers (tests/lib/tsa.sh; "good"), or
 * "none".  FOLDER/root.pem and FOLDER/ca/root.pem are the anchors.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/exhibit.h"

int
main(int argc, char *argv[])
{
	struct exhibit_opts o = { .tsa_mode = "" };
	struct error e = ERROR_INIT;
	struct exhibit x;

	if (argc < 3 || argc > 4) {
		(void)fprintf(stderr, "usage: make_exhibit FOLDER NAME "
		    "[MODE]\n");
		return (64);
	}
	o.folder = argv[1];
	o.name = argv[2];
	if (argc == 4 && strcmp(argv[3], "good") != 0)
		o.tsa_mode = strcmp(argv[3], "none") == 0 ? NULL : argv[3];
	if (exhibit_make(&o, &x, &e) != 0) {
		(void)fprintf(stderr, "make_exhibit: %s %s\n", e.source,
		    e.text);
		return (1);
	}
	(void)printf("%s\n", x.manifest_sha256);
	return (0);
}
