# Whatever a command that was killed can leave: fsck names and explains it, in
# French and in English, --recover clears it or enters it in the log, and what
# a person put beside stays.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool jq openssl python3
start_site
run 0 "$CONSTAT" init --no-passphrase --operator Ana --ntp 127.0.0.1:1
store=$CONSTAT_HOME
take() {
	run 0 "$CONSTAT" capture --json --no-browser --no-author \
	    --allow-private --no-timestamp --ca "$SITE_CA" --case A \
	    "$SITE_HTTPS$SITE_POST"
}
take
id=$(json .exhibit) file=$(json .file)
run 0 "$CONSTAT" operator add Luc --role manage --no-passphrase
luc=$(basename "$(ls "$store"/keys/operators/*.passphrase)" .passphrase)
run 0 "$CONSTAT" fsck --json
is clean "$(json '.findings | length')" 0

# Done before each look: what the next command clears is put there again.
again() { :; }

# found FAULT SUBJECT ENGLISH FRENCH: fsck names it, and says what it is.
found() {
	again
	run 0 "$CONSTAT" fsck --json
	json '.findings[] | .fault + " " + .subject' >have
	grep -q "^$1 $2" have || fail "no $1 of $2: $(cat have)"
	is level "$(json '[.findings[].level] | unique[]')" warn
	again
	LC_ALL=C run 0 "$CONSTAT" fsck
	tr '\n' ' ' <"$TMP_DIR/out" | grep -qF -e "$3" ||
	    fail "English: $(cat "$TMP_DIR/out")"
	again
	LC_ALL=C.UTF-8 LANGUAGE=fr run 0 "$CONSTAT" fsck
	tr '\n' ' ' <"$TMP_DIR/out" | grep -qF -e "$4" ||
	    fail "French: $(cat "$TMP_DIR/out")"
}
cleared() {
	run 0 "$CONSTAT" fsck --recover --json
	is "cleared" "$(json '.findings | length')" 0
}
event() {
	run 0 "$CONSTAT" log show --json
	tail -n 4 "$TMP_DIR/out" | jq -r "select(.event == \"incident\") | $1"
}

# Files that were being written, wherever one is; and a person's beside them.
for at in constat.json keys/crl.pem keys/witness.key log/checkpoint \
    "keys/operators/$luc.key" "blobs/${file#"$store/blobs/"}.ers" \
    "blobs/$(basename "$(dirname "$file")")/tsr"; do
	again() { echo half >"$store/$at.aB3xYz.tmp"; }
	case $at in
	log/*) found work.stranger checkpoint "A rest of something" \
	    "Un reste de quelque chose" ;;
	*) found file.unfinished ".*${at##*/}" "A file that was being written" \
	    "Un fichier en cours" ;;
	esac
	cleared
	[ ! -e "$store/$at.aB3xYz.tmp" ] || fail "$at is left"
done
again() { :; }
for mine in constat.json.backup keys/crl.pem.backup log/checkpoint.backup \
    log/notes keys/mine.aB3xYz.tmp log/checkpoint.aB3xYz; do
	echo mine >"$store/$mine"
done
cleared
for mine in constat.json.backup keys/crl.pem.backup log/checkpoint.backup \
    log/notes keys/mine.aB3xYz.tmp log/checkpoint.aB3xYz; do
	is "$mine" "$(cat "$store/$mine")" mine
done
echo mine >"$store/blobs/mine"
echo mine >"$store/work/mine"
found blob.stranger mine "that this program did not put there" \
    "que ce programme n’a pas mis là"
run 0 "$CONSTAT" fsck --recover
is mine "$(cat "$store/blobs/mine" "$store/work/mine" | uniq)" mine
rm "$store/blobs/mine" "$store/work/mine"

# A record and a time-stamp that the log does not tell of.
echo record >"$file.ers"
found record.untold ".*ers" "An evidence record was written" \
    "Un enregistrement de preuve a été écrit"
cleared
is entered "$(event '.detail.incident + " " + .exhibits[0]')" \
    "found-beside $id"
echo stamp >"$file.tsr"
found stamp.untold ".*tsr" "A time-stamp was fetched" \
    "Un horodatage a été obtenu"
cleared
is sum "$(event '.after.value')" "$(sha256sum <"$file.tsr" | cut -d ' ' -f 1)"
rm "$file.ers" "$file.tsr"

