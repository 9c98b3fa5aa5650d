// What must be opened on known sites, where its label alone does not tell or
// the thing does not look like a button; all else is found by its words
// (words.js).  A site is known by its host or, as software that runs on many
// hosts, by a mark in the page.  Each kind has selectors, or pairs of selector
// and label.  What they find must still be seen, lead nowhere else, and be none
// of those that change something (see.js: allowed).
const rules = [
	{ name: 'x', host: /(^|\.)(x|twitter)\.com$/,
		open: ['button[data-testid="tweet-text-show-more-link"]', ['article [role="button"], article button', /^(show|view|afficher|voir|anzeigen|mostrar|ver|mostra)$/i]],
		load: [['[data-testid="cellInnerDiv"] button', /^(show|afficher|anzeigen|mostrar|mostra)$/i]] },
	{ name: 'instagram', host: /(^|\.)instagram\.com$/,
		open: [['[role="button"]', /^(more|plus|mehr|más|altro|mais|meer)$/i]],
		load: ['button:has(svg[aria-label="Load more comments" i])', 'button:has(svg[aria-label*="autres commentaires" i])', 'button:has(svg[aria-label*="weitere kommentare" i])'] },
	{ name: 'linkedin', host: /(^|\.)linkedin\.com$/,
		open: ['.feed-shared-inline-show-more-text__see-more-less-toggle', 'button.see-more', '.comment__show-more', 'button.show-more-less-html__button--more', '[data-feed-action="see-more-post"]', 'button.inline-show-more-text__button'],
		load: ['.comments-comments-list__load-more-comments-button', '.show-prev-replies', '.comments-comments-list__show-previous-button', 'button.see-more-comments'] },
	{ name: 'youtube', host: /(^|\.)youtube\.com$/,
		open: ['ytd-watch-metadata #description-inline-expander #expand', 'ytd-text-inline-expander #expand', 'ytd-comment-view-model #more', 'ytd-expander:not([is-toggled]) #more'],
		load: ['ytd-comment-replies-renderer #more-replies button', 'ytd-comment-replies-renderer #more-replies-sub-thread button', 'ytd-comment-replies-renderer ytd-continuation-item-renderer button'] },
	{ name: 'tiktok', host: /(^|\.)tiktok\.com$/,
		load: ['[data-e2e^="view-more"]', '[class*="DivViewRepliesContainer"] > span', '[class*="DivViewMoreReplies"]'] },
	{ name: 'reddit', host: /(^|\.)reddit\.com$/,
		open: ['shreddit-comment[collapsed] button[aria-expanded="false"]', 'shreddit-spoiler', 'button[id$="-read-more-button"]', '.md-spoiler-text:not(.revealed)', '.comment.collapsed > .entry a.expand'],
		load: ['faceplate-partial[src*="more-comments"] button', 'faceplate-tracker[noun="load_more_comments"] button', '.morecomments a.button'] },
	{ name: 'mastodon', mark: '#mastodon',
		open: ['button.status__content__spoiler-link:not(.status__content__spoiler-link--show-less)', 'button.status__content__read-more-button', '.content-warning button', '.spoiler-button__overlay', '.filter-warning button'] },
	{ name: 'bluesky', host: /(^|\.)bsky\.app$/,
		open: [['[data-testid="contentHider"] button, [aria-label="Show content"]', /^(show|show content|afficher|afficher le contenu)$/i]] },
	{ name: 'telegram', host: /(^|\.)t\.me$/, open: ['tg-spoiler:not(.is_revealed)'] },
	{ name: 'google', host: /(^|\.)google\.[a-z.]+$/,
		open: ['button[jsaction*="expandReview"]', 'button.w8nwRe', ['.review-more-link', /./]] },
	{ name: 'stackexchange', host: /(^|\.)(stackoverflow|stackexchange|superuser|serverfault|askubuntu|mathoverflow)\.(com|net)$/,
		load: ['a.js-show-link.comments-link:not(.d-none)'] },
	{ name: 'discourse', mark: 'meta[name="generator"][content^="Discourse"], #data-discourse-setup',
		open: ['.spoiler-blurred', '.elided button', 'button.expand-hidden', 'button.expand-post'],
		load: ['button.show-replies', 'button.load-more-replies'] },
	{ name: 'xenforo', mark: 'html#XF',
		open: ['.bbCodeSpoiler-button:not(.is-active)', '.bbCodeBlock--expandable:not(.is-expanded) .bbCodeBlock-expandLink a'],
		load: ['.js-commentLoader a[data-xf-click]'] },
	{ name: 'phpbb', mark: 'body#phpbb', open: ['.spoilbtn', '.spoiler_title', ['input[type="button"]', /^(show|afficher|anzeigen|mostrar|spoiler)$/i]] },
	{ name: 'wpdiscuz', mark: '#wpdcom', load: ['.wpd-load-more-submit', '.wpd-load-comments'] },
	{ name: 'disqus', host: /(^|\.)disqus\.com$/, open: ['a.see-more'], load: ['.load-more__button', 'a[data-action="more-posts"]'] },
];

function rulesHere() {
	return rules.filter((r) => r.host ? r.host.test(location.hostname) : document.querySelector(r.mark));
}
