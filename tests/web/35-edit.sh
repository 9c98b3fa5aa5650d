# Several hundred edits of a real exhibit, by a stranger, by somebody with
# keys of his own, and by an insider with the real ones: tests/web/edit.py.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool chromium jq python3 openssl
start_site
start_tsa

capture 0 "$SITE_HTTPS$SITE_POST"
cp "$EXHIBIT" a.wacz
capture 0 --no-browser "$SITE_HTTPS$SITE_AUTHOR"
cp "$EXHIBIT" b.wacz
mkdir edits
python3 "$ROOT/tests/web/edit.py" "$CONSTAT_VERIFY" a.wacz b.wacz \
    "$CONSTAT_HOME/keys/root.pem" "$TMP_DIR/tsa" edits >report ||
    fail "$(cat report)"

# What is checked is never written to, and names say nothing to a terminal.
cp a.wacz c.wacz
run 64 "$CONSTAT_VERIFY" --report ./c.wacz c.wacz
cmp a.wacz c.wacz
turned=$(printf 'wagnp\342\200\256zcaw')
cp a.wacz "$turned"
run 3 "$CONSTAT_VERIFY" --json "$turned"
is file "$(json .file)" "$turned"
out_lacks "$turned"
esc=$(printf '\033')
run 2 "$CONSTAT_VERIFY" "no${esc}[2J.wacz"
! grep -q "$esc" "$TMP_DIR/err" "$TMP_DIR/out" || fail "a raw escape"
