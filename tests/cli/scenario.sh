#!/bin/sh
# usage: scenario.sh SCRIPT
# Run one scenario in a fresh folder with a clean environment; remove the
# folder afterwards (unless KEEP is set).  ROOT and BUILD come from ctest.
set -u
script=$1
: "${ROOT:?}" "${BUILD:?}"
export ROOT BUILD

dir=$(mktemp -d "${TMPDIR:-/tmp}/constat-test.XXXXXX") || exit 1
# Chromium of a capture may run as another user: it must get through.
chmod 711 "$dir"
finish() {
	# Servers that the scenario started and noted (lib.sh: background).
	if [ -f "$dir/pids" ]; then
		while read -r pid; do kill "$pid" 2>/dev/null; done <"$dir/pids"
	fi
	if [ -n "${KEEP:-}" ]; then
		echo "kept: $dir"
	else
		chmod -R u+w "$dir" 2>/dev/null
		rm -rf "$dir"
	fi
}
trap finish EXIT
trap 'exit 130' INT TERM

mkdir -p "$dir/home" "$dir/work"
export TMP_DIR="$dir" CONSTAT_HOME="$dir/store" HOME="$dir/home"
unset XDG_DATA_HOME XDG_CONFIG_HOME CONSTAT_PASSPHRASE_FILE LANGUAGE LC_ALL \
    LC_MESSAGES http_proxy https_proxy all_proxy no_proxy HTTP_PROXY \
    HTTPS_PROXY ALL_PROXY NO_PROXY 2>/dev/null
export LANG=C.UTF-8 TZ=UTC
if [ -d "$ROOT/../shared" ]; then
	SHARED=$(cd "$ROOT/../shared" && pwd)
	export SHARED
else
	unset SHARED
fi
cd "$dir/work" || exit 1
sh "$script" </dev/null
