#!/bin/sh
# A real web server with a social site on it, for the tests.
#
# usage: site.sh start FOLDER    make the site and run nginx; prints settings
#        site.sh stop FOLDER
#        site.sh serve FOLDER    start, then stop when standard input ends
#
# The settings are lines for eval:
#   SITE_HTTP, SITE_HTTP6   http://127.0.0.1:PORT, http://[::1]:PORT
#   SITE_HTTPS, SITE_HTTPS6 https://localhost:PORT, https://[::1]:PORT (h2)
#                           (where there is no IPv6, 127.0.0.1 stands in)
#   SITE_WRONG              https://127.0.0.1:PORT, another's certificate
#   SITE_EXPIRED            https://localhost:PORT, certificate of last year
#   SITE_CA                 PEM file with the test root
#   SITE_POST, SITE_AUTHOR  paths of the post and of its author's profile
set -eu

here=$(cd "$(dirname "$0")" && pwd)
verb=${1:?start or stop}
folder=${2:?a folder}

stop() {
	pid=$(cat "$folder/nginx.pid" 2>/dev/null || true)
	[ -n "$pid" ] || return 0
	kill -TERM "$pid" 2>/dev/null || return 0
	i=0
	# It removes the file when it ends; a zombie would still take signals.
	while [ -e "$folder/nginx.pid" ] && [ $i -lt 100 ]; do
		sleep 0.05
		i=$((i + 1))
	done
	[ ! -e "$folder/nginx.pid" ] || kill -9 "$pid" 2>/dev/null || true
}

# certificate NAME ISSUER START END EXTENSION...: a P-256 key and its certificate
certificate() {
	name=$1 issuer=$2 start=$3 end=$4
	shift 4
	openssl ecparam -name prime256v1 -genkey -noout -out "$ca/$name.key"
	openssl req -new -key "$ca/$name.key" -subj "/O=Essai/CN=$name" \
	    -out "$ca/$name.csr"
	printf '%s\n' '[x]' "$@" >"$ca/$name.ext"
	if [ "$issuer" = self ]; then
		set -- -selfsign -keyfile "$ca/$name.key"
	else
		set -- -cert "$ca/$issuer.pem" -keyfile "$ca/$issuer.key"
	fi
	openssl ca -batch -notext -config "$ca/ca.conf" "$@" -in "$ca/$name.csr" \
	    -extfile "$ca/$name.ext" -extensions x -startdate "$start" \
	    -enddate "$end" -out "$ca/$name.pem" 2>"$ca/log" || {
		cat "$ca/log" >&2
		exit 1
	}
}

certificates() {
	ca=$folder/ca
	mkdir -p "$ca/new"
	: >"$ca/index"
	cat >"$ca/ca.conf" <<CONF
[ca]
default_ca = own
[own]
database = $ca/index
new_certs_dir = $ca/new
default_md = sha256
policy = any
unique_subject = no
rand_serial = yes
[any]
organizationName = supplied
commonName = supplied
CONF
	from=$(date -u -d yesterday +%Y%m%d000000Z)
	to=$(date -u -d '+300 days' +%Y%m%d000000Z)
	certificate root self "$from" "$to" \
	    'basicConstraints = critical, CA:TRUE' \
	    'keyUsage = critical, keyCertSign, cRLSign' \
	    'subjectKeyIdentifier = hash'
	certificate middle root "$from" "$to" \
	    'basicConstraints = critical, CA:TRUE, pathlen:0' \
	    'keyUsage = critical, keyCertSign, cRLSign' \
	    'subjectKeyIdentifier = hash' 'authorityKeyIdentifier = keyid'
	leaf='extendedKeyUsage = serverAuth'
	certificate server middle "$from" "$to" "$leaf" \
	    'authorityKeyIdentifier = keyid' \
	    'subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1'
	certificate other middle "$from" "$to" "$leaf" \
	    'authorityKeyIdentifier = keyid' \
	    'subjectAltName = DNS:ailleurs.example'
	certificate expired middle "$(date -u -d '-400 days' +%Y%m%d000000Z)" \
	    "$(date -u -d '-30 days' +%Y%m%d000000Z)" "$leaf" \
	    'authorityKeyIdentifier = keyid' 'subjectAltName = DNS:localhost'
	for name in server other expired; do
		cat "$ca/$name.pem" "$ca/middle.pem" >"$ca/$name.chain"
	done
	openssl ocsp -issuer "$ca/middle.pem" -cert "$ca/server.pem" \
	    -reqout "$ca/ocsp.req" -no_nonce 2>/dev/null
	openssl ocsp -index "$ca/index" -rsigner "$ca/middle.pem" \
	    -rkey "$ca/middle.key" -CA "$ca/middle.pem" -reqin "$ca/ocsp.req" \
	    -respout "$ca/ocsp.der" -ndays 10 >/dev/null 2>&1
}

