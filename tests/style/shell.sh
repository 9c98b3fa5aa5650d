#!/bin/sh
# Shell scripts parse, and name no path of a machine.
set -eu
: "${ROOT:?}"
cd "$ROOT"
rc=0
for script in cmd/*.sh tests/*.sh tests/*/*.sh; do
	sh -n "$script" || rc=1
done
bash -n .ci/run || rc=1
if grep -rnE '(^|[^$a-zA-Z}])/(work|home|farm)/[a-z]' --include='*.sh' \
    --include='*.[ch]' --include='*.md' --include='*.txt' --include='*.py' \
    store capture verify cmd tests docs README.md CMakeLists.txt .ci |
    grep -v "^tests/style/"; then
	echo "Paths of one machine."
	rc=1
fi
exit $rc
