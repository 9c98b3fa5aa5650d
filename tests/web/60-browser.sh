# Chromium under a capture: who it runs as, how it is started, what is left of
# it, and what is kept when it dies in the middle.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool chromium jq unzip pgrep
start_tsa
mkfifo hold
python3 "$ROOT/tests/lib/pages.py" <hold >port &
exec 9>hold
trap 'exec 9>&-; stop_all' EXIT
wait_for 10 grep -q HTTP port
URL=http://127.0.0.1:$(cut -d' ' -f2 port)
run 0 "$CONSTAT" init

# of_mine PID: the browser that the capture PID has started, or nothing.
of_mine() {
	pgrep -P "$1" -f remote-debugging-pipe
}

# A page whose stream never ends gives time to look at the processes.
"$CONSTAT" capture --json --quiet --allow-private --tsa "$TSA_URL" \
    "$URL/stream" >"$TMP_DIR/out" 2>"$TMP_DIR/err" &
pid=$!
wait_for 20 of_mine $pid
browser=$(of_mine $pid)
tr '\0 ' '\n\n' <"/proc/$browser/cmdline" >flags
grep -qx -e --headless flags || fail "not headless"
! grep -q -e no-sandbox -e remote-debugging-port flags || fail "$(cat flags)"
[ "$(stat -c %u "/proc/$browser")" != 0 ] || fail "the browser runs as root"
folder=$(sed -n 's/^--user-data-dir=//p' flags)
is mode "$(stat -c %a "$folder")" 700
is owner "$(stat -c %u "$folder")" "$(stat -c %u "/proc/$browser")"
# Nothing of ours reaches it but its pipes and the null device.
for fd in 5 6 7 8 9; do
	at=$(readlink "/proc/$browser/fd/$fd" 2>/dev/null || true)
	case $at in
	"$PWD"* | "$CONSTAT_HOME"*) fail "descriptor $fd leads to $at" ;;
	esac
done
! tr '\0' '\n' <"/proc/$browser/environ" | grep -q "$CONSTAT_HOME" ||
    fail "our environment reached the browser"
wait $pid || fail "capture: $?"
[ ! -e "$folder" ] || fail "$folder was left behind"
! kill -0 "$browser" 2>/dev/null || fail "the browser is still there"
run 0 "$CONSTAT" verify --json --tsa-trust "$TSA_CA" "$(json .file)"

# Killed in the middle: sealed all the same, and it says what is missing.
"$CONSTAT" capture --json --quiet --allow-private --tsa "$TSA_URL" \
    "$URL/stream" >"$TMP_DIR/out" 2>"$TMP_DIR/err" &
pid=$!
wait_for 20 of_mine $pid
# The page is there when what it asks for has begun to come, a second time.
sent_twice() {
	[ "$(grep -c 'SENT /endless.txt' port)" -ge 2 ]
}
wait_for 20 sent_twice
kill -KILL "$(of_mine $pid)"
have=0
wait $pid || have=$?
is exit "$have" 1
out_has '"browser"'
is what "$(json '[.missing[].what] | unique | index("browser") != null')" true
EXHIBIT=$(json .file)
run 0 "$CONSTAT" verify --json --tsa-trust "$TSA_CA" "$EXHIBIT"
unzip -q "$EXHIBIT" -d x
zcat x/archive/data.warc.gz >warc
grep -aq "WARC-Target-URI: $URL/stream" warc || fail "the page is not kept"
