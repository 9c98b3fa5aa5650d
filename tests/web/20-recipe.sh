# The recipe of docs/formats/exhibit.md, word for word, with stock tools only.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool chromium jq unzip openssl
start_site
start_tsa

capture 0 "$SITE_HTTPS$SITE_POST"
sed -n '/recipe:begin/,/recipe:end/p' "$ROOT/docs/formats/exhibit.md" |
    grep -v -e '^```' -e '^<!--' >recipe.sh
[ "$(wc -l <recipe.sh)" -gt 20 ] || fail "the recipe was not found"

try() {
	rm -rf try && mkdir try
	(cd try && EXHIBIT=$1 ROOT=$CONSTAT_HOME/keys/root.pem TSA=$TSA_CA \
	    sh -e ../recipe.sh)
}
run 0 try "$EXHIBIT"
out_has "Verified OK"
out_has "Verification: OK"
out_has "Time stamp:"

# The same recipe finds a changed byte, and another signature.
cp "$EXHIBIT" changed.wacz
chmod u+w changed.wacz
at=$(python3 -c 'import sys, zipfile
i = zipfile.ZipFile(sys.argv[1]).getinfo("evidence/post.txt")
print(i.header_offset + 30 + len(i.filename) + 60)' changed.wacz)
printf '\377' | dd of=changed.wacz bs=1 seek="$at" conv=notrunc 2>/dev/null
have=0; try "$PWD/changed.wacz" >"$TMP_DIR/out" 2>"$TMP_DIR/err" || have=$?
[ "$have" != 0 ] || fail "the recipe did not find the changed byte"
grep -q "evidence/post.txt" "$TMP_DIR/out" "$TMP_DIR/err" || fail "it does not name the file"
