# The store: made with choices or by the first command, once, for one person.
. "$ROOT/tests/cli/lib.sh"
need_tool jq openssl

run 0 "$CONSTAT" init --organization "Éditions Exemple" \
    --domain preuves.example.org --operator "A. Martin" --role Juriste \
    --tsa http://127.0.0.1:1/ --ntp 127.0.0.1 --json
is home "$(json .home)" "$CONSTAT_HOME"
is kept "$(json .passphrase_kept)" true
for file in constat.json keys/root.pem keys/seal.pem keys/seal.key \
    keys/log.key keys/passphrase catalog.db log/checkpoint; do
	[ -s "$CONSTAT_HOME/$file" ] || fail "no $file"
done
is folder "$(stat -c %a "$CONSTAT_HOME")" 700
is passphrase "$(stat -c %a "$CONSTAT_HOME/keys/passphrase")" 600
is settings "$(stat -c %a "$CONSTAT_HOME/constat.json")" 600
is organization "$(json .organization "$CONSTAT_HOME/constat.json")" \
    "Éditions Exemple"
openssl x509 -in "$CONSTAT_HOME/keys/seal.pem" -noout -ext subjectAltName \
    >san
grep -q preuves.example.org san || fail "the domain is not in the certificate"
openssl verify -CAfile "$CONSTAT_HOME/keys/root.pem" \
    "$CONSTAT_HOME/keys/seal.pem" >/dev/null || fail "seal is not the root's"
! grep -q "PRIVATE KEY" "$CONSTAT_HOME"/keys/*.pem || fail "key in the open"
grep -q "ENCRYPTED PRIVATE KEY" "$CONSTAT_HOME/keys/seal.key" ||
    fail "the key is not encrypted"

# A second time: refused, nothing changed.
sha256sum "$CONSTAT_HOME"/keys/*.* >before
run 2 "$CONSTAT" init
err_has "$CONSTAT_HOME"
sha256sum -c --quiet before || fail "keys changed"

# The passphrase of a file opens the keys, a wrong one does not.
printf 'une phrase assez longue\n' >phrase
printf 'une autre\n' >other
run 0 env CONSTAT_PASSPHRASE_FILE="$PWD/phrase" "$CONSTAT" init --home "$PWD/b"
[ ! -e b/keys/passphrase ] || fail "the passphrase was kept"
openssl pkey -in b/keys/seal.key -passin file:phrase -noout ||
    fail "another passphrase than the file's"
! openssl pkey -in b/keys/seal.key -passin file:other -noout 2>/dev/null ||
    fail "any passphrase opens the key"

# The first command makes a store and says so once; reading needs no key.
run 0 "$CONSTAT" list --home "$PWD/c"
err_has "$PWD/c"
run 0 "$CONSTAT" list --home "$PWD/c"
is "second time" "$(cat "$TMP_DIR/err")" ""
# XDG_DATA_HOME, then HOME.
run 0 env -u CONSTAT_HOME XDG_DATA_HOME="$PWD/x" "$CONSTAT" list
[ -f x/constat/constat.json ] || fail "XDG_DATA_HOME was not used"
run 0 env -u CONSTAT_HOME "$CONSTAT" list
[ -f "$HOME/.local/share/constat/constat.json" ] || fail "HOME was not used"
run 2 "$CONSTAT" list --home ""

# Where nothing can be written: exit 2 and a reason.
printf x >file
run 2 "$CONSTAT" list --home "$PWD/file/store"
err_has "constat list:"
