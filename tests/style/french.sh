#!/bin/sh
# The French catalogues: see french.py, and the terms in docs/style.md.
set -eu
: "${ROOT:?}"
cd "$ROOT"
python3 -B tests/style/french.py cmd/i18n/fr.po cmd/i18n/fr.verify.po
# It sees what it looks for.
text=$(mktemp)
trap 'rm -f "$text"' EXIT
printf 'msgid "a"\nmsgstr "La raison : \\"oui\\"; l'"'"'accusé de réception..."\n' \
    >"$text"
found=$(python3 -B tests/style/french.py "$text" | grep -c "^$text: ") || :
[ "$found" -ge 6 ] || {
	echo "french.py sees $found of 6 faults"
	exit 1
}
