# The custody log up to 10^6 events: appending, checking, proofs, memory.
. "$ROOT/tests/cli/lib.sh"
need_tool cc pkg-config
cc -std=c11 -O2 -D_GNU_SOURCE -I"$ROOT" "$ROOT/tests/bench/bench_log.c" \
    -o bench_log "$BUILD/store/libstore_write.a" \
    "$BUILD/store/libstore_read.a" -lpthread $(pkg-config --libs libcrypto \
    jansson sqlite3 libidn2 zlib libxml-2.0 libarchive)
TMPDIR="$PWD" ./bench_log "${BENCH_EVENTS:-1000000}"
