#!/bin/sh
# Ghost from the npm registry, unmodified, with a post and its author's page,
# over HTTPS on loopback.
#
# usage: ghost.sh start FOLDER CERTIFICATE KEY GHOST
#        ghost.sh stop FOLDER
#        ghost.sh install GHOST
#
# GHOST: the folder that it is installed in.  CERTIFICATE: the server's chain
# for "localhost".  Prints settings for eval: GHOST_URL, GHOST_POST,
# GHOST_AUTHOR (paths).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
verb=${1:?start, stop or install}
folder=${2:?a folder}
. "$here/daemon.sh"
VERSION=5.130.6

stop() {
	end "$folder/nginx.pid"
	end "$folder/ghost.pid"
	end "$folder/db.pid"
}

# What it needs to run; its developers' tools come from elsewhere.
install() {
	mkdir -p "$folder"
	cd "$folder"
	[ ! -f installed ] || return 0
	npm pack "ghost@$VERSION" >pack.log 2>&1
	tar xzf "ghost-$VERSION.tgz"
	cd package
	npm pkg delete devDependencies 2>/dev/null
	npm install --legacy-peer-deps --ignore-scripts --no-audit --no-fund \
	    --omit=dev --omit=optional >../npm.log 2>&1
	cd ..
	touch installed
}

configure() {
	port=$(free_port)
	inner=$(free_port)
	mkdir -p "$folder/content"
	cp -r "$ghost/package/content/." "$folder/content/"
	web_head >"$folder/nginx.conf"
	cat >>"$folder/nginx.conf" <<CONF
	server {
		listen 127.0.0.1:$port ssl http2;
		ssl_certificate $1;
		ssl_certificate_key $2;
		location / {
			proxy_pass http://127.0.0.1:$inner;
			proxy_set_header Host \$host:\$server_port;
			proxy_set_header X-Forwarded-Proto https;
		}
	}
}
CONF
}

start() {
	ghost=$3
	mkdir -p "$folder/tmp"
	folder=$(cd "$folder" && pwd)
	database ghost
	configure "$1" "$2"
	nginx -p "$folder" -c "$folder/nginx.conf" -e "$folder/error.log"
	# It must be started in its own folder; settings come by environment.
	cd "$ghost/package"
	env NODE_ENV=production url="https://localhost:$port" \
	    server__host=127.0.0.1 server__port="$inner" \
	    database__client=mysql database__connection__user=root \
	    database__connection__password= \
	    database__connection__database=ghost \
	    database__connection__socketPath="$folder/db.sock" \
	    mail__transport=Direct logging__level=warn \
	    logging__transports='["stdout"]' \
	    paths__contentPath="$folder/content" \
	    privacy__useUpdateCheck=false privacy__useGravatar=false \
	    privacy__useRpcPing=false imageOptimization__resize=false \
	    node index.js >"$folder/ghost.log" 2>&1 </dev/null &
	echo $! >"$folder/ghost.pid"
	until_ok curl -fsk "https://localhost:$port/"
	echo "GHOST_URL=https://localhost:$port"
	python3 "$here/ghost_fill.py" "https://localhost:$port"
}

case $verb in
start)
	shift 2
	start "${1:?a certificate}" "${2:?its key}" "${3:?where it is}"
	;;
stop) stop ;;
install) install ;;
*) echo "ghost.sh start|stop|install FOLDER ..." >&2; exit 64 ;;
esac
