# Hand-overs where the disk is full, the store is not ours to write or of a
# newer program, two are at it at once, or what is given is no file.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool jq python3
start_site
at() {
	store=$1 verb=$2
	shift 2
	"$CONSTAT" "$verb" --home "$store" "$@"
}
for s in a b; do
	run 0 at $s init --no-passphrase --organization "Cabinet $s" \
	    --operator "Op $s" --ntp 127.0.0.1:1
done
have=0
"$CONSTAT" capture --home a --quiet --allow-private --no-browser --no-author \
    --no-timestamp --ca "$SITE_CA" --case Affaire "$SITE_HTTPS$SITE_POST" \
    >"$TMP_DIR/out" 2>"$TMP_DIR/err" || have=$?
[ "$have" -le 1 ] || fail "capture: exit $have"
send() {
	run 0 at a transfer --no-timestamp --to Op --json -o "$1" Affaire
}
take() {
	status=$1 store=$2
	shift 2
	run "$status" at "$store" receive --no-timestamp --accept-unknown "$@"
}
clean() {
	is "work of $1" "$(ls "$1/work" | wc -l | tr -d ' ')" 0
	run 0 at "$1" log check
	run 0 at "$1" fsck --json
	is "left in $1" "$(json '.findings | length')" 0
}
send one.asice

# What is no file, and what is no name.
mkdir folder
mkfifo fifo
for path in folder fifo nowhere /dev/null; do
	take 2 b "$path" --receipt r.p7m
	run 2 at b import --accept-unknown "$path"
done
run 2 at a transfer --no-timestamp --to X -o nowhere/x.asice Affaire
: >there.p7m
take 64 b one.asice --receipt there.p7m
clean a
clean b

# Two at once: the package is taken over once, and both have its receipt.
pids=
for i in 1 2 3 4; do
	"$CONSTAT" receive --home b --no-timestamp --accept-unknown \
	    --receipt "r$i.p7m" one.asice >"out.$i" 2>&1 &
	pids="$pids $!"
	"$CONSTAT" transfer --home a --no-timestamp --quiet --to "X $i" \
	    -o "t$i.asice" Affaire >"out.t$i" 2>&1 &
	pids="$pids $!"
done
for pid in $pids; do
	have=0
	wait "$pid" || have=$?
	[ "$have" -le 1 ] || fail "two at once: exit $have: $(cat out.*)"
done
is received "$(at b log show --json | jq -r 'select(.event == "received") |
    .seq' | wc -l | tr -d ' ')" 1
is open "$(at a transfer --list --json | jq -r 'select(.state == "open") |
    .package' | sort -u | wc -l | tr -d ' ')" 5
for i in 1 2 3 4; do
	cmp r1.p7m "r$i.p7m" || fail "two receipts of one package"
	[ -s "t$i.asice" ] || fail "t$i.asice was not written"
done
clean a
clean b

# A catalogue of a newer program is left alone.
cp -r b newer
python3 -c 'import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
n = c.execute("PRAGMA user_version").fetchone()[0]
c.execute("PRAGMA user_version = %d" % (n + 1))
c.commit()' newer/catalog.db
sum=$(sha256sum <newer/catalog.db)
take 2 newer one.asice --receipt n.p7m
err_has version
run 2 at newer import --accept-unknown one.asice
run 2 at newer transfer --no-timestamp --to X -o n.asice Affaire
run 2 at newer transfer --list
is "the newer catalogue" "$(sha256sum <newer/catalog.db)" "$sum"
[ ! -e n.p7m ] && [ ! -e n.asice ] || fail "something was written"

# Not ours to write.
[ "$(id -u)" = 0 ] || skip "the rest needs root"
need_tool setpriv
mkdir -m 755 "$TMP_DIR/theirs"
cp -r b "$TMP_DIR/theirs/store"
cp one.asice "$TMP_DIR/theirs/"
chmod -R a+rX "$TMP_DIR/theirs"
as_nobody() {
	setpriv --reuid=65534 --regid=65534 --clear-groups env \
	    HOME="$TMP_DIR/theirs" CONSTAT_HOME="$TMP_DIR/theirs/store" "$@"
}
for verb in "receive --receipt /tmp/constat-none.p7m" import; do
	# shellcheck disable=SC2086
	run 2 as_nobody "$CONSTAT" $verb --accept-unknown \
	    "$TMP_DIR/theirs/one.asice"
	err_has "not allowed"
done
[ ! -e /tmp/constat-none.p7m ] || fail "a receipt of nothing"

# Full: where the package goes, and where the store is.
mkdir "$TMP_DIR/small"
mount -t tmpfs -o size=6m,mode=755 constat-test "$TMP_DIR/small" 2>/dev/null ||
    skip "no small file system can be mounted here"
leave_disk() {
	umount -l "$TMP_DIR/small"
	stop_all
}
trap leave_disk EXIT
fill() {
	rm -f "$TMP_DIR/small/fill"
	room=$(df -k --output=avail "$TMP_DIR/small" | tail -n 1)
	dd if=/dev/zero of="$TMP_DIR/small/fill" bs=1k count=$((room - $1)) \
	    2>/dev/null
}
fill 16
run 2 at a transfer --no-timestamp --to X -o "$TMP_DIR/small/x.asice" Affaire
err_has "The disk is full."
is "left beside it" "$(ls "$TMP_DIR/small")" fill
is "given up" "$(at a transfer --list --json | jq -r 'select(.state ==
    "given-up") | .package' | wc -l | tr -d ' ')" 1
clean a
rm "$TMP_DIR/small/fill"
small=$TMP_DIR/small/store
run 0 at "$small" init --no-passphrase --organization "Cabinet s" \
    --ntp 127.0.0.1:1
bytes=$(($(wc -c <one.asice) / 1024))
for left in 0 16 64 $((bytes + 8)) $((bytes + 64)) $((bytes + 128)) \
    $((2 * bytes + 64)) $((2 * bytes + 160)); do
	fill "$left"
	have=0
	"$CONSTAT" receive --home "$small" --no-timestamp --accept-unknown \
	    --receipt "s$left.p7m" one.asice >"$TMP_DIR/out" \
	    2>"$TMP_DIR/err" || have=$?
	case $have in
	0) [ -s "s$left.p7m" ] || fail "no receipt with $left KiB left" ;;
	1 | 2) err_has "The disk is full." ;;
	*) fail "exit $have with $left KiB left" ;;
	esac
	rm "$TMP_DIR/small/fill"
	run 0 at "$small" log check
	run 0 at "$small" fsck --recover
	clean "$small"
done
take 0 "$small" one.asice --receipt last.p7m
is received "$(at "$small" log show --json | jq -r 'select(.event ==
    "received") | .seq' | wc -l | tr -d ' ')" 1
clean "$small"
