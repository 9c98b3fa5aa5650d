#include <stdio.h>
#include <stdlib.h>

#include "cmd/exhibit.h"
#include "cmd/say.h"
#include "store/base/time.h"

#define SHORT_ID	12	/* digits shown; enough for `show` */
#define STAMP		13	/* columns of the word for the time-stamp */

static const char *
stamp_word(const struct catalog_exhibit *x)
{

	if (x->disposed != 0)
		return (_("disposed of"));
	switch (x->stamp) {
	case CATALOG_STAMP_GRANTED:
		return (_("stamped"));
	case CATALOG_STAMP_PENDING:
		return (_("pending"));
	case CATALOG_STAMP_OFF:
		break;
	}
	return (_("no stamp"));
}

void
exhibit_line(const struct catalog_exhibit *x)
{
	const char *stamp = stamp_word(x);
	char t[TIME_TEXT], *title = say_safe(x->title), *url, *name;

	url = say_safe(x->final_url != NULL ? x->final_url : x->url);
	name = say_safe(x->case_name);
	(void)printf("%.*s  %s  %s%*s  %s\n", SHORT_ID, x->id,
	    x->sealed != TIME_UNKNOWN ? time_text(x->sealed, t) :
	    "                    ", stamp, STAMP - say_width(stamp) > 0 ?
	    STAMP - say_width(stamp) : 0, "",
	    title != NULL && title[0] != '\0' ? title : url);
	if (name != NULL && name[0] != '\0')
		(void)printf("%*s  [%s %lld%s%s] %s\n", SHORT_ID, "", name,
		    (long long)x->number, x->own ? _(", one's own") : "",
		    x->hold != 0 || x->case_hold != 0 ? _(", legal hold") :
		    "", url);
	else if (title != NULL && title[0] != '\0')
		(void)printf("%*s  %s\n", SHORT_ID, "", url);
	free(title);
	free(url);
	free(name);
}
