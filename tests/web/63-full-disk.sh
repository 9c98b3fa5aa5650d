# A disk that is full while the archive is written, while it is sealed and
# while it is kept: nothing is lost or half-written, and later captures work.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/bad.sh"
[ "$(id -u)" = 0 ] || skip "only root can make a small file system"
mkdir "$TMP_DIR/small"
mount -t tmpfs -o size=6m,mode=755 constat-test "$TMP_DIR/small" 2>/dev/null ||
    skip "no small file system can be mounted here"
start_tsa
start_bad
leave_disk() {
	umount -l "$TMP_DIR/small"
	stop_all
}
trap leave_disk EXIT
CONSTAT_HOME=$TMP_DIR/small/store
run 0 "$CONSTAT" init
try 0 "$BAD/page" --no-browser

# full URL [OPTION...]: nothing sealed, and the disk is said to be full.
full() {
	try 2 "$@"
	is code "$(json .error.code)" system
	err_has "The disk is full."
	err_has "$CONSTAT_HOME"
	clean
}
# While the archive is written (20 MB), with a browser too: at once, not
# after the browser has waited for its own files.
within 60 full "$BAD/sized/20000000" --no-browser
if command -v chromium >/dev/null; then
	within 60 full "$BAD/sized/20000000"
fi
# While it is sealed: the archive fits, its sealed copy beside it does not.
full "$BAD/sized/2800000" --no-browser

# While it is kept, with less and less room: sealed and kept, or sealed and
# waiting, or nothing.
waiting=0
for left in 0 8 40 80 96 112 128 160 200; do
	rm -f "$TMP_DIR/small/fill"
	room=$(df -k --output=avail "$TMP_DIR/small" | tail -n 1)
	dd if=/dev/zero of="$TMP_DIR/small/fill" bs=1k count=$((room - left)) \
	    2>/dev/null
	have=0
	"$CONSTAT" capture --json --allow-private --no-browser --tsa \
	    "$TSA_URL" "$BAD/page" >"$TMP_DIR/out" 2>"$TMP_DIR/err" || have=$?
	case $have in
	0)
		;;
	1)
		misses catalogue
		waiting=$((waiting + 1))
		cp "$TMP_DIR/out" waiting.json
		json .exhibit waiting.json >>waiting
		run 0 "$CONSTAT" verify --quiet --tsa-trust "$TSA_CA" \
		    "$(json .file waiting.json)"
		;;
	2)
		err_has "The disk is full."
		;;
	*)
		fail "exit $have with $left KiB left"
		;;
	esac
done
[ "$waiting" -gt 0 ] || fail "none had to wait for the catalogue"
rm "$TMP_DIR/small/fill"
# The next capture enters them all.
try 0 "$BAD/page" --no-browser
for id in $(cat waiting); do
	run 0 "$CONSTAT" show "$id"
done
run 0 "$CONSTAT" fsck
out_lacks orphan
clean
