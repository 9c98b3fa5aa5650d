# Dossiers that a stranger has had in hand: cut, padded, changed, and archives
# that are to break a reader.  Each gets an answer, and never a good one.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool jq python3 openssl
start_site
start_tsa
run 0 "$CONSTAT" init --no-passphrase --ntp 127.0.0.1:1 --operator Ana
have=0
"$CONSTAT" capture --no-browser --tsa "$TSA_URL/" --allow-private \
    --ca "$SITE_CA" --case X "$SITE_HTTPS$SITE_POST" >/dev/null 2>&1 || have=$?
[ "$have" -lt 2 ] || fail "capture: exit $have"
run 0 "$CONSTAT" export X -o d.asice --tsa "$TSA_URL/" --quiet

# check FILE: the exit code, which is altered or undecided; memory is bounded.
check() {
	have=0
	(
		# A sanitizer takes more than there is, and uses little.
		[ -n "${SANITIZE:-}" ] || ulimit -v 1000000
		exec "$CONSTAT_VERIFY" --trust "$CONSTAT_HOME/keys/root.pem" \
		    --tsa-trust "$TSA_CA" --json "$1" >out.json 2>err.txt
	) || have=$?
	case $have in
	1 | 2) ;;
	*)
		cat err.txt
		fail "$1: exit $have"
		;;
	esac
}

# fails FILE CHECK: altered, and it is CHECK that says so.
fails() {
	check "$1"
	jq -e --arg c "$2" \
	    '.findings[] | select(.check == $c and .level == "fail")' \
	    out.json >/dev/null || {
		jq -c '.findings[] | select(.level != "pass")' out.json
		fail "$1: not found by $2"
	}
}

cp d.asice e.asice
chmod u+w e.asice
size=$(wc -c <d.asice)
for n in 1 30 1000 100000 $((size / 2)) $((size - 1)) $((size - 100)); do
	head -c "$n" d.asice >cut.asice
	check cut.asice
done
printf 'more' >>e.asice
fails e.asice zip.structure
{ printf 'more'; cat d.asice; } >before.asice
check before.asice

# A byte in the middle of an entry; entries that are to break a reader.
python3 - <<'PY'
import copy, struct, zipfile
z = zipfile.ZipFile('d.asice')
data = open('d.asice', 'rb').read()
def flip(name, out):
    i = [x for x in z.infolist() if name in x.filename][0]
    n, m = struct.unpack('<HH', data[i.header_offset + 26:i.header_offset + 30])
    at = i.header_offset + 30 + n + m + i.compress_size // 2
    open(out, 'wb').write(data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])
flip('.wacz', 'wacz.asice')
flip('events.jsonl', 'events.asice')
flip('checkpoint.tsr', 'tsr.asice')
flip('META-INF/signature.p7s', 'p7s.asice')
flip('META-INF/ASiCManifest.xml', 'xml.asice')
flip('report.fr', 'report.asice')

def forge(out, more, keep=lambda n: True):
    with zipfile.ZipFile(out, 'w') as w:
        for i in z.infolist():
            if keep(i.filename):
                w.writestr(copy.copy(i), z.read(i), i.compress_type)
        more(w)
link = zipfile.ZipInfo('custody/link')
link.create_system, link.external_attr = 3, 0o120777 << 16
forge('parent.asice', lambda w: w.writestr('../evil.txt', 'x'))
forge('root.asice', lambda w: w.writestr('/etc/evil.txt', 'x'))
forge('link.asice', lambda w: w.writestr(link, '/etc/passwd'))
forge('twice.asice', lambda w: w.writestr('dossier.json', '{}'))
forge('more.asice', lambda w: w.writestr('exhibits/more.txt', 'x'))
forge('less.asice', lambda w: None, lambda n: not n.endswith('.wacz'))
forge('unsigned.asice', lambda w: None, lambda n: '002' not in n)
forge('bomb.asice', lambda w: w.writestr('report.de.html', bytes(1 << 28),
                                         zipfile.ZIP_DEFLATED))
def many(w):
    for i in range(100000):
        w.writestr('people/%06d' % i, b'')
forge('many.asice', many)
PY
fails wacz.asice dossier.digests
fails events.asice dossier.digests
fails tsr.asice dossier.digests
fails p7s.asice dossier.signatures
check xml.asice
fails report.asice dossier.digests
for f in parent root link twice more less unsigned bomb many; do
	check "$f.asice"
done
[ ! -e ../evil.txt ] && [ ! -e /etc/evil.txt ] || fail "something was unpacked"
