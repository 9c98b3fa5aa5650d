# Every command that writes, at its disk calls: killed before the call; the
# disk full, failing or not to be written from there on; and all that a power
# cut may leave of its calls.  See tests/lib/disk.py.  Here a sample of them;
# all, which takes an hour:
#
#   DISK_STEP=1 DISK_MODES="kill full eio erofs power" \
#       sh tests/cli/scenario.sh tests/cli/96-disk.sh
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool python3 openssl
[ -z "${SANITIZE:-}" ] ||
    skip "built with sanitizers: nothing can stand before the disk"
[ -f "$BUILD/tests/disk.so" ] || fail "tests/disk.so was not built"
start_tsa
for mode in ${DISK_MODES:-kill full eio power}; do
	case $mode in
	kill) step=53 ;;
	power) step=151 ;;
	*) step=79 ;;
	esac
	echo "$mode, every ${DISK_STEP:-$step}th call:"
	# Not the first calls of each, which open the store.
	from=19
	[ -z "${DISK_STEP:-}" ] || from=1
	env DISK_STEP="${DISK_STEP:-$step}" DISK_FROM="${DISK_FROM:-$from}" \
	    DISK_ALL=1 TSA_URL="$TSA_URL" \
	    python3 "$ROOT/tests/lib/disk.py" "$mode" "$CONSTAT" \
	    "$BUILD/tests/disk.so" "$PWD" || fail "$mode"
done
