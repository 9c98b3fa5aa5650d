# What derives facts is named by its own sources: two builds that read
# differently never call each other's exhibits altered.
. "$ROOT/tests/cli/lib.sh"

readers=$(cd "$ROOT/store" && find base facts warc -name '*.[ch]' |
    LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c 1-16)
echo '<title>A page</title><p>Words.</p>' >page.html
run 0 "$CONSTAT" facts --url https://site.test/page page.html
is "who derived" "$(json .derived_by | cut -d , -f 2)" " readers $readers"
