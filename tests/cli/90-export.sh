# A case leaves as one file: what is in it, that stock tools check it, and
# that nothing half-written stays behind.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool jq python3 openssl unzip
start_site
start_tsa
run 0 "$CONSTAT" init --no-passphrase --ntp 127.0.0.1:1 --operator Ana \
    --organization Étude
root=$CONSTAT_HOME/keys/root.pem

# take OPTION...: an exhibit, its id in $id.
take() {
	have=0
	"$CONSTAT" capture --json --no-browser --tsa "$TSA_URL/" \
	    --allow-private --ca "$SITE_CA" "$@" "$SITE_HTTPS$SITE_POST" \
	    >"$TMP_DIR/out" 2>"$TMP_DIR/err" || have=$?
	[ "$have" -lt 2 ] || fail "capture: exit $have"
	id=$(json .exhibit) blob=$(json .file)
}
take --case "Étude c/ X" && first=$id
take --case "Étude c/ X" && second=$id
take --case Autre && other=$id
run 0 "$CONSTAT" case set "Étude c/ X" --reference 2026-17 --party Étude

# Usage, and what is not there.
run 64 "$CONSTAT" export "Étude c/ X"
run 64 "$CONSTAT" export -o x.asice
run 64 "$CONSTAT" export "Étude c/ X" -o x.asice --tsa ftp://example.org/
run 2 "$CONSTAT" export Nobody -o x.asice --tsa "$TSA_URL/"
run 2 "$CONSTAT" export "Étude c/ X" -o x.asice --exhibit "$other"
run 2 "$CONSTAT" export "Étude c/ X" -o nowhere/x.asice
[ ! -e x.asice ] || fail "x.asice was made"

run 0 "$CONSTAT" export "Étude c/ X" -o d.asice --to "Tribunal" \
    --why "pièces" --tsa "$TSA_URL/" --json
is exhibits "$(json .exhibits)" 2
is missing "$(json '.missing | length')" 0
is sha256 "$(json .sha256)" "$(sha256sum d.asice | cut -d' ' -f1)"
is bytes "$(json .bytes)" "$(wc -c <d.asice)"
uuid=$(json .dossier)
cp d.asice kept.asice
run 2 "$CONSTAT" export "Étude c/ X" -o d.asice --tsa "$TSA_URL/"
cmp -s d.asice kept.asice || fail "an existing file was touched"

# The verifier: everything holds, for whoever believes both roots.
run 0 "$CONSTAT_VERIFY" --trust "$root" --tsa-trust "$TSA_CA" --json d.asice
is kind "$(json .kind)" dossier
is verdict "$(json .verdict)" holds
is form "$(json .signer.form)" cms
is fails "$(json '[.findings[] | select(.level == "fail")] | length')" 0
is acquired "$(json '[.custody[] | select(.event == "acquired")] | length')" 2
is why "$(json '.custody[] | select(.event == "exported") | .why')" pièces
is holders "$(json '[.custody[] | select(.holder == "acquired")] | length')" 2
is copies "$(json '[.custody[] | select(.copy).who] | unique | .[]')" Tribunal
is gaps "$(json '[.custody[] | select(.gap)] | length')" 0
run 3 "$CONSTAT_VERIFY" --trust "$root" d.asice
run 3 "$CONSTAT_VERIFY" --tsa-trust "$TSA_CA" d.asice
run 0 "$CONSTAT" verify --tsa-trust "$TSA_CA" d.asice
out_has "own store"
run 0 "$CONSTAT_VERIFY" --trust "$root" --tsa-trust "$TSA_CA" \
    --report report.html --lang fr --quiet d.asice
grep -q "Qui a fait quoi" report.html || fail "no custody in the report"

# What is inside, and what is not.
unzip -qq d.asice -d in
[ "$(unzip -Z1 d.asice | head -1)" = mimetype ] || fail "mimetype is not first"
is uuid "$(jq -r .uuid in/dossier.json)" "$uuid"
is list "$(jq -r '.exhibits[].id' in/dossier.json | tr '\n' ' ')" \
    "$first $second "
is reference "$(jq -r .case.reference in/dossier.json)" 2026-17
grep -rq "$other" in && fail "an exhibit of another case is named"
for lang in fr en; do
	grep -q "<html lang=\"$lang\">" in/report.$lang.html ||
	    fail "report.$lang.html is in another language"
	grep -Eqi 'src=|href=|@import|<script|certifié|certified|NF Z' \
	    in/report.$lang.html && fail "report.$lang.html loads or claims"
	grep -qi 'constat de\|procès-verbal\|conforme' in/report.$lang.html &&
	    fail "report.$lang.html calls itself something else"
done
grep -q "ni avis juridique" in/report.fr.html || fail "no notice"

