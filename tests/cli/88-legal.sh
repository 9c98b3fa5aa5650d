# A legal team's case, in French: half the facts at night, corrections, late
# entries, exact words, time limits that press, and a second person who reads.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool jq python3 openssl
start_site
run 0 "$CONSTAT" init --no-passphrase --ntp 127.0.0.1:1 --operator Durand
export LANGUAGE=fr

take() {
	have=0
	"$CONSTAT" capture --json --no-browser --no-timestamp \
	    --allow-private --ca "$SITE_CA" "$@" "$SITE_HTTPS$SITE_POST" \
	    >"$TMP_DIR/out" 2>"$TMP_DIR/err" || have=$?
	[ "$have" -lt 2 ] || fail "capture: exit $have"
	id=$(json .exhibit)
}

# last: the last event of the log, in $TMP_DIR/out.
last() {
	"$CONSTAT" log show --json | tail -n 1 >"$TMP_DIR/out"
}

# Nothing is known yet, and that is what is said.
run 0 "$CONSTAT" case new Roche
run 0 "$CONSTAT" case list
out_has "Aucun ressort n’a encore été indiqué"
out_has "pas encore connue"
out_has "pas un avis juridique"
run 0 "$CONSTAT" case list --json
is lacks "$(json '.missing | join(" ")')" "jurisdictions published"
run 0 "$CONSTAT" case set Roche --jurisdiction fr --jurisdiction LU
run 0 "$CONSTAT" case show Roche --json
is codes "$(json '.jurisdictions | join(" ")')" "FR LU"
is without "$(json '.without | join(" ")')" LU
is none "$(json '.next // "none"')" none
run 0 "$CONSTAT" case show Roche
out_has "La table ne dit rien de LU"

# What cannot be is refused: where, what, what to do; nothing is changed.
before=$("$CONSTAT" log show --json | wc -l)
run 64 "$CONSTAT" case set Roche --jurisdiction France
err_has "attend un code ISO 3166 tel que FR"
run 64 "$CONSTAT" case set Roche --published 9000-01-01
err_has "est dans le futur"
run 64 "$CONSTAT" case set Roche --published hier
err_has "attend une date telle que 2026-11-21"
run 64 "$CONSTAT" case set Roche --interrupted 2026-03
run 64 "$CONSTAT" case set Roche --party Personne --not
err_has "ne peut donc être ôté"
run 64 "$CONSTAT" case set Roche --jurisdiction FR
err_has "c’est déjà ainsi"
run 64 "$CONSTAT" case sheet Roche --who X --happened 9000-01-01
run 64 "$CONSTAT" case sheet Roche --who X --happened hier
run 2 "$CONSTAT" case sheet Roche --who X --corrects 9999
is unchanged "$("$CONSTAT" log show --json | wc -l)" "$before"

# The posts captured tell when; one's own are left out, then in.
take --case Roche
one=$id
take --case Roche --own
own=$id
run 0 "$CONSTAT" case show Roche
out_has "La pièce 1 dit que sa publication date du"
out_lacks "La pièce 2 dit"
published=$("$CONSTAT" show "$one" --json | jq -r .post.published)
run 0 "$CONSTAT" case set Roche --published "$published"
run 0 "$CONSTAT" case show Roche
out_lacks "dit que sa publication"
out_has "pas encore inscrit"

# Exact words, for each exhibit.
run 0 "$CONSTAT" case set Roche --exhibit "$one" \
    --statement "coupe sa farine avec de la craie"
is quiet "$(cat "$TMP_DIR/err")" ""
run 0 "$CONSTAT" case set Roche --exhibit "$one" --statement "COUPE sa farine"
err_has "pas lettre à lettre"
run 1 "$CONSTAT" case set Roche --exhibit "$one" --statement "tous des voleurs"
err_has "ne contient pas ces mots"
run 64 "$CONSTAT" case set Roche --exhibit "$one" --reference 12
run 0 "$CONSTAT" case show Roche --json
is found "$(json '[.quotes[] | .found] | join(" ")')" "exact words absent"
is which "$(json '[.quotes[] | .exhibit] | unique | join(" ")')" "$one"
run 0 "$CONSTAT" case show Roche
out_has "lettre à lettre dans la publication"
out_has "INTROUVABLES"
run 0 "$CONSTAT" case set Roche --statement "tous des voleurs" --not
run 0 "$CONSTAT" case show Roche --json
is gone "$(json '[.quotes[] | .found] | join(" ")')" "exact words"
is before "$(json '.custody[-1].data.before.statements | length')" 3
run 0 "$CONSTAT" case new Ailleurs --jurisdiction FR
run 64 "$CONSTAT" case set Ailleurs --exhibit "$one" --statement "coupe"

