# Whatever a store writes, its reports inside are those that the verifier
# writes: with exhibits that are missing or chosen, of a dossier that was
# imported, of packages, of logs of others, of what came back.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool jq openssl
start_site
start_tsa

# at STORE COMMAND...: the command on that store.
at() {
	store=$1 verb=$2
	shift 2
	"$CONSTAT" "$verb" --home "$PWD/$store" "$@"
}
for s in a b; do
	run 0 at $s init --no-passphrase --organization "Cabinet $s" \
	    --operator "Op $s" --ntp 127.0.0.1:1 --tsa "$TSA_URL/"
done
run 0 at a operator add "Op deux" --role manage --no-passphrase --why renfort
trust="--trust a/keys/root.pem --trust b/keys/root.pem --tsa-trust $TSA_CA"
for page in /cache "$SITE_POST" "$SITE_AUTHOR"; do
	have=0
	at a capture --no-browser --no-author --allow-private --quiet \
	    --ca "$SITE_CA" --case X "$SITE_HTTPS$page" >"$TMP_DIR/out" \
	    2>"$TMP_DIR/err" || have=$?
	[ "$have" -lt 2 ] || fail "capture: exit $have"
done
run 0 at a list --json
ids=$(json .exhibit)
# One is gone: every dossier of the whole case lacks it, and says so (exit 1).
set -- $ids
run 0 at a dispose "$1" --with "Op deux" --why doublon

# compared FILE: it holds, and both reports were compared.
compared() {
	run 0 "$CONSTAT_VERIFY" $trust --json "$1"
	is "reports of $1" "$(json '[.findings[] |
	    select(.check == "dossier.reports") | .level] | join(" ")')" \
	    "pass pass"
}
run 1 at a export -o a.asice --why "à joindre" X
compared a.asice
run 0 at a export -o one.asice --exhibit "$2" X
compared one.asice
run 0 at b import $trust a.asice
run 0 at b export -o imported.asice X
compared imported.asice
# Given to its first store, which has one of them still: it came back.
run 0 at b transfer --move --to "Op a" --to-organization "Cabinet a" \
    -o package.asice X
compared package.asice
run 0 at a receive $trust --receipt r.p7m package.asice
run 0 at b transfer --receipt r.p7m --trust a/keys/root.pem
run 1 at a export -o back.asice X
compared back.asice
run 0 at b export -o gone.asice X
compared gone.asice
run 0 at a note "$2" "encore une note"
run 0 at a hold X --why assignation
run 1 at a export -o later.asice X
compared later.asice
