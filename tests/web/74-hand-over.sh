# Three stores: A captures and hands over to B, whose receipt closes it; B
# hands on to C, whose dossier tells of all three.  Packages that are lost,
# altered, refused, received twice; receipts that are forged or of another.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool jq sqlite3
start_site
start_tsa

# at STORE COMMAND...: the command on that store.
at() {
	store=$1 verb=$2
	shift 2
	"$CONSTAT" "$verb" --home "$PWD/$store" "$@"
}
for s in a b c d; do
	run 0 at $s init --no-passphrase --organization "Cabinet $s" \
	    --operator "Op $s" --ntp 127.0.0.1:1
done
trust() {
	echo --trust "$PWD/$1/keys/root.pem"
}
tsa="--tsa $TSA_URL"
tsa_trust="--tsa-trust $TSA_CA"
events() {
	at "$1" log show --json | jq -r "select(.event == \"$2\") | .seq" |
	    wc -l | tr -d ' '
}
size() {
	at "$1" log show --json | wc -l | tr -d ' '
}
# send N TO OPTION...: A hands over its exhibits as pN.asice.
send() {
	n=$1 to=$2
	shift 2
	run 0 at a transfer $tsa --to "Op $to" --to-organization \
	    "Cabinet $to" --why "essai $n" -o "p$n.asice" --json "$@" Affaire
	json .package >"p$n.uuid"
}
state() {
	at a transfer --list --json |
	    jq -r "select(.package == \"$(cat "p$1.uuid")\") | .state"
}

# Two exhibits, captured by A.
for page in "$SITE_POST" /cache; do
	have=0
	"$CONSTAT" capture --home "$PWD/a" --quiet --allow-private \
	    --no-browser --no-author --ca "$SITE_CA" $tsa --case Affaire \
	    "$SITE_HTTPS$page" >"$TMP_DIR/out" 2>"$TMP_DIR/err" || have=$?
	[ "$have" -le 1 ] || fail "capture: exit $have"
done
run 0 at a list --json
is exhibits "$(wc -l <"$TMP_DIR/out" | tr -d ' ')" 2
ids=$(json .exhibit | sort | tr '\n' ' ')

# ---- A to B ----
send 1 b
is "exhibits of the package" "$(json '.exhibits | length')" 2
is sha256 "$(json .sha256)" "$(sha256sum <p1.asice | cut -c 1-64)"
is state "$(state 1)" open
is events "$(events a transferred) $(events a exported)" "1 1"
run 0 at a fsck
run 2 at a transfer $tsa --to X -o p1.asice Affaire
run 64 at a transfer -o x.asice Affaire
run 64 at a transfer --to X Affaire
run 2 at a transfer --to X -o x.asice Nowhere

# Whom to trust is the receiver's choice; without it nothing is done.
before=$(size b)
run 2 at b receive p1.asice --receipt r1.p7m $tsa_trust
err_has "nobody you trust"
err_has --accept-unknown
is "log of b" "$(size b)" "$before"
[ ! -e r1.p7m ] || fail "a receipt of nothing"
run 0 at b receive p1.asice $tsa $tsa_trust $(trust a) --json
is "beside the package" "$(json .receipt)" p1.receipt.p7m
mv p1.receipt.p7m r1.p7m
is result "$(json .result)" received
is trusted "$(json .signer.trusted)" true
is sender "$(json '.from.organization + " " + .from.name')" "Cabinet a Op a"
[ "$(json .stamped)" != null ] || fail "no time-stamp"
run 0 at b list --case Affaire --json
is "same exhibits" "$(json .exhibit | sort | tr '\n' ' ')" "$ids"
is url "$(json .url | grep -c "$SITE_HTTPS")" 2
run 0 at b fsck
run 0 at b log check
# The same file again: its receipt once more, and nothing else.
before=$(size b)
run 0 at b receive p1.asice --receipt r1b.p7m $tsa $tsa_trust $(trust a) --json
is again "$(json .again)" true
cmp r1.p7m r1b.p7m || fail "another receipt"
is "log of b" "$(size b)" "$before"

