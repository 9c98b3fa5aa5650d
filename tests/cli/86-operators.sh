# Operators: certificates of the root, roles, revocation, an imported seal.
. "$ROOT/tests/cli/lib.sh"
need_tool jq openssl sqlite3
run 0 "$CONSTAT" init --no-passphrase --operator Ana --role Juriste
keys=$CONSTAT_HOME/keys

# The first operator is that of init, with all roles.
run 0 "$CONSTAT" operator list --json
is name "$(json .name)" Ana
is title "$(json .title)" Juriste
is roles "$(json '.roles | join(" ")')" "capture manage audit"
ana=$(json .key)
openssl verify -CAfile "$keys/root.pem" "$keys/operators/$ana.pem" \
    >/dev/null || fail "the certificate is not the root's"
grep -q "ENCRYPTED PRIVATE KEY" "$keys/operators/$ana.key" ||
    fail "the key is not encrypted"
run 0 "$CONSTAT" log show --json
is key "$(json .who.key)" "$ana"

# Others: a passphrase of a file, one that is kept.
printf 'la phrase de Luc\n' >luc
run 0 "$CONSTAT" operator add Luc --role manage --passphrase-file luc \
    --title Greffe --why "remplaçant"
run 0 "$CONSTAT" operator add Eve --role audit --no-passphrase
run 0 "$CONSTAT" operator add Max --role capture --no-passphrase
run 2 "$CONSTAT" operator add Luc --role audit --no-passphrase
run 64 "$CONSTAT" operator add Zoe --no-passphrase
run 64 "$CONSTAT" operator add Zoe --role king --no-passphrase
run 64 "$CONSTAT" operator add
run 0 "$CONSTAT" operator list --json
is all "$(json .name | tr '\n' ' ')" "Ana Luc Eve Max "
luc=$(json 'select(.name == "Luc") | .key')
[ ! -e "$keys/operators/$luc.passphrase" ] || fail "kept Luc's passphrase"

# Who may what; who is named by an option, then by the environment.
run 0 "$CONSTAT" list --as Eve
run 2 "$CONSTAT" case new A --as Eve
err_has "has not the role"
run 2 "$CONSTAT" case new A --as Max
run 2 "$CONSTAT" case new A --as Nobody
run 2 "$CONSTAT" operator add Zoe --role audit --no-passphrase --as Max
run 2 "$CONSTAT" capture http://127.0.0.1:1/ --as Eve
err_has "has not the role"
# Luc's key wants his passphrase.
run 2 env CONSTAT_OPERATOR=Luc "$CONSTAT" case new A
printf 'une autre\n' >wrong
run 2 env CONSTAT_OPERATOR_PASSPHRASE_FILE="$PWD/wrong" "$CONSTAT" case new A \
    --as Luc
run 0 env CONSTAT_OPERATOR_PASSPHRASE_FILE="$PWD/luc" CONSTAT_OPERATOR=Luc \
    "$CONSTAT" case new A
run 0 "$CONSTAT" log show --json
is who "$(tail -n 1 "$TMP_DIR/out" | jq -r '.who | .name + .role + .key')" \
    "LucGreffe$luc"

# Revoked: refused from then on, and in a list signed by the root.
run 0 "$CONSTAT" operator revoke Eve --why "partie"
run 2 "$CONSTAT" list --as Eve
run 2 "$CONSTAT" operator revoke Eve --why "encore"
run 64 "$CONSTAT" operator revoke </dev/null
openssl crl -in "$keys/crl.pem" -CAfile "$keys/root.pem" -noout 2>said ||
    fail "$(cat said)"
grep -q "verify OK" said || fail "$(cat said)"
run 0 "$CONSTAT" operator list --json
serial=$(json 'select(.name == "Eve") | .serial' | tr a-f A-F)
openssl crl -in "$keys/crl.pem" -noout -text >said
grep -q "Serial Number: 0*$serial" said || fail "Eve is not in the list"
grep -q "Cessation Of Operation" said || fail "no reason"
run 0 "$CONSTAT" operator add Eve --role audit --no-passphrase
run 0 "$CONSTAT" list --as Eve

# The last one who may manage stays; the default one can be another.
run 0 "$CONSTAT" operator default Max
run 0 "$CONSTAT" operator revoke Ana --why "partie" --compromised --as Ana
run 64 env CONSTAT_OPERATOR_PASSPHRASE_FILE="$PWD/luc" "$CONSTAT" operator \
    revoke Luc --why "aussi" --as Luc
openssl crl -in "$keys/crl.pem" -noout -text >said
grep -q "Key Compromise" said || fail "no reason"
run 0 "$CONSTAT" log check
run 0 "$CONSTAT" fsck

# A key that no operator has is found.
cp "$keys/operators/$luc.key" "$keys/operators/stray.key"
run 0 "$CONSTAT" fsck --json
is stray "$(json '.findings[0] | .fault')" key.stranger
rm "$keys/operators/stray.key"

# The organization's own seal, from PKCS#12.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout own.key -out own.pem -days 30 -subj "/O=Cabinet/CN=sceau.example" \
    -addext keyUsage=digitalSignature 2>/dev/null
printf 'secret\n' >p12pass
openssl pkcs12 -export -inkey own.key -in own.pem -out own.p12 \
    -passout file:p12pass
run 0 "$CONSTAT" init --home own --no-passphrase --organization Cabinet \
    --seal own.p12 --seal-passphrase p12pass
want=$(openssl x509 -in own.pem -noout -fingerprint -sha256)
is seal "$(openssl x509 -in own/keys/seal.pem -noout -fingerprint -sha256)" \
    "$want"
openssl pkey -in own/keys/seal.key -passin file:own/keys/passphrase -noout ||
    fail "the seal's key is not the store's to open"
run 0 "$CONSTAT" operator list --home own
run 2 "$CONSTAT" init --home bad --no-passphrase --seal own.p12 \
    --seal-passphrase wrong
[ ! -e bad ] || fail "half a store"
run 2 "$CONSTAT" init --home bad --no-passphrase --seal own.pem \
    --seal-passphrase p12pass
run 2 "$CONSTAT" init --home bad --no-passphrase --seal nowhere