# A list of the revoked that is behind.
cp "$store/keys/crl.pem" crl
run 0 "$CONSTAT" operator revoke Luc --why parti
cp crl "$store/keys/crl.pem"
found crl.old keys/crl.pem "The list of revoked operators lacks somebody" \
    "Il manque quelqu’un dans la liste"
cleared
openssl crl -in "$store/keys/crl.pem" -noout -text | grep -q "Serial Number" ||
    fail "Luc is not in the list"

[ -z "${SANITIZE:-}" ] || {
	echo "built with sanitizers: the rest is left out"
	exit 0
}
[ -f "$BUILD/tests/disk.so" ] || fail "tests/disk.so was not built"
# killed OPS N WORDS...: SIGKILL at the N-th of these calls.
killed() {
	ops=$1 n=$2
	shift 2
	have=0
	env LD_PRELOAD="$BUILD/tests/disk.so" DISK_UNDER="$TMP_DIR" \
	    DISK_OPS="$ops" DISK_KILL="$n" "$CONSTAT" "$@" \
	    >"$TMP_DIR/out" 2>"$TMP_DIR/err" || have=$?
	[ "$have" = 137 ] || fail "was not killed but ended with $have: $*"
}
job() {
	found job.dead "" "A command was interrupted before it was done" \
	    "Une commande a été interrompue avant d’être terminée"
	run 0 "$CONSTAT" fsck --json
	json '.findings[] | select(.fault == "job.dead") | .detail' >have
	grep -qF -e "$1" have || fail "not '$1': $(cat have)"
}

# A derivative whose file is among the blobs, and no row.
echo caviardé >redacted
digest=$(sha256sum <redacted | cut -d ' ' -f 1)
blobs=$store/blobs/$(echo "$digest" | cut -c 1-2)/$digest.wacz
n=1
until [ -e "$blobs" ]; do
	n=$((n + 1))
	killed write "$n" derive "$id" redacted --operation redact \
	    --tool x --why x
	[ -e "$blobs" ] || cleared
done
job "keeping of a derivative $id"
is orphans "$(grep -c orphan have || :)" 0
cleared
[ ! -e "$blobs" ] || fail "the file of a derivative is left"
is incident "$(event .detail.incident)" command-interrupted
run 0 "$CONSTAT" derive "$id" redacted --operation redact --tool x --why x

# The keys of an operator who was not entered.
ls "$store/keys/operators" >before
n=1
until ls "$store"/keys/operators/*.pem | wc -l | grep -qx 3; do
	n=$((n + 1))
	killed link,rename "$n" operator add Eve --role audit --no-passphrase
	ls "$store"/keys/operators/*.pem | wc -l | grep -qx 3 || cleared
done
job "adding of the operator Eve"
cleared
ls "$store/keys/operators" | diff before - || fail "keys are left"
run 0 "$CONSTAT" operator add Eve --role audit --no-passphrase

# A log that was being exported: nothing under the final name.
killed mkdir 4 log export out/log
[ ! -e out/log ] || fail "a half log has its name"
ls out | grep -q '^log\.[0-9a-f]\{8\}\.part$' || fail "not beside: $(ls out)"
job "export of the log to $PWD/out/log"
cleared
is out "$(ls out)" ""
mkdir out/log
chmod 750 out/log
run 0 "$CONSTAT" log export out/log
is mode "$(stat -c %a out/log)" 750
run 0 "$CONSTAT" log check out/log
is out "$(ls out)" log

# A package whose name was taken while it was finished.
n=0
until ls sent.asice.*.part >/dev/null 2>&1 && run 0 "$CONSTAT" transfer \
    --list --json && [ "$(json 'select(.sha256) | .sha256')" != "" ]; do
	rm -f sent.asice
	run 0 "$CONSTAT" fsck --recover --quiet
	rm -f sent.asice
	n=$((n + 1))
	killed rename "$n" transfer "$id" --to b --to-organization B --why x \
	    --no-timestamp -o sent.asice
done
sum=$(json 'select(.sha256) | .sha256' | tail -n 1)
echo mine >sent.asice
cleared
is mine "$(cat sent.asice)" mine
is package "$(sha256sum sent.asice.*.asice | cut -d ' ' -f 1)" "$sum"
