# Ctrl-C leaves nothing half-sealed, whenever it comes; a program killed at
# any moment leaves a store that the next command puts right.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/bad.sh"
need_tool chromium
start_tsa
start_bad
run 0 "$CONSTAT" init

# A shell starts what runs in the background deaf to SIGINT: python3 does not.
cat >until.py <<'PY'
"""usage: until.py SIGNAL SECONDS|WORD COMMAND...

Send SIGNAL after so many seconds or as soon as a line of stderr begins with
WORD; print the exit status (negative: of a signal), the seconds until then,
how many processes COMMAND had started by then, how many of them live on, and
how much it had to say.
"""
import glob
import signal
import subprocess
import sys
import time


def lives(pid):
    """Not gone, and not only waiting to be collected by somebody."""
    try:
        with open(f'/proc/{pid}/cmdline') as f:
            return f.read() != ''
    except OSError:
        return False


number, when, command = sys.argv[1], sys.argv[2], sys.argv[3:]
signal.signal(signal.SIGINT, signal.SIG_DFL)
p = subprocess.Popen(command, stdout=open('out', 'wb'),
                     stderr=subprocess.PIPE, text=True)
said = ''
if when.replace('.', '').isdigit():
    time.sleep(float(when))
else:
    for line in p.stderr:
        said += line
        if line.startswith(when):
            break
children = []
for task in glob.glob(f'/proc/{p.pid}/task/*/children'):
    try:
        with open(task) as f:
            children += [int(x) for x in f.read().split()]
    except OSError:
        pass
if p.poll() is None:
    p.send_signal(getattr(signal, number))
since = time.monotonic()
said += p.communicate()[1]
took = int(time.monotonic() - since)
alive = children
while alive and time.monotonic() < since + took + 60:
    alive = [x for x in alive if lives(x)]
    time.sleep(0.05)
print(p.returncode, took, len(children), len(alive), len(said))
PY

stop() {
	python3 until.py "$@" >status || fail "until.py"
	read -r have took started left said <status
	is "processes left over after $1 at $2" "$left" 0
}

# Loading is the longest; then while the authority does not answer.
for moment in 0.05 0.3 0.8 1.5 Receiving Loading; do
	stop SIGINT "$moment" "$CONSTAT" capture --allow-private \
	    --tsa "$TSA_URL" "$BAD/waits"
	# -2: the program had not begun yet.
	[ "$have $said" = "-2 0" ] || is "exit when stopped at $moment" "$have" 2
	[ "$took" -le 60 ] || fail "it took $took s to stop at $moment"
	is "work folders" "$(ls "$CONSTAT_HOME/work" | wc -l)" 0
done
[ "$started" -gt 0 ] || fail "no browser was seen"
stop SIGINT Asking "$CONSTAT" capture --allow-private --no-browser \
    --tsa "$TSA_URL/hang" "$BAD/page"
is "exit when stopped at the stamp" "$have" 2
[ "$took" -le 60 ] || fail "it took $took s to stop at the stamp"
stop SIGTERM Loading "$CONSTAT" capture --allow-private --tsa "$TSA_URL" \
    "$BAD/waits"
is "exit after SIGTERM" "$have" 2
run 0 "$CONSTAT" list --json
is exhibits "$(wc -l <"$TMP_DIR/out")" 0
clean

# Also while the store is being made.
for moment in 0.01 0.04 0.08; do
	rm -rf "$TMP_DIR/fresh"
	stop SIGINT "$moment" env CONSTAT_HOME="$TMP_DIR/fresh" "$CONSTAT" \
	    capture --allow-private --no-browser --no-timestamp "$BAD/silent"
	# -2: before the program had begun.
	[ "$have" = 2 ] || [ "$have" = -2 ] ||
	    fail "exit $have when stopped at once"
	CONSTAT_HOME="$TMP_DIR/fresh" "$CONSTAT" capture --quiet \
	    --allow-private --no-browser --no-timestamp "$BAD/page" ||
	    fail "no capture after a stop at $moment"
	CONSTAT_HOME="$TMP_DIR/fresh" "$CONSTAT" fsck >/dev/null ||
	    fail "fsck after a stop at $moment"
done

# SIGKILL at twenty moments of a capture that takes about half a second.
sealed=0
i=0
while [ $i -lt 20 ]; do
	moment=$(printf '0.%02d' $((i * 4)))
	stop SIGKILL "$moment" "$CONSTAT" capture --json --allow-private \
	    --no-browser --tsa "$TSA_URL" "$BAD/parts/5"
	[ "$have" != 0 ] || sealed=$((sealed + 1))
	run 0 "$CONSTAT" fsck
	i=$((i + 1))
done
# And with a browser, which must die with it.
stop SIGKILL Loading "$CONSTAT" capture --allow-private --no-timestamp \
    "$BAD/waits"
[ "$started" -gt 0 ] || fail "no browser was seen"
try 0 "$BAD/page" --no-browser
run 0 "$CONSTAT" list --json
[ "$(wc -l <"$TMP_DIR/out")" -gt "$sealed" ] || fail "an exhibit was lost"
clean
