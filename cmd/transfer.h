#ifndef CMD_TRANSFER_H
#define CMD_TRANSFER_H

#include "cmd/cmd.h"
#include "cmd/use.h"

/* transfer - the parts of `constat transfer`; each returns the exit code. */

/* transfer_list(who, a): what was handed over, and how it stands. */
int transfer_list(const char *who, const struct args *a);

/* transfer_receipt(who, a): check the receipt of --receipt; close by it. */
int transfer_receipt(const char *who, const struct args *a);

/* transfer_make(who, a): write a package for somebody. */
int transfer_make(const char *who, const struct args *a);

#endif
