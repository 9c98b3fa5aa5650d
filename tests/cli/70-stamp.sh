# A time-stamp that was pending is fetched later and kept beside the file.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool jq python3 openssl
start_site
start_tsa
run 0 "$CONSTAT" init --no-passphrase --ntp 127.0.0.1:1

# No authority answers: sealed, pending, nothing else missing.
TSA_GOOD=$TSA_URL
TSA_URL=http://127.0.0.1:1/
have=0
"$CONSTAT" capture --json --no-browser --allow-private --ca "$SITE_CA" \
    --tsa "$TSA_URL" "$SITE_HTTPS$SITE_POST" >"$TMP_DIR/out" \
    2>"$TMP_DIR/err" || have=$?
is state "$(json .timestamp.state)" pending
is exit "$have" 1
file=$(json .file) id=$(json .exhibit)
sha256sum "$file" >before
run 3 "$CONSTAT" verify --json --tsa-trust "$TSA_CA" "$file"
run 0 "$CONSTAT" list --pending --json
is pending "$(json .exhibit)" "$id"

# Nor now; then answers that cannot be accepted; nothing is kept of them.
run 2 "$CONSTAT" stamp --tsa http://127.0.0.1:1/
for mode in nonce hash label reject expired usage garbage empty error; do
	run 2 "$CONSTAT" stamp --tsa "$TSA_GOOD/$mode"
	[ ! -e "$file.tsr" ] || fail "kept an answer of /$mode"
done
run 2 "$CONSTAT" stamp --tsa "$TSA_GOOD/" ffffffff

# The first that cannot, the second that can.
run 0 "$CONSTAT" stamp --json --tsa "$TSA_GOOD/garbage" --tsa "$TSA_GOOD/"
is id "$(json .exhibit)" "$id"
is state "$(json .timestamp.state)" granted
[ -s "$file.tsr" ] || fail "no time-stamp beside the file"
is mode "$(stat -c %a "$file.tsr")" 444
sha256sum -c --quiet before || fail "the sealed file changed"
openssl ts -reply -in "$file.tsr" -text >/dev/null 2>&1 ||
    fail "openssl cannot read it"
run 0 "$CONSTAT" list --pending --json
is "still pending" "$(cat "$TMP_DIR/out")" ""
run 0 "$CONSTAT" stamp
out_has "No time-stamp is pending"
run 0 "$CONSTAT" verify --json --tsa-trust "$TSA_CA" "$file"
is time "$(json .time.trusted)" true
run 0 "$CONSTAT" show --json "$id"
is event "$(json '[.custody[] | select(.event == "timestamped")] |
    last | .detail // "good"')" good
is stamp "$(json .timestamp.state)" granted

# Nothing that the authority does not sign is kept with a token.
run 0 "$CONSTAT" stamp --tsa "$TSA_GOOD/wordy" "$id"
openssl ts -reply -in "$file.2.tsr" -text 2>/dev/null >said
grep -q 'Status: Granted\.' said && ! grep -q Bonjour said ||
    fail "$(sed -n 1,4p said)"
run 0 "$CONSTAT" verify --quiet --tsa-trust "$TSA_CA" "$file"

# A further one, by name; then a damaged file gets none.
run 0 "$CONSTAT" stamp --tsa "$TSA_GOOD/rsa" "$id"
run 0 "$CONSTAT" fsck
chmod u+w "$file"
printf X | dd of="$file" bs=1 seek=2000 conv=notrunc 2>/dev/null
run 2 "$CONSTAT" stamp --tsa "$TSA_GOOD/" "$id"
err_has corrupt
run 1 "$CONSTAT" fsck
out_has blob
