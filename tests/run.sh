#!/bin/sh
# usage: sh tests/run.sh [asan|valgrind|fuzz|bench|style|oom|interop]
#        [ctest options]
# Install what is missing from Debian by name, build, run the tests.
#   (none)    everything, Release, in build/
#   asan      everything but style and interop, with AddressSanitizer and UBSan
#   valgrind  unit tests and corpus replays under valgrind
#   fuzz      libFuzzer, FUZZ_SECONDS (default 60) for each target
#   bench     tests/bench: speed and memory, as a table
#   style     the rules of docs/style.md
#   oom       each allocation fails once in turn
#   interop   other people's programs, with the servers (WordPress, Ghost)
#             that the other modes leave out unless CI is "true"
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/cmd/packages.sh"
cd "$root"

mode=all
case ${1:-} in
asan | valgrind | fuzz | bench | style | oom | interop)
	mode=$1
	shift
	;;
-h | --help)
	sed -n '2,14s/^# \{0,1\}//p' "$0"
	exit 0
	;;
esac
jobs=$(nproc)

extra=
[ "$mode" != valgrind ] || extra=valgrind
case $mode,${CI:-} in
interop,* | all,true) extra="$extra $INTEROP_PACKAGES" ;;
esac
[ "$mode" != interop ] || extra="$extra $JAVA_PACKAGES"
# shellcheck disable=SC2086 # lists of names
install_packages $BUILD_PACKAGES $RUN_PACKAGES $TEST_PACKAGES $extra

# build FOLDER OPTION...: configure and build everything there.
build() {
	folder=$1
	shift
	cmake -G Ninja -S . -B "$folder" -DTESTS=ON "$@" >"$folder.log" 2>&1 || {
		cat "$folder.log" >&2
		exit 1
	}
	rm -f "$folder.log"
	ninja -C "$folder"
}

# A page may load slower than any limit on a machine that does other things
# as well.  So what failed, where it is little, is run once more, one at a time
# and for all to see; a test that fails alone has failed.
AGAIN_MAX=4

check() {
	folder=$1
	shift
	ctest --test-dir "$folder" -j "$jobs" --output-on-failure \
	    --no-label-summary --no-tests=error "$@" </dev/null && return 0
	failed=$(ctest --test-dir "$folder" --rerun-failed -N </dev/null |
	    sed -n 's/^Total Tests: //p')
	[ "${failed:-0}" -gt 0 ] && [ "$failed" -le $AGAIN_MAX ] || return 1
	echo "== once more, alone: the $failed that failed"
	ctest --test-dir "$folder" --rerun-failed -j 1 --output-on-failure \
	    --no-label-summary </dev/null
}

fuzz_all() {
	seconds=${FUZZ_SECONDS:-60}
	for source in tests/fuzz/fuzz_*.c; do
		name=$(basename "$source" .c)
		work=build-fuzz/work/$name
		mkdir -p "$work"
		echo "== $name, $seconds s"
		"build-fuzz/tests/$name" -max_total_time="$seconds" \
		    -print_final_stats=1 -artifact_prefix="$work/" \
		    -timeout=10 -rss_limit_mb=1024 "$work" \
		    "tests/fuzz/corpus/${name#fuzz_}"
	done
}

bench_all() {
	export ROOT="$root" BUILD="$root/build"
	export CONSTAT="$BUILD/cmd/constat"
	export CONSTAT_VERIFY="$BUILD/verify/constat-verify"
	for script in tests/bench/[0-9]*.sh; do
		sh tests/cli/scenario.sh "$root/$script"
	done
}

case $mode in
all)
	build build -DCMAKE_BUILD_TYPE=Release
	check build "$@"
	;;
asan)
	# -O1: twice as fast as none, with the same stack traces.
	build build-asan -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS=-O1 \
	    -DSANITIZE=address,undefined
	export ASAN_OPTIONS="detect_leaks=1:strict_string_checks=1:allocator_may_return_null=1"
	export UBSAN_OPTIONS="print_stacktrace=1"
	check build-asan -LE 'style|interop' "$@"
	;;
valgrind)
	build build-valgrind -DCMAKE_BUILD_TYPE=Debug -DVALGRIND=ON
	check build-valgrind -L 'unit|fuzz' "$@"
	;;
fuzz)
	export CC=clang
	build build-fuzz -DCMAKE_BUILD_TYPE=RelWithDebInfo -DFUZZ=ON \
	    -DSANITIZE=address,undefined
	fuzz_all
	;;
bench)
	build build -DCMAKE_BUILD_TYPE=Release
	bench_all
	;;
style | oom | interop)
	[ "$mode" != interop ] || export CONSTAT_INTEROP=all
	build build -DCMAKE_BUILD_TYPE=Release
	check build -L "$mode" "$@"
	;;
esac
