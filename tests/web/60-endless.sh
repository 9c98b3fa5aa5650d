# Scripts that never end, whenever they begin: while the page is read, when it
# has loaded, while it is scrolled, at the print, again and again, in a frame of
# another site.  They are stopped and named, and the page is kept all the same.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/bad.sh"
need_tool chromium unzip
start_tsa
start_bad
run 0 "$CONSTAT" init

for path in spins/parse spins/micro spins/scroll spins/beforeprint \
    spins/again spins/frame dialogs-on; do
	try 1 "$BAD/$path" --timeout 90
	misses_only script
	pictured
	unzip -p "$(json .file)" evidence/acquisition.log |
	    grep -q script-stopped || fail "not in the log: $path"
done

# With little time: whatever was not made is named, and, where the browser got
# as far as to show the page, the script that kept it from being made.
for path in spins/parse dialogs-on; do
	try 1 "$BAD/$path" --timeout 6
	unzip -p "$(json .file)" evidence/acquisition.log >log
	if grep -q '"event":"navigated"' log; then
		misses script
	else
		misses browser
		continue
	fi
	unzip -l "$(json .file)" >names
	for what in screenshot:png pdf:pdf dom:html text:txt; do
		grep -q "evidence/post.${what#*:}" names ||
		    misses "${what%:*}"
	done
done
clean
