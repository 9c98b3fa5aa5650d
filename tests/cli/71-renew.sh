# Evidence records: made of all exhibits under one time-stamp, renewed, by
# another hash function too, held against their files by the verifier.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool jq python3 openssl
start_site
start_tsa
run 0 "$CONSTAT" init --no-passphrase --ntp 127.0.0.1:1

take() {
	have=0
	"$CONSTAT" capture --json --no-browser --allow-private \
	    --ca "$SITE_CA" --tsa "$TSA_URL" --case "$1" \
	    "$SITE_HTTPS$SITE_POST" >"$TMP_DIR/out" 2>"$TMP_DIR/err" ||
	    have=$?
	[ "$have" -le 1 ] || fail "capture: $(cat "$TMP_DIR/err")"
}
check() {
	run "$1" "$CONSTAT" verify --json --tsa-trust "$TSA_CA" "$2"
}

run 0 "$CONSTAT" stamp --renew
out_has "Nothing is kept that could be renewed"
take A
file=$(json .file) id=$(json .exhibit)
take B
other=$(json .file)
sha256sum "$file" "$other" >before

# Wrong words; an authority that does not answer; answers that are no good.
run 64 "$CONSTAT" stamp --case A
run 64 "$CONSTAT" stamp --renew --hash md5
run 64 "$CONSTAT" stamp --renew --case A "$id"
run 2 "$CONSTAT" stamp --renew --tsa http://127.0.0.1:1/
for mode in nonce hash label reject expired usage garbage empty error; do
	run 2 "$CONSTAT" stamp --renew --tsa "$TSA_URL/$mode"
	[ ! -e "$file.ers" ] || fail "kept a record by /$mode"
done

# One time-stamp for all of them.
run 0 "$CONSTAT" stamp --renew --json --tsa "$TSA_URL/"
is exhibits "$(jq -r .exhibit "$TMP_DIR/out" | sort | uniq | wc -l)" 2
is times "$(jq -r .record.time "$TMP_DIR/out" | uniq | wc -l)" 1
is hash "$(jq -r .record.hash "$TMP_DIR/out" | uniq)" sha256
[ -s "$file.ers" ] && [ -s "$other.ers" ] || fail "no records"
is mode "$(stat -c %a "$file.ers")" 444
sha256sum -c --quiet before || fail "a sealed file changed"
check 0 "$file"
is stamps "$(json .record.stamps)" 1
is trusted "$(json .record.trusted)" true
is checks "$(json '[.findings[] | select(.check | startswith("record.")) |
    .level] | unique[]')" pass
run 0 "$CONSTAT" show --json "$id"
is event "$(json '[.custody[] | select(.event == "renewed")] | length')" 1

# A time-stamp that comes later belongs to the next chain.
run 0 "$CONSTAT" stamp --tsa "$TSA_URL/" "$id"
run 0 "$CONSTAT" stamp --renew --tsa "$TSA_URL/rsa" --case A
check 0 "$file"
is stamps "$(json .record.stamps)" 2
is beside "$(json '.findings[] | select(.check == "record.data") | .detail')" \
    "over the file and 0 of 1 time-stamps beside it"
run 0 "$CONSTAT" stamp --renew --hash sha512 --tsa "$TSA_URL/" "$id"
run 0 "$CONSTAT" stamp --renew --tsa "$TSA_URL/"
check 0 "$file"
is stamps "$(json .record.stamps)" 4
is "chains and functions" "$(json '[.findings[] |
    select(.check == "record.stamp") | .detail | test("sha512")] |
    tostring')" '[false,false,true,true]'
check 0 "$other"
is stamps "$(json .record.stamps)" 2
LC_ALL=C run 0 "$CONSTAT" verify --tsa-trust "$TSA_CA" "$file"
out_has "Evidence record"

# Without its authority's root: told, and nothing is altered.
run 3 "$CONSTAT" verify --json "$file"
is trusted "$(json .record.trusted)" false

# A file of any kind, with its record beside it.
mkdir x
echo "a dossier, say" >x/file.asice
run 0 "$CONSTAT" stamp --renew --json --tsa "$TSA_URL/" x/file.asice
is file "$(json .file)" x/file.asice
openssl asn1parse -inform DER -in x/file.asice.ers >asn1 ||
    fail "openssl cannot read the record"
run 0 "$CONSTAT" stamp --renew --tsa "$TSA_URL/" x/file.asice

# The record of another file; bytes behind one's own.
cp "$file" x/a.wacz
cp x/file.asice.ers x/a.wacz.ers
check 1 x/a.wacz
is why "$(json '[.findings[] | select(.level == "fail") | .check][0]')" \
    record.data
cp "$file.ers" x/a.wacz.ers
chmod u+w x/a.wacz.ers
printf x >>x/a.wacz.ers
check 1 x/a.wacz
is why "$(json '[.findings[] | select(.level == "fail") | .check] |
    tostring')" '["record.chain"]'

# A store refuses to go on from a record that does not hold.
chmod u+w "$other.ers"
printf x >>"$other.ers"
run 1 "$CONSTAT" stamp --renew --tsa "$TSA_URL/"
grep -q "no evidence record" "$TMP_DIR/err" || fail "$(cat "$TMP_DIR/err")"
chmod u+w "$other"
printf x >>"$other"
run 2 "$CONSTAT" stamp --renew --tsa "$TSA_URL/" --case B

echo x >>x/file.asice
run 2 "$CONSTAT" stamp --renew --tsa "$TSA_URL/" x/file.asice
