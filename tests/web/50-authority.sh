# Authorities that answer badly: the exhibit is sealed with the stamp pending,
# the next authority is asked, and only a sound answer is taken.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/bad.sh"
start_tsa
start_bad
run 0 "$CONSTAT" init
URL=$BAD/page

# ask STATUS TSA...: a capture stamped by these.
ask() {
	want=$1
	shift
	for tsa in "$@"; do
		set -- "$@" --tsa "$tsa"
		shift
	done
	run "$want" "$CONSTAT" capture --json --allow-private --no-browser \
	    "$@" "$URL"
	cp "$TMP_DIR/out" last.json
}

for fault in reject garbage empty tail nonce hash label usage loose expired \
    nocert error; do
	ask 1 "$TSA_URL/$fault"
	is "stamp after $fault" "$(json .timestamp.state)" pending
	misses timestamp
	run 3 "$CONSTAT" verify --json "$(json .file last.json)"
done
# Nobody there, no such host, and one that never answers: it is not waited
# for longer than a while, and the reasons are told one after the other.
ask 1 http://127.0.0.1:9/ http://nulle-part.invalid/
is stamp "$(json .timestamp.state)" pending
why=$(json '.missing[] | select(.what == "timestamp") | .why')
case $why in
*127.0.0.1:9/*nulle-part.invalid*) ;;
*) fail "the reasons are not told: $why" ;;
esac
within 120 ask 1 "$TSA_URL/hang"
is stamp "$(json .timestamp.state)" pending

# The second one answers well.
ask 0 "$TSA_URL/reject" "$TSA_URL/rsa"
is stamp "$(json .timestamp.state)" granted
is tsa "$(json .timestamp.tsa)" "$TSA_URL/rsa"
run 0 "$CONSTAT" verify --quiet --tsa-trust "$TSA_CA" "$(json .file)"

# What the authority says around its token is signed by nobody: not kept.
ask 0 "$TSA_URL/wordy"
file=$(json .file last.json)
run 0 "$CONSTAT" verify --quiet --tsa-trust "$TSA_CA" "$file"
unzip -p "$file" datapackage-digest.json | jq -r .signedData.timeSignature |
    openssl base64 -d -A -out kept.tsr
openssl ts -reply -in kept.tsr -text 2>/dev/null >said
grep -q 'Status: Granted\.' said && ! grep -q Bonjour said ||
    fail "$(sed -n 1,4p said)"

# None asked for: sealed, and not called missing.
run 0 "$CONSTAT" capture --json --allow-private --no-browser --no-timestamp \
    "$URL"
is stamp "$(json .timestamp.state)" off
clean
