#include "store/base/alloc.h"
#include "verify/command.h"
#include "verify/words.h"

/* constat-verify: the checks alone, for whoever holds only the file. */
int
main(int argc, char *argv[])
{

	/* Before OpenSSL and jansson are used: see store/base/alloc.h. */
	if (alloc_watch() != 0)
		return (2);
	(void)words_begin(NULL);
	return (verify_command(argc, argv, NULL));
}
