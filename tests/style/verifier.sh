#!/bin/sh
# constat-verify shares no code with the capture and has no network: shown from
# the build graph, the link line, the libraries it needs and its symbols.
set -eu
: "${ROOT:?}" "${BUILD:?}" "${CONSTAT_VERIFY:?}"

fail() {
	echo "FAIL: $*"
	exit 1
}

[ -x "$CONSTAT_VERIFY" ] || fail "no constat-verify was built"

# 1. Every file that ninja builds it from.
inputs=$(ninja -C "$BUILD" -t inputs verify/constat-verify)
echo "$inputs" | grep -q 'verify/.*\.c$' || fail "no inputs in the graph"
bad=$(echo "$inputs" | grep -v "cmd/i18n/fr.verify.po$" | grep -E \
    '(^|/)(capture|cmd)/|_(write|make)\.c|store/(home|blob|catalog)/|store_write|curl|sqlite|archive\.so|microhttpd|libssl' ||
    :)
[ -z "$bad" ] || fail "built from: $bad"

# 2. The command that links it.
line=$(ninja -C "$BUILD" -t commands verify/constat-verify | tail -n 1)
case $line in *libverify.a*libstore_read.a*) ;; *) fail "link line: $line" ;; esac
for word in capture store_write curl sqlite microhttpd libssl libarchive; do
	case $line in *"$word"*) fail "$word in the link line: $line" ;; esac
done

# 3. The libraries that the program asks for: these and no others.
needed=$(readelf -d "$CONSTAT_VERIFY" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
[ -n "$needed" ] || fail "no NEEDED list"
for lib in $needed; do
	case $lib in
	libcrypto.so.* | libjansson.so.* | libxml2.so.* | libz.so.* | \
	libidn2.so.* | libbrotlidec.so.* | libc.so.* | libm.so.* | ld-linux*) ;;
	libasan.so.* | libubsan.so.* | libpthread.so.* | libgcc_s.so.*)
		[ -n "${SANITIZE:-}" ] || fail "needs $lib" ;;
	*) fail "needs $lib" ;;
	esac
done

# 4. Nothing of a network among the symbols, in the program and in the two
# libraries that it is made of (which a linker might have left out).
calls='socket|socketpair|connect|bind|listen|accept|accept4|send|sendto|sendmsg|recv|recvfrom|recvmsg|getaddrinfo|gethostbyname|getnameinfo|res_query|curl_[a-z_]*|BIO_new_connect|BIO_s_connect|BIO_do_connect|OSSL_HTTP_[A-Za-z_]*|SSL_[A-Za-z_]*|xmlNano[A-Za-z]*|execv|execve|execvp|posix_spawn|system|popen|fork'
check() {
	nm "$@" 2>/dev/null | awk '{ print $NF }' | sed 's/@.*//' |
	    grep -xE "$calls" | sort -u || :
}
bad=$(check --undefined-only "$CONSTAT_VERIFY")
[ -z "$bad" ] || fail "calls $bad"
for lib in "$BUILD/store/libstore_read.a" "$BUILD/verify/libverify.a"; do
	[ -f "$lib" ] || fail "no $lib"
	bad=$(check --undefined-only "$lib")
	[ -z "$bad" ] || fail "$lib calls $bad"
done
echo "needs:" $needed
