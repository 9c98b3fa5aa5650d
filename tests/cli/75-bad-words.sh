# Words that cannot be used: told in the reader's language, with what and
# where and what to do; nothing is made, nothing of a password is repeated.
. "$ROOT/tests/cli/lib.sh"
need_tool python3 jq

# A page to capture; the server ends with the scenario.
cat >serve.py <<'PY'
import http.server
import sys


class Front(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'<!doctype html><title>Essai</title><p>Bonjour.'
        self.send_response(200)
        self.send_header('Content-Type', 'text/html')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


s = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Front)
with open(sys.argv[1], 'w') as f:
    print(s.server_port, file=f)
s.serve_forever()
PY
background python3 serve.py port
wait_for 10 test -s port
URL=http://127.0.0.1:$(cat port)/

capture() {
	want=$1
	shift
	run "$want" "$CONSTAT" capture --allow-private --no-browser \
	    --no-timestamp "$@"
}

# Addresses.
for url in 'ftp://example.org/' 'pas une adresse' '' 'http://' \
    'http://example.org:99999/' 'file:///etc/passwd' 'javascript:alert(1)' \
    'http://qui:s3cret@example.org/' 'http://qui@example.org/' \
    'http://exa mple.org/' 'http://[::1/'; do
	capture 2 --json -- "$url"
	[ -s "$TMP_DIR/err" ] || fail "no message: $url"
	is "objects for $url" "$(wc -l <"$TMP_DIR/out")" 1
	json .error.code | grep -q . || fail "no code: $url"
	err_lacks s3cret
	out_lacks s3cret
done
[ ! -e "$CONSTAT_HOME" ] || fail "a store was made for nothing"

# Options: exit 64, with the word that is wrong.
capture 64
capture 64 --timeout 0 "$URL"
capture 64 --timeout bientôt "$URL"
err_has bientôt
capture 64 --max-size 99999999T "$URL"
capture 64 --nulle-part "$URL"
err_has --nulle-part
capture 64 --tsa ftp://example.org/ "$URL"
err_has ftp://example.org/
capture 64 -o x.wacz "$URL" "$URL"
capture 2 --from nulle-part
err_has nulle-part
capture 2 --ca nulle-part.pem "$URL"
err_has nulle-part.pem
printf 'ceci n est pas un certificat\n' >no.pem
capture 2 --ca no.pem "$URL"
err_has no.pem
capture 2 --proxy 'http://127.0.0.1:9' "$URL"
capture 2 --proxy 'pas un mandataire' "$URL"

# A list with bad lines: the others are captured, each bad one is named.
{
	printf '# des adresses\r\n\r\n  %s  \r\n' "$URL"
	printf 'pas une adresse\n%sautre\nhttp://127.0.0.1:9/\n' "$URL"
} >list
capture 1 --json --from list
is objects "$(wc -l <"$TMP_DIR/out")" 4
is sealed "$(json 'select(.exhibit).url' | wc -l)" 2
is failed "$(json 'select(.error).url' | wc -l)" 2
err_has 'pas une adresse'
err_has http://127.0.0.1:9/
capture 1 --quiet --from - <list
printf 'http://a.example/\000\n' >list
capture 2 --from list
head -c 3000 /dev/urandom | tr -d '\000' >list
capture 2 --from list

# -o: sealed and kept in any case, and what is wrong with the copy is said.
printf 'mine' >there.wacz
capture 1 --json -o there.wacz "$URL"
json '.missing[] | select(.what == "copy") | .why' | grep -q there.wacz ||
    fail "the copy is not named"
is "what was there" "$(cat there.wacz)" mine
[ -f "$(json .file)" ] || fail "not sealed"
capture 1 --json -o nulle-part/x.wacz "$URL"
[ -f "$(json .file)" ] || fail "not sealed"
capture 1 --json -o . "$URL"
capture 0 --json -o copy.wacz "$URL"
is copy "$(sha256sum <copy.wacz | cut -d' ' -f1)" "$(json .sha256)"

# The same in French: the reason, the advice and what is missing.
export LANG=fr_FR.UTF-8 LANGUAGE=fr
capture 1 -o there.wacz "$URL"
out_has "la copie demandée par -o"
capture 2 http://127.0.0.1:9/
err_has "Le serveur est peut-être arrêté"
capture 2 http://nulle-part.invalid/
err_has "Vérifiez l’orthographe"
capture 2 'http://qui:s3cret@example.org/'
err_lacks s3cret
run 0 "$CONSTAT" fsck