# With stock tools: whose it is, and what it says.
openssl cms -verify -inform DER -in r1.p7m -CAfile b/keys/root.pem \
    -purpose any -out r1.json 2>/dev/null || fail "openssl refuses it"
is text "$(jq -r '.format + " " + .result + " " + .package' r1.json)" \
    "constat-receipt received $(cat p1.uuid)"
openssl asn1parse -inform DER -in r1.p7m >r1.asn1
grep -q 1.2.840.113549.1.9.16.6.2 r1.asn1 ||
    grep -qi 'proofOfReceipt' r1.asn1 || fail "no commitment"

# ---- the receipt goes back ----
run 2 at a transfer --receipt r1.p7m
err_has "nobody you trust"
is incidents "$(events a incident)" 1
# Altered, and something that is no receipt at all.
python3 - <<'PY'
b = bytearray(open('r1.p7m', 'rb').read())
at = b.find(b'"result":"received"')
b[at + 10] ^= 1
open('forged.p7m', 'wb').write(b)
PY
run 2 at a transfer --receipt forged.p7m $(trust b)
is incidents "$(events a incident)" 2
echo nothing >nothing.p7m
run 2 at a transfer --receipt nothing.p7m $(trust b)
is incidents "$(events a incident)" 2
is state "$(state 1)" open
# About another file than the catalogue says was sent.
cp -r a a2
sqlite3 a2/catalog.db "UPDATE packages SET sha256 = '$(printf x |
    sha256sum | cut -c 1-64)'"
run 2 at a2 transfer --receipt r1.p7m $(trust b) --json
is code "$(json .code)" digest
rm -rf a2
run 0 at a transfer --receipt r1.p7m $(trust b) --json
is result "$(json .result)" received
is by "$(json '.by + ", " + .organization')" "Op b, Cabinet b"
is state "$(state 1)" closed
is "closes" "$(at a log show --json | jq -c 'select(.event == "received") |
    [.detail.closes, .detail.package]')" "[$(at a log show --json | jq -r \
    'select(.event == "transferred") | .seq'),\"$(cat p1.uuid)\"]"
before=$(size a)
run 0 at a transfer --receipt r1.p7m $(trust b)
is "log of a" "$(size a)" "$before"

# ---- receipts that do not belong ----
send 2 b
run 0 at c receive p2.asice --receipt r2c.p7m --no-timestamp $tsa_trust \
    $(trust a)
err_has "addressed to another"
run 2 at a transfer --receipt r2c.p7m $(trust c) --json
is code "$(json .code)" recipient
is state "$(state 2)" open
run 2 at d transfer --receipt r1.p7m $(trust b) --json
is code "$(json .code)" package
# A second receipt by another one, after the first has closed it.
run 0 at b receive p2.asice --receipt r2.p7m $tsa $tsa_trust $(trust a) --json
is "here already" "$(json .here)" 2
run 0 at a transfer --receipt r2.p7m $(trust b)
run 2 at a transfer --receipt r2c.p7m $(trust c) --accept-unknown --json
is code "$(json .code)" closed

