# What saved pages of other projects say, against their manifest: read in
# place, nothing of them is copied.
. "$ROOT/tests/cli/lib.sh"
need_tool python3
need_shared
[ -f "$SHARED/fixtures/manifest.tsv" ] || skip "no saved pages are here"

python3 "$ROOT/tests/lib/fixtures.py" "$CONSTAT" "$SHARED/fixtures" ||
    fail "values are missing or wrong"

# The command itself.
page=$SHARED/fixtures/reddit_post_shell.html
run 0 "$CONSTAT" facts --url https://www.reddit.com/r/lotus/comments/1pzbv0z/ \
    "$page"
is platform "$(json .platform)" reddit
is author "$(json .author)" null
run 64 "$CONSTAT" facts "$page"
run 64 "$CONSTAT" facts --url https://example.org/ --at yesterday "$page"
run 2 "$CONSTAT" facts --url nonsense "$page"
run 2 "$CONSTAT" facts --url https://example.org/ nothing
run 0 "$CONSTAT" idtime x 1222222222222222222
is time "$(json .time)" 2020-01-28T18:17:40.225Z
is trust "$(json .trust)" server
run 2 "$CONSTAT" idtime x 12345
run 2 "$CONSTAT" idtime facebook 10155892671132033
run 64 "$CONSTAT" idtime x
[ ! -e "$CONSTAT_HOME" ] || fail "a store was made"
