# daemon.sh - helpers of the scripts that run whole servers for the tests; to
# be read with `.`.  $folder is where the server keeps everything.

# end FILE: end the process whose number FILE holds, and wait until it has.
end() {
	pid=$(cat "$1" 2>/dev/null || true)
	[ -n "$pid" ] || return 0
	kill -TERM "$pid" 2>/dev/null || return 0
	i=0
	while kill -0 "$pid" 2>/dev/null && [ $i -lt 200 ]; do
		sleep 0.05
		i=$((i + 1))
	done
	kill -KILL "$pid" 2>/dev/null || true
}

# until_ok COMMAND...: wait until it succeeds, two minutes at most.
until_ok() {
	i=0
	until "$@" >/dev/null 2>&1; do
		i=$((i + 1))
		[ $i -lt 1200 ] || {
			echo "waited in vain for: $*" >&2
			tail -n 5 "$folder"/*.log >&2 || true
			exit 1
		}
		sleep 0.1
	done
}

# free_port: one that is free on loopback now.
free_port() {
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# database NAME: a MariaDB of our own in $folder, on a socket alone.
database() {
	mkdir -p "$folder/db"
	as=
	[ "$(id -u)" != 0 ] || as=--user=root
	mariadb-install-db --no-defaults $as --datadir="$folder/db" \
	    --auth-root-authentication-method=normal \
	    --skip-test-db >"$folder/db-install.log" 2>&1
	mariadbd --no-defaults $as --datadir="$folder/db" \
	    --socket="$folder/db.sock" --skip-networking \
	    --pid-file="$folder/db.pid" --innodb-buffer-pool-size=32M \
	    >"$folder/db.log" 2>&1 </dev/null &
	until_ok mariadb --no-defaults -uroot -S "$folder/db.sock" \
	    -e "CREATE DATABASE IF NOT EXISTS $1 CHARACTER SET utf8mb4"
}

# web_head: the beginning of nginx.conf, up to the first server.
web_head() {
	[ "$(id -u)" != 0 ] || echo 'user root;'
	cat <<CONF
daemon on;
worker_processes 1;
pid $folder/nginx.pid;
error_log $folder/error.log;
events { worker_connections 256; }
http {
	include /etc/nginx/mime.types;
	access_log $folder/access.log;
	client_body_temp_path $folder/tmp;
	proxy_temp_path $folder/tmp;
	fastcgi_temp_path $folder/tmp;
	uwsgi_temp_path $folder/tmp;
	scgi_temp_path $folder/tmp;
CONF
}
