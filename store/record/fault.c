#include "store/record/record.h"

const struct fault_kind record_faults[RECORD_FAULTS] = {
	[RECORD_FAULT_FORM] = { "form", "RFC 4998 section 3.1" },
	[RECORD_FAULT_DATA] = { "data", "RFC 4998 section 4.3" },
	[RECORD_FAULT_CHAIN] = { "chain", "RFC 4998 section 5.3" },
	[RECORD_FAULT_STAMP] = { "stamp", "RFC 4998 section 4.3; RFC 3161" },
	[RECORD_FAULT_ORDER] = { "order", "RFC 4998 section 5.1" },
	[RECORD_FAULT_LATE] = { "late", "RFC 4998 section 5.3" },
};
