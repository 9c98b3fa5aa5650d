# social.sh - a small social site and captures of it; read it after
# tests/web/lib.sh.  Sets SOCIAL (http://127.0.0.1:PORT); what it was asked
# stands in the file asked.

start_social() {
	need_tool python3 jq unzip
	mkfifo social.hold
	python3 "$ROOT/tests/lib/social.py" "$PWD/asked" <social.hold \
	    >social.port &
	exec 8>social.hold	# the server ends when this is closed
	wait_for 10 grep -q HTTP social.port
	SOCIAL=http://127.0.0.1:$(sed -n 's/^HTTP //p' social.port)
}

# take STATUS PATH [OPTION...]: capture it; the exhibit must hold, and is
# unpacked to x, its web archive to x/warc.
take() {
	want=$1 path=$2
	shift 2
	: >asked
	run "$want" "$CONSTAT" capture --json --allow-private \
	    --tsa "$TSA_URL" "$@" "$SOCIAL$path"
	cp "$TMP_DIR/out" last.json
	cp "$TMP_DIR/err" last.err
	EXHIBIT=$(json .file)
	run 0 "$CONSTAT" verify --quiet --tsa-trust "$TSA_CA" "$EXHIBIT"
	cp last.json "$TMP_DIR/out"
	rm -rf x
	unzip -q "$EXHIBIT" -d x
	zcat x/archive/data.warc.gz >x/warc
}

# misses WHAT WHY: the last capture names it, and a reason that has WHY.
misses() {
	json '.missing[] | .what + ": " + .why' last.json | grep "^$1: " |
	    grep -q -e "$2" || fail "missing does not name $1 ($2)"
}

# asked_for PATH: how often the site was asked for it.
asked_for() {
	grep -c "^GET $1 " asked || true
}
