# Killed with SIGKILL at random moments: while it captures, hands over,
# receives, imports, exports, appends.  After each, nothing that was sealed is
# lost, the log checks, fsck explains all that is left and --recover clears it.
#
#   KILLS=200 KILL_SEED=... sh tests/cli/scenario.sh tests/cli/95-kill.sh
. "$ROOT/tests/cli/lib.sh"
need_tool python3 openssl
for store in a b; do
	run 0 "$CONSTAT" init --home "$PWD/$store" --no-passphrase \
	    --organization "Cabinet $store" --operator "$store" \
	    --ntp 127.0.0.1:1
done
have=0
python3 "$ROOT/tests/lib/kill.py" "$CONSTAT" "$PWD" "${KILLS:-20}" \
    "${KILL_SEED:-}" || have=$?
[ "$have" = 0 ] || fail "the seed is printed above"
