# A dossier is checked with unzip and openssl alone, word for word as
# docs/formats/dossier.md has it; what was altered is refused there too.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool jq python3 openssl unzip
start_site
start_tsa
run 0 "$CONSTAT" init --no-passphrase --ntp 127.0.0.1:1 \
    --organization "Essai SA" --operator "Z. Essai"
have=0
"$CONSTAT" capture --json --no-browser --allow-private --ca "$SITE_CA" \
    --tsa "$TSA_URL" --case Essai "$SITE_HTTPS$SITE_POST" \
    >"$TMP_DIR/out" 2>"$TMP_DIR/err" || have=$?
[ "$have" -le 1 ] || fail "capture: $(cat "$TMP_DIR/err")"
id=$(json .exhibit)
run 0 "$CONSTAT" stamp --renew --tsa "$TSA_URL/"
run 0 "$CONSTAT" stamp --tsa "$TSA_URL/" "$id"
run 0 "$CONSTAT" export Essai -o dossier.asice --tsa "$TSA_URL/"
cp "$CONSTAT_HOME/keys/root.pem" root.pem

# The commands of the page, as they stand there.
sed -n '/^With stock tools:/,/^## /p' "$ROOT/docs/formats/dossier.md" |
    sed -n '/^```sh/,/^```$/p' | sed '/^```/d' >tools.sh
grep -q 'openssl cms -verify' tools.sh || fail "no commands on the page"
sh -e tools.sh >tools.log 2>&1 || fail "$(cat tools.log)"

# The operator's, with revocation looked at; the seal's over other bytes.
verify() {
	openssl cms -verify -cades -binary -inform DER -in "$1" -content "$2" \
	    -CAfile root.pem -purpose any -crl_check -out /dev/null 2>cms.err
}
m=META-INF/ASiCManifest002.xml
verify META-INF/signature002.p7s $m || fail "$(cat cms.err)"
! verify META-INF/signature.p7s $m || fail "a signature of something else"

# Every file is in the manifest, with its digest; none is elsewhere.
mkdir x
unzip -q dossier.asice -d x
(cd x && find . -type f ! -path './META-INF/*' ! -name mimetype |
    sed 's|^\./||' | LC_ALL=C sort) >there
sed -n 's/.*DataObjectReference URI="\([^"]*\)".*/\1/p' $m |
    LC_ALL=C sort >named
cmp there named || fail "the manifest does not name every file"
sed -n 's/.*URI="\([^"]*\)".*<ds:DigestValue>\([^<]*\).*/\1 \2/p' $m |
    while read -r name sum; do
	is "$name" "$(openssl dgst -sha256 -binary "x/$name" |
	    openssl base64 -A)" "$sum"
done
is mimetype "$(cat x/mimetype)" "application/vnd.etsi.asic-e+zip"

# The time-stamp is over the signature's value.
python3 - META-INF/signature.p7s <<'PY'
import subprocess, sys
der = sys.argv[1]
lines = subprocess.run(['openssl', 'asn1parse', '-inform', 'DER', '-in', der],
    capture_output=True, text=True, check=True).stdout.splitlines()
at = next(i for i, l in enumerate(lines)
    if 'id-smime-aa-timeStampToken' in l)
value = [l for l in lines[:at] if 'OCTET STRING' in l][-1]
token = lines[at + 2]
def cut(line, header):
    offset = int(line.split(':')[0])
    head = int(line.split('hl=')[1].split()[0])
    size = int(line.split('l=')[2].split()[0])
    d = open(der, 'rb').read()
    return d[offset + (0 if header else head):offset + head + size]
open('value', 'wb').write(cut(value, False))
open('token', 'wb').write(cut(token, True))
PY
openssl ts -verify -token_in -in token -data value -CAfile "$TSA_CA" \
    -untrusted "$TSA_MIDDLE" >ts.log 2>&1 || fail "$(cat ts.log)"

# The exhibit's evidence record and later time-stamp are in it; it has one
# itself; both go with it into another store.
unzip -l dossier.asice | grep -q '0001-.*[.]ers' || fail "no record in it"
run 0 "$CONSTAT" stamp --renew --tsa "$TSA_URL/" dossier.asice
run 0 "$CONSTAT" verify --json --tsa-trust "$TSA_CA" dossier.asice
is stamps "$(json .record.stamps)" 1
is trusted "$(json .record.trusted)" true
export CONSTAT_HOME="$TMP_DIR/second"
run 0 "$CONSTAT" init --no-passphrase --ntp 127.0.0.1:1
run 0 "$CONSTAT" import --trust root.pem --tsa-trust "$TSA_CA" dossier.asice
run 0 "$CONSTAT" show --json "$id"
file=$(json .file)
[ -s "$file.ers" ] && [ -s "$file.tsr" ] || fail "they did not come along"
run 0 "$CONSTAT" verify --json --trust root.pem --tsa-trust "$TSA_CA" "$file"
is stamps "$(json .record.stamps)" 1
