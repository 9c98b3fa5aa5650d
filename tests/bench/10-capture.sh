# A capture against the floor: the same steps on the same page by a bare
# script over DevTools, in one run, in turns.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/interop/lib.sh"
. "$ROOT/tests/bench/site.sh"
need_tool chromium jq
node_readers
start_tsa
start_bench
cp "$SHARED/bench/floor.mjs" "$NODE_DIR/floor.mjs"
URL=$BENCH/post.html

# The floor brings the post alone: 15-author.sh says what its author costs.
run 0 "$CONSTAT" init
runs=${BENCH_RUNS:-5}
i=-1	# the first round warms the caches of the machine and is not counted
while [ $i -lt "$runs" ]; do
	cold=$(cd "$NODE_DIR" && node floor.mjs "$URL" 0 | jq .cold)
	own=$(python3 "$ROOT/tests/bench/measure.py" "$CONSTAT" capture --quiet \
	    --no-author --allow-private --tsa "$TSA_URL" "$URL")
	[ "$(echo "$own" | jq .status)" = 0 ] || fail "capture: $own"
	[ $i -lt 0 ] || echo "$own" | jq -c ". + {floor: ($cold / 1000)}" >>rounds
	i=$((i + 1))
done
jq -rs 'def median: sort | .[length / 2 | floor];
	def f: . * 100 | round / 100;
	"capture, cold to sealed (median of \(length) rounds)",
	"  floor                  \(map(.floor) | median | f) s",
	"  constat                \(map(.wall) | median | f) s",
	"  ratio, want <= 1.30    \(map(.wall / .floor) | median | f)",
	"  own CPU                \(map(.cpu) | median | f) s",
	"  Chromium CPU           \(map(.children) | median | f) s",
	"  share, want <= 0.15    \(map(.cpu / .children) | median | f)",
	"  own peak, want <= 64   \(map(.mib) | max) MiB"' rounds
