# The author's profile along with the post: found in several ways, missing in
# several more, and never taken for what it is not.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/social.sh"
need_tool chromium
start_tsa
start_social
run 0 "$CONSTAT" init

# both: the last exhibit has the post and the profile of Anna, each its own.
both() {
	for page in post author; do
		for kind in png pdf html txt; do
			[ -s "x/evidence/$page.$kind" ] ||
			    fail "no $page.$kind"
		done
	done
	is pages "$(jq -r 'select(.url) | .url' x/pages/pages.jsonl | tr '\n' ' ')" \
	    "$SOCIAL$1 $SOCIAL/u/anna "
	grep -q 'Je dis tout' x/evidence/author.txt || fail "another profile"
	for urn in text thumbnail dom; do
		is "records urn:$urn" "$(grep -ac \
		    "^WARC-Target-URI: urn:$urn:" x/warc)" 2
	done
	id=$(jq -r 'select(.url).id' x/pages/pages.jsonl | tail -n 1)
	n=$(tr -d '\r' <x/warc | awk -v RS= -v id="$id" \
	    '/WARC-Type: response/ && index($0, id)' | grep -c Target-URI)
	[ "$n" -ge 2 ] || fail "the profile has $n answers"
	is author "$(json .author.url)" "$SOCIAL/u/anna"
	is name "$(json .author.name)" "Anna Exemple"
	# The profile alone knows since when.
	is since "$(json .author.created)" 2024-03-02T10:00:00Z
	! grep -q 'Referer:.*/p/' asked || grep '^Referer' asked | sort -u
}

# By JSON-LD, rel=author, microdata; and by what a script put there.
for path in /p/1 /p/2 /p/3 /p/6; do
	take 0 $path
	both $path
	[ "$(asked_for /u/anna)" = 2 ] || fail "asked for it $(asked_for \
	    /u/anna) times"
done
# What follows from the page comes along, once the profile has named it.
take 0 /p/1
grep -aq "^WARC-Target-URI: $SOCIAL/media/anna.png" x/warc || fail "no avatar"
is words "$(json .post.text)" \
    "La boulangerie Ferrandin coupe sa farine avec de la craie."
is when "$(json .post.published)" 2026-11-16T06:42:19Z

# Told to people, too.
run 0 "$CONSTAT" capture --allow-private --tsa "$TSA_URL" "$SOCIAL/p/1"
out_has "Anna Exemple (@anna)"
out_has "La boulangerie Ferrandin"
run 0 env LANG=fr_FR.UTF-8 "$CONSTAT" capture --allow-private \
    --tsa "$TSA_URL" "$SOCIAL/p/1"
out_has "auteur"

# Without a browser: over the wire alone, with all that it is made of.
take 0 /p/1 --no-browser
is pages "$(jq -r 'select(.url) | .url' x/pages/pages.jsonl | wc -l)" 2
is asked "$(asked_for /u/anna)" 1

# Two sources name two authors: one is visited, both are kept and flagged.
take 0 /p/4
jq -e '.conflicts[] | select(.fact | startswith("author"))' \
    x/evidence/facts.json >/dev/null || fail "no conflict is shown"

# Left out on demand; a page that is no post needs none, a profile has itself.
take 0 /p/1 --no-author
is asked "$(asked_for /u/anna)" 0
[ ! -e x/evidence/author.png ] || fail "a profile all the same"
take 0 /page
is class "$(json .page)" other
take 0 /u/anna
is class "$(json .page)" profile
is author "$(json .author.handle)" anna
is asked "$(asked_for /u/anna)" 2

# No author named; deleted, suspended, behind the log-in, on another machine.
take 1 /p/5
misses author 'names no profile'
is post "$(json .post.text)" \
    "La boulangerie Ferrandin coupe sa farine avec de la craie."
take 1 /p/8
misses author 'status 404'
is pages "$(jq -r 'select(.url) | .url' x/pages/pages.jsonl | wc -l)" 2
take 1 /p/9
misses author 'gone'
take 1 /p/10
misses author 'log-in'
is class "$(json .page)" post
run 1 "$CONSTAT" capture --allow-private --tsa "$TSA_URL" "$SOCIAL/p/10"
out_has "the profile of the author"

# Walls are never sealed as if they were the post.
take 1 /consent
misses post 'consent'
is page "$(json .page)" consent-wall
is post "$(json .post)" null
run 1 "$CONSTAT" capture --allow-private --tsa "$TSA_URL" "$SOCIAL/login"
is first "$(head -n 1 "$TMP_DIR/out" | cut -c1-26)" "THE POST WAS NOT CAPTURED:"
take 1 /nowhere
misses post 'status 404'
