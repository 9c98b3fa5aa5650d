# Pages that will not sit still: they navigate, reload, open dialogs and
# windows, print, download or close themselves.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/bad.sh"
need_tool chromium unzip
start_tsa
start_bad
run 0 "$CONSTAT" init

for path in navigates dialogs closes downloads parts/300; do
	try 0 "$BAD/$path"
	pictured
	case $path in
	navigates)
		is final "$(json .final_url)" "$BAD/page"
		;;
	dialogs)
		unzip -p "$(json .file)" evidence/acquisition.log >log
		for said in un deux trois; do
			grep -q "\"$said\"" log || fail "dialog $said: no word"
		done
		;;
	parts/300)
		[ "$(json .records)" -gt 600 ] || fail "parts are missing"
		;;
	esac
done
# Without end: held after a while, and pictured all the same.
for path in refreshes navigates-on; do
	within 120 try 1 "$BAD/$path" --timeout 60
	misses page
	pictured
done
clean
