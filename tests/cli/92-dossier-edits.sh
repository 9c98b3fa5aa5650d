# Some hundred edits of a real dossier, by a stranger, by somebody with keys of
# his own, and by an insider with the real ones: tests/cli/dossier_edits.py.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool jq python3 openssl sqlite3
start_site
start_tsa
for store in a b; do
	run 0 "$CONSTAT" init --home "$PWD/$store" --no-passphrase \
	    --organization "Cabinet $store" --operator "Op $store" \
	    --ntp 127.0.0.1:1 --tsa "$TSA_URL/"
done
root_a=$PWD/a/keys/root.pem root_b=$PWD/b/keys/root.pem

take() {
	have=0
	"$CONSTAT" capture --home "$PWD/a" --no-browser --no-author \
	    --allow-private --ca "$SITE_CA" --quiet "$@" >/dev/null 2>&1 ||
	    have=$?
	[ "$have" -lt 2 ] || fail "capture: exit $have"
}
take --case Martin "$SITE_HTTPS$SITE_AUTHOR"
take --case Martin "$SITE_HTTPS/cache"
take --case Autre "$SITE_HTTPS$SITE_AUTHOR"
run 0 "$CONSTAT" transfer --home "$PWD/a" --to "Op b" \
    --to-organization "Cabinet b" --why copie -o t.asice Martin
run 0 "$CONSTAT" receive --home "$PWD/b" --trust "$root_a" \
    --tsa-trust "$TSA_CA" --receipt r.p7m t.asice
run 0 "$CONSTAT" transfer --home "$PWD/a" --receipt r.p7m --trust "$root_b"
run 0 "$CONSTAT" export --home "$PWD/a" --to Tribunal --why plainte \
    -o m.asice Martin
run 0 "$CONSTAT" export --home "$PWD/a" -o autre.asice Autre

# The commands in the report stand on lines of their own.
unzip -p m.asice report.en.html >report.html
grep -q '^unzip -p dossier.asice ' report.html || fail "one long line"

# Given away, and still acted on: both are told.
run 0 "$CONSTAT" transfer --home "$PWD/a" --to "Op b" --move \
    --to-organization "Cabinet b" -o gone.asice Martin
run 0 "$CONSTAT" receive --home "$PWD/b" --trust "$root_a" \
    --tsa-trust "$TSA_CA" --receipt gone.p7m gone.asice
run 0 "$CONSTAT" transfer --home "$PWD/a" --receipt gone.p7m --trust "$root_b"
run 0 "$CONSTAT" export --home "$PWD/a" -o after.asice Martin
run 0 "$CONSTAT_VERIFY" --trust "$root_a" --trust "$root_b" \
    --tsa-trust "$TSA_CA" --json after.asice
is overlap "$(json '[.custody[] | .overlap // empty] | unique | .[]')" \
    still-acting
# The receipt by which it was given away is signed by somebody whom a reader of
# the sender's root alone does not know: nothing that follows is established.
run 3 "$CONSTAT_VERIFY" --trust "$root_a" --tsa-trust "$TSA_CA" --json \
    after.asice
is "by receipt" "$(json '[.custody[] | select(.holder == "receipt") |
    .unknown] | unique | .[]')" true
is "until then" "$(json '[.custody[] | select(.holder == "acquired") |
    .until_unknown] | unique | .[]')" true
is "at the event" "$(json '[.custody[] | select(.event == "moved") |
    .receipt] | .[]')" unknown
run 3 "$CONSTAT_VERIFY" --trust "$root_a" --tsa-trust "$TSA_CA" --lang en \
    --report after.html after.asice
grep "Holder: .*receipt" "$TMP_DIR/out" |
    grep -q "a receipt signed by somebody unknown to you" ||
    fail "no doubt in the text"
out_has "rests on the word of somebody unknown to you"
# At the holder by receipt, at the end of who held before, at a copy, at what
# was done afterwards, and at each event that tells of it.
for doubt in "by its signed receipt<br><em>according to a receipt signed by" \
    "UTC<br><em>according to somebody unknown to you" \
    "a copy was handed over<br><em>according to a receipt signed by" \
    "still acted on<br><em>according to a receipt signed by" \
    "given away for good</td>.*<em>according to a receipt signed by"; do
	grep -q "$doubt" after.html || fail "no doubt: $doubt"
done
run 3 "$CONSTAT_VERIFY" --trust "$root_a" --tsa-trust "$TSA_CA" --lang fr \
    after.asice
out_has "une personne que vous ne connaissez pas"
# Who has only a copy by such a receipt: told at that line, and it holds.
run 0 "$CONSTAT_VERIFY" --trust "$root_a" --tsa-trust "$TSA_CA" --json m.asice
is "by receipt" "$(json '[.custody[] | select(.copy == "handed-over") |
    .unknown] | unique | .[]')" true
# Two views of the sender's log: it is one holder, until it gave away.
run 0 "$CONSTAT" export --home "$PWD/b" -o b.asice Martin
run 0 "$CONSTAT_VERIFY" --trust "$root_a" --trust "$root_b" \
    --tsa-trust "$TSA_CA" --json b.asice
