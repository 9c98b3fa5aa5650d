# site.sh - the page of ../shared/bench behind nginx; read it after
# tests/web/lib.sh.  Sets BENCH (http://127.0.0.1:PORT).  The page names its
# author's profile at a port of its own: it is given ours.

start_bench() {
	need_shared
	need_tool nginx python3
	python3 "$SHARED/bench/mksite.py" "$TMP_DIR/www"
	PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	sed -i "s,127.0.0.1:8088,127.0.0.1:$PORT,g" "$TMP_DIR"/www/*.html
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
	BENCH=http://127.0.0.1:$PORT
}
