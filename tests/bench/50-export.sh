# A dossier of large exhibits, of many, and of many events: seconds, and the
# memory that it takes to write it (want at most 64 MiB at any size).
. "$ROOT/tests/cli/lib.sh"
need_tool cc pkg-config python3 jq
# shellcheck disable=SC2046 # a list of options
cc -std=c11 -O2 -D_GNU_SOURCE -I"$ROOT" "$ROOT/tests/bench/bench_export.c" \
    -o bench_export "$BUILD/store/libstore_write.a" \
    "$BUILD/store/libstore_read.a" -lpthread $(pkg-config --libs libcrypto \
    jansson sqlite3 libidn2 zlib libxml-2.0 libarchive)
mib=${BENCH_MIB:-2048}

# row EXHIBITS BYTES EVENTS
row() {
	rm -rf "$CONSTAT_HOME" d.asice
	chmod -R u+w . 2>/dev/null || true
	run 0 ./bench_export "$CONSTAT_HOME" "$1" "$2" "$3"
	made=$(python3 "$ROOT/tests/bench/measure.py" "$CONSTAT" export bench \
	    -o d.asice --no-timestamp)
	[ "$(echo "$made" | jq .status)" -le 1 ] || fail "export: $made"
	# Random bytes are no exhibits: everything is read, and it is altered.
	read=$(python3 "$ROOT/tests/bench/measure.py" "$CONSTAT_VERIFY" \
	    --quiet d.asice)
	printf '%9d %12d %9d %9.2f %7.1f %9.2f %7.1f\n' "$1" "$2" "$3" \
	    "$(echo "$made" | jq .cpu)" "$(echo "$made" | jq .mib)" \
	    "$(echo "$read" | jq .cpu)" "$(echo "$read" | jq .mib)"
	jq -e '.mib <= 64' >/dev/null <<-END || worst="over 64 MiB"
		$made
	END
}

worst="at most 64 MiB each"
echo "a dossier      bytes    events  export s     MiB  verify s     MiB"
row 1 1048576 0
row 1 $((mib / 16 * 1048576)) 0
row 1 $((mib * 1048576)) 0
row 100 4096 0
row 1000 4096 0
row 10 4096 1000
row 10 4096 10000
row 10 4096 100000
echo "memory of an export: $worst (CPU seconds)"
