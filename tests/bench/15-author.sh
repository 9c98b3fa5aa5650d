# What the author's profile costs: the post alone and both pages, in one run,
# in turns.  Once with the small profile of the page, once with one as heavy as
# the post itself.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/bench/site.sh"
need_tool chromium jq
start_tsa
start_bench
www=$TMP_DIR/www
# Pictures of its own, so that the browser has not had them for the post.
mkdir "$www/img2"
cp "$www"/img/* "$www/img2"
sed -e 's,/img/photo,/img2/photo,g' -e 's,/@corbeau.html,/heavy-profile.html,g' \
    -e 's,SocialMediaPosting,ProfilePage,' "$www/post.html" \
    >"$www/heavy-profile.html"
sed -e 's,/@corbeau.html,/heavy-profile.html,g' "$www/post.html" \
    >"$www/heavy.html"

run 0 "$CONSTAT" init
measure() {
	own=$(python3 "$ROOT/tests/bench/measure.py" "$CONSTAT" capture --quiet \
	    --allow-private --tsa "$TSA_URL" "$@")
	[ "$(echo "$own" | jq .status)" = 0 ] || fail "capture $*: $own"
	echo "$own"
}
runs=${BENCH_RUNS:-5}
i=-1
while [ $i -lt "$runs" ]; do
	alone=$(measure --no-author "$BENCH/heavy.html")
	small=$(measure "$BENCH/post.html")
	heavy=$(measure "$BENCH/heavy.html")
	[ $i -lt 0 ] || echo "{\"alone\":$alone,\"small\":$small,\"heavy\":$heavy}" \
	    >>rounds
	i=$((i + 1))
done
run 0 "$CONSTAT" list --json
jq -rs 'def median: sort | .[length / 2 | floor];
	def f: . * 100 | round / 100;
	"post and author, cold to sealed (median of \(length) rounds)",
	"  post alone             \(map(.alone.wall) | median | f) s",
	"  with a small profile   \(map(.small.wall) | median | f) s",
	"  with a heavy profile   \(map(.heavy.wall) | median | f) s",
	"  ratio, small           \(map(.small.wall / .alone.wall) | median | f)",
	"  ratio, want <= 1.35    \(map(.heavy.wall / .alone.wall) | median | f)",
	"  own CPU                \(map(.heavy.cpu) | median | f) s",
	"  share, want <= 0.15    \(map(.heavy.cpu / .heavy.children) | median | f)",
	"  own peak, want <= 64   \(map(.heavy.mib) | max) MiB"' rounds
