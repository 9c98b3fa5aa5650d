# Go's own signed notes and transparency log (golang.org/x/mod/sumdb) check
# what the custody log gives out, and we what they make; a witness written in
# Go from the C2SP pages is asked over HTTP.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/interop/lib.sh"
command -v go >/dev/null || {
	[ "${CI:-}" != true ] || fail "go is missing"
	skip "go is missing (sh tests/run.sh interop installs it)"
}
need_tool jq python3

# The modules come from the Go proxy, by the sums in go.sum.
go_install() {
	export GOPATH="$BUILD/interop/go/path" GOCACHE="$BUILD/interop/go/cache" \
	    GOTOOLCHAIN=local GOFLAGS=-mod=readonly CGO_ENABLED=0 \
	    GOTELEMETRY=off
	mkdir -p "$BUILD/interop/go"
	for try in 1 2 3; do
		(cd "$ROOT/tests/interop/go" &&
		    go build -o "$BUILD/interop/go/interop" .) \
		    >"$BUILD/interop/go/log" 2>&1 && return 0
	done
	[ "${CI:-}" != true ] ||
	    fail "go build: $(tail -n 20 "$BUILD/interop/go/log")"
	skip "golang.org/x/mod cannot be had (see $BUILD/interop/go/log)"
}
one_at_a_time go_install
GO=$BUILD/interop/go/interop

# ---- ours, checked by them
run 0 "$CONSTAT" init --no-passphrase
run 0 "$CONSTAT" log key -o key
run 0 "$CONSTAT" log checkpoint -o first
for i in $(seq 20); do
	run 0 "$CONSTAT" case new "Case $i"
	[ "$i" != 11 ] || run 0 "$CONSTAT" log checkpoint -o middle
done
run 0 "$CONSTAT" log checkpoint -o last
for note in first middle last; do
	run 0 "$GO" note key "$note"
	is size "$(cut -d' ' -f2 "$TMP_DIR/out")" "$(sed -n 2p "$note")"
done
sed '2s/^2/3/' last >forged
run 1 "$GO" note key forged
run 0 "$CONSTAT" log show --json
cp "$TMP_DIR/out" events
for seq in 1 2 8 9 16 17 21; do
	run 0 "$CONSTAT" log prove "$seq" -o proof
	sed -n "${seq}p" events >event
	run 0 "$GO" proof key proof event
	sed -n "$((seq % 20 + 1))p" events >event
	run 1 "$GO" proof key proof event
done
for old in first middle last; do
	run 0 "$CONSTAT" log witness --old "$(sed -n 2p "$old")" -o request
	run 0 "$GO" growth key request "$old"
done
run 0 "$CONSTAT" log export small
run 0 "$GO" tiles key small middle

# More than one tile.
run 0 "$BUILD/tests/make_log" "$TMP_DIR/large" 700
large() { "$CONSTAT" log --home "$TMP_DIR/large" "$@"; }
run 0 large key -o large.key
run 0 large export large
[ -f large/tile/0/001 ] && [ -f large/tile/1/000.p/2 ] ||
    fail "not the tiles of $(sed -n 2p large/checkpoint) events"
run 0 "$GO" tiles large.key large
run 0 large check large
printf x >>large/tile/entries/000
run 1 "$GO" tiles large.key large
run 1 large check large

# ---- theirs, checked by us
mkdir theirs
run 0 "$GO" make theirs 1 2 7 8 200 1000
run 3 "$CONSTAT_VERIFY" --json --trust theirs/key theirs/checkpoint.5
is size "$(json .checkpoint.size)" 1000
is signer "$(json .signer.trusted)" true
run 0 "$CONSTAT" log cosign theirs/request.0 --log-key theirs/key -o answer
for k in 1 2 3 4 5; do
	run 0 "$CONSTAT" log cosign "theirs/request.$k" -o answer
	run 0 "$CONSTAT" log key --witness -o our-witness
	run 0 "$GO" cosigned theirs/key our-witness answer
done
is size "$(cat "$TMP_DIR/out")" 1000
run 1 "$CONSTAT" log cosign theirs/request.4
mkdir fork
run 0 "$GO" make fork 1000 1200
run 1 "$CONSTAT" log cosign fork/request.0
run 0 "$CONSTAT" log check

# ---- a witness of theirs
background "$GO" serve key ready
wait_for 20 test -f ready
url=$(cat ready)
run 64 "$CONSTAT" log witness "$url/good"
run 0 "$CONSTAT" log witness "$url/good" --witness-key ready.key
out_has "go.example/witness"
run 0 "$CONSTAT" log witness "$url/good"
run 0 "$CONSTAT" case new "One more"
run 0 "$CONSTAT" log witness "$url/good/add-checkpoint" \
    --witness-key ready.key --json
is witness "$(json .witness)" go.example/witness
run 0 "$CONSTAT" log check --json
is cosignatures "$(json .cosignatures)" 3
# It has seen more than we remember, as after a restored catalogue.
sqlite3=$(command -v sqlite3 || true)
[ -z "$sqlite3" ] || {
	"$sqlite3" "$CONSTAT_HOME/catalog.db" 'DELETE FROM cosignatures'
	run 0 "$CONSTAT" log witness "$url/good"
}
run 0 "$CONSTAT" log export cosigned
run 2 "$CONSTAT" log witness "$url/stranger" --witness-key ready.key
err_has "log key"
run 2 "$CONSTAT" log witness "$url/forged" --witness-key ready.key
run 64 "$CONSTAT" log witness "$url/future" --witness-key ready.key
run 1 "$CONSTAT" log witness "$url/ahead" --witness-key ready.key
out_has REFUSED
run 2 "$CONSTAT" log witness http://127.0.0.1:1/ --witness-key ready.key
# Restored from an older copy, and used: the witness does not go along.
cp -a "$CONSTAT_HOME" "$TMP_DIR/old"
run 0 "$CONSTAT" case new "As it was"
run 0 "$CONSTAT" log witness "$url/good"
rm -rf "$CONSTAT_HOME"
mv "$TMP_DIR/old" "$CONSTAT_HOME"
run 1 "$CONSTAT" log witness "$url/good"
out_has REFUSED
for i in 1 2 3; do
	run 0 "$CONSTAT" case new "As it was not $i"
done
run 1 "$CONSTAT" log witness "$url/good"
out_has REFUSED
run 0 "$CONSTAT" log show --json
is incidents "$(json 'select(.detail.incident == "witness-conflict") |
    .detail.witness' | sort | uniq -c | tr -s ' ')" " 3 go.example/witness"
