# A browser that is not there, will not start, hangs, or is killed while the
# page loads: what was received is sealed, and the browser is named.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/bad.sh"
need_tool chromium
start_tsa
start_bad
run 0 "$CONSTAT" init

printf '#!/bin/sh\nexec sleep 600\n' >hangs
printf '#!/bin/sh\n' >barred
chmod 755 hangs "$TMP_DIR/work"
# Then the parts of the page are found without it: three records (warcinfo,
# request, response), and two more for each part.
for program in /bin/false "$PWD/nowhere" "$PWD/barred"; do
	CONSTAT_BROWSER=$program
	export CONSTAT_BROWSER
	try 1 "$BAD/parts/3"
	misses browser
	json '.missing[].why' | grep -qF "$program" ||
	    fail "$program is not named"
	is "records without $program" "$(json .records)" 9
done
CONSTAT_BROWSER=$PWD/hangs
within 60 try 1 "$BAD/parts/3" --timeout 6
misses browser
unset CONSTAT_BROWSER

# Killed in mid-capture, with all that it has started.
"$CONSTAT" capture --json --allow-private --tsa "$TSA_URL" "$BAD/waits" \
    >"$TMP_DIR/out" 2>"$TMP_DIR/err" &
pid=$!
chromium=
find_browser() {
	chromium=$(ps -eo pid,ppid,args | awk -v p="$pid" \
	    '$2 == p && /remote-debugging-pipe/ { print $1 }')
	[ -n "$chromium" ]
}
wait_for 20 find_browser
find_browser
# The page's text has come when its parts are being asked for.
wait_for 20 grep -q STALLED ports
kill -9 "-$chromium"
have=0
wait "$pid" || have=$?
! kill -0 "$chromium" 2>/dev/null || fail "the browser is still there"
is "exit after the browser's death" "$have" 1
misses browser
json '.missing[].why' | grep -q 'killed by signal 9' || fail "no reason"
is status "$(json .status)" 200
run 0 "$CONSTAT" verify --quiet --tsa-trust "$TSA_CA" "$(json .file)"
clean
