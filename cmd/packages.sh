# packages.sh - Debian packages by name, and how to get the missing ones.
# Read by cmd/run.sh and tests/run.sh; not a command of its own.

BUILD_PACKAGES="gcc libc6-dev cmake ninja-build pkg-config gettext libssl-dev
libcurl4-openssl-dev libarchive-dev libxml2-dev zlib1g-dev libsqlite3-dev
libjansson-dev libmicrohttpd-dev libidn2-dev libbrotli-dev"

RUN_PACKAGES="ca-certificates chromium chromium-sandbox fonts-liberation"

TEST_PACKAGES="libcmocka-dev clang libclang-rt-14-dev binutils mandoc jq unzip
zip openssl faketime nginx-light python3 python3-venv nodejs npm procps git iproute2
libxml2-utils"

# For tests/interop/50-dss.sh alone.
JAVA_PACKAGES="default-jdk-headless maven"

# For tests/interop alone: whole servers, which Debian would start on a
# person's machine, so they are only installed where they were asked for.
INTEROP_PACKAGES="wordpress wordpress-theme-twentytwentyone
wordpress-theme-twentytwentythree wordpress-l10n php-fpm php-cli php-mysql
mariadb-server golang-go"

# missing_packages NAME...: those that are not installed.
missing_packages() {
	for name in "$@"; do
		status=$(dpkg-query -W -f '${db:Status-Status}' "$name" \
		    2>/dev/null) || status=
		[ "$status" = installed ] && continue
		# Another package may provide it, or no package at all.
		case $name in
		nginx-light) command -v nginx >/dev/null && continue ;;
		pkg-config) command -v pkg-config >/dev/null && continue ;;
		nodejs) command -v node >/dev/null && continue ;;
		golang-go) command -v go >/dev/null && continue ;;
		npm) command -v npm >/dev/null && continue ;;
		python3-venv)
			python3 -c 'import ensurepip, venv' 2>/dev/null &&
			    continue
			;;
		esac
		echo "$name"
	done
}

# install_packages NAME...: install what is missing, as root or with sudo.
install_packages() {
	missing=$(missing_packages "$@" | tr '\n' ' ')
	[ -n "$missing" ] || return 0
	echo "Installing: $missing" >&2
	if ! command -v apt-get >/dev/null; then
		echo "No apt-get here; please install: $missing" >&2
		return 1
	fi
	as_root=
	if [ "$(id -u)" != 0 ]; then
		if ! command -v sudo >/dev/null; then
			echo "Run this as root, or install: $missing" >&2
			return 1
		fi
		as_root=sudo
	fi
	# shellcheck disable=SC2086 # a list of names
	{
		$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq \
		    update &&
		$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
		    install --no-install-recommends $missing
	} </dev/null >&2
}
