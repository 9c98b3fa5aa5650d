# A dossier of large exhibits, of many, and of many events: seconds of the
# processor, and the memory that each command on its way takes (want at most
# 64 MiB at any size): export, verify, import, transfer, receive; log check
# and log export of the same store.
. "$ROOT/tests/cli/lib.sh"
need_tool cc pkg-config python3 jq
# shellcheck disable=SC2046 # a list of options
cc -std=c11 -O2 -D_GNU_SOURCE -I"$ROOT" "$ROOT/tests/bench/bench_export.c" \
    -o bench_export "$BUILD/tests/libtestlib.a" \
    "$BUILD/store/libstore_write.a" "$BUILD/store/libstore_read.a" -lpthread \
    $(pkg-config --libs libcrypto jansson sqlite3 libidn2 zlib libxml-2.0 \
    libarchive libbrotlidec)
mib=${BENCH_MIB:-2048}
many=${BENCH_EXHIBITS:-10000}
events=${BENCH_EVENTS:-1000000}
one=$PWD/one
two=$PWD/two
worst="at most 64 MiB each"

# measure STATUS COMMAND...: two columns, or the end where it fails.
measure() {
	most=$1
	shift
	told=$(python3 "$ROOT/tests/bench/measure.py" "$@" 2>"$TMP_DIR/err")
	[ "$(echo "$told" | jq .status)" -le "$most" ] || fail "$*: $told"
	printf ' %8.2f %6.1f' "$(echo "$told" | jq .cpu)" \
	    "$(echo "$told" | jq .mib)"
	echo "$told" | jq -e '.mib <= 64' >/dev/null || worst="over 64 MiB"
}

# row EXHIBITS BYTES EVENTS STAMPS COPIES: see bench_export.c.  Random bytes
# are no exhibits: everything is read, and it is altered.
row() {
	chmod -R u+w one two 2>/dev/null || true
	rm -rf one two ./*.asice
	run 0 ./bench_export "$one" "$1" "$2" "$3" "$4" "$5"
	printf '%6d %10d %7d %2d %3d' "$1" "$2" "$3" "$4" "$5"
	measure 1 "$CONSTAT" export --home "$one" bench -o d.asice \
	    --no-timestamp
	measure 3 "$CONSTAT_VERIFY" --quiet --trust "$one/keys/root.pem" \
	    d.asice
	[ "$2" -gt 0 ] || taken "$1"
	echo
}

# Only what holds is taken: by another store, then handed over to a third.
taken() {
	chmod -R u+w two 2>/dev/null || true
	rm -rf two
	run 0 "$CONSTAT" init --home "$two" --organization Two \
	    --no-passphrase
	measure 0 "$CONSTAT" import --home "$two" d.asice --accept-unknown
	chmod -R u+w two d.asice
	rm -rf two d.asice
	run 0 "$CONSTAT" init --home "$two" --organization Two \
	    --no-passphrase
	measure 1 "$CONSTAT" transfer --home "$one" bench --to Two \
	    --why bench -o d.asice --no-timestamp
	measure 0 "$CONSTAT" receive --home "$two" d.asice \
	    --accept-unknown --receipt r.p7m --no-timestamp
	rm -f r.p7m
}

# The log of the store that is there.
log_row() {
	printf '%6s %10s %7d       ' log '' "$1"
	measure 0 "$CONSTAT" log --home "$one" check
	measure 0 "$CONSTAT" log --home "$one" export tiles
	measure 0 "$CONSTAT" log --home "$one" show
	rm -rf tiles
	echo
}

echo "exhibits bytes events stamps copies: export s, MiB, verify s, MiB;" \
    "of real exhibits (0 bytes each) import, transfer, receive"
row 1 1048576 0 0 0
row 1 $((mib * 1048576)) 0 0 0
row 10 4096 "$((events / 10))" 0 0
echo "log check s, MiB, export s, MiB, show s, MiB"
row 10 4096 "$events" 0 0
log_row "$events"
row $((many / 100)) 0 0 0 0
row $((many / 10)) 0 0 0 0
row "$many" 0 0 0 0
row "$many" 4096 0 8 0
row "$many" 4096 0 0 100
echo "memory of each command: $worst (CPU seconds)"
