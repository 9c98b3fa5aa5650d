# The whole log as files (C2SP tlog-tiles), worked out again by stock tools
# and checked by our own; whatever is changed in them is found.
. "$ROOT/tests/cli/lib.sh"
need_tool jq python3 sqlite3
run 0 "$CONSTAT" init --no-passphrase
for i in $(seq 40); do
	run 0 "$CONSTAT" case new "Case $i"
done
run 64 "$CONSTAT" log export
run 0 "$CONSTAT" log export tiles --json
size=$(json .size)
is checkpoint "$(sed -n 2p tiles/checkpoint)" "$size"
run 2 "$CONSTAT" log export tiles
run 0 "$CONSTAT" log check tiles
run 0 "$CONSTAT" log show --json
is told "$(json 'select(.event == "exported") | .detail.checkpoint')" "$size"

python3 - tiles <<'PYTHON'
import base64, hashlib, sys
d = sys.argv[1] + '/'
def h(b): return hashlib.sha256(b).digest()
note = open(d + 'checkpoint', 'rb').read().split(b'\n')
size, root = int(note[1]), base64.b64decode(note[2])
assert size < 256
bundle = open(d + 'tile/entries/000.p/%d' % size, 'rb').read()
leaves = []
while bundle:
    n = int.from_bytes(bundle[:2], 'big')
    leaves.append(h(b'\0' + bundle[2:2 + n]))
    bundle = bundle[2 + n:]
assert len(leaves) == size
assert open(d + 'tile/0/000.p/%d' % size, 'rb').read() == b''.join(leaves)
def tree(v):
    if len(v) == 1:
        return v[0]
    k = 1
    while 2 * k < len(v):
        k *= 2
    return h(b'\1' + tree(v[:k]) + tree(v[k:]))
assert tree(leaves) == root
PYTHON

# Whatever byte of it is changed.
python3 - "$size" <<'PYTHON'
import os, shutil, subprocess, sys, random
random.seed(7)
names = ['tile/entries/000.p/' + sys.argv[1], 'tile/0/000.p/' + sys.argv[1],
         'checkpoint']
for name in names:
    whole = open('tiles/' + name, 'rb').read()
    for i in range(12):
        at = random.randrange(len(whole))
        bad = bytearray(whole)
        bad[at] ^= 1 << random.randrange(8)
        shutil.rmtree('bad', ignore_errors=True)
        shutil.copytree('tiles', 'bad')
        open('bad/' + name, 'wb').write(bad)
        rc = subprocess.run([os.environ['CONSTAT'], 'log', 'check', 'bad'],
                            stdout=subprocess.DEVNULL).returncode
        assert rc == 1, (name, at, rc)
    for bad in (whole[:-1], whole + b'x', b''):
        shutil.rmtree('bad', ignore_errors=True)
        shutil.copytree('tiles', 'bad')
        open('bad/' + name, 'wb').write(bad)
        rc = subprocess.run([os.environ['CONSTAT'], 'log', 'check', 'bad'],
                            stdout=subprocess.DEVNULL).returncode
        assert rc == 1, (name, len(bad), rc)
    if name != 'checkpoint':
        os.unlink('bad/' + name)
        rc = subprocess.run([os.environ['CONSTAT'], 'log', 'check', 'bad'],
                            stdout=subprocess.DEVNULL).returncode
        assert rc == 1, name
PYTHON
# The same events in both forms, of which a reader may take either.
bundle=tile/entries/000.p/$size
cp -a tiles both
echo '{}' >"both/$bundle.jsonl"
run 1 "$CONSTAT" log check both
out_has "$bundle: as lines, too"
truncate -s 1G "both/$bundle"
run 1 "$CONSTAT" log check both
out_has "$bundle: longer than it can be"
rm tiles/checkpoint
run 2 "$CONSTAT" log check tiles

# An event that is too long for a bundle: its bundle is lines instead.
long=$(printf '%03900d' 0)
set --
for i in $(seq 20); do
	set -- "$@" --statement "$long"
done
run 0 "$CONSTAT" case new Long "$@" --why "long statements"
run 0 "$CONSTAT" log export long
ls long/tile/entries/*.p/*.jsonl >/dev/null || fail "no lines"
run 0 "$CONSTAT" log check long
cp -a long more
chmod u+w more/tile/entries/*.p/*.jsonl
echo '{}' | tee -a more/tile/entries/*.p/*.jsonl >/dev/null
run 1 "$CONSTAT" log check more
is lines "$(cat long/tile/entries/*.p/*.jsonl | wc -l)" \
    "$(sed -n 2p long/checkpoint)"

# Of another's log: by its key.
cp -a long theirs
export CONSTAT_HOME="$TMP_DIR/other"
run 0 "$CONSTAT" init --no-passphrase
run 1 "$CONSTAT" log check theirs
run 0 "$CONSTAT" log check theirs --log-key theirs/key
