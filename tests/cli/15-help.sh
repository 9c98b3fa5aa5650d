# Help in both languages, whatever locales the machine has.
. "$ROOT/tests/cli/lib.sh"

for lang in fr_FR.UTF-8 fr fr_CA.utf8 fr_BE; do
	run 0 env LANG=$lang "$CONSTAT" --help
	out_has "Capture une publication"
	run 0 env LANG=$lang "$CONSTAT_VERIFY" --help
	out_has "FICHIER"
done
run 0 env LANG=C LANGUAGE=fr "$CONSTAT" --help
out_has "Capture une publication"
run 0 env LANG=fr_FR.UTF-8 LANGUAGE=en "$CONSTAT" --help
out_has "Captures a post"
run 0 env LANG=fr_FR.UTF-8 LANGUAGE=en:fr "$CONSTAT" --help
out_has "Captures a post"
for lang in C POSIX en_GB.UTF-8 de_DE.UTF-8; do
	run 0 env LANG=$lang "$CONSTAT" --help
	out_has "Captures a post"
done
# LC_ALL goes before LANG.
run 0 env LANG=en_US.UTF-8 LC_ALL=fr_FR.UTF-8 "$CONSTAT" --help
out_has "Capture une publication"

for command in capture verify facts idtime list show stamp log fsck init \
    doctor demo; do
	run 0 "$CONSTAT" $command --help
	out_has "--home"
	out_has "--json"
	run 0 env LANG=fr_FR.UTF-8 "$CONSTAT" $command --help
	out_has "usage : constat $command"
done
[ ! -e "$CONSTAT_HOME" ] || fail "a store was made"

# Errors in French too; JSON never follows the language.
run 2 env LANG=fr_FR.UTF-8 "$CONSTAT" capture ftp://example.org/
err_has "traité ici"
err_has "Rien n’a été scellé."
# What people type who are in a hurry.
run 2 env LANG=fr_FR.UTF-8 "$CONSTAT" capture www.example.org/page
err_has "Copiez-la depuis le navigateur"
err_has "Rien n’a été scellé."
[ ! -e "$CONSTAT_HOME" ] || fail "a store was made"
run 0 env LANG=fr_FR.UTF-8 "$CONSTAT" log check --json
out_has '"sound":true'
# Nor does what the C library says of errors.
run 2 env LANG=fr_FR.UTF-8 "$CONSTAT" capture --from /nonexistent/list
err_has "No such file or directory"
