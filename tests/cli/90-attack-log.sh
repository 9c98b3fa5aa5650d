# Attacks on a real store, by somebody who can write every file of it, or who
# uses its own program and keys: each must be named by the check.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool jq python3 openssl sqlite3
start_site
start_tsa
run 0 "$CONSTAT" init --no-passphrase --operator Ana --ntp 127.0.0.1:1 \
    --tsa "$TSA_URL/"
db=$CONSTAT_HOME/catalog.db
capture() {
	"$CONSTAT" capture --json --no-browser --allow-private --ca "$SITE_CA" \
	    "$@" "$SITE_HTTPS$SITE_POST" >"$TMP_DIR/out" 2>"$TMP_DIR/err" ||
	    [ $? = 1 ] || fail "no capture"
}
capture --case Dupont
first=$(json .exhibit)
capture --case Dupont
second=$(json .exhibit)
run 0 "$CONSTAT" operator add Max --role manage --no-passphrase
for i in 1 2 3 4 5 6; do
	run 0 "$CONSTAT" case new "Case $i"
done
run 0 "$CONSTAT" log checkpoint --stamp -o handed-out
run 0 "$CONSTAT" case new "After"
run 0 "$CONSTAT" log check --tsa-trust "$TSA_CA"
run 0 "$CONSTAT" fsck
cp -a "$CONSTAT_HOME" "$TMP_DIR/good"

# again: the store as it was before the last attack.
again() {
	rm -rf "$CONSTAT_HOME"
	cp -a "$TMP_DIR/good" "$CONSTAT_HOME"
}

# sql TEXT: straight to the catalogue.
sql() {
	sqlite3 "$db" "DROP TRIGGER IF EXISTS log_kept;
	    DROP TRIGGER IF EXISTS log_whole; PRAGMA foreign_keys = OFF; $1" ||
	    fail "sqlite3"
}

# found FAULT SEQ: log check names it; then the store is as it was.
found() {
	run 1 "$CONSTAT" log check --json
	jq -e --arg f "$1" --argjson s "$2" '.findings[] | select(.fault == $f
	    and .level == "fail" and ($s == 0 or .seq == $s))' "$TMP_DIR/out" \
	    >/dev/null || fail "no $1 at $2"
	run 1 "$CONSTAT" fsck
	again
}

# ---- events, by somebody who has not the key
bytes="CAST(replace(CAST(bytes AS TEXT)"
sql "UPDATE log SET bytes = $bytes, 'Case 2', 'Case 9') AS BLOB)
    WHERE CAST(bytes AS TEXT) LIKE '%\"case\":\"Case 2\"%'"
found event.hash 0
last=$(sqlite3 "$db" 'SELECT max(seq) FROM log')
sql "DELETE FROM log WHERE seq = 5"
found event.missing 5
sql "UPDATE log SET seq = -6 WHERE seq = 6; UPDATE log SET seq = 6
    WHERE seq = 7; UPDATE log SET seq = 7 WHERE seq = -6"
found event.seq 6
# Another one in between, all that follows moved on.
sql "UPDATE log SET seq = -seq - 1 WHERE seq > 8; UPDATE log SET seq = -seq
    WHERE seq < 0; INSERT INTO log SELECT 9, nodes, $bytes, '\"seq\":8',
    '\"seq\":9') AS BLOB) FROM log WHERE seq = 8"
found event.prev 9
# Dated back by a day, the bytes else as they were.
sql "UPDATE log SET bytes = $bytes, '\"time\":\"' || date('now'),
    '\"time\":\"' || date('now', '-1 day')) AS BLOB) WHERE seq = 10"
found clock.back 10
# The last ones gone, and the checkpoints that tell of them.
sql "DELETE FROM log WHERE seq > $((last - 2)); DELETE FROM checkpoints
    WHERE size > $((last - 2))"
found checkpoint.ahead "$last"

# ---- yesterday's catalogue
cp "$db" yesterday.db
run 0 "$CONSTAT" case new "Today"
run 0 "$CONSTAT" log checkpoint -o today
rm -f "$db-wal" "$db-shm"
cp yesterday.db "$db"
run 1 "$CONSTAT" log check
out_has checkpoint.ahead
# With the checkpoint beside it, only one that was handed out tells.
cp "$TMP_DIR/good/log/checkpoint" "$CONSTAT_HOME/log/checkpoint"
run 0 "$CONSTAT" log check
run 1 "$CONSTAT" log check today
out_has checkpoint.ahead
again