# ---- altered, refused, lost ----
send 3 b
python3 - <<'PY'
b = bytearray(open('p3.asice', 'rb').read())
b[len(b) // 3] ^= 1
open('p3.bad.asice', 'wb').write(b)
open('p3.cut.asice', 'wb').write(b[:len(b) // 2])
PY
run 1 at b receive p3.bad.asice --receipt r3.p7m $tsa $tsa_trust $(trust a) \
    --json
is result "$(json .result)" rejected
is rejected "$(events b rejected)" 1
is "kept of it" "$(find b/blobs -name "$(sha256sum <p3.bad.asice |
    cut -c 1-64)*" | wc -l | tr -d ' ')" 0
run 0 at b fsck
run 0 at a transfer --receipt r3.p7m $(trust b)
out_has "another file"
is state "$(state 3)" refused
before=$(size b)
head -c 5000 /dev/urandom >noise.asice
run 2 at b receive noise.asice --receipt rn.p7m $tsa_trust $(trust a)
run 2 at b receive nowhere.asice --receipt rn.p7m $tsa_trust $(trust a)
is "log of b" "$(size b)" "$before"
[ ! -e rn.p7m ] || fail "a receipt of noise"
send 4 b
run 64 at b receive p4.asice --refuse --receipt r4.p7m
run 0 at b receive p4.asice --refuse --why "pas pour nous" --receipt r4.p7m \
    $tsa $tsa_trust $(trust a)
run 0 at a transfer --receipt r4.p7m $(trust b)
out_has "pas pour nous"
is state "$(state 4)" refused
send 5 b
is state "$(state 5)" open
run 0 at a transfer --list
out_has "open: no receipt yet"
LANGUAGE=fr run 0 at a transfer --list
out_has "ouverte"

# ---- B to C, who tells of all ----
run 0 at b transfer $tsa --to "Op c" --to-organization "Cabinet c" --move \
    --why "dessaisissement" -o pc.asice Affaire
run 0 at d receive pc.asice --receipt rd.p7m --accept-unknown $tsa $tsa_trust
rm -rf d/work/none
run 0 at c receive pc.asice --receipt rc.p7m $tsa $tsa_trust $(trust b) --json
is "here already" "$(json .here)" 2
run 0 at b transfer --receipt rc.p7m $(trust c)
is moved "$(events b moved)" 1
run 0 at c export $tsa -o chain.asice --json Affaire
run 0 "$CONSTAT_VERIFY" --json $(trust a) $(trust b) $(trust c) \
    $tsa_trust chain.asice
is verdict "$(json .verdict)" holds
is logs "$(json '[.custody[].log | values] | unique | length')" 3
is chain "$(json '[.custody[] | select(.event == "acquired") |
    .organization] | unique | join(" ")')" "Cabinet a"
for s in b c; do
	is "received by $s" "$(json "[.custody[] | select(.event == \
	    \"received\" and .organization == \"Cabinet $s\" and \
	    (.detail | test(\"closes\") | not))] | length > 0")" true
done
is gaps "$(json '[.custody[] | select(has("gap"))] | length')" 0

# ---- import, roles, holds ----
run 2 at d import chain.asice $tsa_trust
run 0 at d import chain.asice $tsa_trust $(trust c) --case Autre --json
is here "$(json '"\(.exhibits) \(.here)"')" "2 2"
run 2 at d import chain.asice $tsa_trust $(trust c)
run 2 at d receive chain.asice --receipt no.p7m $tsa_trust $(trust c)
run 0 at d fsck
run 0 at a operator add Eve --role audit --no-passphrase
run 2 at a transfer --as Eve --to X -o x.asice Affaire
run 0 at a transfer --as Eve --list
run 0 at a hold Affaire --why "instance"
run 2 at a transfer $tsa --move --to X -o x.asice Affaire
err_has "legal hold"
[ ! -e x.asice ] || fail "given away under hold"
run 0 at a transfer $tsa --to X -o x.asice Affaire

# ---- what came in, and is disposed of ----
run 0 at d operator add Luc --role manage --no-passphrase
n=0
for id in $ids; do
	run 0 at d dispose "$id" --why "fin de mandat" --with Luc
	n=$((n + 1))
	[ "$n" = 2 ] || err_has "the package that it came in"
done
err_lacks "the package that it came in"
is "kept by d" "$(find d/blobs -name '*.wacz' | wc -l | tr -d ' ')" 0
for s in a b c d; do
	run 0 at $s log check
	run 0 at $s fsck
	is "left in $s" "$(at $s fsck --json | jq '.findings | length')" 0
done
