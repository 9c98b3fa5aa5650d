# Sites that misbehave: a clear message, the right exit code, what was
# received is sealed where it is evidence, and nothing is left behind.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/bad.sh"
need_tool chromium unzip
start_tsa
start_bad
run 0 "$CONSTAT" init

# code CODE: of the error in the JSON of a URL that could not be captured.
code() {
	is "code of $url" "$(json .error.code)" "$1"
}

# Nothing to seal.
try 2 http://127.0.0.1:9/ --no-browser
code connect
err_has "No connection to the host"
try 2 http://nulle-part.invalid/ --no-browser
code dns
err_has nulle-part.invalid
try 2 "$BADTLS"
code tls
for path in reset nothing not-http loop loop-a; do
	try 2 "$BAD/$path" --no-browser
done
code redirect
try 2 "$BAD/loop"
code redirect
within 60 try 2 "$BAD/silent" --timeout 4
code timeout
run 2 "$CONSTAT" capture "http://qui:s3cret@127.0.0.1/"
err_lacks s3cret
# Loopback is refused without being allowed, by name and by redirect.
run 2 "$CONSTAT" capture --json "$BAD/page"
err_has --allow-private
run 2 "$CONSTAT" capture --json "http://localhost:${BAD##*:}/page"

# Evidence too, with what is missing named.
for path in status/404 status/410 status/451 status/500; do
	try 1 "$BAD/$path" --no-browser
	is status "$(json .status)" "${path#status/}"
	misses post
done
try 1 "$BAD/status/410"
is status "$(json .status)" 410
try 1 "$BAD/short"
misses page
for path in reset-middle chunked-cut long-line many-lines to-app; do
	try 1 "$BAD/$path" --no-browser
	misses page
done
# libcurl takes no line of 1 MiB; 250000 bytes of fields are no fault.
try 1 "$BAD/long-line"
try 0 "$BAD/head/250000"
try 1 "$BAD/sized/20000000" --max-size 3000000 --no-browser
# Grown beyond what was allowed: what came until then.
try 1 "$BAD/parts/300" --max-size 100000
is status "$(json .status)" 200
try 1 "$BAD/parts/300" --max-size 100000 --no-browser
misses parts

# The time allowed is kept, but for the seal and a last picture.
for path in endless slow stall waits; do
	within 80 try 1 "$BAD/$path" --timeout 8
done
within 60 try 1 "$BAD/endless" --timeout 4 --no-browser

# Odd, but whole.
for path in page empty latin1 not-utf8 odd-charset; do
	try 0 "$BAD/$path"
done
for path in chunked no-length bare-lf early far/5 no-content; do
	try 0 "$BAD/$path" --no-browser
done
# No pages, but files: the bytes are there.
for path in file.pdf image.png film.mp4 download; do
	try 0 "$BAD/$path" --no-browser
done
try 0 "$BAD/image.png"
try 1 "$BAD/file.pdf"
misses screenshot
unzip -p "$(json .file)" archive/data.warc.gz | zcat | grep -aq '^%PDF-1.4' ||
    fail "the PDF is not in the archive"
run_any() {
	"$CONSTAT" capture --json --allow-private --tsa "$TSA_URL" "$@" \
	    >"$TMP_DIR/out" 2>"$TMP_DIR/err" || [ $? = 1 ] || fail "$*"
	[ -f "$(json .file)" ] || fail "not sealed: $*"
}
run_any "$BAD/film.mp4"
run_any "$BAD/download"

# URLs: fragment, IDN that does not resolve, IPv6 that nobody serves.
try 0 "$BAD/page#ici" --no-browser
is url "$(json .url)" "$BAD/page"
try 2 'http://bücher.invalid/' --no-browser
err_has xn--bcher-kva.invalid
try 2 'http://[::1]:9/' --no-browser
clean
