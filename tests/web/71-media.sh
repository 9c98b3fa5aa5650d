# Films: as a file, as HLS with a sound track and keys, as DASH; whole in the
# archive whatever the browser had of them, within the size that is allowed.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/hard.sh"
start_hard
run 0 "$CONSTAT" init
media=$ROOT/tests/data/media

# has FILE: the archive holds its bytes, whole, as an answer.
has() {
	sha256=$(sha256sum "$media/$1" | cut -d' ' -f1)
	[ "$(jq -s --arg u "$HARD/media/$1" --arg s "$sha256" \
	    'map(select(.event == "exchange" and .detail.url == $u and
	    .detail.sha256 == $s)) | length' events)" -ge 1 ] ||
	    fail "$path: $1 is not whole"
}

see 0 /hls
for f in master.m3u8 high.m3u8 high-0.ts high-1.ts film.key sound.m3u8 \
    sound-init.mp4 sound-0.m4s sound-1.m4s sound-2.m4s; do
	has hls/$f
done
is told "$(happened '.event == "media" and (.detail | .kind == "hls" and
    .height == 72 and .parts == 10 and .whole == 10)')" 1

# One that no player has started, and that a script would have to play.
see 0 /dash
for f in film.mpd init-1.mp4 part-1-001.m4s part-1-002.m4s init-2.mp4 \
    part-2-001.m4s part-2-002.m4s; do
	has dash/$f
done
is told "$(happened '.event == "media" and (.detail | .kind == "dash" and
    .parts == 7 and .whole == 7)')" 1
is best "$(recorded "$HARD/media/dash/part-0-001.m4s")" 0

see 0 /film
has film.mp4
# The page may be the film itself.
see 0 /media/film.mp4
has film.mp4
[ -s x/evidence/post.png ] || fail "no picture of the film"

# What is not there is named, and what is too much is left out.
see 1 /broken
is missing "$(json '[.missing[].what] | unique | join(" ")')" media
out_has "gone.ts: status 404"
is told "$(happened '.event == "media" and (.detail | .kind == "hls" and
    .parts == 4 and .whole == 3 and .live)')" 1
see 1 /large --max-size 4M
is missing "$(json '[.missing[].what] | unique | join(" ")')" media
some=$(happened '.event == "exchange" and (.detail.url | contains("/part?"))')
[ "$some" -ge 1 ] && [ "$some" -lt 60 ] || fail "$some parts of 60"
[ "$(stat -c %s "$EXHIBIT")" -lt 8000000 ] || fail "larger than was allowed"
run 3 "$CONSTAT_VERIFY" --json "$EXHIBIT"
