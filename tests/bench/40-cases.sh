# A case of up to 10^4 exhibits: listing and searching, as a table.
. "$ROOT/tests/cli/lib.sh"
need_tool cc pkg-config
cc -std=c11 -O2 -D_GNU_SOURCE -I"$ROOT" "$ROOT/tests/bench/bench_cases.c" \
    -o bench_cases "$BUILD/store/libstore_write.a" \
    "$BUILD/store/libstore_read.a" -lpthread $(pkg-config --libs libcrypto \
    jansson sqlite3 libidn2 zlib libxml-2.0 libarchive)
TMPDIR="$PWD" ./bench_cases "${BENCH_EXHIBITS:-10000}"
