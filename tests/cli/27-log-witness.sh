# Two stores are each other's witnesses, by files that people hand over.
. "$ROOT/tests/cli/lib.sh"
need_tool jq python3
ours() { CONSTAT_HOME=$TMP_DIR/store "$CONSTAT" "$@"; }
theirs() { CONSTAT_HOME=$TMP_DIR/witness "$CONSTAT" "$@"; }
# events COUNT NAME: cases, of which each is an event.
events() {
	for i in $(seq "$1"); do
		run 0 ours case new "$2 $i"
	done
}
run 0 ours init --no-passphrase --organization Ours
run 0 theirs init --no-passphrase --organization Theirs
run 0 ours log key -o log.key
run 0 theirs log key --witness -o witness.key
grep -q '^constat-witness/[0-9a-f]\{16\}+[0-9a-f]\{8\}+B' witness.key ||
    fail "$(cat witness.key)"

# What is missing is said.
run 64 ours log witness
run 64 ours log cosign
run 2 ours log witness absent
run 2 theirs log cosign absent
run 64 ours log witness http://127.0.0.1:1/
err_has "--witness-key"
run 2 ours log witness http://127.0.0.1:1/ --witness-key witness.key
run 2 ours log witness http://127.0.0.1:1/ --witness-key log.key

# The first time each needs the other's key; then they know each other.
run 0 ours log witness -o request
run 1 theirs log cosign request
out_has "--log-key"
run 0 theirs log cosign request --log-key log.key -o answer
out_has Cosigned
run 64 ours log witness answer
run 0 ours log witness answer --witness-key witness.key
run 0 ours log check --json
is cosignatures "$(json .cosignatures)" 1
is sound "$(json .sound)" true
run 0 ours log show --json
is told "$(json 'select(.detail.witness) | .detail.checkpoint')" 1
run 0 theirs log show --json
is told "$(json 'select(.detail.cosigned) | .detail.size')" 1

# On from there; the request begins where the last one ended.
events 3 a
run 0 ours log witness --witness-key witness.key -o request
is old "$(head -n 1 request)" "old 1"
run 0 theirs log cosign request -o answer --json
is verdict "$(json .verdict)" cosigned
run 0 ours log witness answer --json
is size "$(json .size)" "$(sed -n 2p answer)"
run 0 ours log witness -o request
run 1 theirs log cosign request --json
is verdict "$(json .verdict)" size
run 0 ours log witness --old "$(sed -n 2p answer)" -o request
run 0 theirs log cosign request -o answer
run 64 ours log witness --old 1000 -o request

# The cosigned checkpoint is an older one by which the log can be checked.
run 0 ours log check answer
out_has "Cosignatures of witnesses that hold: 2"

# A store restored from yesterday, and then used again: the witness sees it.
cp -a "$TMP_DIR/store" yesterday
events 2 b
run 0 ours log witness --old "$(sed -n 2p answer)" -o request
run 0 theirs log cosign request -o newest
rm -rf "$TMP_DIR/store"
cp -a yesterday "$TMP_DIR/store"
run 0 ours log check
run 1 ours log check newest
out_has checkpoint.ahead
run 0 ours log witness --old "$(sed -n 2p answer)" -o request
run 1 theirs log cosign request
out_has REFUSED
events 6 c
run 1 ours log check newest
out_has checkpoint.root
run 0 ours log witness --old "$(sed -n 2p newest)" -o request
run 1 theirs log cosign request --json
is verdict "$(json .verdict)" unproved
run 0 theirs log show --json
cp "$TMP_DIR/out" incidents
is incidents "$(json 'select(.event == "incident") | .detail.incident' |
    tr '\n' ' ')" "log-rolled-back log-unproved "
# Both checkpoints are in the log of the witness, signed by the one log.
for which in seen offered; do
	jq -j "select(.detail.incident == \"log-unproved\") |
	    .detail.$which" incidents >"$which"
	run 3 "$CONSTAT_VERIFY" --json --trust log.key "$which"
	is "$which" "$(json .signer.trusted)" true
done
# What the witness once signed is no checkpoint of this log any more.
run 2 ours log witness newest

# The verifier says what the witnesses signed that the reader names.
run 3 "$CONSTAT_VERIFY" --json --trust log.key --witness witness.key newest
is witness "$(json '.findings[] | select(.check == "log.cosignature") |
    .level')" pass
is size "$(json .checkpoint.size)" "$(sed -n 2p newest)"
run 3 "$CONSTAT_VERIFY" --json --trust log.key newest
is witness "$(json '.findings[] | select(.check == "log.cosignature") |
    .level')" unchecked
run 2 "$CONSTAT_VERIFY" --witness log.key newest
# A time that the witness did not sign.
python3 - <<'PYTHON'
import base64
note = open('newest', 'rb').read().split(b'\n')
who = note[-2].rsplit(b' ', 1)
raw = bytearray(base64.b64decode(who[1]))
raw[11] ^= 1
note[-2] = who[0] + b' ' + base64.b64encode(bytes(raw))
open('dated', 'wb').write(b'\n'.join(note))
PYTHON
run 1 "$CONSTAT_VERIFY" --trust log.key --witness witness.key dated

# Two histories shown to two people: their checkpoints alone tell.
rm -rf "$TMP_DIR/store"
cp -a yesterday "$TMP_DIR/store"
events 1 p
run 0 ours log checkpoint -o shown-to-one
rm -rf "$TMP_DIR/store"
cp -a yesterday "$TMP_DIR/store"
events 1 q
run 0 ours log checkpoint -o shown-to-another
is sizes "$(sed -n 2p shown-to-one)" "$(sed -n 2p shown-to-another)"
for file in shown-to-one shown-to-another; do
	run 3 "$CONSTAT_VERIFY" --trust log.key "$file"
done
run 1 "$CONSTAT_VERIFY" --json --trust log.key shown-to-one shown-to-another
is history "$(json '.findings[] | select(.check == "log.history") | .level')" \
    fail
run 1 "$CONSTAT_VERIFY" --lang fr --trust log.key --jobs 2 shown-to-one \
    shown-to-another
out_has "Un seul historique du journal"
out_has "(clé de journal, clé que vous reconnaissez)"
run 3 "$CONSTAT_VERIFY" --json shown-to-one shown-to-another
is history "$(json '.findings[] | select(.check == "log.history") | .level')" \
    warn
run 3 "$CONSTAT_VERIFY" --json --trust log.key shown-to-one shown-to-one newest
is history "$(json '.findings[] | select(.check == "log.history") | .level')" \
    pass