# Stock tools alone: docs/formats/dossier.md section 4.
for n in "" 002; do
	openssl cms -verify -cades -binary -inform DER \
	    -in in/META-INF/signature$n.p7s \
	    -content in/META-INF/ASiCManifest$n.xml -CAfile "$root" \
	    -purpose any -out /dev/null 2>cms.log || {
		cat cms.log
		fail "openssl does not take signature$n.p7s"
	}
	python3 - in in/META-INF/ASiCManifest$n.xml <<'PY' || fail "manifest"
import base64, hashlib, os, sys, urllib.parse
import xml.etree.ElementTree as ET
top, xml = sys.argv[1:]
a = '{http://uri.etsi.org/02918/v1.2.1#}'
d = '{http://www.w3.org/2000/09/xmldsig#}'
seen = set()
for r in ET.parse(xml).getroot().iter(a + 'DataObjectReference'):
    name = urllib.parse.unquote(r.get('URI'))
    seen.add(name)
    with open(os.path.join(top, name), 'rb') as f:
        have = base64.b64encode(hashlib.sha256(f.read()).digest()).decode()
    assert have == r.find(d + 'DigestValue').text, name
there = {os.path.relpath(os.path.join(p, f), top)
         for p, _, files in os.walk(top) for f in files}
assert seen == {x for x in there if x != 'mimetype' and
                not x.startswith('META-INF/')}, there ^ seen
PY
done

# Each event leads to the checkpoint (RFC 6962 2.1.1), whose time-stamp is
# over its bytes.
custody=$(echo in/custody/*)
python3 - "$custody" <<'PY' || fail "a proof does not lead to the checkpoint"
import base64, hashlib, json, sys
h = lambda *b: hashlib.sha256(b''.join(b)).digest()
top = sys.argv[1]
origin, size, root = open(top + '/checkpoint').read().split('\n')[:3]
size, events, proofs = int(size), [], []
for line, proof in zip(open(top + '/events.jsonl', 'rb'),
                       open(top + '/proofs.jsonl')):
    line, proof = line.rstrip(b'\n'), json.loads(proof)
    assert json.loads(line)['seq'] == proof['seq']
    fn, sn, r = proof['seq'] - 1, size - 1, h(b'\0', line)
    for p in map(base64.b64decode, proof['path']):
        if fn & 1 or fn == sn:
            r = h(b'\1', p, r)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = h(b'\1', r, p)
        fn, sn = fn >> 1, sn >> 1
    assert sn == 0 and base64.b64encode(r).decode() == root, proof['seq']
PY
openssl ts -verify -in "$custody/checkpoint.tsr" -data "$custody/checkpoint" \
    -CAfile "$TSA_CA" -untrusted "$TSA_MIDDLE" >/dev/null 2>ts.log || {
	cat ts.log
	fail "openssl does not take the time-stamp of the checkpoint"
}

# One exhibit only; no authority, asked or not: said, and exit 1.
run 0 "$CONSTAT" export "Étude c/ X" -o one.asice --exhibit "$second" \
    --tsa "$TSA_URL/" --json
is one "$(json .exhibits)" 1
unzip -p one.asice 'custody/*/events.jsonl' >one.jsonl
# An event of both is about this one as well; one of the other alone is not.
grep "$first" one.jsonl | grep -qv "$second" &&
    fail "an event of another exhibit alone"
run 0 "$CONSTAT_VERIFY" --trust "$root" --tsa-trust "$TSA_CA" one.asice
run 0 "$CONSTAT" export "Étude c/ X" -o bare.asice --no-timestamp --json
is said "$(json '.missing | length')" 2
run 3 "$CONSTAT_VERIFY" --trust "$root" --tsa-trust "$TSA_CA" bare.asice
run 1 "$CONSTAT" export "Étude c/ X" -o reject.asice --tsa "$TSA_URL/reject"
out_has "Missing"
run 3 "$CONSTAT_VERIFY" --trust "$root" --tsa-trust "$TSA_CA" reject.asice

# No room: a clear error, nothing under that name, nothing beside it.
have=0
(
	trap '' XFSZ
	ulimit -f 3000
	exec "$CONSTAT" export "Étude c/ X" -o full.asice --tsa "$TSA_URL/" \
	    >"$TMP_DIR/out" 2>"$TMP_DIR/err"
) || have=$?
is full "$have" 2
[ -s "$TMP_DIR/err" ] || fail "a full disk is not told"
for f in full*; do
	[ ! -e "$f" ] || fail "left behind: $f"
done
run 0 "$CONSTAT" log check
run 0 "$CONSTAT" fsck --json
is sound "$(json .sound)" true

# A kept file that is not what was sealed does not leave.
chmod u+w "$blob"
printf x | dd of="$blob" bs=1 seek=5000 conv=notrunc 2>/dev/null
run 2 "$CONSTAT" export Autre -o bad.asice --tsa "$TSA_URL/"
[ ! -e bad.asice ] || fail "a damaged exhibit left the store"
