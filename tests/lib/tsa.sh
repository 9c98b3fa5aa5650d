#!/bin/sh
# A real time-stamp authority for the tests: `openssl ts -reply` behind HTTP.
#
# usage: tsa.sh make FOLDER                    certificates and configuration
#        tsa.sh reply FOLDER MODE QUERY REPLY  one answer, without HTTP
#        tsa.sh start FOLDER                   make, serve; prints settings
#        tsa.sh stop FOLDER
#
# The settings are lines for eval:
#   TSA_URL     http://127.0.0.1:PORT; answers to POST of a TimeStampReq
#   TSA_CA      PEM file with the test root
#   TSA_MIDDLE  PEM file with the issuer between root and authority
#
# The path of the URL (or MODE) chooses how it answers:
#   /            as it should: ECDSA P-256, ESSCertIDv2, tsa named
#   /rsa /v1 /unnamed   RSA key; ESSCertID of version 1; no tsa field
#   /wordy       granted with modifications, and a status text
#   /nocert      without certificates, as if certReq had not been set
#   /nonce /hash /label another nonce; another hash; the hash called SHA3-256
#   /reject      a rejection (badAlg)
#   /expired     signed by a certificate of last year
#   /usage /loose signer's extended key usage is not timeStamping; or is it
#                alone but not critical
#   /garbage /empty /tail bytes that are no answer; none; one byte too many
#   /error /hang HTTP 500; no answer at all (for ten minutes)
set -eu

here=$(cd "$(dirname "$0")" && pwd)
verb=${1:?make, reply, start or stop}
folder=${2:?a folder}

# certificate NAME ISSUER START END KEY EXTENSION...
certificate() {
	name=$1 issuer=$2 start=$3 end=$4 key=$5
	shift 5
	if [ "$key" = rsa ]; then
		openssl genpkey -algorithm RSA -pkeyopt \
		    rsa_keygen_bits:2048 -out "$ca/$name.key" 2>/dev/null
	else
		openssl genpkey -algorithm EC -pkeyopt \
		    ec_paramgen_curve:P-256 -out "$ca/$name.key"
	fi
	openssl req -new -key "$ca/$name.key" -subj "/O=Essai/CN=TSA $name" \
	    -out "$ca/$name.csr"
	printf '%s\n' '[x]' "$@" >"$ca/$name.ext"
	if [ "$issuer" = self ]; then
		set -- -selfsign -keyfile "$ca/$name.key"
	else
		set -- -cert "$ca/$issuer.pem" -keyfile "$ca/$issuer.key"
	fi
	openssl ca -batch -notext -config "$ca/ca.conf" "$@" \
	    -in "$ca/$name.csr" -extfile "$ca/$name.ext" -extensions x \
	    -startdate "$start" -enddate "$end" -out "$ca/$name.pem" \
	    2>"$ca/log" || {
		cat "$ca/log" >&2
		exit 1
	}
}

certificates() {
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
	from=$(date -u -d '-2 days' +%Y%m%d000000Z)
	to=$(date -u -d '+300 days' +%Y%m%d000000Z)
	long_ago=$(date -u -d '-800 days' +%Y%m%d000000Z)
	last_year=$(date -u -d '-400 days' +%Y%m%d000000Z)
	issues='keyUsage = critical, keyCertSign, cRLSign'
	ids='subjectKeyIdentifier = hash'
	by='authorityKeyIdentifier = keyid'
	signs='keyUsage = critical, digitalSignature'
	stamps='extendedKeyUsage = critical, timeStamping'
	certificate root self "$long_ago" "$to" ec "$issues" "$ids" \
	    'basicConstraints = critical, CA:TRUE'
	certificate middle root "$long_ago" "$to" ec "$issues" "$ids" "$by" \
	    'basicConstraints = critical, CA:TRUE, pathlen:0'
	certificate ec middle "$from" "$to" ec "$signs" "$stamps" "$ids" "$by"
	certificate rsa middle "$from" "$to" rsa "$signs" "$stamps" "$ids" \
	    "$by"
	certificate expired middle "$long_ago" "$last_year" ec "$signs" \
	    "$stamps" "$ids" "$by"
	certificate usage middle "$from" "$to" ec "$signs" "$ids" "$by" \
	    'extendedKeyUsage = critical, timeStamping, emailProtection'
	certificate loose middle "$from" "$to" ec "$signs" "$ids" "$by" \
	    'extendedKeyUsage = timeStamping'
}

# section NAME SIGNER ESS TSA_NAME DIGESTS
section() {
	cat <<CONF
[$1]
dir = $ca
serial = $ca/serial
crypto_device = builtin
signer_cert = $ca/$2.pem
signer_key = $ca/$2.key
certs = $ca/middle.pem
signer_digest = sha256
default_policy = 1.3.6.1.4.1.32473.1.1
other_policies = 1.3.6.1.4.1.32473.1.2
digests = $5
accuracy = secs:1
ordering = no
tsa_name = $4
ess_cert_id_chain = no
ess_cert_id_alg = $3
CONF
}

make() {
	all='sha256, sha384, sha512, sha3-256'
	certificates
	echo 01 >"$ca/serial"
	{
		section good ec sha256 yes "$all"
		section rsa rsa sha256 yes "$all"
		section v1 ec sha1 yes "$all"
		section unnamed ec sha256 no "$all"
		section expired expired sha256 yes "$all"
		section reject ec sha256 yes sha384
	} >"$folder/tsa.conf"
}

start() {
	rm -f "$folder/port"
	[ -f "$folder/tsa.conf" ] || make
	python3 "$here/tsa.py" serve "$folder" </dev/null >/dev/null \
	    2>"$folder/tsa.log" &
	echo $! >"$folder/tsa.pid"
	i=0
	while [ ! -s "$folder/port" ]; do
		kill -0 "$(cat "$folder/tsa.pid")" || {
			cat "$folder/tsa.log" >&2
			exit 1
		}
		[ $((i += 1)) -lt 1000 ] || exit 1
		sleep 0.1
	done
	echo "TSA_URL=http://127.0.0.1:$(cat "$folder/port")"
	echo "TSA_CA=$ca/root.pem"
	echo "TSA_MIDDLE=$ca/middle.pem"
}

stop() {
	[ -s "$folder/tsa.pid" ] || return 0
	kill "$(cat "$folder/tsa.pid")" 2>/dev/null || true
	rm -f "$folder/tsa.pid" "$folder/port"
}

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
ca=$folder/ca
case $verb in
make | start | stop)
	$verb
	;;
reply)
	exec python3 "$here/tsa.py" reply "$folder" "$3" "$4" "$5"
	;;
*)
	echo "usage: tsa.sh make|reply|start|stop FOLDER" >&2
	exit 64
	;;
esac
