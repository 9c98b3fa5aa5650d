# Names, notes and reasons that are made to mislead: neither the reports inside
# a dossier, nor the verifier's, nor the terminal is fooled; and the verifier
# alone, without catalogues beside it, writes both reports again.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
need_tool jq python3 openssl unzip
start_site
start_tsa
unset LANGUAGE
run 0 "$CONSTAT" init --home "$PWD/a" --no-passphrase --tsa "$TSA_URL/" \
    --organization 'Cabinet </td><h1>' --operator 'Op <b>&amp;</b>' \
    --ntp 127.0.0.1:1
have=0
"$CONSTAT" capture --home "$PWD/a" --no-browser --no-author --allow-private \
    --ca "$SITE_CA" --quiet --case 'Dupont "><script>' \
    "$SITE_HTTPS/cache?a=%3Cscript%3E" >"$TMP_DIR/out" 2>&1 || have=$?
[ "$have" -lt 2 ] || fail "capture: exit $have"
run 0 "$CONSTAT" list --home "$PWD/a" --json
id=$(json .exhibit)

# Each of these is entered as it is; nobody forbids a text.
python3 - <<'PY'
words = ['sealed\u202excod.asice', '\x1b]0;owned\x07\x1b[2J\x1b[31mHOLDS',
         'a\u200bb\u2060c\ufeff', '</td></tr></table><script>x()</script>',
         '\u2066isolated\u2069 \u061c', 'x' * 10000,
         '\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f600',
         'line\r\nHOLDS: forged\tline', '&#x202e;&lt;', "'}</style>"]
for i, w in enumerate(words):
    with open('w%d' % i, 'w', newline='') as f:
        f.write(w)
PY
for f in w?; do
	run 0 "$CONSTAT" note --home "$PWD/a" "$id" "$(cat $f; echo .)"
done
run 0 "$CONSTAT" export --home "$PWD/a" --to "$(cat w0)" --why "$(cat w1)" \
    -o m.asice 'Dupont "><script>'

# The programs alone: no catalogue is beside them, none is needed.
mkdir alone
cp "$CONSTAT_VERIFY" alone/constat-verify
clean() {
	python3 - "$@" <<'PY'
import sys
import unicodedata
for name in sys.argv[1:]:
    text = open(name, encoding='utf-8', newline='').read()
    bad = [c for c in text if c != '\n' and (
        unicodedata.category(c) in ('Cc', 'Cf', 'Zl', 'Zp', 'Co'))]
    assert text and not bad, (name, bad[:5])
    assert not name.endswith('.html') or '<script' not in text, name
PY
}
for lang in fr en; do
	for program in "$CONSTAT_VERIFY" alone/constat-verify; do
		run 0 "$program" --trust a/keys/root.pem --tsa-trust \
		    "$TSA_CA" --lang $lang --report v.html m.asice
		is "compared by $program" "$(grep -c \
		    'dossier.reports.*written again' "$TMP_DIR/out")" 2
		clean "$TMP_DIR/out" v.html
	done
	unzip -p m.asice report.$lang.html >report.html
	clean report.html
	is script "$(grep -c '&lt;script&gt;' report.html)" 2
	grep -q 'sealed\\u{202e}xcod' report.html || fail "hidden"
done
run 0 "$CONSTAT_VERIFY" --trust a/keys/root.pem --tsa-trust "$TSA_CA" \
    --json m.asice
is notes "$(json '[.custody[] | select(.event == "annotated") | .detail |
    select(test("\"note\""))] | length')" 10