# ---- checkpoints
run 0 env CONSTAT_HOME="$TMP_DIR/stranger" "$CONSTAT" init --no-passphrase
run 0 env CONSTAT_HOME="$TMP_DIR/stranger" "$CONSTAT" log checkpoint -o other
cp other "$CONSTAT_HOME/log/checkpoint"
found checkpoint.key 0
sed '2s/.*/3/' "$TMP_DIR/good/log/checkpoint" >"$CONSTAT_HOME/log/checkpoint"
found checkpoint.signature 0
sql "DELETE FROM checkpoints WHERE size = (SELECT min(size) FROM log_stamps)"
found stamp.checkpoint 0
sql "DELETE FROM log_stamps WHERE size = (SELECT min(size) FROM log_stamps)"
found stamp.missing 0

# ---- a kept file replaced by another exhibit, valid in itself
file_of() {
	run 0 "$CONSTAT" show --json "$1"
	json .file
}
a=$(file_of "$first") b=$(file_of "$second")
chmod u+w "$a"
cp "$b" "$a"
run 1 "$CONSTAT" fsck
out_has blob.changed
# The file is an exhibit, and holds; but it says which one it is.
run 0 "$CONSTAT" verify --json --tsa-trust "$TSA_CA" "$a"
is identity "$(json .manifest_sha256)" "$second"
again

# ---- an operator who was revoked still signs
run 0 "$CONSTAT" operator revoke Max --why "left"
run 2 "$CONSTAT" case new "By Max" --as Max
max=$(sqlite3 "$db" "SELECT key FROM operators WHERE name = 'Max'")
sql "UPDATE operators SET revoked = 0, reason = NULL WHERE key = '$max'"
run 0 "$CONSTAT" case new "By Max" --as Max
found event.revoked 0

# ---- the whole history made anew by somebody who has all keys
# In itself nothing is wrong with it; what was handed out says otherwise.
size=$(sed -n 2p handed-out)
fresh() {
	rm -rf "$CONSTAT_HOME"
	cp -a "$1" "$CONSTAT_HOME"
}
# The keys and an empty log, as they were when the store was made.
again
sql "DELETE FROM log_stamps; DELETE FROM checkpoints WHERE size > 1;
    DELETE FROM log_subjects; DELETE FROM subjects; DELETE FROM log_cases;
    DELETE FROM words; DELETE FROM exhibits; DELETE FROM cases;
    DELETE FROM operators WHERE name <> 'Ana';
    DELETE FROM log WHERE seq > 1; DELETE FROM meta WHERE key LIKE 'stamp%'"
sqlite3 "$db" "SELECT CAST(note AS TEXT) FROM checkpoints WHERE size = 1" |
    head -n -1 >"$CONSTAT_HOME/log/checkpoint"
while [ "$(sqlite3 "$db" 'SELECT max(seq) FROM log')" -lt $((size + 2)) ]; do
	n=$(sqlite3 "$db" 'SELECT max(seq) FROM log')
	run 0 "$CONSTAT" case new "Another history $n"
done
run 0 "$CONSTAT" log check
run 1 "$CONSTAT" log check handed-out
out_has checkpoint.root
# The true time-stamps put back into it.
sqlite3 "$db" "ATTACH '$TMP_DIR/good/catalog.db' AS good;
    INSERT INTO log_stamps SELECT * FROM good.log_stamps"
run 1 "$CONSTAT" log check
out_has stamp.token
# Both histories, as two people have them.
sqlite3 "$db" "SELECT CAST(note AS TEXT) FROM checkpoints
    WHERE size = $size" | head -n -1 >other-history
run 1 "$CONSTAT" verify handed-out other-history
out_has log.history
again

# ---- a clock that is set back one day between two events
# Two libraries cannot both be the first: with sanitizers it is left out.
if [ -n "${SANITIZE:-}" ]; then
	echo "a sanitizer's build: the clock is set back in unit tests only"
	exit 0
fi
need_tool faketime
run 0 faketime -f -1d "$CONSTAT" case new "Yesterday?"
run 0 "$CONSTAT" log check --json
is incident "$(json '.findings[] | select(.fault == "clock.back") | .level')" \
    warn
is stamp "$(json '.findings[] | select(.fault == "clock.stamp") | .level')" \
    warn
run 0 "$CONSTAT" log show --json
is said "$(json 'select(.event == "incident") | .detail.incident')" \
    clock-set-back
by=$(json 'select(.event == "incident") | .detail.by_ms')
[ "$by" -gt 86000000 ] || fail "by $by ms"
# Without the entry that says so it is a fault, and the chain is broken too.
seq=$(json 'select(.event == "incident") | .seq')
sql "DELETE FROM log WHERE seq = $seq"
run 1 "$CONSTAT" log check
out_has clock.stamp
