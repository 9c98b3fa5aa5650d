# Ghost from the npm registry (a large download): the post and its author's
# page in one capture.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/interop/lib.sh"
[ "${CONSTAT_INTEROP:-}" = all ] ||
    skip "425 MB from the npm registry: sh tests/run.sh interop"
need_tool chromium jq unzip curl node npm mariadbd
node_readers
sh "$ROOT/tests/lib/ghost.sh" install "$BUILD/interop/ghost" >ghost.log 2>&1 ||
    skip "Ghost cannot be had (see $BUILD/interop/ghost/npm.log)"
start_site
start_tsa
run 0 "$CONSTAT" init

stop_ghost() {
	sh "$ROOT/tests/lib/ghost.sh" stop "$TMP_DIR/ghost"
	stop_all
}
trap stop_ghost EXIT

sh "$ROOT/tests/lib/ghost.sh" start "$TMP_DIR/ghost" \
    "$TMP_DIR/site/ca/server.chain" "$TMP_DIR/site/ca/server.key" \
    "$BUILD/interop/ghost" >ghost.env
. ./ghost.env
# Its pages ask two sites of the world for scripts and a picture, which tests
# do not reach: each is named as missing, and nothing else is.
capture 1 "$GHOST_URL$GHOST_POST"
is "what else is missing" "$(json '[.missing[].why | select(test(
    "^https://(cdn[.]jsdelivr[.]net|static[.]ghost[.]org)/") | not)]')" '[]'
is author "$(json .author.name)" "Léa Martin"
unzip -q "$EXHIBIT" -d x
for f in post.png post.pdf author.png author.pdf; do
	[ -s "x/evidence/$f" ] || fail "no $f"
done
is pages "$(jq -r 'select(.url) | .url' x/pages/pages.jsonl)" \
    "$GHOST_URL$GHOST_POST
$GHOST_URL$GHOST_AUTHOR"
is published "$(jq -r .post.published.value x/evidence/facts.json)" \
    "2026-03-02T08:15:07.000Z"
jq -r .post.text.value x/evidence/facts.json >text
grep -qF 'N’y allez pas : 420 € pour rien.' text || fail "text: $(cat text)"
run 3 "$CONSTAT_VERIFY" "$EXHIBIT"
cp "$EXHIBIT" exhibit.wacz
stop_ghost
for page in "$GHOST_POST" "$GHOST_AUTHOR"; do
	run 0 node "$NODE_DIR/replay.mjs" "$PWD/exhibit.wacz" \
	    "$GHOST_URL$page" "Léa Martin"
	out_has "shown:"
done
