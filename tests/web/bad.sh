# bad.sh - a server that misbehaves, and captures of it; read it after
# tests/web/lib.sh.  Sets BAD (http://127.0.0.1:PORT) and BADTLS.

start_bad() {
	need_tool python3 jq
	mkfifo hold
	python3 "$ROOT/tests/lib/badsite.py" <hold >ports &
	exec 9>hold	# the server ends when this is closed
	wait_for 10 grep -q TLS ports
	BAD=http://127.0.0.1:$(sed -n 's/^HTTP //p' ports)
	BADTLS=https://127.0.0.1:$(sed -n 's/^TLS //p' ports)/
}

# try STATUS URL [OPTION...]: exit status, and then either a sealed file that
# the verifier finds whole or none at all; no work folder stays.
try() {
	want=$1 url=$2
	shift 2
	case " $* " in
	*" --timeout "*) ;;
	*) set -- --timeout 90 "$@" ;;
	esac
	run "$want" "$CONSTAT" capture --json --allow-private --tsa "$TSA_URL" \
	    "$@" "$url"
	if [ "$want" = 2 ]; then
		out_lacks '"exhibit"'
		[ -s "$TMP_DIR/err" ] || fail "no message: $url"
	else
		file=$(json .file)
		[ -f "$file" ] || fail "nothing was sealed: $url"
		[ "$want" = 0 ] || [ "$(json '.missing | length')" -gt 0 ] ||
		    fail "nothing is named as missing: $url"
		cp "$TMP_DIR/out" last.json
		run 0 "$CONSTAT" verify --quiet --tsa-trust "$TSA_CA" "$file"
		cp last.json "$TMP_DIR/out"
	fi
	is "work folders after $url" "$(ls "$CONSTAT_HOME/work" | wc -l)" 0
}

# within SECONDS COMMAND...: it must not take longer.  What it must not wait for
# takes for ever: leave a slow machine many times what a fast one needs.
within() {
	most=$1 since=$(date +%s)
	shift
	"$@"
	took=$(($(date +%s) - since))
	[ "$took" -le "$most" ] || fail "took $took s, not $most: $*"
}

# misses WHAT: the last capture says so.
misses() {
	json '.missing[].what' | grep -qx "$1" || fail "not named: $1"
}

# misses_only WHAT...: nothing else is named, and each of these is.
misses_only() {
	is "missing of $url" "$(json '[.missing[].what] | unique | join(" ")')" \
	    "$*"
}

# pictured: the last capture has a picture, a print and the text of its page.
pictured() {
	unzip -l "$(json .file)" >names
	for f in post.png post.pdf post.html post.txt; do
		grep -q "evidence/$f" names || fail "no $f: $url"
	done
}

# clean: nothing of a capture is left, and the store holds.
clean() {
	is "work folders" "$(ls "$CONSTAT_HOME/work" | wc -l)" 0
	run 0 "$CONSTAT" fsck
	run 0 "$CONSTAT" log check
}
