# Legal hold, disposal by two operators, what was made from an exhibit.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool jq python3 openssl sqlite3
start_site
run 0 "$CONSTAT" init --no-passphrase --ntp 127.0.0.1:1 --operator Ana
run 0 "$CONSTAT" operator add Luc --role manage --no-passphrase
run 0 "$CONSTAT" operator add Eve --role audit --no-passphrase

take() {
	have=0
	"$CONSTAT" capture --json --no-browser --no-timestamp --case K \
	    --allow-private --ca "$SITE_CA" "$SITE_HTTPS$SITE_POST" \
	    >"$TMP_DIR/out" 2>"$TMP_DIR/err" || have=$?
	[ "$have" -lt 2 ] || fail "capture: exit $have"
	id=$(json .exhibit) file=$(json .file)
}
take
one=$id first=$file
take
two=$id second=$file

# A reason is wanted, and a state that can change.
run 64 "$CONSTAT" dispose "$one" --why x
run 2 "$CONSTAT" hold "$one" --why " "
run 2 "$CONSTAT" release "$one" --why x
run 2 "$CONSTAT" hold Nobody --why x
run 0 "$CONSTAT" hold "$one" --why "procédure en cours"
run 2 "$CONSTAT" hold "$one" --why x
run 0 "$CONSTAT" hold K --why "toute l'affaire" --json
is done "$(json .done)" true

# Under hold, its own or that of its case, nothing is disposed of.
run 2 "$CONSTAT" dispose "$one" --why "fin" --with Luc
err_has "legal hold"
run 2 "$CONSTAT" dispose "$two" --why "fin" --with Luc
err_has "legal hold"
run 0 "$CONSTAT" release K --why "jugement"
run 2 "$CONSTAT" dispose "$one" --why "fin" --with Luc
run 0 "$CONSTAT" release "$one" --why "jugement"

# Two different operators, who both may.
run 2 "$CONSTAT" dispose "$one" --why "fin" --with Ana
run 2 "$CONSTAT" dispose "$one" --why "fin" --with Eve
run 2 "$CONSTAT" dispose "$one" --why "fin" --with Nobody
run 2 "$CONSTAT" dispose "$one" --why "fin" --with Luc --as Eve
[ -s "$first" ] || fail "the file is gone"

# Derivatives: objects of their own, the master untouched.
sha256sum "$first" "$second" >before
echo "caviardé" >redacted.txt
run 64 "$CONSTAT" derive "$one" redacted.txt --operation redact
run 64 "$CONSTAT" derive "$one" redacted.txt --operation paint --tool "ed 1"
run 2 "$CONSTAT" derive "$one" nowhere --operation redact --tool "ed 1"
mkfifo fifo
run 2 timeout 60 "$CONSTAT" derive "$one" fifo --operation redact --tool "ed 1"
err_has "fifo"
run 2 "$CONSTAT" derive ffffffff redacted.txt --operation redact --tool "ed 1"
run 0 "$CONSTAT" derive "$one" redacted.txt --operation redact \
    --tool "ed 1.19" --note "noms des tiers" --why "RGPD" --json
made=$(json .derivative)
is hash "$made" "$(sha256sum redacted.txt | cut -d' ' -f1)"
run 2 "$CONSTAT" derive "$one" redacted.txt --operation redact --tool "ed 1"
echo "extrait" >excerpt.txt
run 0 "$CONSTAT" derive "$made" excerpt.txt --operation excerpt --tool "ed 1"
sha256sum -c --quiet before || fail "a master changed"
echo "the person's own file stays theirs" >>redacted.txt
run 0 "$CONSTAT" show --json "$one"
is operations "$(json '[.derivatives[].operation] | join(" ")')" \
    "redact excerpt"
is parent "$(json '.derivatives[1].parent')" "$made"
is event "$(json '[.custody[] | select(.event == "redacted")] |
    .[0].data.tool')" "ed 1.19"
run 0 "$CONSTAT" log show "$one" --json
grep -q "\"after\":{\"alg\":\"sha256\",\"value\":\"$made\"" "$TMP_DIR/out" ||
    fail "the event lacks the hash of what was made"
run 0 "$CONSTAT" fsck

# Disposed of: the file goes, the row and the log stay.
run 0 "$CONSTAT" dispose "$one" --why "fin de conservation" --with Luc
[ ! -e "$first" ] || fail "the file is still there"
run 2 "$CONSTAT" dispose "$one" --why "encore" --with Luc
run 0 "$CONSTAT" show --json "$one"
is state "$(json .state)" disposed
is number "$(json .number)" 1
run 0 "$CONSTAT" log show "$one" --json
grep '"event":"disposed"' "$TMP_DIR/out" >event
is people "$(jq -r '[.detail.approved[].name] | join(" ")' event)" "Ana Luc"
is why "$(jq -r .why event)" "fin de conservation"
# Both signatures, checked by openssl over the statement.
jq -j .detail.statement event >statement
printf 'sha256:%s' "$(sha256sum statement | cut -d' ' -f1)" >signed
for i in 0 1; do
	key=$(jq -r ".detail.approved[$i].key" event)
	jq -r ".detail.approved[$i].signature" event | base64 -d >sig
	openssl x509 -in "$CONSTAT_HOME/keys/operators/$key.pem" -noout \
	    -pubkey >pub
	openssl dgst -sha256 -verify pub -signature sig signed >/dev/null ||
	    fail "signature $i does not hold"
done
take
run 0 "$CONSTAT" show --json "$id"
is "next number" "$(json .number)" 3
run 0 "$CONSTAT" fsck
run 0 "$CONSTAT" log check

# What is gone gets no time-stamp any more.
sqlite3 "$CONSTAT_HOME/catalog.db" "UPDATE exhibits SET stamp = 1
    WHERE id = '$one'"
run 0 "$CONSTAT" stamp --tsa http://127.0.0.1:1/
out_has "No time-stamp is pending"
run 0 "$CONSTAT" list --pending --json
is pending "$(cat "$TMP_DIR/out")" ""

# Killed between log and disk: explained, and finished.
cp "$second" "$first"
run 0 "$CONSTAT" fsck --json
is leftover "$(json '.findings[0] | .fault + " " + .subject')" \
    "blob.disposed $one"
run 0 "$CONSTAT" fsck --recover
[ ! -e "$first" ] || fail "the file is still there"

# A row that says so without an event, and the reverse, are found.
sqlite3 "$CONSTAT_HOME/catalog.db" \
    "UPDATE exhibits SET disposed = 5 WHERE id = '$two'"
run 1 "$CONSTAT" fsck --json
is row "$(json '[.findings[].fault] | index("exhibit.events") != null')" true
sqlite3 "$CONSTAT_HOME/catalog.db" \
    "UPDATE exhibits SET disposed = 0"
run 1 "$CONSTAT" fsck --json
is event "$(json '[.findings[].fault] | index("exhibit.events") != null')" true
