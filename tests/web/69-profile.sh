# The log-in of a browser's profile: copied, used, never written to; refused
# while a browser has it open; what cannot be read is named.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/social.sh"
need_tool chromium
start_tsa
start_social
run 0 "$CONSTAT" init
SECRET=sess10n-0f-a-member
DIR=$TMP_DIR/person

# browse PATH [OPTION...]: the person's own browser, with its own profile.
# (As root it has no sandbox; it shows the test's own page only.)
browse() {
	path=$1
	shift
	timeout 60 chromium --headless --no-sandbox --no-first-run \
	    --disable-component-update --disable-background-networking \
	    --password-store=basic --user-data-dir="$DIR" "$@" \
	    --dump-dom "$SOCIAL$path" >dom 2>browse.log
}

# everything DIR: name, time and content of all that is there.
everything() {
	(cd "$1" && find . -type f -printf '%p %T@ %s\n' | sort &&
	    find . -type f -exec sha256sum {} + | sort)
}

browse /set || skip "no browser of a person's own: $(cat browse.log)"
grep -q Bienvenue dom || skip "the browser showed nothing"
browse /members/7
grep -q 'Entre membres' dom || skip "this browser keeps no log-in"
everything "$DIR" >before

# The folder above the profiles, and the profile itself.
for given in "$DIR" "$DIR/Default"; do
	take 0 /members/7 --browser-profile "$given" --account "@essai"
	is page "$(json .page)" post
	is by "$(jq -r .login.by x/evidence/acquisition.json)" browser-profile
	is used "$(jq -r .login.cookies x/evidence/acquisition.json)" 1
	is visible "$(json .public.visible)" false
	! grep -aqr $SECRET x "$CONSTAT_HOME" last.json last.err ||
	    fail "the secret stays"
	grep -q 'Session withheld' x/evidence/post.txt || fail "not withheld"
	everything "$DIR" | diff before - || fail "the original was changed"
	# The wire was logged in as well.
	[ "$(grep -c "session=$SECRET" asked)" -ge 2 ] || fail "one way only"
done

# Nothing of the copy is left.
copy=$(jq -r 'select(.event == "browser-started").detail.flags[]' \
    x/evidence/acquisition.log | sed -n 's/^--user-data-dir=//p')
[ -n "$copy" ] || fail "the browser's folder is not on record"
[ ! -e "$copy" ] || fail "the copy is still there: $copy"

# A profile that has no log-in here; one that is open; none at all.
mkdir -p empty/Default
: >"empty/Local State"
take 1 /page --browser-profile empty
misses login 'no cookie for this site'
ln -s "$(hostname)-$$" empty/SingletonLock
run 2 "$CONSTAT" capture --allow-private --browser-profile empty "$SOCIAL/page"
err_has "close it first"
ln -sfn "$(hostname)-999999999" empty/SingletonLock	# left by a crash
take 1 /page --browser-profile empty
mkdir firefox
: >firefox/cookies.sqlite
run 2 "$CONSTAT" capture --allow-private --browser-profile firefox \
    "$SOCIAL/page"
err_has Firefox
run 2 "$CONSTAT" capture --allow-private --browser-profile "$PWD/x" \
    "$SOCIAL/page"
run 2 "$CONSTAT" capture --allow-private --browser-profile nowhere \
    "$SOCIAL/page"
run 64 "$CONSTAT" capture --no-browser --browser-profile empty "$SOCIAL/page"
is "work folders" "$(ls "$CONSTAT_HOME/work" | wc -l)" 0
