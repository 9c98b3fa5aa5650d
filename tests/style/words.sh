#!/bin/sh
# The catalogues hold what the source says, in both languages; and nowhere do
# we claim what we are not.
set -eu
: "${ROOT:?}" "${CONSTAT:?}"
cd "$ROOT"
python3 cmd/i18n/words.py check

# The name of the program apart, these words would be claims
# (a capture is a party's own; a court says what it is worth).
if grep -nEi 'certifi(é|ée|ed) |conforme (à la )?nf|procès-verbal|constat d.huissier|huissier|court.proof|legally binding' \
    cmd/i18n/*.po verify/*.c cmd/*.c README.md docs/man/*; then
	echo "These are claims that the program must not make."
	exit 1
fi
if grep -rnE --include='*.[ch]' --include='*.sh' --include='*.md' \
    --include='*.txt' --include='*.po' \
    '\b(TODO|FIXME|HACK)\b|\bXXX\b' store capture verify cmd docs README.md \
    CMakeLists.txt tests | grep -v '^tests/style/'; then
	echo "Work that is promised and not done."
	exit 1
fi

# Both languages know the same options of every subcommand.
options() {
	LANGUAGE=$1 "$CONSTAT" "$2" --help |
	    grep -oE '^  (-[a-z], )?--[a-z-]+' | grep -oE -e '--[a-z-]+' | sort
}
for command in $(LANGUAGE=en "$CONSTAT" --help |
    sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
	[ "$(options en "$command")" = "$(options fr "$command")" ] || {
		echo "$command: other options in French"
		exit 1
	}
	[ "$(LANGUAGE=en "$CONSTAT" "$command" --help)" != \
	    "$(LANGUAGE=fr "$CONSTAT" "$command" --help)" ] || {
		echo "$command: --help is not French"
		exit 1
	}
done
