# A witness over HTTP that answers anything but what it should: nothing of that
# becomes a cosignature, and what nobody has signed is entered as no more.
. "$ROOT/tests/cli/lib.sh"
need_tool jq python3
run 0 "$CONSTAT" init --no-passphrase
run 0 env CONSTAT_HOME="$TMP_DIR/witness" "$CONSTAT" init --no-passphrase
run 0 env CONSTAT_HOME="$TMP_DIR/witness" "$CONSTAT" log key --witness \
    -o witness.key

# answers STATUS HTTP-STATUS [BODY]: what "log witness" makes of that answer.
answers() {
	status=$1
	shift
	python3 "$ROOT/tests/lib/badwitness.py" "$@" >port &
	witness=$!
	echo "$witness" >>"$TMP_DIR/pids"
	wait_for 20 test -s port
	run "$status" "$CONSTAT" log witness "http://127.0.0.1:$(cat port)/" \
	    --witness-key witness.key
	kill "$witness"
	rm port
}
incidents() {
	"$CONSTAT" log show --json | jq -s 'map(select(.event == "incident")) |
	    length'
}
answers 2 307
answers 2 500
answers 2 409 "no number"
answers 2 409 -1
answers 2 409 0
answers 2 409 1
answers 2 200 "$(printf '\342\200\224 constat-witness/x AAAA')"
is incidents "$(incidents)" 0
answers 1 409 99
answers 1 422
is incidents "$(incidents)" 2
run 0 "$CONSTAT" log show --json
is told "$(json 'select(.event == "incident") | .detail.url' | cut -c1-17 |
    sort -u)" http://127.0.0.1:
is seen "$(json 'select(.event == "incident") | .detail.seen // empty')" 99
run 0 "$CONSTAT" log check --json
is cosignatures "$(json .cosignatures)" 0
