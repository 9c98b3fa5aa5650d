# The custody log of a fresh store, by its own commands and by stock tools.
. "$ROOT/tests/cli/lib.sh"
need_tool jq openssl python3
run 0 "$CONSTAT" init --no-passphrase

run 0 "$CONSTAT" log check --json
is sound "$(json .sound)" true
is size "$(json .size)" 1
run 0 "$CONSTAT" log show --json
is event "$(json .seq)" 1
cp "$TMP_DIR/out" events
run 0 "$CONSTAT" log key -o key
run 0 "$CONSTAT" log checkpoint -o note
run 0 "$CONSTAT" log prove 1
cp "$TMP_DIR/out" proof
run 2 "$CONSTAT" log prove 2
run 64 "$CONSTAT" log prove 0
run 64 "$CONSTAT" log prove
run 2 "$CONSTAT" log show ffffffff

# Root and signature, worked out again from the bytes.
python3 - <<'PYTHON'
import base64, hashlib
event = open('events', 'rb').read().rstrip(b'\n')
note = open('note', 'rb').read()
text, signatures = note.split(b'\n\n', 1)
origin, size, root = text.split(b'\n')
assert size == b'1', size
leaf = hashlib.sha256(b'\0' + event).digest()
assert base64.b64decode(root) == leaf, 'the root is not the leaf'
name, keyid, key = open('key', 'rb').read().strip().split(b'+', 2)
assert name == origin
key = base64.b64decode(key)
want = hashlib.sha256(name + b'\n' + key).digest()[:4]
assert keyid.decode() == want.hex()
dash, who, sig = signatures.rstrip(b'\n').split(b' ')
sig = base64.b64decode(sig)
assert sig[:4] == want and who == name and len(sig) == 68
open('sig', 'wb').write(sig[4:])
open('text', 'wb').write(text + b'\n')
der = bytes.fromhex('302a300506032b6570032100') + key[1:]
open('key.der', 'wb').write(der)
proof = open('proof', 'rb').read()
head, rest = proof.split(b'\n\n', 1)
assert head == b'c2sp.org/tlog-proof@v1\nindex 0', head
assert rest == note
PYTHON
openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in text \
    -sigfile sig >/dev/null || fail "openssl does not take the signature"

# The verifier takes the checkpoint: by the store's own key, by the key given,
# and not without one.  No authority has stamped it: its time is nobody's.
run 3 "$CONSTAT" verify --json note
is signer "$(json .signer.trusted)" true
run 3 "$CONSTAT_VERIFY" --json --trust key note
is signer "$(json .signer.trusted)" true
run 3 "$CONSTAT_VERIFY" --json note
is signer "$(json .signer.trusted)" false
sed 's/^1$/2/' note >other
run 1 "$CONSTAT_VERIFY" --json --trust key other

