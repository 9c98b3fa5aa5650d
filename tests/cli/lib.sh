# lib.sh - helpers of the scenarios; read it with `. "$ROOT/tests/cli/lib.sh"`.
#
# A scenario runs in an empty folder ($PWD) with CONSTAT_HOME not yet made,
# and sees $CONSTAT, $CONSTAT_VERIFY, $ROOT, $BUILD, $TMP_DIR, and $SHARED
# where the shared data is there.
set -eu

fail() {
	echo "FAIL: $*" >&2
	for f in out err; do
		[ ! -s "$TMP_DIR/$f" ] || {
			echo "--- std$f of the last command:"
			head -c 4000 "$TMP_DIR/$f"
		} >&2
	done
	exit 1
}

# skip WHY: this machine cannot show it.  need_tool is stricter under CI.
skip() {
	echo "SKIP: $*"
	exit 77
}

need_tool() {
	for tool in "$@"; do
		command -v "$tool" >/dev/null 2>&1 && continue
		[ "${CI:-}" != true ] || fail "$tool is missing"
		skip "$tool is missing"
	done
}

need_shared() {
	[ -n "${SHARED:-}" ] || skip "../shared is not here"
}

# run STATUS COMMAND...: run it, stdout in $TMP_DIR/out, stderr in
# $TMP_DIR/err, and fail unless it exits with STATUS.
run() {
	want=$1
	shift
	have=0
	"$@" >"$TMP_DIR/out" 2>"$TMP_DIR/err" || have=$?
	[ "$have" = "$want" ] || fail "exit $have, want $want: $*"
}

# out_has TEXT, err_has TEXT: the last command wrote it (fixed string).
out_has() {
	grep -qF -e "$1" "$TMP_DIR/out" || fail "stdout lacks: $1"
}

err_has() {
	grep -qF -e "$1" "$TMP_DIR/err" || fail "stderr lacks: $1"
}

out_lacks() {
	! grep -qF -e "$1" "$TMP_DIR/out" || fail "stdout has: $1"
}

err_lacks() {
	! grep -qF -e "$1" "$TMP_DIR/err" || fail "stderr has: $1"
}

# json FILTER [FILE]: what jq says about the last command's stdout.
json() {
	jq -r "$1" "${2:-$TMP_DIR/out}"
}

# is WHAT HAVE WANT
is() {
	[ "$2" = "$3" ] || fail "$1: have '$2', want '$3'"
}

# background COMMAND...: start it; it is stopped when the scenario ends.
background() {
	"$@" >"$TMP_DIR/background.$$" 2>&1 &
	echo $! >>"$TMP_DIR/pids"
}

# wait_for SECONDS COMMAND...: until the command succeeds; ten times as long on
# a machine that is slow or busy.
wait_for() {
	tries=$(($1 * 100))
	shift
	while ! "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || fail "waited in vain for: $*"
		sleep 0.1
	done
}
