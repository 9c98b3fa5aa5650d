#include "store/facts/reader.h"

extern const struct platform platform_activitypub;
extern const struct platform platform_atproto;
extern const struct platform platform_blogger;
extern const struct platform platform_bluesky;
extern const struct platform platform_discord;
extern const struct platform platform_discourse;
extern const struct platform platform_disqus;
extern const struct platform platform_facebook;
extern const struct platform platform_fluxbb;
extern const struct platform platform_ghost;
extern const struct platform platform_glassdoor;
extern const struct platform platform_google;
extern const struct platform platform_hackernews;
extern const struct platform platform_instagram;
extern const struct platform platform_invision;
extern const struct platform platform_linkedin;
extern const struct platform platform_mastodon;
extern const struct platform platform_medium;
extern const struct platform platform_mybb;
extern const struct platform platform_nodebb;
extern const struct platform platform_phpbb;
extern const struct platform platform_reddit;
extern const struct platform platform_smf;
extern const struct platform platform_stackexchange;
extern const struct platform platform_telegram;
extern const struct platform platform_threads;
extern const struct platform platform_tiktok;
extern const struct platform platform_tripadvisor;
extern const struct platform platform_trustpilot;
extern const struct platform platform_tumblr;
extern const struct platform platform_vbulletin;
extern const struct platform platform_woltlab;
extern const struct platform platform_wordpress;
extern const struct platform platform_x;
extern const struct platform platform_xenforo;
extern const struct platform platform_youtube;

/*
 * The first that knows a URL names it: sites of their own before software
 * that many run.  One line each, in the alphabet's order within both.
 */
const struct platform * const platforms[] = {
	&platform_atproto,
	&platform_blogger,
	&platform_bluesky,
	&platform_discord,
	&platform_disqus,
	&platform_facebook,
	&platform_glassdoor,
	&platform_google,
	&platform_hackernews,
	&platform_instagram,
	&platform_linkedin,
	&platform_medium,
	&platform_reddit,
	&platform_stackexchange,
	&platform_telegram,
	&platform_threads,
	&platform_tiktok,
	&platform_tripadvisor,
	&platform_trustpilot,
	&platform_tumblr,
	&platform_x,
	&platform_youtube,

	&platform_discourse,
	&platform_fluxbb,
	&platform_ghost,
	&platform_invision,
	&platform_mastodon,
	&platform_activitypub,
	&platform_mybb,
	&platform_nodebb,
	&platform_phpbb,
	&platform_smf,
	&platform_vbulletin,
	&platform_woltlab,
	&platform_wordpress,
	&platform_xenforo,
	NULL
};
