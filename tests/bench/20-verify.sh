# The verifier against openssl and zcat on one core, on large archives of films
# and scripts; and, since it derives the facts of pages again, on pages against
# the library that parses them.
. "$ROOT/tests/cli/lib.sh"
need_tool python3 openssl zcat taskset jq xmllint
size=${BENCH_MIB:-2048}

# An exhibit of SIZE MiB: unestablished, since nobody vouches for its key.
for kind in random deep; do
	run 0 "$BUILD/tests/make_large" "$kind" "$size" "$kind.wacz" \
	    "$kind.warc.gz"
	cat "$kind.wacz" "$kind.warc.gz" >/dev/null
done

# seconds COMMAND...: the best of three, on one core.  CPU seconds are those
# of all its processes: they stay true where others use the core as well.
seconds() {
	for i in 1 2 3; do
		python3 "$ROOT/tests/bench/measure.py" taskset -c 0 "$@"
	done | jq -s '{status: .[0].status, wall: map(.wall) | min,
	    cpu: map(.cpu + .children) | min, mib: map(.mib) | max}'
}

# Of pages as many as facts are read from: more are named as not read.
page_mib=64
run 0 "$BUILD/tests/make_large" pages $page_mib pages.wacz pages.warc.gz
zcat pages.warc.gz | head -c 4194304 >page.html

hash=$(seconds openssl dgst -sha256 random.wacz)
ours=$(seconds "$CONSTAT_VERIFY" --json --jobs 1 random.wacz)
zcat=$(seconds sh -c 'zcat deep.warc.gz | openssl dgst -sha256')
deep=$(seconds "$CONSTAT_VERIFY" --json --jobs 1 deep.wacz)
pages=$(seconds "$CONSTAT_VERIFY" --json --jobs 1 pages.wacz)
parse=$(seconds sh -c 'xmllint --html --noout page.html 2>/dev/null')
for one in "$ours" "$deep" "$pages"; do
	[ "$(echo "$one" | jq .status)" -eq 3 ] ||
		fail "not all was verified: $one"
done
jq -nr --argjson h "$hash" --argjson o "$ours" --argjson z "$zcat" \
    --argjson d "$deep" --argjson p "$pages" --argjson x "$parse" \
    'def f: . * 100 | round / 100;
	def both: "\(.wall | f) s (CPU \(.cpu | f) s)";
	"verify, one core, '"$size"' MiB",
	"  incompressible: openssl \($h | both), constat-verify \($o | both)",
	"  rate ratio, want >= 0.60   \($h.wall / $o.wall | f)"
	+ " (CPU \($h.cpu / $o.cpu | f))",
	"  deep: zcat and openssl \($z | both), constat-verify \($d | both)",
	"  rate ratio, want >= 1.50   \($z.wall / $d.wall | f)"
	+ " (CPU \($z.cpu / $d.cpu | f))",
	"  pages, '$page_mib' MiB, CPU: xmllint \($x.cpu * '$((page_mib / 4))' | f) s, constat-verify \($p.cpu | f) s",
	"  rate ratio to parsing alone \($x.cpu * '$((page_mib / 4))' / $p.cpu | f)",
	"  peak, want <= 64           \([$o.mib, $d.mib, $p.mib] | max) MiB"'
