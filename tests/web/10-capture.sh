# The whole way on a real page: nginx over HTTPS and HTTP/2, Chromium, an
# authority that runs openssl ts; captured, sealed, kept, verified.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool chromium jq unzip
start_site
start_tsa

URL=$SITE_HTTPS$SITE_POST
capture 0 --case Essai "$URL"
is url "$(json .url)" "$URL"
is status "$(json .status)" 200
is stamp "$(json .timestamp.state)" granted
is missing "$(json '.missing | length')" 0
is id "$(json .exhibit)" "$(json .manifest_sha256)"
is sha256 "$(json .sha256)" "$(sha256sum "$EXHIBIT" | cut -d' ' -f1)"
is manifest "$(json .manifest_sha256)" \
    "$(unzip -p "$EXHIBIT" datapackage.json | sha256sum | cut -d' ' -f1)"
is bytes "$(json .bytes)" "$(stat -c %s "$EXHIBIT")"
is mode "$(stat -c %a "$EXHIBIT")" 444
ID=$(json .exhibit)

# What must be inside.
unzip -q "$EXHIBIT" -d x
for f in evidence/post.png evidence/post.pdf evidence/post.html \
    evidence/post.txt evidence/acquisition.json evidence/acquisition.log \
    evidence/facts.json \
    archive/data.warc.gz indexes/index.cdxj pages/pages.jsonl; do
	[ -s "x/$f" ] || fail "$f is missing in the exhibit"
done
ls x/tls/*.pem >/dev/null || fail "no certificate chain"
grep -q h2 x/evidence/acquisition.json || fail "HTTP/2 is not on record"
is png "$(head -c 8 x/evidence/post.png | od -An -tx1 | tr -d ' ')" \
    89504e470d0a1a0a
zcat x/archive/data.warc.gz >warc
for type in document script stylesheet image fetch; do
	grep -aqi "^WARC-Resource-Type: $type" warc || fail "no $type recorded"
done

# It holds, for the store that made it and for a stranger with both roots.
run 0 "$CONSTAT" verify --json --tsa-trust "$TSA_CA" "$EXHIBIT"
is verdict "$(json .verdict)" holds
is manifest "$(json .manifest_sha256)" "$ID"
is signer "$(json .signer.trusted)" true
is time "$(json .time.trusted)" true
# What it says follows from its records alone.
is facts "$(json '.findings[] | select(.check == "facts.derived") | .level')" \
    pass
is page "$(json '.facts.pages[0].url')" "$URL"
[ "$(json '.facts.completeness.requests')" -gt 10 ] || fail "few requests"
is clock "$(json '.facts.clocks[0].kind')" http-date
run 0 "$CONSTAT_VERIFY" --json --trust "$CONSTAT_HOME/keys/root.pem" \
    --tsa-trust "$TSA_CA" "$EXHIBIT"
is verdict "$(json .verdict)" holds
# Without roots nobody vouches for origin and time.
run 3 "$CONSTAT_VERIFY" --json "$EXHIBIT"
is verdict "$(json .verdict)" unestablished

# The store knows it, and its log holds.
run 0 "$CONSTAT" list --json
out_has "$ID"
run 0 "$CONSTAT" show --json "$ID"
is case "$(json .case)" Essai
run 0 "$CONSTAT" log check
run 0 "$CONSTAT" fsck
