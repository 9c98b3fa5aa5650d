# What the machine has and lacks.
. "$ROOT/tests/cli/lib.sh"
need_tool jq chromium

run 0 "$CONSTAT" doctor --offline --json
is ready "$(json .ready)" true
is browser "$(json '.checks[] | select(.check == "browser") | .level')" ok
[ ! -e "$CONSTAT_HOME" ] || fail "doctor made a store"

run 0 "$CONSTAT" init --no-passphrase --tsa http://127.0.0.1:1/ \
    --ntp 127.0.0.1:1
run 0 "$CONSTAT" doctor --offline --json
is passphrase \
    "$(json '.checks[] | select(.check == "passphrase") | .level')" warn
# Others on the machine can write to it, or read the keys.
is access "$(json '[.checks[] | select(.check == "access")] | length')" 0
chmod 0777 "$CONSTAT_HOME"
run 1 "$CONSTAT" doctor --offline --json
is access "$(json '.checks[] | select(.check == "access") | .level')" lack
chmod 0755 "$CONSTAT_HOME"
run 0 "$CONSTAT" doctor --offline
chmod 0755 "$CONSTAT_HOME/keys"
run 1 "$CONSTAT" doctor --offline
out_has chmod
chmod 0700 "$CONSTAT_HOME" "$CONSTAT_HOME/keys"
# No authority can be reached: a capture would lack its time-stamp.
run 1 "$CONSTAT" doctor --json
is ready "$(json .ready)" false
is tsa "$(json '[.checks[] | select(.check == "tsa")] | last | .level')" lack

# No browser.
run 1 env CONSTAT_BROWSER=/nonexistent "$CONSTAT" doctor --offline --json
is browser "$(json '.checks[] | select(.check == "browser") | .level')" lack
run 1 env CONSTAT_BROWSER=/nonexistent LANG=fr_FR.UTF-8 "$CONSTAT" doctor \
    --offline
out_has MANQUE
