# Checkpoints of the custody log are time-stamped: when asked for, and by
# itself after commands that use the network; stock tools check them too.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool jq python3 openssl
start_site
start_tsa
TSA_GOOD=$TSA_URL
run 64 "$CONSTAT" init --no-passphrase --checkpoint-minutes -1
run 0 "$CONSTAT" init --no-passphrase --ntp 127.0.0.1:1 --tsa "$TSA_GOOD/"

run 0 "$CONSTAT" log check
out_has "No checkpoint is time-stamped"

# What cannot be accepted is not kept; that it was tried is said.
for mode in nonce hash reject expired garbage empty error; do
	run 2 "$CONSTAT" log checkpoint --stamp --tsa "$TSA_GOOD/$mode"
done
run 64 "$CONSTAT" log checkpoint --stamp --tsa ftp://a.example
run 0 "$CONSTAT" log check --json
is stamps "$(json .stamps.count)" 0
json .not_stamped | grep -q "$TSA_GOOD/error" || fail "the trouble is not said"

# Asked for: the second authority answers; the file can be handed out.
run 0 "$CONSTAT" log checkpoint --stamp -o point --tsa "$TSA_GOOD/garbage" \
    --tsa "$TSA_GOOD/"
err_has "$TSA_GOOD/"
openssl ts -verify -in point.tsr -data point -CAfile "$TSA_CA" \
    >/dev/null 2>"$TMP_DIR/err" || fail "openssl refuses the time-stamp"
run 0 "$CONSTAT" log key -o key
run 0 "$CONSTAT_VERIFY" --json --trust key --tsa-trust "$TSA_CA" point
is time "$(json .time.trusted)" true
run 0 "$CONSTAT" log check --json --tsa-trust "$TSA_CA"
is stamps "$(json .stamps.count)" 1
is sound "$(json .sound)" true
is trouble "$(json .not_stamped)" null
run 0 "$CONSTAT" log show --json
is told "$(json 'select(.event == "timestamped") | .detail.checkpoint')" 1
# By an authority that the reader does not believe, it is none.
run 0 "$CONSTAT" log key -o /dev/null
run 1 "$CONSTAT" log check --json --tsa-trust "$CONSTAT_HOME/keys/root.pem"
is fault "$(json '.findings[0].fault')" stamp.trust

# The event that tells of it is no news.
run 0 "$CONSTAT" log checkpoint --stamp -o again
err_has "Nothing was entered"
cmp -s point again || fail "another checkpoint than the stamped one"
cmp -s point.tsr again.tsr || fail "another time-stamp"

# A capture: no other within the hour; with the setting changed, one each.
capture_quietly() {
	"$CONSTAT" capture --json --no-browser --allow-private --ca "$SITE_CA" \
	    "$@" "$SITE_HTTPS$SITE_POST" >"$TMP_DIR/out" 2>"$TMP_DIR/err" ||
	    [ $? = 1 ] || fail "no capture"
}
stamps() {
	run 0 "$CONSTAT" log check --json --tsa-trust "$TSA_CA"
	json .stamps.count
}
capture_quietly
is "stamps after a capture" "$(stamps)" 1
minutes() {
	jq ".checkpoint_minutes = $1" "$CONSTAT_HOME/constat.json" >new
	cp new "$CONSTAT_HOME/constat.json"
}
run 0 jq -r .checkpoint_minutes "$CONSTAT_HOME/constat.json"
is minutes "$(cat "$TMP_DIR/out")" 60
minutes 0
capture_quietly
is "stamps with none wanted" "$(stamps)" 1
minutes '"often"'
run 2 "$CONSTAT" log check
minutes 60
# Yesterday's time-stamp is not enough: the last one is made to be of then.
python3 - "$CONSTAT_HOME/catalog.db" <<'PYTHON'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("UPDATE log_stamps SET time = time - 86400000")
db.commit()
PYTHON
run 1 "$CONSTAT" log check --json
is fault "$(json '.findings[0].fault')" stamp.token
# Nobody answers: the capture is as good, and the next one tries again.
capture_quietly --tsa http://127.0.0.1:1/
is "stamps with nobody there" "$(sqlite3 "$CONSTAT_HOME/catalog.db" \
    'SELECT count(*) FROM log_stamps' 2>/dev/null || echo 1)" 1
capture_quietly --no-timestamp
capture_quietly
python3 - "$CONSTAT_HOME/catalog.db" <<'PYTHON'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("UPDATE log_stamps SET time = time + 86400000 WHERE n = 1")
db.commit()
PYTHON
is "stamps in the end" "$(stamps)" 2

# An older checkpoint, with the words of a person.
run 0 "$CONSTAT" log check point
out_has "has grown from every checkpoint"
run 2 "$CONSTAT" log check absent
sed 's/^1$/2/' point >forged
run 1 "$CONSTAT" log check forged
out_has checkpoint.signature
