# What was seen of a page replays in other people's reader, with the servers
# gone: the last of 500 replies, what stood behind a button, frames, closed
# shadow roots, what a service worker made, and films that play.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/hard.sh"
. "$ROOT/tests/interop/lib.sh"
node_readers
start_hard
run 0 "$CONSTAT" init

for path in /scroll /button /more /frames /shadow /service /tall \
    /player-hls /player-dash /film /pieces; do
	see 0 $path
	cp "$EXHIBIT" "exhibit$(echo $path | tr / -).wacz"
done
exec 9>&-	# the server is gone

# replays PATH WORDS: they are shown.
replays() {
	run 0 env ACT=1 node "$NODE_DIR/replay.mjs" \
	    "$PWD/exhibit$(echo "$1" | tr / -).wacz" "$HARD$1" "$2"
}
replays /scroll 'Réponse numéro 499 '
replays /button 'Réponse numéro 499 '
replays /more 'vole ses clients, dit la suite'
replays /frames 'Second cadre, au fond.'
replays /frames 'Commentaire du cadre 7.'
replays /service 'Fait par le service. Gardé par le service.'
replays /tall 'Ligne 599'
# Chromium's own player of HLS takes nothing from a service worker, as which
# ReplayWeb.page works: sites bring a player along.
for path in /player-hls /player-dash /film /pieces; do
	run 0 node "$NODE_DIR/film.mjs" \
	    "$PWD/exhibit$(echo $path | tr / -).wacz" "$HARD$path"
	cat "$TMP_DIR/out"
done
