# What the page's own document does not hold: closed shadow roots, frames of
# other sites inside each other, what a service worker answers.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/hard.sh"
start_hard
run 0 "$CONSTAT" init

see 0 /shadow
for text in 'Avant' 'Fermé : premier niveau' 'Fermé : second niveau' \
    'Fermé : élément' 'Ouvert.' 'Fermé : dans un ouvert'; do
	shown "$text"
	grep -qF -e "$text" x/evidence/post.html || fail "not in the DOM: $text"
done
is roots "$(grep -o '<template shadowrootmode="closed">' x/evidence/post.html |
    wc -l)" 4

see 0 /frames
for text in Dehors 'Premier cadre.' 'Second cadre, au fond.' \
    'Ombre du cadre.' 'Cadre écrit sur place.' 'Commentaire du cadre 7.'; do
	shown "$text"
done
not_shown 'Cadre caché'
shown "==== $HARD_OTHER/frame1 ===="
for url in "$HARD_OTHER/frame1" "$HARD/frame2" "$HARD_OTHER/unseen" \
    "$HARD_OTHER/replies?from=7&size=1"; do
	is "$url" "$(recorded "$url")" 1
done
is documents "$(ls x/evidence/post-frame-*.html | wc -l)" 3
grep -lqF 'Second cadre' x/evidence/post-frame-*.html || fail "no second frame"
is click "$(happened '.event == "click" and
    (.detail.frame | endswith("/frame1"))')" 1

see 0 /service
shown 'Fait par le service. Gardé par le service.'
for path in /service.js /source /made /kept; do
	is "$path" "$(recorded "$HARD$path")" 1
done
grep -aqF 'Fait par le service.' warc || fail "the worker's answer is lost"
run 3 "$CONSTAT_VERIFY" --json "$EXHIBIT"
