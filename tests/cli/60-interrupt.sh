# Ctrl-C leaves nothing half-sealed: exit 2, no work folder, the log holds.
. "$ROOT/tests/cli/lib.sh"
need_tool jq python3 chromium
run 0 "$CONSTAT" init --no-passphrase --ntp 127.0.0.1:1

# A server that sends a head and then takes its time.
cat >slow.py <<'PYTHON'
import socket, sys, threading, time
s = socket.socket()
s.bind(('127.0.0.1', 0))
s.listen(16)
print(s.getsockname()[1], flush=True)
def serve(c):
    try:
        c.recv(65536)
        c.sendall(b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>a')
        for _ in range(120):
            time.sleep(.5)
            c.sendall(b'.')
    except OSError:
        pass
while True:
    c, _ = s.accept()
    threading.Thread(target=serve, args=(c,), daemon=True).start()
PYTHON
python3 slow.py >port &
echo $! >>"$TMP_DIR/pids"
wait_for 10 test -s port

for signal in INT TERM; do
	"$CONSTAT" capture --allow-private --no-timestamp \
	    "http://127.0.0.1:$(cat port)/" >"$TMP_DIR/out" 2>"$TMP_DIR/err" &
	pid=$!
	wait_for 20 grep -q Loading "$TMP_DIR/err"
	sleep 1
	kill -s $signal $pid
	have=0
	wait $pid || have=$?
	is "exit after $signal" "$have" 2
	err_has "nothing was sealed"
	is stdout "$(cat "$TMP_DIR/out")" ""
	is "work folders" "$(ls "$CONSTAT_HOME/work" | wc -l)" 0
done
run 0 "$CONSTAT" list --json
is exhibits "$(cat "$TMP_DIR/out")" ""
run 0 "$CONSTAT" fsck
run 0 "$CONSTAT" log check
