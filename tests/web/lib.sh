# lib.sh - a real site, a real time-stamp authority and one capture of it;
# read it after tests/cli/lib.sh.  Sets SITE_* and TSA_* (tests/lib/*.sh).

start_site() {
	need_tool nginx openssl python3
	sh "$ROOT/tests/lib/site.sh" start "$TMP_DIR/site" >"$TMP_DIR/site.env"
	eval "$(cat "$TMP_DIR/site.env")"
	trap stop_all EXIT
}

start_tsa() {
	need_tool openssl python3
	sh "$ROOT/tests/lib/tsa.sh" start "$TMP_DIR/tsa" >"$TMP_DIR/tsa.env"
	eval "$(cat "$TMP_DIR/tsa.env")"
	trap stop_all EXIT
}

stop_all() {
	[ ! -f "$TMP_DIR/site.env" ] ||
	    sh "$ROOT/tests/lib/site.sh" stop "$TMP_DIR/site"
	[ ! -f "$TMP_DIR/tsa.env" ] ||
	    sh "$ROOT/tests/lib/tsa.sh" stop "$TMP_DIR/tsa"
}

# capture STATUS ARGUMENT...: capture with JSON; sets EXHIBIT, the file.
capture() {
	status=$1
	shift
	run "$status" "$CONSTAT" capture --json --allow-private \
	    --ca "$SITE_CA" --tsa "$TSA_URL" "$@"
	EXHIBIT=$(json .file)
	[ -f "$EXHIBIT" ] || fail "no sealed file: $EXHIBIT"
}
