#!/bin/sh
# WordPress as Debian ships it, unmodified, with a post, its author's page and
# comments, over HTTPS on loopback.
#
# usage: wordpress.sh start FOLDER CERTIFICATE KEY [THEME [LANGUAGE]]
#        wordpress.sh stop FOLDER
#
# CERTIFICATE: the server's chain for "localhost".  THEME: twentytwentythree
# (blocks) or twentytwentyone; LANGUAGE: en_US or fr_FR.  Prints settings for
# eval: WP_URL (https://localhost:PORT), WP_POST and WP_AUTHOR (paths).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
verb=${1:?start or stop}
folder=${2:?a folder}
. "$here/daemon.sh"

stop() {
	end "$folder/nginx.pid"
	end "$folder/php.pid"
	end "$folder/db.pid"
}

configure() {
	port=$(free_port)
	cat >"$folder/php.conf" <<CONF
[global]
pid = $folder/php.pid
error_log = $folder/php.log
[www]
listen = $folder/php.sock
pm = static
pm.max_children = 3
catch_workers_output = yes
CONF
	[ "$(id -u)" != 0 ] || printf 'user = root\ngroup = root\n' \
	    >>"$folder/php.conf"
	web_head >"$folder/nginx.conf"
	cat >>"$folder/nginx.conf" <<CONF
	root $folder/www;
	index index.php;
	server {
		listen 127.0.0.1:$port ssl http2;
		ssl_certificate $1;
		ssl_certificate_key $2;
		location / { try_files \$uri \$uri/ /index.php?\$args; }
		location ~ \\.php\$ {
			include /etc/nginx/fastcgi_params;
			fastcgi_param HTTP_HOST \$host:\$server_port;
			fastcgi_param SCRIPT_FILENAME
			    \$document_root\$fastcgi_script_name;
			fastcgi_param HTTPS on;
			fastcgi_pass unix:$folder/php.sock;
		}
	}
}
CONF
	cat >"$folder/www/wp-config.php" <<CONF
<?php
define('DB_NAME', 'wp');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:$folder/db.sock');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('WP_HOME', 'https://localhost:$port');
define('WP_SITEURL', 'https://localhost:$port');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY',
    'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'] as \$k)
	define(\$k, hash('sha256', \$k));
\$table_prefix = 'wp_';
if (!defined('ABSPATH'))
	define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
CONF
}

start() {
	mkdir -p "$folder/tmp" "$folder/www"
	folder=$(cd "$folder" && pwd)
	cp -rL /usr/share/wordpress/. "$folder/www/"
	database wp
	configure "$1" "$2"
	fpm=$(ls /usr/sbin/php-fpm[0-9]* | tail -n 1)
	root=
	[ "$(id -u)" != 0 ] || root=--allow-to-run-as-root
	"$fpm" $root --daemonize --fpm-config "$folder/php.conf" \
	    >"$folder/php-start.log" 2>&1 || {
		cat "$folder/php-start.log" >&2
		exit 1
	}
	nginx -p "$folder" -c "$folder/nginx.conf" -e "$folder/error.log"
	(cd "$folder/www" && php "$here/wordpress_fill.php" "$folder/www" \
	    "${3:-twentytwentythree}" "${4:-en_US}") \
	    >"$folder/fill.out" 2>"$folder/fill.log" || {
		cat "$folder/fill.log" "$folder/fill.out" >&2
		exit 1
	}
	echo "WP_URL=https://localhost:$port"
	cat "$folder/fill.out"
}

case $verb in
start)
	shift 2
	start "${1:?a certificate}" "${2:?its key}" "${3:-}" "${4:-}"
	;;
stop) stop ;;
*) echo "wordpress.sh start|stop FOLDER ..." >&2; exit 64 ;;
esac
