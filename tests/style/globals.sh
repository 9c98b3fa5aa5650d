#!/bin/sh
# No globals that are not const (docs/style.md 16): what the objects keep in
# .data and .bss, except what is named here with its reason.
set -eu
: "${BUILD:?}"
[ -z "${SANITIZE:-}" ] || {
	echo "SKIP: the sanitizers add globals of their own"
	exit 77
}

# failed: alloc.h is about the whole process.
# stopped: the one thing that a signal handler can reach (cmd/stop.h).
# answer: whether the processor has SHA instructions, asked once (pair.c).
allowed='failed|stopped|answer'
found=$(find "$BUILD/store" "$BUILD/capture" "$BUILD/verify" "$BUILD/cmd" \
    -name '*.o' -exec objdump -t {} + |
    awk '$0 ~ /file format/ { file = $1 }
	$0 ~ / O \.(bss|data)\t/ || $0 ~ /\*COM\*/ { print $NF, file }' |
    grep -vE "^($allowed)(\.[0-9]+)? " || :)
if [ -n "$found" ]; then
	echo "These are written to at run time:"
	echo "$found"
	exit 1
fi
