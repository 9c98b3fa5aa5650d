# WordPress as Debian ships it: the post with its comments and its author's
# page in one capture, by both kinds of theme, in English and in French.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/interop/lib.sh"
[ -d /usr/share/wordpress/wp-content/themes/twentytwentythree ] || {
	[ "${CI:-}" != true ] || fail "WordPress is missing"
	skip "WordPress is missing (sh tests/run.sh interop installs it)"
}
need_tool chromium jq unzip php mariadbd
node_readers
start_site
start_tsa
run 0 "$CONSTAT" init

stop_wordpress() {
	sh "$ROOT/tests/lib/wordpress.sh" stop "$TMP_DIR/wp"
	stop_all
}
trap stop_wordpress EXIT

# of FACT: its value in the facts of the exhibit.
of() {
	jq -r "$1.value // \"absent\"" x/evidence/facts.json
}

for kind in 'twentytwentythree en_US' 'twentytwentyone fr_FR'; do
	rm -rf "$TMP_DIR/wp" x
	# shellcheck disable=SC2086 # a theme and a language
	sh "$ROOT/tests/lib/wordpress.sh" start "$TMP_DIR/wp" \
	    "$TMP_DIR/site/ca/server.chain" "$TMP_DIR/site/ca/server.key" \
	    $kind >wp.env
	. ./wp.env
	capture 0 "$WP_URL$WP_POST"
	is "author ($kind)" "$(json .author.name)" "Léa Martin"
	unzip -q "$EXHIBIT" -d x
	for f in post.png post.pdf author.png author.pdf; do
		[ -s "x/evidence/$f" ] || fail "no $f ($kind)"
	done
	is pages "$(jq -r 'select(.url) | .url' x/pages/pages.jsonl)" \
	    "$WP_URL$WP_POST
$WP_URL$WP_AUTHOR"
	is published "$(of .post.published)" "2026-03-02T08:15:07Z"
	of .post.text >text
	for words in 'une pièce qu’il n’a jamais changée.' '€ pour rien.'
	do
		grep -qF "$words" text || fail "the text lacks: $words ($kind)"
	done
	is "profile ($kind)" "$(of .author.url)" "$WP_URL$WP_AUTHOR"
	is comments "$(jq -r '.thread.replies | length' \
	    x/evidence/facts.json)" 3
	is "who answered" "$(jq -r '[.thread.replies[].author.name.value //
	    .thread.replies[].author.handle.value] | sort | join(", ")' \
	    x/evidence/facts.json)" "Garage Durand, Inès, Paul R."
	run 3 "$CONSTAT_VERIFY" "$EXHIBIT"
	cp "$EXHIBIT" exhibit.wacz
	stop_wordpress
	for page in "$WP_POST" "$WP_AUTHOR"; do
		run 0 node "$NODE_DIR/replay.mjs" "$PWD/exhibit.wacz" \
		    "$WP_URL$page" "Léa Martin"
		out_has "shown:"
	done
	start_site
	start_tsa
	trap stop_wordpress EXIT
done
