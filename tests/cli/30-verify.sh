# constat-verify: verdicts, exit codes, JSON, languages, reports.
. "$ROOT/tests/cli/lib.sh"
need_tool jq openssl

make() { (cd "$ROOT" && "$BUILD/tests/make_exhibit" "$@"); }

here=$PWD
id=$(make "$here" x.wacz)
make "$here" pending.wacz none >/dev/null
anchors="--trust root.pem --tsa-trust ca/root.pem"

# holds
run 0 "$CONSTAT_VERIFY" $anchors --json x.wacz
jq -e --arg id "$id" '.verdict == "holds" and .kind == "exhibit" and
    .file == "x.wacz" and .manifest_sha256 == $id and
    .signer.trusted and .signer.form == "domain" and
    (.signer.fingerprint | length) == 64 and .time.trusted and
    (.time.stamped | endswith("Z")) and (.time.claimed | endswith("Z")) and
    (.findings | length) > 15 and
    ([.findings[] | .level] | unique) == ["pass"] and
    ([.findings[] | select(.check == "seal.signature")] | length) == 1 and
    (has("custody") | not)' "$TMP_DIR/out" >/dev/null || fail "JSON"

# origin, time, or both not established
run 3 "$CONSTAT_VERIFY" x.wacz
out_has "with --trust."
out_has "with --tsa-trust."
run 3 "$CONSTAT_VERIFY" --trust root.pem x.wacz
out_has "when it was sealed is not established"
out_has "with --tsa-trust."
run 3 "$CONSTAT_VERIFY" --tsa-trust ca/root.pem x.wacz
out_has "who sealed it is not established"
out_has "with --trust."
run 3 "$CONSTAT_VERIFY" $anchors pending.wacz
run 3 "$CONSTAT_VERIFY" $anchors --at 2020-01-01T00:00:00Z x.wacz
run 0 "$CONSTAT_VERIFY" $anchors --at 2040-01-01T00:00:00Z x.wacz

# A file that is changed while it is read: what was hashed may be another.
cp x.wacz busy.wacz
(while [ ! -e stop ]; do touch busy.wacz; done) &
have=0
for i in $(seq 500); do
	have=0
	"$CONSTAT_VERIFY" $anchors busy.wacz >"$TMP_DIR/out" || have=$?
	[ "$have" != 2 ] || break
done
: >stop
wait
is busy "$have" 2
out_has "changed while it was read"
run 0 "$CONSTAT_VERIFY" $anchors busy.wacz

# one byte
cp x.wacz y.wacz
chmod u+w y.wacz
printf X | dd of=y.wacz bs=1 seek=300 conv=notrunc 2>/dev/null
run 1 "$CONSTAT_VERIFY" $anchors --json y.wacz
jq -e '.verdict == "altered" and ([.findings[] | select(.level == "fail") |
    .subject] | index("archive/data.warc.gz")) != null' "$TMP_DIR/out" \
    >/dev/null || fail "does not name the file"

# no verdict
run 2 "$CONSTAT_VERIFY" $anchors no-such-file
out_has UNDECIDED
run 2 "$CONSTAT_VERIFY" $anchors --json root.pem
run 2 "$CONSTAT_VERIFY" --trust no-such-file x.wacz
err_has no-such-file
run 2 "$CONSTAT_VERIFY" --trust x.wacz x.wacz
mkfifo pipe
run 2 "$CONSTAT_VERIFY" pipe
run 2 "$CONSTAT_VERIFY" .
: >empty
run 2 "$CONSTAT_VERIFY" empty

# several: the worst, and each has its line
# (as of one moment, which the findings of an unstamped one name)
moment=2040-01-01T00:00:00Z
run 1 "$CONSTAT_VERIFY" $anchors --at $moment --json x.wacz y.wacz \
    pending.wacz nothing
[ "$(jq -r .verdict "$TMP_DIR/out" | tr '\n' ' ')" = \
    "holds altered unestablished undecided " ] || fail "several"
cp "$TMP_DIR/out" alone
run 1 "$CONSTAT_VERIFY" $anchors --at $moment --json --jobs 3 x.wacz y.wacz \
    pending.wacz nothing
cmp alone "$TMP_DIR/out" || fail "several threads say something else"
run 2 "$CONSTAT_VERIFY" $anchors --quiet x.wacz pending.wacz nothing
[ ! -s "$TMP_DIR/out" ] || fail "--quiet is not quiet"
run 3 "$CONSTAT_VERIFY" $anchors --quiet x.wacz pending.wacz