# At two in the morning: half of the sheet; the rest later, one answer mended.
run 0 "$CONSTAT" case sheet Roche --who "un client" --what "accuse de fraude" \
    --happened 2026-11-20T02:00:00+01:00
last
is late "$(json '[.late, .start, .detail.happened] | tostring')" \
    '[true,"2026-11-20T01:00:00.000Z","2026-11-20T02:00:00+01:00"]'
run 0 "$CONSTAT" case show Roche
out_has "Fiche (QQOQCCP)"
out_has "pas encore connu"
out_has "survenu"
seq=$("$CONSTAT" log show --json | tail -n 1 | jq .seq)
run 0 "$CONSTAT" case sheet Roche --who "un concurrent" --corrects "$seq"
last
is corrected "$(json '[.event, .detail.corrects, .detail.sheet.who] |
    tostring')" "[\"corrected\",$seq,\"un concurrent\"]"
run 0 "$CONSTAT" case show Roche
out_has "CORRIGÉ par l’événement $((seq + 1))"
run 0 "$CONSTAT" case show Roche --json
is mark "$(json ".custody[] | select(.seq == $seq) | .corrected_by")" \
    $((seq + 1))
run 64 "$CONSTAT" case sheet Ailleurs --who X --corrects "$seq"
err_has "porte sur autre chose"
run 0 "$CONSTAT" case triage Roche --author customer --decision legal \
    --by "Me Durand" --why "ton menaçant"
run 0 "$CONSTAT" case show Roche --json
is sheet "$(json '.sheet | .who + ", " + .what')" \
    "un concurrent, accuse de fraude"
is triage "$(json '.triage | .author + " " + .decision + " " + .entered_by')" \
    "customer legal Durand"
# How far it goes: by itself, with its moment; one's own does not count.
is reach "$(json '[.reach[] | .exhibit] | join(" ")')" "$one"
is likes "$(json '.triage.counters[0] | .counters.likes + " " +
    (.captured | length | tostring)')" "212 24"
run 0 "$CONSTAT" case show Roche
out_has "212 mentions « j’aime »"
out_has "client mécontent"
out_has "action en justice"
out_lacks "unhappy"
run 0 env LANGUAGE=en "$CONSTAT" case show Roche
out_has "unhappy customer"
out_has "212 likes"
out_lacks "mécontent"

# A note about the case itself; of an exhibit it is found as one types it.
run 0 "$CONSTAT" note Roche "Appel du client" --happened 2026-11-20
run 0 "$CONSTAT" case show Roche --json
is note "$(json '.custody[-1] | .data.note + " " + (.late | tostring)')" \
    "Appel du client true"
run 0 "$CONSTAT" note "$one" "L’œuvre du maître ; 我们诽谤了公司 😡"
for words in "l'oeuvre" "MAITRE" "诽谤" "😡" "\"du maître\"" \
    "$SITE_HTTPS$SITE_POST?utm_source=mail"; do
	run 0 "$CONSTAT" search --json "$words"
	is "search $words" "$(json .exhibit | grep -c "$one")" 1
done
run 0 "$CONSTAT" search --json "\"maître du\""
is "no phrase" "$(cat "$TMP_DIR/out")" ""

# A limit that ends within days is on top, and loud, in both languages; the
# days are those of a calendar, so that a bound is what can be asked for.
near=$(date -u -d "$(date -u -d '+4 days' +%Y-%m-%d) -3 months" +%Y-%m-%d)
run 0 "$CONSTAT" case new Zut --jurisdiction FR --published "$near"
run 0 "$CONSTAT" case new Ancien --jurisdiction FR --published 2020-01-01
run 0 "$CONSTAT" case list --json
is top "$(head -n 1 "$TMP_DIR/out" | jq -r .case)" Zut
is soon "$(head -n 1 "$TMP_DIR/out" |
    jq -r '.next | .id + " " + (.days_left >= 0 and .days_left <= 7 |
    tostring)')" "fr-press true"
is ended "$(jq -r 'select(.case == "Ancien") | .ended' "$TMP_DIR/out")" 2
run 0 "$CONSTAT" case list
is top "$(head -n 1 "$TMP_DIR/out" | cut -d' ' -f1)" Zut
out_has "  !! "
out_has "pas un avis juridique"
run 0 env LANGUAGE=en "$CONSTAT" case list
out_has "  !! "
out_has "not legal advice"
# An act that interrupts it begins it anew; a closed case is quiet.
run 0 "$CONSTAT" case set Zut --interrupted "$(date -u +%Y-%m-%d)" \
    --why "assignation"
run 0 "$CONSTAT" case show Zut --json
is anew "$(json '.next | (.interrupted | tostring) + " " +
    (.days_left > 80 | tostring)')" "true true"
