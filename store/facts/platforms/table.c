#include "store/facts/reader.h"

extern const struct platform platform_activitypub;
extern const struct platform platform_atproto;
extern const struct platform platform_bluesky;
extern const struct platform platform_discord;
extern const struct platform platform_facebook;
extern const struct platform platform_glassdoor;
extern const struct platform platform_google;
extern const struct platform platform_instagram;
extern const struct platform platform_linkedin;
extern const struct platform platform_mastodon;
extern const struct platform platform_reddit;
extern const struct platform platform_telegram;
extern const struct platform platform_threads;
extern const struct platform platform_tiktok;
extern const struct platform platform_tripadvisor;
extern const struct platform platform_trustpilot;
extern const struct platform platform_x;
extern const struct platform platform_youtube;

/*
 * The first that knows a URL names it: sites of their own before software
 * that many run.  One line each, in the alphabet's order within both.
 */
const struct platform * const platforms[] = {
	&platform_atproto,
	&platform_bluesky,
	&platform_discord,
	&platform_facebook,
	&platform_glassdoor,
	&platform_google,
	&platform_instagram,
	&platform_linkedin,
	&platform_reddit,
	&platform_telegram,
	&platform_threads,
	&platform_tiktok,
	&platform_tripadvisor,
	&platform_trustpilot,
	&platform_x,
	&platform_youtube,
	&platform_mastodon,
	&platform_activitypub,
	NULL
};
