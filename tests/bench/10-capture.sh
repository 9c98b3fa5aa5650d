# A capture against the floor: the same steps on the same page by a bare
# script over DevTools, in one run, in turns.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/interop/lib.sh"
need_shared
need_tool nginx chromium python3 jq
node_readers
start_tsa
cp "$SHARED/bench/floor.mjs" "$NODE_DIR/floor.mjs"
python3 "$SHARED/bench/mksite.py" "$TMP_DIR/www"
PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$TMP_DIR/nginx.conf" <<CONF
pid $TMP_DIR/nginx.pid;
error_log $TMP_DIR/nginx.log;
worker_processes 1;
events { }
http {
	access_log off;
	include /etc/nginx/mime.types;
	gzip on;
	gzip_types text/css application/javascript application/json;
	client_body_temp_path $TMP_DIR/n1;
	proxy_temp_path $TMP_DIR/n2;
	fastcgi_temp_path $TMP_DIR/n3;
	uwsgi_temp_path $TMP_DIR/n4;
	scgi_temp_path $TMP_DIR/n5;
	server { listen 127.0.0.1:$PORT; root $TMP_DIR/www; }
}
CONF
chmod -R a+rX "$TMP_DIR/www"
nginx -c "$TMP_DIR/nginx.conf"
trap 'kill $(cat "$TMP_DIR/nginx.pid"); stop_all' EXIT
URL=http://127.0.0.1:$PORT/post.html

run 0 "$CONSTAT" init
runs=${BENCH_RUNS:-5}
i=-1	# the first round warms the caches of the machine and is not counted
while [ $i -lt "$runs" ]; do
	cold=$(cd "$NODE_DIR" && node floor.mjs "$URL" 0 | jq .cold)
	own=$(python3 "$ROOT/tests/bench/measure.py" "$CONSTAT" capture --quiet \
	    --allow-private --tsa "$TSA_URL" "$URL")
	[ "$(echo "$own" | jq .status)" = 0 ] || fail "capture: $own"
	[ $i -lt 0 ] || echo "$own" | jq -c ". + {floor: ($cold / 1000)}" >>rounds
	i=$((i + 1))
done
jq -rs 'def median: sort | .[length / 2 | floor];
	def f: . * 100 | round / 100;
	"capture, cold to sealed (median of \(length) rounds)",
	"  floor                  \(map(.floor) | median | f) s",
	"  constat                \(map(.wall) | median | f) s",
	"  ratio, want <= 1.30    \(map(.wall / .floor) | median | f)",
	"  own CPU                \(map(.cpu) | median | f) s",
	"  Chromium CPU           \(map(.children) | median | f) s",
	"  share, want <= 0.15    \(map(.cpu / .children) | median | f)",
	"  own peak, want <= 64   \(map(.mib) | max) MiB"' rounds
