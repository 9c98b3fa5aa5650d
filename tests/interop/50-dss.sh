# The European Commission's validator (EU DSS, from Maven Central): both
# signatures of a dossier, and evidence records.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/interop/lib.sh"
[ "${CONSTAT_INTEROP:-}" = all ] ||
    skip "20 MB from Maven Central and a Java: sh tests/run.sh interop"
need_tool java mvn jq python3
java_readers
start_site
start_tsa
run 0 "$CONSTAT" init --no-passphrase --ntp 127.0.0.1:1 \
    --organization "Essai SA" --operator "Z. Essai"

second=
# dss FILE [DATA...]
dss() {
	java -cp "$JAVA_DIR/lib/*" "$ROOT/tests/interop/dss/Dss.java" \
	    "$CONSTAT_HOME/keys/root.pem" ${second:+"$second"} "$TMP_DIR/tsa/ca/root.pem" \
	    "$TMP_DIR/tsa/ca/ec.pem" "$TMP_DIR/tsa/ca/rsa.pem" -- "$@" \
	    >dss.out 2>dss.err || fail "$(cat dss.err)"
}

for i in 1 2 3; do
	have=0
	"$CONSTAT" capture --json --no-browser --allow-private \
	    --ca "$SITE_CA" --tsa "$TSA_URL" --case Essai \
	    "$SITE_HTTPS$SITE_POST" >"$TMP_DIR/out" 2>"$TMP_DIR/err" ||
	    have=$?
	[ "$have" -le 1 ] || fail "capture: $(cat "$TMP_DIR/err")"
done
file=$(json .file) id=$(json .exhibit)
run 0 "$CONSTAT" export Essai -o d.asice --tsa "$TSA_URL/"
dss d.asice
is signatures "$(grep -c '^signature TOTAL_PASSED' dss.out)" 2
is others "$(grep '^signature' dss.out | grep -vc TOTAL_PASSED || :)" 0

# Another word in a file, packed again: DSS sees it too.
python3 -c '
import zipfile
a, b = zipfile.ZipFile("d.asice"), zipfile.ZipFile("bad.asice", "w")
for i in a.infolist():
    d = a.read(i)
    if i.filename == "dossier.json":
        d = d.replace(b"constat-dossier", b"constat-Dossier")
    b.writestr(i, d)
b.close()'
dss bad.asice
is "passed though altered" "$(grep -c TOTAL_PASSED dss.out || :)" 0

# A receipt: attached, with a commitment, by a person of another store.
run 0 "$CONSTAT" init --home second --no-passphrase --ntp 127.0.0.1:1 \
    --organization "Avocats" --operator "B. Autre"
run 0 "$CONSTAT" transfer --tsa "$TSA_URL/" --to "B. Autre" -o t.asice Essai
run 0 "$CONSTAT" receive --home second --tsa "$TSA_URL/" --tsa-trust \
    "$TSA_CA" --trust "$CONSTAT_HOME/keys/root.pem" --receipt r.p7m t.asice
dss t.asice
is "package" "$(grep -c '^signature TOTAL_PASSED' dss.out)" 2
second=$PWD/second/keys/root.pem
dss r.p7m
is "receipt" "$(grep -c '^signature TOTAL_PASSED' dss.out || :)" 1

# Evidence records: of three exhibits under one time-stamp, one of them with a
# time-stamp beside it; renewed; renewed by another hash function, twice.
record() {
	dss "$file.ers" "$file" "$file.tsr"
	is "record, $1" "$(grep -c '^record PASSED' dss.out)" 1
	is "its time-stamps, $1" "$(grep -c '^timestamp PASSED' dss.out)" "$2"
}
run 0 "$CONSTAT" stamp --tsa "$TSA_URL/" "$id"
run 0 "$CONSTAT" stamp --renew --tsa "$TSA_URL/"
record new 1
run 0 "$CONSTAT" stamp --renew --tsa "$TSA_URL/rsa"
record renewed 2
run 0 "$CONSTAT" stamp --renew --hash sha512 --tsa "$TSA_URL/"
record "by SHA-512" 3
run 0 "$CONSTAT" stamp --renew --tsa "$TSA_URL/"
record "again" 4
cp "$file" other
echo x >>other
dss "$file.ers" other
is "of other data" "$(grep -c '^record PASSED' dss.out || :)" 0

# One of a file alone, without a tree: the dossier's.
run 0 "$CONSTAT" stamp --renew --tsa "$TSA_URL/" d.asice
dss d.asice.ers d.asice
is "of the dossier" "$(grep -c '^record PASSED' dss.out)" 1
