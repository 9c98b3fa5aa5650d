#include "verify/title.h"
#include "verify/words.h"

static const char *const events[EVENT_KINDS] = {
	[EVENT_PLANNED] = N_("planned"),
	[EVENT_ACQUIRED] = N_("acquired"),
	[EVENT_SEALED] = N_("sealed"),
	[EVENT_TIMESTAMPED] = N_("time-stamped"),
	[EVENT_STORED] = N_("stored"),
	[EVENT_VERIFIED] = N_("verified"),
	[EVENT_VIEWED] = N_("viewed"),
	[EVENT_ANNOTATED] = N_("annotated"),
	[EVENT_CORRECTED] = N_("corrected"),
	[EVENT_EXPORTED] = N_("exported"),
	[EVENT_TRANSFERRED] = N_("transferred"),
	[EVENT_RECEIVED] = N_("received"),
	[EVENT_REJECTED] = N_("rejected"),
	[EVENT_HOLD_SET] = N_("hold set"),
	[EVENT_HOLD_LIFTED] = N_("hold lifted"),
	[EVENT_RENEWED] = N_("renewed"),
	[EVENT_COPIED] = N_("copied"),
	[EVENT_MOVED] = N_("moved"),
	[EVENT_REDACTED] = N_("redacted"),
	[EVENT_DISPOSED] = N_("disposed of"),
	[EVENT_INCIDENT] = N_("incident"),
};

const char *
title_event_text(enum event_kind k)
{

	return (events[k]);
}

const char *
title_event(enum event_kind k)
{

	return (_(events[k]));
}
