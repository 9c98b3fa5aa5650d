#ifndef TESTS_UNIT_FOLDER_UNIT_H
#define TESTS_UNIT_FOLDER_UNIT_H

#include <stdio.h>
#include <stdlib.h>

#include "store/base/io.h"

/* folder_unit - a fresh folder for each test, and the path of a file in it. */
static char folder[64];
static char path[96];

/* folder_set_up(file): 0 with ${path} of ${file}, which is not made. */
static inline int
folder_set_up(const char *file)
{

	(void)snprintf(folder, sizeof(folder), "/tmp/constat-unit.XXXXXX");
	if (mkdtemp(folder) == NULL)
		return (-1);
	(void)snprintf(path, sizeof(path), "%s/%s", folder, file);
	return (0);
}

/* folder_tear_down(state): for cmocka. */
static inline int
folder_tear_down(void **state)
{

	(void)state;
	io_remove_tree(folder);
	return (0);
}

#endif
