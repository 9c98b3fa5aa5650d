# A store that another process holds, that is not ours to write, or that a
# newer program made; and several captures into a new one at the same time.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/bad.sh"
start_tsa
start_bad

# Four at once, and none has a store yet.
pids=
for i in 1 2 3 4; do
	"$CONSTAT" capture --quiet --allow-private --no-browser --tsa \
	    "$TSA_URL" "$BAD/page?$i" 2>"err.$i" &
	pids="$pids $!"
done
for pid in $pids; do
	wait "$pid" || fail "one of four at once: $(cat err.*)"
done
run 0 "$CONSTAT" list --json
is exhibits "$(wc -l <"$TMP_DIR/out")" 4
clean

cat >hold.py <<'PY'
import sqlite3
import sys
import time
c = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
print('ready', flush=True)
sys.stdin.readline()
c.execute('BEGIN IMMEDIATE')
print('held', flush=True)
time.sleep(float(sys.argv[2]))
c.execute('ROLLBACK')
PY
# hold_soon SECONDS: get ready to hold it; hold_now: do.
hold_soon() {
	rm -f held now
	mkfifo now
	python3 hold.py "$CONSTAT_HOME/catalog.db" "$1" <now >held &
	holder=$!
	exec 8>now
	wait_for 10 grep -q ready held
}
hold_now() {
	echo now >&8
	exec 8>&-
	wait_for 10 grep -q held held
}
# For a while: it waits.  For longer than it waits: nothing was changed.
hold_soon 3
hold_now
try 0 "$BAD/page" --no-browser
wait "$holder"
hold_soon 1000
hold_now
within 200 run 2 "$CONSTAT" capture --allow-private --no-browser "$BAD/page"
err_has "Another process holds the store."
run 0 "$CONSTAT" list
kill "$holder"
wait "$holder" 2>/dev/null || true
# Held when the capture is sealed already: it is not thrown away.
hold_soon 1000
"$CONSTAT" capture --json --allow-private --no-browser --tsa "$TSA_URL" \
    --timeout 5 "$BAD/slow" >waiting.json 2>err 8>&- &
pid=$!
wait_for 10 grep -q Receiving err
hold_now
have=0
wait "$pid" || have=$?
is "exit of a capture that must wait" "$have" 1
kill "$holder"
wait "$holder" 2>/dev/null || true
cp waiting.json "$TMP_DIR/out"
misses catalogue
run 0 "$CONSTAT" verify --quiet --tsa-trust "$TSA_CA" \
    "$(json .file waiting.json)"
run 0 "$CONSTAT" fsck
out_has "$(json .exhibit waiting.json | cut -c 1-16)"
try 0 "$BAD/page" --no-browser
run 0 "$CONSTAT" show "$(json .exhibit waiting.json)"
clean

# A catalogue of a newer program is left alone.
cp -r "$CONSTAT_HOME" "$TMP_DIR/newer"
python3 -c 'import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
n = c.execute("PRAGMA user_version").fetchone()[0]
c.execute("PRAGMA user_version = %d" % (n + 1))
c.commit()' "$TMP_DIR/newer/catalog.db"
sum=$(sha256sum <"$TMP_DIR/newer/catalog.db")
for verb in "capture --no-browser $BAD/page" list fsck; do
	# shellcheck disable=SC2086
	CONSTAT_HOME=$TMP_DIR/newer run 2 "$CONSTAT" $verb
	err_has version
done
is "the newer catalogue" "$(sha256sum <"$TMP_DIR/newer/catalog.db")" "$sum"

# Not ours to write.
[ "$(id -u)" = 0 ] || skip "the rest needs root, to become somebody else"
need_tool setpriv
mkdir -m 755 "$TMP_DIR/theirs"
as_nobody() {
	setpriv --reuid=65534 --regid=65534 --clear-groups env \
	    HOME="$TMP_DIR/theirs" CONSTAT_HOME="$TMP_DIR/theirs/store" "$@"
}
run 2 as_nobody "$CONSTAT" capture --allow-private --no-browser "$BAD/page"
err_has "$TMP_DIR/theirs/store"
[ ! -e "$TMP_DIR/theirs/store" ] || fail "half a store was made"
cp -r "$CONSTAT_HOME" "$TMP_DIR/theirs/store"
chmod -R a+rX "$TMP_DIR/theirs/store"
run 2 as_nobody "$CONSTAT" capture --allow-private --no-browser "$BAD/page"
err_has "$TMP_DIR/theirs/store"
err_has "not allowed"
chmod 700 "$TMP_DIR/theirs/store"
run 2 as_nobody "$CONSTAT" capture --allow-private --no-browser "$BAD/page"
run 2 as_nobody "$CONSTAT" list
