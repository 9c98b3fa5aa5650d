# No secret of an exchange or of the command line stays, wherever one looks.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/bad.sh"
need_tool chromium unzip
start_tsa
start_bad
run 0 "$CONSTAT" init

# nowhere WORD...: in the store, in the exhibit, in what was said.
nowhere() {
	rm -rf x
	unzip -q "$(json .file)" -d x
	zcat x/archive/data.warc.gz >x/warc
	for word in "$@"; do
		! grep -aqr -e "$word" x "$CONSTAT_HOME" "$TMP_DIR/out" \
		    "$TMP_DIR/err" || {
			grep -arl -e "$word" x "$CONSTAT_HOME" >&2
			fail "it has $word"
		}
	done
}

# A session cookie of the site, sent back by the page's script with a token.
try 0 "$BAD/secrets"
nowhere c00kie-s3cret t0ken-s3cret
grep -aqi '^Set-Cookie: withheld' x/warc || fail "Set-Cookie is not there"
grep -aqi '^Cookie: withheld' x/warc || fail "Cookie is not there"
grep -aqi '^Authorization: withheld' x/warc || fail "no Authorization"
grep -aqi '^X-Plain: visible' x/warc || fail "other headers are gone too"

# The password of a proxy and of an authority, which is refused.
# (Not through it to the authority: this one leads to the bad server only.)
try_proxy() {
	run 0 "$CONSTAT" capture --json --allow-private --no-browser \
	    --no-timestamp --proxy "http://qui:pr0xy-s3cret@${BAD#*//}" \
	    "$BAD/page"
}
try_proxy
nowhere pr0xy-s3cret
cp "$TMP_DIR/out" last.json
run 64 "$CONSTAT" capture --json --allow-private --no-browser \
    --tsa "http://qui:ts4-s3cret@${TSA_URL#*//}/" "$BAD/page"
err_has withheld@
cp last.json "$TMP_DIR/out"
nowhere ts4-s3cret
clean