# usage
run 64 "$CONSTAT_VERIFY"
run 64 "$CONSTAT_VERIFY" --nonsense x.wacz
err_has --nonsense
run 64 "$CONSTAT_VERIFY" x.wacz --trust
run 64 "$CONSTAT_VERIFY" --at yesterday x.wacz
run 64 "$CONSTAT_VERIFY" --jobs 0 x.wacz
run 64 "$CONSTAT_VERIFY" --lang de x.wacz
run 0 "$CONSTAT_VERIFY" --help
out_has --tsa-trust
run 0 "$CONSTAT_VERIFY" --version

# a time-stamp that came later
unzip -p pending.wacz datapackage-digest.json |
    jq -j .signedData.signature >signature
openssl ts -query -data signature -sha256 -cert -out query 2>/dev/null
(cd "$ROOT" && sh tests/lib/tsa.sh reply "$here" "" "$here/query" \
    "$here/pending.wacz.tsr")
run 0 "$CONSTAT_VERIFY" $anchors pending.wacz
out_has pending.wacz.tsr
printf X | dd of=pending.wacz.tsr bs=1 seek=200 conv=notrunc 2>/dev/null
run 1 "$CONSTAT_VERIFY" $anchors pending.wacz

# languages: of people, never of JSON
run 0 "$CONSTAT_VERIFY" $anchors --lang fr x.wacz
out_has "TIENT"
out_has "Horodatage"
LANGUAGE=fr run 0 "$CONSTAT_VERIFY" $anchors x.wacz
out_has "Signataire"
LANG=fr_FR.UTF-8 run 0 "$CONSTAT_VERIFY" $anchors x.wacz
out_has "Signataire : "
LANG=C LANGUAGE=fr run 0 "$CONSTAT_VERIFY" $anchors --lang en x.wacz
out_has "Signer"
LANGUAGE=fr run 2 "$CONSTAT_VERIFY" --json nothing
is trouble "$(json .trouble.detail | grep -c 'No such file')" 1
LANGUAGE=fr run 0 "$CONSTAT_VERIFY" $anchors --json x.wacz
out_has '"verdict":"holds"'

# report: one file that loads nothing, whatever the file is called
cp x.wacz '<b>&"x.wacz'
run 0 "$CONSTAT_VERIFY" $anchors --quiet --report r.html '<b>&"x.wacz' x.wacz
grep -q '&lt;b&gt;&amp;&quot;x.wacz' r.html || fail "not escaped"
! grep -q '<b>' r.html || fail "not escaped"
! grep -qE 'src=|href=|<script' r.html || fail "the report loads something"
[ "$(grep -c '<section>' r.html)" = 2 ] || fail "one section a file"
run 0 "$CONSTAT_VERIFY" $anchors --lang fr --report r.html x.wacz
grep -q '<html lang="fr">' r.html || fail "language of the report"
grep -q 'Rapport de' r.html || fail "report in French"

# a log checkpoint by a key that is known, and by one that is not
openssl genpkey -algorithm ed25519 -out log.key 2>/dev/null
openssl pkey -in log.key -pubout -out log.pub
printf 'essai.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n' \
    >note
openssl pkeyutl -sign -inkey log.key -rawin -in note -out sig
openssl pkey -in log.key -pubout -outform DER | tail -c 32 >pub
{ printf 'essai.example/log\n\001'; cat pub; } | openssl dgst -sha256 -binary |
    head -c 4 >keyid
cp note check
printf '\n\342\200\224 essai.example/log %s\n' \
    "$(cat keyid sig | openssl base64 -A)" >>check
run 3 "$CONSTAT_VERIFY" --json --trust log.pub check
jq -e '.kind == "checkpoint" and .signer.trusted and
    .signer.form == "note"' "$TMP_DIR/out" >/dev/null || fail "checkpoint"
openssl ts -query -data check -sha256 -cert -out query 2>/dev/null
(cd "$ROOT" && sh tests/lib/tsa.sh reply "$here" "" "$here/query" \
    "$here/check.tsr")
run 0 "$CONSTAT_VERIFY" --trust log.pub --tsa-trust ca/root.pem check
run 3 "$CONSTAT_VERIFY" --tsa-trust ca/root.pem check
sed 's/^0$/1/' check >changed
run 1 "$CONSTAT_VERIFY" --trust log.pub changed
run 3 "$CONSTAT_VERIFY" changed