# Ports that are free on both loopback addresses now.
free_ports() {
	python3 - <<'PY'
import socket
kept, ports = [], []
while len(ports) < 4:
    a = socket.socket(socket.AF_INET)
    a.bind(('127.0.0.1', 0))
    port = a.getsockname()[1]
    kept.append(a)
    try:
        b = socket.socket(socket.AF_INET6)
        b.bind(('::1', port))
        kept.append(b)
    except OSError as why:
        if why.errno == 98:
            continue
    ports.append(port)
print(*ports)
PY
}

configure() {
	set -- $(free_ports)
	http=$1 https=$2 wrong=$3 expired=$4
	[ "$(id -u)" -ne 0 ] || user='user root;'
	six=
	six_tls=
	host6=127.0.0.1
	if [ -e /proc/net/if_inet6 ] && grep -q '^0*1 ' /proc/net/if_inet6; then
		host6='[::1]'
		six="listen [::1]:$http;"
		six_tls="listen [::1]:$https ssl http2;"
	fi
	cat >"$folder/nginx.conf" <<CONF
${user:-}
daemon on;
worker_processes 1;
pid $folder/nginx.pid;
error_log $folder/error.log;
events { worker_connections 256; }
http {
	types {
		text/html html; text/css css; text/javascript js;
		application/json json; image/png png; font/ttf ttf;
		audio/wav wav;
	}
	default_type application/octet-stream;
	charset utf-8;
	charset_types text/css text/javascript application/json;
	access_log $folder/access.log;
	client_body_temp_path $folder/tmp;
	proxy_temp_path $folder/tmp;
	fastcgi_temp_path $folder/tmp;
	uwsgi_temp_path $folder/tmp;
	scgi_temp_path $folder/tmp;
	keepalive_timeout 20;
	gzip on;
	gzip_min_length 512;
	gzip_types text/css text/javascript application/json;
	root $folder/www;
	ssl_protocols TLSv1.2 TLSv1.3;
	server {
		listen 127.0.0.1:$http;
		$six
		include $folder/places.conf;
	}
	server {
		listen 127.0.0.1:$https ssl http2;
		$six_tls
		ssl_certificate $folder/ca/server.chain;
		ssl_certificate_key $folder/ca/server.key;
		ssl_stapling on;
		ssl_stapling_file $folder/ca/ocsp.der;
		include $folder/places.conf;
	}
	server {
		listen 127.0.0.1:$wrong ssl;
		ssl_certificate $folder/ca/other.chain;
		ssl_certificate_key $folder/ca/other.key;
		include $folder/places.conf;
	}
	server {
		listen 127.0.0.1:$expired ssl;
		ssl_certificate $folder/ca/expired.chain;
		ssl_certificate_key $folder/ca/expired.key;
		include $folder/places.conf;
	}
}
CONF
	cat >"$folder/places.conf" <<'CONF'
add_header Set-Cookie "visite=7f3a9c; Path=/; HttpOnly";
add_header Set-Cookie "csrf=0d41e2; Path=/";
absolute_redirect off;
location / { try_files $uri $uri.html $uri/index.html =404; }
location = /s/48215 { return 302 /m/48215?ref=partage#haut; }
location = /m/48215 { return 301 ../p/48215; }
location = /retire { return 410; }
location = /interdit { return 451; }
location = /cache {
	add_header Via "1.1 relais.example (squid)";
	add_header X-Cache "HIT from relais.example";
	add_header Age 37;
	try_files /index.html =404;
}
CONF
}

start() {
	mkdir -p "$folder/www" "$folder/tmp"
	folder=$(cd "$folder" && pwd)
	[ -s "$folder/ca/server.chain" ] || certificates
	tries=0
	while configure && ! nginx -p "$folder" -c "$folder/nginx.conf" \
	    -e "$folder/error.log" 2>"$folder/start.log"; do
		# A port that was free a moment ago may be another's by now.
		if [ $((tries += 1)) -ge 5 ] ||
		    ! grep -q 'Address already in use' "$folder/start.log" \
		    "$folder/error.log"; then
			cat "$folder/start.log" >&2
			exit 1
		fi
	done
	python3 "$here/site_make.py" "$folder/www" "https://localhost:$https"
	cat <<SETTINGS
SITE_HTTP=http://127.0.0.1:$http
SITE_HTTP6=http://$host6:$http
SITE_HTTPS=https://localhost:$https
SITE_HTTPS6=https://$host6:$https
SITE_WRONG=https://127.0.0.1:$wrong
SITE_EXPIRED=https://localhost:$expired
SITE_CA=$folder/ca/root.pem
SITE_POST=/p/48215
SITE_AUTHOR=/u/lanceur-dalerte-34
SETTINGS
}

case $verb in
start) start ;;
stop) stop ;;
serve)
	start
	cat >/dev/null
	stop
	;;
*) echo "site.sh start|stop|serve FOLDER" >&2; exit 64 ;;
esac