is holders "$(json '[.custody[] | select(.holder == "acquired")] | length')" 2
is ended "$(json '[.custody[] | select(.holder == "acquired") | .until] |
    map(select(. != null)) | length')" 2

# An insider has every key, in the clear.
mkdir keys edits
for key in seal log; do
	openssl pkey -in "a/keys/$key.key" -passin file:a/keys/passphrase \
	    -out "keys/$key.key"
done
openssl pkey -in a/keys/operators/*.key -passin file:a/keys/passphrase \
    -out keys/operator.key
sqlite3 a/catalog.db "SELECT CAST(bytes AS TEXT) FROM log ORDER BY seq" \
    >events
python3 "$ROOT/tests/cli/dossier_edits.py" "$CONSTAT_VERIFY" m.asice \
    autre.asice "$root_a" "$TSA_CA" keys "$TMP_DIR/tsa" events edits >report ||
    fail "$(cat report)"
cat report

# Who is revoked, and when, by the root's own hand.
openssl pkey -in a/keys/root.key -passin file:a/keys/passphrase \
    -out keys/root.key
python3 "$ROOT/tests/cli/dossier_revoked.py" "$CONSTAT_VERIFY" m.asice \
    "$root_a" "$TSA_CA" keys "$TMP_DIR/tsa" events edits >report ||
    fail "$(cat report)"
cat report

# The same insider and the one who received lie together, or each alone.
mkdir keys/a keys/b
for store in a b; do
	for key in seal log; do
		openssl pkey -in "$store/keys/$key.key" -passin \
		    "file:$store/keys/passphrase" -out "keys/$store/$key.key"
	done
	openssl pkey -in "$store"/keys/operators/*.key -passin \
	    "file:$store/keys/passphrase" -out "keys/$store/operator.key"
done
cp events keys/a/events
python3 "$ROOT/tests/cli/dossier_lies.py" "$CONSTAT_VERIFY" m.asice "$PWD" \
    "$TMP_DIR/tsa" keys edits >report || fail "$(cat report)"
cat report

# An operator, who has a key of their own, seals in place of the seal.
cp -a a o
for end in key pem; do
	cp o/keys/operators/*.$end "o/keys/seal.$end"
done
have=0
"$CONSTAT" capture --home "$PWD/o" --no-browser --no-author --json --quiet \
    --allow-private --ca "$SITE_CA" "$SITE_HTTPS/cache" >"$TMP_DIR/out" ||
    have=$?
[ "$have" -lt 2 ] || fail "capture: exit $have"
run 1 "$CONSTAT_VERIFY" --trust "$root_a" --tsa-trust "$TSA_CA" --json \
    "$(json .file)"
is found "$(json '.findings[] | select(.level == "fail") | .check')" \
    seal.domain
# So does a time-stamp authority, whose root the reader trusts for all.
ca=$TMP_DIR/tsa/ca
for part in ec middle root; do
	cat "$ca/$part.pem"
	echo
done >o/keys/seal.pem
openssl pkcs8 -topk8 -in "$ca/ec.key" -scrypt -out o/keys/seal.key \
    -passout file:o/keys/passphrase
have=0
"$CONSTAT" capture --home "$PWD/o" --no-browser --no-author --json --quiet \
    --allow-private --ca "$SITE_CA" "$SITE_HTTPS/cache" >"$TMP_DIR/out" ||
    have=$?
[ "$have" -lt 2 ] || fail "capture: exit $have"
run 1 "$CONSTAT_VERIFY" --trust "$TSA_CA" --tsa-trust "$TSA_CA" --json \
    "$(json .file)"
is found "$(json '.findings[] | select(.level == "fail") | .check')" \
    seal.trust
# So does b, whose root the reader trusts, in the name of a.
openssl pkey -in b/keys/root.key -passin file:b/keys/passphrase -out root.key
openssl req -new -key "$ca/ec.key" -subj "/O=Cabinet a/CN=seal" -out name.csr
printf '%s\n' "subjectAltName = DNS:seal.example" \
    "keyUsage = critical, digitalSignature, nonRepudiation" >name.ext
openssl x509 -req -in name.csr -CA b/keys/root.pem -CAkey root.key \
    -set_serial 77 -days 30 -extfile name.ext -out name.pem 2>/dev/null
{ cat name.pem; echo; cat b/keys/root.pem; } >o/keys/seal.pem
have=0
"$CONSTAT" capture --home "$PWD/o" --no-browser --no-author --json --quiet \
    --allow-private --ca "$SITE_CA" "$SITE_HTTPS/cache" >"$TMP_DIR/out" ||
    have=$?
[ "$have" -lt 2 ] || fail "capture: exit $have"
run 1 "$CONSTAT_VERIFY" --trust "$root_b" --tsa-trust "$TSA_CA" --json \
    "$(json .file)"
is found "$(json '.findings[] | select(.level == "fail") | .check')" \
    seal.trust
