# The demonstration shows what it says, and its files are what it says.
. "$ROOT/tests/cli/lib.sh"
need_tool jq chromium unzip
export TMPDIR="$PWD"

run 0 "$CONSTAT" demo --json
is verdict "$(json .verdict)" unestablished
is copy "$(json .copy_verdict)" altered
is found "$(json .found_in)" "$(json .changed)"
home=$(json .home) post=$(json '.files[0]') copy=$(json .copy)
[ ! -e "$CONSTAT_HOME" ] || fail "the demonstration used the person's store"
case $home in "$PWD"/*) ;; *) fail "the store is in $home" ;; esac

# Post and profile are in it, each as shown.
unzip -l "$post" >listed
for page in post author; do
	for kind in png pdf html txt; do
		grep -q "evidence/$page.$kind" listed || fail "no $page.$kind"
	done
done

# The verifier says the same by itself; the files differ in one byte.
run 3 "$CONSTAT" verify --home "$home" --json "$post"
is signer "$(json .signer.trusted)" true
is time "$(json .time.trusted)" false
run 1 "$CONSTAT_VERIFY" --json "$copy"
is bytes "$(cmp -l "$post" "$copy" | wc -l)" 1
run 0 "$CONSTAT" log check --home "$home"
run 0 "$CONSTAT" fsck --home "$home"
run 0 "$CONSTAT" list --home "$home" --json
is exhibits "$(wc -l <"$TMP_DIR/out")" 1
is author "$(json .author.name)" "Jeanne Exemple"
is since "$(json .author.created)" 2021-03-14
is words "$(json .post.text | cut -d' ' -f1-3)" "La boulangerie Martin"
is case "$(json .case | sort -u)" demo

run 0 env LANG=fr_FR.UTF-8 "$CONSTAT" demo
out_has "PAS DIGNE DE CONFIANCE"
out_has "ALTÉRÉE"
out_has "Jeanne Exemple"
[ "$(wc -l <"$TMP_DIR/out")" -le 24 ] || fail "too many words"
