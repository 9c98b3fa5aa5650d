# hard.sh - pages that do not show all of themselves at once (lib/hard.py) and
# one capture of each; read it after lib.sh.

# start_hard: sets HARD, the server's address; what pages change is in changed.
start_hard() {
	need_tool chromium python3 jq unzip
	mkfifo hold
	: >changed
	python3 "$ROOT/tests/lib/hard.py" "$PWD/changed" \
	    "${NODE_DIR:-}/node_modules" <hold >port &
	exec 9>hold
	trap 'exec 9>&-; stop_all' EXIT
	wait_for 20 grep -q HTTP port
	HARD=http://127.0.0.1:$(cut -d' ' -f2 port)
	HARD_OTHER=http://localhost:$(cut -d' ' -f2 port)
}

# see STATUS PATH [ARGUMENT...]: capture it; unpacked in x/, its log in events,
# its archive in warc.
see() {
	status=$1 path=$2
	shift 2
	run "$status" "$CONSTAT" capture --json --allow-private --no-timestamp \
	    "$@" "$HARD$path"
	EXHIBIT=$(json .file)
	rm -rf x
	unzip -q "$EXHIBIT" -d x
	jq -c . x/evidence/acquisition.log >events
	zcat x/archive/data.warc.gz >warc
}

# shown TEXT: it stands in the visible text.  not_shown TEXT: it does not.
shown() {
	grep -qF -e "$1" x/evidence/post.txt || {
		cp x/evidence/post.txt "$TMP_DIR/out"
		fail "$path: not shown: $1"
	}
}
not_shown() {
	! grep -qF -e "$1" x/evidence/post.txt || fail "$path: shown: $1"
}

# happened FILTER: how many events of the log it selects.
happened() {
	jq -s "map(select($1)) | length" events
}

# recorded URL: responses to it in the archive.
recorded() {
	jq -s --arg u "$1" 'map(select(.event == "exchange" and
	    .detail.url == $u and .detail.status >= 200 and
	    (.detail.cut | not))) | length' events
}
