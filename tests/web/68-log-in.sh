# A log-in lent to a capture: the page is had, the public does not see it, and
# no secret of the log-in stays, wherever one looks.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/social.sh"
need_tool chromium
start_tsa
start_social
run 0 "$CONSTAT" init
SECRET=sess10n-0f-a-member
host=127.0.0.1
printf '# Netscape HTTP Cookie File\n%s\tFALSE\t/\tFALSE\t0\tsession\t%s\n%s' \
    "$host" $SECRET \
    ".autre.example	TRUE	/	TRUE	0	other	an0ther-s3cret" >cookies.txt

# nowhere WORD...: in the store, in the exhibit, in what was said.
nowhere() {
	for word in "$@"; do
		! grep -aqr -e "$word" x "$CONSTAT_HOME" last.json last.err || {
			grep -arl -e "$word" x "$CONSTAT_HOME" >&2
			fail "it has $word"
		}
	done
}

# Without it: a log-in page, which is not taken for the post.
take 1 /members/7
is page "$(json .page)" login-wall
misses post 'log-in'
is post "$(json .post)" null

# With it, on both ways; a script puts the session everywhere it can.
take 0 /members/7 --cookies cookies.txt --account "@essai, mine"
is page "$(json .page)" post
is final "$(json .final_url)" "$SOCIAL/members/7"
is account "$(jq -r .login.account x/evidence/acquisition.json)" "@essai, mine"
is used "$(jq -r .login.cookies x/evidence/acquisition.json)" 1
nowhere $SECRET an0ther-s3cret t0ken-in-a-url
grep -aq 'sid_copy=withheld' x/warc || fail "the address is not there"
grep -aq 'access_token=withheld' x/warc || fail "the parameter is not there"
grep -aqi '^X-Echo: withheld' x/warc || fail "the header is not there"
grep -aqi '^Cookie: withheld' x/warc || fail "the cookie header is not there"
grep -q 'Session withheld' x/evidence/post.txt || fail "the text is not there"
grep -q 'value="withheld"' x/evidence/post.html || fail "no document"
grep -aq '^x=withheld' x/warc || fail "what was sent is not there"
is warnings "$(json '.warnings | length')" 0

# The public: a second visit without it, by the browser and on the wire.
is visible "$(json .public.visible)" false
is visit "$(jq -r .public.page x/evidence/acquisition.json)" login-wall
[ -s x/evidence/public.png ] || fail "no picture of what the public sees"
is listed "$(grep -c '"url"' x/pages/pages.jsonl)" 2
grep -q '^Cookie:' asked || fail "nobody was logged in"

# A page that everybody sees.
take 0 /p/1 --cookies cookies.txt
is visible "$(json .public.visible)" true
err=$(cat last.err)
case $err in *"whose account"*) ;; *) fail "no word about the account" ;; esac

# Asked for without a log-in; and said of the capture itself.
take 0 /p/1 --public
is by "$(json .public.by)" "a second visit, without log-in"
is visible "$(json .public.visible)" true
take 0 /p/1 --no-author
is by "$(json .public.by)" "this capture"
is visible "$(json .public.visible)" true

# Without a browser the wire makes both visits.
take 0 /members/7 --cookies cookies.txt --no-browser
is visible "$(json .public.visible)" false
nowhere $SECRET

# Bodies that repeat it are kept as they came, and named.
take 0 /echo --cookies cookies.txt --no-author
json '.warnings[].why' | grep -q "cookie session" || fail "no warning"
for f in "$CONSTAT_HOME/catalog.db" last.json x/evidence/acquisition.log \
    x/evidence/acquisition.json; do
	! grep -aq $SECRET "$f" || fail "it stands in $f"
done

# A file without cookies, and one for other sites only.
printf '{"cookies":[]}\n' >bad.txt
run 2 "$CONSTAT" capture --allow-private --cookies bad.txt "$SOCIAL/page"
err_has "Netscape"
run 2 "$CONSTAT" capture --allow-private --cookies nowhere "$SOCIAL/page"
grep autre cookies.txt >others.txt
take 1 /page --cookies others.txt
misses login 'no cookie for this site'
run 64 "$CONSTAT" capture --cookies a --browser-profile b "$SOCIAL/page"
run 64 "$CONSTAT" capture --account x "$SOCIAL/page"
