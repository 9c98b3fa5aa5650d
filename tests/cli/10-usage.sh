# Usage: exit 64, a word about what is wrong, nothing made.
. "$ROOT/tests/cli/lib.sh"

run 64 "$CONSTAT"
err_has "--help"
run 64 "$CONSTAT" nosuch
err_has nosuch
run 64 "$CONSTAT" capture
run 64 "$CONSTAT" capture --nosuch http://example.org/
err_has --nosuch
run 64 "$CONSTAT" capture --scroll many http://example.org/
run 64 "$CONSTAT" capture --scroll -1 http://example.org/
run 64 "$CONSTAT" capture --scroll 3601 http://example.org/
run 64 "$CONSTAT" capture --timeout 0 http://example.org/
run 64 "$CONSTAT" capture --max-size 4X http://example.org/
run 64 "$CONSTAT" capture --max-size 99999999999999999999 http://example.org/
run 64 "$CONSTAT" capture --case
run 64 "$CONSTAT" capture --case a --case b http://example.org/
run 64 "$CONSTAT" capture --json=yes http://example.org/
run 64 "$CONSTAT" capture -o x http://example.org/ http://example.com/
run 64 "$CONSTAT" list extra
run 64 "$CONSTAT" show
run 64 "$CONSTAT" log
run 64 "$CONSTAT" log nosuch
run 64 "$CONSTAT" log key extra
run 64 "$CONSTAT" verify
run 64 "$CONSTAT" verify --nosuch x
run 64 "$CONSTAT_VERIFY"
run 64 "$CONSTAT_VERIFY" --at yesterday x
[ ! -e "$CONSTAT_HOME" ] || fail "a store was made"

# After "--" a word that looks like an option is a word.
run 2 "$CONSTAT" capture -- --json
err_has "--json"
run 2 "$CONSTAT" verify -- --json
[ ! -e "$CONSTAT_HOME" ] || fail "a store was made"

run 0 "$CONSTAT" --version
out_has "constat 0."
run 0 "$CONSTAT_VERIFY" --version
