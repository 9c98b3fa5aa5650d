# Cases: what is entered, time limits, numbers, notes, search, the timeline.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool jq python3 openssl sqlite3
start_site
run 0 "$CONSTAT" init --no-passphrase --ntp 127.0.0.1:1 --operator Ana

# take OPTION...: an exhibit, its id in $id.
take() {
	have=0
	"$CONSTAT" capture --json --no-browser --no-timestamp \
	    --allow-private --ca "$SITE_CA" "$@" "$SITE_HTTPS$SITE_POST" \
	    >"$TMP_DIR/out" 2>"$TMP_DIR/err" || have=$?
	[ "$have" -lt 2 ] || fail "capture: exit $have"
	id=$(json .exhibit)
}

# A case of its own making; a name once; what it wants.
run 0 "$CONSTAT" case new "Étude c/ X" --reference 2026-17 \
    --jurisdiction FR --party "Étude" --party X --counsel "Me Roy" \
    --statement "tous des voleurs" --published 2025-12-14 \
    --published-source "date du message" --json
is done "$(json .done)" true
run 2 "$CONSTAT" case new "Étude c/ X"
err_has "exists"
run 64 "$CONSTAT" case new
run 64 "$CONSTAT" case new ""
run 64 "$CONSTAT" case nothing X
run 64 "$CONSTAT" case new Y --published 2026-02-30
run 64 "$CONSTAT" case new Y --published yesterday
run 2 "$CONSTAT" case set Z --reference 1
run 64 "$CONSTAT" case set "Étude c/ X"
run 2 "$CONSTAT" case show Z
run 0 "$CONSTAT" case list --json
is cases "$(json .case)" "Étude c/ X"

# The earliest time limit first, date to date; doubtful rows have no date.
run 0 "$CONSTAT" case show "Étude c/ X" --json
is first "$(json '.limitations[0] | .id + " " + .ends')" \
    "fr-press 2026-03-14"
is second "$(json '.limitations[1].ends')" 2026-12-14
is doubtful "$(json '[.limitations[] | select(.doubtful) | .ends] | unique |
    tostring')" '[null]'
is sources "$(json '[.limitations[] | select(.source == null or
    .confidence == null)] | length')" 0
json .notice.en | grep -q "not legal advice" || fail "no notice"
json .notice.fr | grep -q "pas un avis juridique" || fail "no notice (fr)"
run 0 env LANGUAGE=fr LC_ALL=C.UTF-8 "$CONSTAT" case show "Étude c/ X"
out_has "pas un avis juridique"
out_has "2026-03-14"
run 0 "$CONSTAT" case show "Étude c/ X"
out_has "not legal advice"

# Changes say what was there before.
run 0 "$CONSTAT" case set "Étude c/ X" --published 2025-11-30 --party Y
run 0 "$CONSTAT" case show "Étude c/ X" --json
is parties "$(json '.parties | join(",")')" "Étude,X,Y"
is moved "$(json '.limitations[0].ends')" 2026-02-28
is before "$(json '.custody[-1].data.before.published')" 2025-12-14

# The sheet and the triage: events, nothing is replaced.
run 0 "$CONSTAT" case sheet "Étude c/ X" --who "un client" --what "un avis" \
    --how-many 3 --why "une facture"
run 0 "$CONSTAT" case triage "Étude c/ X" --author customer \
    --decision private --by Ana --when 2026-12-01
run 0 "$CONSTAT" case triage "Étude c/ X" --author troll --decision legal
run 64 "$CONSTAT" case triage "Étude c/ X" --author friend
run 64 "$CONSTAT" case triage "Étude c/ X" --decision nothing
run 64 "$CONSTAT" case triage "Étude c/ X"
run 64 "$CONSTAT" case sheet "Étude c/ X"
run 2 "$CONSTAT" case sheet Z --who x
run 0 "$CONSTAT" case show "Étude c/ X" --json
is sheet "$(json '[.custody[] | select(.data.sheet)] |
    .[0].data.sheet.how_many')" 3
is triage "$(json '[.custody[] | .data.triage.author // empty] |
    join(" ")')" "customer troll"

# Exhibits are numbered for each case; a number is not given again.
take --case "Étude c/ X"
one=$id
is number "$(json .case)" "Étude c/ X"
take --case "Étude c/ X" --own
two=$id
take --case Other
take
free=$id
run 0 "$CONSTAT" list --case "Étude c/ X" --json
is numbers "$(json .number | tr '\n' ' ')" "2 1 "
is own "$(json 'select(.own) | .exhibit')" "$two"
run 0 "$CONSTAT" case add "Étude c/ X" "$free"
run 2 "$CONSTAT" case add "Étude c/ X" "$free"
run 2 "$CONSTAT" case add Nowhere "$one"
run 0 "$CONSTAT" show "$free" --json
is number "$(json .number)" 3
run 0 "$CONSTAT" case own "$one"
run 0 "$CONSTAT" case own "$two" --not
run 0 "$CONSTAT" list --case "Étude c/ X" --json
is own "$(json 'select(.own) | .exhibit')" "$one"

