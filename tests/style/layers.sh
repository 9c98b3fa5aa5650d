#!/bin/sh
# Includes go one way: cmd -> capture -> store, cmd -> verify -> store.
# capture and verify never see each other; store sees only store.  Includes in
# quotes are written from the project's root.
set -eu
: "${ROOT:?}"
cd "$ROOT"

# room ROOM ALLOWED: its includes in quotes begin with one of the rooms.
room() {
	grep -rnE --include='*.[ch]' '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' \
	    "$1" | grep -vE "include[[:space:]]*\"($2)/" || :
}

wrong=$(
	room store store
	room capture 'capture|store'
	room verify 'verify|store'
	room cmd 'cmd|capture|verify|store'
)
if [ -n "$wrong" ]; then
	echo "These includes go against the direction:"
	echo "$wrong"
	exit 1
fi

# Angle brackets must not get round the rule, nor name what is not there.
grep -rnE --include='*.[ch]' \
    'include[[:space:]]*<(store|capture|verify|cmd)/|include.*\.\./' \
    store capture verify cmd tests && {
	echo "Includes of ours are in quotes, from the root."
	exit 1
}
grep -rhoE --include='*.[ch]' 'include[[:space:]]*"[^"]+"' store capture \
    verify cmd | sed 's/.*"\(.*\)"/\1/' | sort -u | while read -r file; do
	[ -f "$file" ] || {
		echo "no such header: $file"
		exit 1
	}
done
# libcurl belongs to capture alone; SQL and SQLite to the catalogue.
wrong=$(grep -rln --include='*.[ch]' '<curl/' store verify cmd || :)
[ -z "$wrong" ] || { echo "libcurl outside capture: $wrong"; exit 1; }
count=$(grep -rhE --include='*.[ch]' '^#include "' store capture verify cmd |
    wc -l)
echo "$count includes looked at"
[ "$count" -gt 100 ]
