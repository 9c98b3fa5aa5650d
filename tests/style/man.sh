#!/bin/sh
# The man pages are sound mdoc, end with STANDARDS, and name exactly the
# options that --help names; so does the completion.
set -eu
: "${ROOT:?}" "${CONSTAT:?}" "${CONSTAT_VERIFY:?}"
cd "$ROOT/docs/man"
export LANGUAGE=en
rc=0
wrong() {
	echo "$*"
	rc=1
}

for page in *.1; do
	lint=$(mandoc -Tlint -Wwarning "$page" 2>&1) || wrong "$lint"
	# STANDARDS is the last section but those about people and limits.
	last=$(grep '^\.Sh ' "$page" | tail -n 1)
	[ "$last" = ".Sh STANDARDS" ] || wrong "$page ends with: $last"
done

help_options() {
	"$@" --help | grep -oE '^  (-[a-z], )?--[a-z-]+' |
	    grep -oE -e '--[a-z-]+' | sort -u
}
man_options() {
	sed -n 's/^\.It \(Fl [a-z] , \)\{0,1\}Fl Fl \([a-z-]*\).*/--\2/p' "$1" |
	    sort -u
}
completed=$("$CONSTAT" --completion bash)
for command in $("$CONSTAT" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
	page=constat-$command.1
	[ "$command" != verify ] || page=constat-verify.1
	[ -f "$page" ] || { wrong "no $page"; continue; }
	help_options "$CONSTAT" "$command" >"${TMPDIR:-/tmp}/help.$$"
	man_options "$page" >"${TMPDIR:-/tmp}/man.$$"
	diff "${TMPDIR:-/tmp}/help.$$" "${TMPDIR:-/tmp}/man.$$" >&2 ||
	    wrong "$page: < only in --help, > only in the man page"
	grep -q "^\.It Xr constat-$command 1" constat.1 ||
	    wrong "constat.1 does not name $command"
	while read -r option; do
		echo "$completed" | grep -q -e "$command).*$option" ||
		    wrong "completion of $command lacks $option"
	done <"${TMPDIR:-/tmp}/help.$$"
done
rm -f "${TMPDIR:-/tmp}/help.$$" "${TMPDIR:-/tmp}/man.$$"
echo "$completed" | bash -n || wrong "completion is no bash"
exit $rc
