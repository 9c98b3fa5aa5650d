# What a site can see of a capture: one visitor with the browser's own words,
# nothing of ours; and what is asked of a public archive only on demand.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/social.sh"
need_tool chromium
start_tsa
start_social
run 0 "$CONSTAT" init

# agents: the different user agents, languages ... that the site saw.
seen() {
	tr -d '\r' <asked | grep -i "^$1:" | cut -d' ' -f2- | sort -u
}

nothing_of_ours() {
	! grep -iq -e constat -e headless -e curl asked || fail "$(cat asked)"
	! grep -iq '^Referer:.*:1/' asked
	for word in DNT Sec-GPC X-Forwarded-For Via; do
		[ -z "$(seen $word)" ] || fail "it sent $word"
	done
}

# Wire and browser ask for the page with the same words.
take 0 /page
is asked "$(asked_for /page)" 2
nothing_of_ours
is agents "$(seen User-Agent | wc -l)" 1
is recorded "$(jq -r .wire.user_agent x/evidence/acquisition.json)" \
    "$(seen User-Agent)"
is languages "$(seen Accept-Language)" "en-US,en;q=0.9"
tr -d '\r' <asked | awk -v RS= '/^GET \/page / { print }' >pages
# (What pictures a browser takes changes from one version to the next.)
is accepts "$(grep -ci '^Accept: text/html,application/xhtml+xml,application/xml;q=0.9,' pages)" 2
is upgrade "$(grep -ci '^Upgrade-Insecure-Requests: 1' pages)" 2
[ -z "$(grep -i '^Referer:' pages)" ] || fail "a referrer led to the page"

# In the person's language, or the one that was asked for.
LANG=fr_CA.UTF-8 take 0 /page
is languages "$(seen Accept-Language)" "fr-CA,fr;q=0.9,en-US;q=0.8,en;q=0.7"
take 0 /page --lang de
is languages "$(seen Accept-Language)" "de,en-US;q=0.9,en;q=0.8"
run 64 "$CONSTAT" capture --lang deutsch "$SOCIAL/page"

# Without a browser: the words of a common one.
take 0 /page --no-browser
nothing_of_ours
seen User-Agent | grep -q '^Mozilla/5.0 .*Chrome/' || fail "$(seen User-Agent)"

# A proxy is a deviation from the direct route, and said to be one.
jq -e '.proxy_test' x/evidence/acquisition.json >/dev/null ||
    fail "the route is not on record"

# No archive is asked unless somebody wants it; then both answers are kept.
take 0 /page
! grep -q wayback asked || fail "an archive was asked unbidden"
export CONSTAT_WAYBACK="$SOCIAL"
take 0 /page --also wayback
is asked "$(grep -c '^GET /wayback/available?url=http%3A%2F%2F127' asked)" 1
is copy "$(grep -c '^GET /web/20261117000000/' asked)" 1
is found "$(jq -r .also.found x/evidence/acquisition.json)" true
is moment "$(jq -r .also.timestamp x/evidence/acquisition.json)" 20261117000000
grep -aq "^WARC-Target-URI: $SOCIAL/web/20261117000000/" x/warc ||
    fail "the copy is not in the archive"
take 1 /page?nothing --also wayback
misses wayback 'no copy'
run 64 "$CONSTAT" capture --also elsewhere "$SOCIAL/page"
