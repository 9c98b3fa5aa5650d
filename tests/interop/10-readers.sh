# An exhibit in other people's hands: ReplayWeb.page shows the post's text,
# js-wacz and warcio read it, py-wacz validates it.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/interop/lib.sh"
need_tool chromium jq unzip
node_readers
python_readers
start_site
start_tsa

URL=$SITE_HTTPS$SITE_POST
capture 0 "$URL"
cp "$EXHIBIT" exhibit.wacz
unzip -q exhibit.wacz -d x
# Words that only the captured page can give.
WORDS=$(python3 - <<'PY'
import re
text = open('x/evidence/post.txt', encoding='utf-8').read()
print(max(re.findall(r'[^\n]+', text), key=len)[:60].strip())
PY
)
[ "${#WORDS}" -ge 10 ] || fail "the captured text has no line to look for"

# The servers are gone: what is shown comes from the exhibit alone.
stop_all
run 0 node "$NODE_DIR/replay.mjs" "$PWD/exhibit.wacz" "$URL" "$WORDS"
out_has "shown:"

cat >first.txt <<TEXT
$WORDS
TEXT
FIRST=$(cut -c1-20 first.txt)
run 0 node "$NODE_DIR/read.mjs" "$PWD/x/archive/data.warc.gz" "$URL" "$FIRST"
out_has "payload digests hold"
# js-wacz makes a package anew from our WARC: it must read every record of it.
run 0 node "$NODE_DIR/node_modules/@harvard-lil/js-wacz/bin/cli.js" create \
    -f "$PWD/x/archive/data.warc.gz" -o "$PWD/again.wacz"
unzip -p again.wacz indexes/index.cdx >again.cdx 2>/dev/null ||
    unzip -p again.wacz indexes/index.cdx.gz | zcat >again.cdx
[ "$(grep -c "\"url\":\"$URL\"" again.cdx)" -ge 1 ] ||
    fail "js-wacz did not index the page"

run 0 "$PYTHON_DIR/bin/warcio" check -v x/archive/data.warc.gz
out_lacks "fail"
run 0 "$PYTHON_DIR/bin/wacz" validate -f exhibit.wacz
out_has "Validation succeeded"
