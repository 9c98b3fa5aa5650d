#include <stdio.h>
#include <string.h>

#include "store/base/time.h"
#include "verify/story_internal.h"
#include "verify/words.h"

/* What all parts of a telling share: words, moments, numbers. */

#define NARROW_SPACE	"\u202f"
#define FIRM_SPACE	"\u00a0"

static const char *const months[] = { N_("Jan"), N_("Feb"), N_("Mar"),
    N_("Apr"), N_("May"), N_("Jun"), N_("Jul"), N_("Aug"), N_("Sep"),
    N_("Oct"), N_("Nov"), N_("Dec") };

const char *
story_say(const struct story *s, const char *text)
{

	return (tongue_say(s->lang, text));
}

const char *
story_moment(enum tongue lang, int64_t t, char s[static STORY_MOMENT])
{
	char rfc[TIME_TEXT];
	int day, month;
	const char *first;

	s[0] = '\0';
	if (t == TIME_UNKNOWN)
		return (s);
	(void)time_text(t, rfc);
	day = (rfc[8] - '0') * 10 + rfc[9] - '0';
	month = (rfc[5] - '0') * 10 + rfc[6] - '0';
	if (month < 1 || month > 12)
		return (s);
	first = lang == TONGUE_FR && day == 1 ? "er" : "";
	(void)snprintf(s, STORY_MOMENT, "%d%s" FIRM_SPACE "%s" FIRM_SPACE
	    "%.4s, %.8s" FIRM_SPACE "UTC", day, first, tongue_say(lang,
	    months[month - 1]), rfc, rfc + 11);
	return (s);
}

const char *
story_number(const struct story *s, uint64_t n,
    char text[static STORY_NUMBER])
{
	const char *gap = s->lang == TONGUE_FR ? NARROW_SPACE : ",";
	char plain[24];
	size_t i, at = 0, len;

	len = (size_t)snprintf(plain, sizeof(plain), "%llu",
	    (unsigned long long)n);
	for (i = 0; i < len; i++)
		at += (size_t)snprintf(text + at, STORY_NUMBER - at, "%s%c",
		    i > 0 && (len - i) % 3 == 0 ? gap : "", plain[i]);
	return (text);
}

const char *
story_seq(const struct story *s, size_t log, uint64_t seq,
    char text[static STORY_NUMBER])
{

	if (timeline_log_count(s->t) > 1 && log != SIZE_MAX)
		(void)snprintf(text, STORY_NUMBER, "%zu.%llu", log + 1,
		    (unsigned long long)seq);
	else
		(void)snprintf(text, STORY_NUMBER, "%llu",
		    (unsigned long long)seq);
	return (text);
}