# How far it goes: the counters that the captured pages told, but one's own.
run 0 "$CONSTAT" case triage "Étude c/ X" --reach "page locale"
run 0 "$CONSTAT" case show "Étude c/ X" --json
is reach "$(json '.custody[-1].data.triage.reach')" "page locale"
is counters "$(json '[.custody[-1].data.triage.counters[] |
    select(.counters.likes == "212")] | length')" 2

# Notes are events; corrections are new ones; both are found.
run 0 "$CONSTAT" note "$one" "Réponse de l'hébergeur reçue"
run 0 "$CONSTAT" log show --json
seq=$(tail -n 1 "$TMP_DIR/out" | jq .seq)
run 0 "$CONSTAT" note --corrects "$seq" "$one" "reçue hier"
run 2 "$CONSTAT" note --corrects 9999 "$one" "rien"
run 64 "$CONSTAT" note "$one" ""
run 2 "$CONSTAT" note ffffffff "rien"
run 0 "$CONSTAT" show "$one" --json
is corrected "$(json '[.custody[] | select(.event == "corrected")] |
    .[0].data.corrects')" "$seq"
run 0 "$CONSTAT" search --json HEBERGEUR reponse
is found "$(json .exhibit)" "$one"
run 0 "$CONSTAT" search --json "héberg*"
is prefix "$(json .exhibit)" "$one"
run 0 "$CONSTAT" search --json reponse nowhere
is none "$(cat "$TMP_DIR/out")" ""
run 0 "$CONSTAT" search --json --case Other reponse
is elsewhere "$(cat "$TMP_DIR/out")" ""
# What is typed is never a formula.
for words in '"' 'AND' 'NEAR(a b)' 'title:x' '*' '-x' "'" 'a"b' '^a' ')'; do
	run 0 "$CONSTAT" search --json -- "$words"
done
run 64 "$CONSTAT" search

# Looking is an event: one for each command, none for list.
events() {
	"$CONSTAT" log show --json >all
	wc -l <all
}
was=$(events)
run 0 "$CONSTAT" list
run 0 "$CONSTAT" case show Other
is list "$(events)" "$was"
run 0 "$CONSTAT" show "$one"
run 0 "$CONSTAT" search x
run 0 "$CONSTAT" show --json "$one"
file=$(json .file)
run 3 "$CONSTAT" verify --quiet "$file" "$file"
is looked "$(events)" $((was + 4))
is kinds "$(tail -n 4 all | jq -r .event | tr '\n' ' ')" \
    "viewed viewed viewed verified "
is verdict "$(tail -n 1 all |
    jq -r '.detail.verified[0] | .verdict + " " + .exhibit')" \
    "unestablished $one"
is how "$(tail -n 1 all | jq -r '.how.binary_sha256 | length')" 64
# A file that is not of the store is not in its log.
cp "$ROOT/README.md" other
run 2 "$CONSTAT" verify --quiet other
is stranger "$(events)" $((was + 4))

# A slip in the name of a case is not "nothing found".
run 2 "$CONSTAT" search --case "$(printf 'K\377')" x
run 2 "$CONSTAT" search --case "Etude c/ X" x
err_has "no case"
run 2 "$CONSTAT" list --case "Etude c/ X"
run 2 "$CONSTAT" hold "Etude c/ X" --why x
err_has "no case or exhibit is named"

# Closing and opening again.
run 0 "$CONSTAT" case close "Étude c/ X" --why "accord"
run 0 "$CONSTAT" case list --json
is state "$(json 'select(.case == "Étude c/ X") | .state')" closed
run 0 "$CONSTAT" case reopen "Étude c/ X"
run 0 "$CONSTAT" fsck
run 0 "$CONSTAT" log check

# A store of the version before is brought up by the first command, though it
# only reads; one of a later version is refused.
db=$CONSTAT_HOME/catalog.db
[ -f "$db" ] || fail "no $db"
sqlite3 "$db" "PRAGMA user_version = 3"
run 0 "$CONSTAT" case list
is version "$(sqlite3 "$db" "PRAGMA user_version")" 4
run 0 "$CONSTAT" search --json HEBERGEUR
is found "$(json .exhibit)" "$one"
sqlite3 "$db" "PRAGMA user_version = 99"
run 2 "$CONSTAT" case list
sqlite3 "$db" "PRAGMA user_version = 4"
run 0 "$CONSTAT" fsck
