#!/bin/sh
# usage: sh cmd/run.sh [constat's arguments]
# Install what is missing from Debian by name, build Release once into build/,
# run constat in the caller's folder.  When nothing changed since the last
# build this costs one find over the sources.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
build=$root/build
built=$build/.built

fresh() {
	[ -x "$build/cmd/constat" ] && [ -f "$built" ] &&
	[ -z "$(find "$root/CMakeLists.txt" "$root/cmd" "$root/capture" \
	    "$root/store" "$root/verify" -newer "$built" -print -quit)" ]
}

build_it() {
	. "$root/cmd/packages.sh"
	# shellcheck disable=SC2086 # lists of names
	install_packages $BUILD_PACKAGES $RUN_PACKAGES
	echo "Building constat (once) ..." >&2
	mkdir -p "$build"
	# Whatever changes from here on is newer than this build.
	: >"$build/.building"
	{
		cmake -G Ninja -S "$root" -B "$build" \
		    -DCMAKE_BUILD_TYPE=Release &&
		ninja -C "$build" cmd/all verify/all
	} >"$build/.log" 2>&1 || {
		cat "$build/.log" >&2
		echo "The build failed; see above." >&2
		exit 2
	}
	mv "$build/.building" "$built"
}

fresh || build_it
exec "$build/cmd/constat" "$@"
