# One bit flipped at each of 500 positions spread over the file: every one
# found, none crashes, and the finding names the right file.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool chromium python3
start_site
start_tsa

capture 0 "$SITE_HTTPS$SITE_POST"
run 0 python3 "$ROOT/tests/web/flip.py" "$CONSTAT_VERIFY" "$EXHIBIT" 500 \
    --trust "$CONSTAT_HOME/keys/root.pem" --tsa-trust "$TSA_CA"
out_has "500 of 500 found"