run 0 "$CONSTAT" case close Zut --why "accord"
run 0 "$CONSTAT" case list --json
is last "$(tail -n 1 "$TMP_DIR/out" | jq -r .case)" Zut

# Dates that cannot both be right are told.
run 0 "$CONSTAT" case new Bizarre --jurisdiction CH \
    --published 2026-03-02 --known 2026-03-02 --author-known 2026-03-01
run 0 "$CONSTAT" case show Bizarre
out_has "! Le jour où l’auteur a été connu"
out_lacks "! Le jour où le fait"

# Somebody who may only look sees all of it, and changes nothing.
run 0 "$CONSTAT" operator add Aude --role audit --no-passphrase
run 0 "$CONSTAT" operator add Luc --role manage --no-passphrase
run 0 "$CONSTAT" case show Roche --as Aude
out_has "un concurrent"
run 0 "$CONSTAT" show "$one" --as Aude
out_has "coupe sa farine"
run 0 "$CONSTAT" search --as Aude farine
for words in "note $one x" "note Roche x" "case set Roche --reference 1" \
    "case sheet Roche --who x" "case triage Roche --by x" "case own $one" \
    "case close Roche" "hold Roche --why x" "release Roche --why x" \
    "dispose $one --with Luc --why x" \
    "operator revoke Luc --why x" "fsck --recover" stamp \
    "export Roche -o x.asice --to X"; do
	# Words without blanks, on purpose.
	# shellcheck disable=SC2086
	run 2 "$CONSTAT" $words --as Aude
	err_has "Ce n’est pas autorisé"
done

# Who captures makes exhibits and notes; who manages does not capture.
run 0 "$CONSTAT" operator add Cap --role capture --no-passphrase
run 0 "$CONSTAT" note "$one" "note de Cap" --as Cap
for words in "case set Roche --reference 1" "hold Roche --why x" \
    "derive $one $one --operation redact --tool x" \
    "operator add Zoe --role audit --no-passphrase"; do
	# shellcheck disable=SC2086
	run 2 "$CONSTAT" $words --as Cap
	err_has "Ce n’est pas autorisé"
done
run 2 "$CONSTAT" capture "$SITE_HTTPS$SITE_POST" --as Luc
run 0 "$CONSTAT" case set Roche --reference 2026-17 --as Luc
run 0 "$CONSTAT" fsck --recover --as Luc
run 0 "$CONSTAT" operator revoke Cap --why "départ"
run 2 "$CONSTAT" note "$one" "encore Cap" --as Cap
run 2 "$CONSTAT" list --as Cap

# Hold, two operators, and what is left of an exhibit that is gone.
run 0 "$CONSTAT" hold Roche --why "demande de Me Durand"
run 2 "$CONSTAT" dispose "$own" --with Luc --why "doublon"
run 0 "$CONSTAT" list --case Roche
out_has "[Roche 2, publication à soi, gel juridique]"
out_has "[Roche 1, gel juridique]"
run 0 "$CONSTAT" release Roche --why "fin"
run 0 "$CONSTAT" dispose "$own" --with Luc --why "doublon"
run 0 "$CONSTAT" show "$own"
out_has "Durand ; approuvé par"
out_lacks ".wacz"
run 0 "$CONSTAT" show "$own" --json
is file "$(json '.file // "none"')" none
echo x >caviarde.txt
run 0 "$CONSTAT" derive "$one" caviarde.txt --operation redact \
    --tool "Outil 1" --note "un nom" --why "tiers"
run 0 "$CONSTAT" show "$one"
out_has "passages rendus illisibles"
run 0 "$CONSTAT" show "$one" --json
is states "$(json '[.custody[] | select(.after)] | last |
    .after.value == .data.derivative')" true
run 0 "$CONSTAT" log check
run 0 "$CONSTAT" fsck

# All of it leaves with the case: nothing of it fails, and the reports tell
# what was entered in both languages.
# One exhibit is gone and no authority was asked: that is told.
run 1 "$CONSTAT" export Roche -o roche.asice --to Tribunal --why "audience" \
    --no-timestamp
have=0
"$CONSTAT" verify --json roche.asice >"$TMP_DIR/out" 2>"$TMP_DIR/err" ||
    have=$?
[ "$have" = 3 ] || fail "verify: exit $have"
is failed "$(json '[.findings[] | select(.level == "fail")] | length')" 0
python3 -c "import zipfile; z = zipfile.ZipFile('roche.asice')
for n in ('report.fr.html', 'report.en.html'):
    open(n, 'wb').write(z.read(n))"
grep -q "première publication" report.fr.html || fail "report.fr"
grep -q "mention" report.fr.html || fail "report.fr: no figures"
grep -q "first publication" report.en.html || fail "report.en"
grep -q "212 likes" report.en.html || fail "report.en: no figures"
