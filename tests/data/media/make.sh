#!/bin/sh
# How these films were made: a test picture and a tone of ffmpeg's own, four
# seconds, as a file, as HLS (two renditions with a sound track of their own,
# the better one encrypted) and as DASH.  Needs ffmpeg; the tests do not.
set -eu
cd "$(dirname "$0")"
rm -rf film.mp4 hls dash
mkdir hls dash
quiet='-v error -nostdin -bitexact -flags +bitexact -fflags +bitexact'
picture='-f lavfi -i testsrc=size=%s:rate=5:duration=4'
x264='-c:v libx264 -profile:v baseline -pix_fmt yuv420p -g 10 -keyint_min 10 -sc_threshold 0 -crf 38 -threads 1'
sound='-f lavfi -i sine=frequency=440:duration=4:sample_rate=22050'
aac='-c:a aac -b:a 16k -ac 1'

ffmpeg $quiet $(printf -- "$picture" 96x54) $sound $x264 $aac -movflags +faststart film.mp4

printf '0123456789abcdef' >hls/film.key
printf 'film.key\nhls/film.key\n' >key.info
ffmpeg $quiet $(printf -- "$picture" 64x36) $x264 -f hls -hls_time 2 -hls_playlist_type vod \
    -hls_segment_filename 'hls/low-%d.ts' hls/low.m3u8
ffmpeg $quiet $(printf -- "$picture" 128x72) $x264 -f hls -hls_time 2 -hls_playlist_type vod \
    -hls_key_info_file key.info -hls_segment_filename 'hls/high-%d.ts' hls/high.m3u8
ffmpeg $quiet $sound $aac -f hls -hls_time 2 -hls_playlist_type vod -hls_segment_type fmp4 \
    -hls_fmp4_init_filename sound-init.mp4 -hls_segment_filename 'hls/sound-%d.m4s' hls/sound.m3u8
rm key.info
cat >hls/master.m3u8 <<'LIST'
#EXTM3U
#EXT-X-VERSION:6
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="Son",DEFAULT=YES,AUTOSELECT=YES,URI="sound.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=60000,RESOLUTION=64x36,CODECS="avc1.42c00a,mp4a.40.2",AUDIO="sound"
low.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=120000,RESOLUTION=128x72,CODECS="avc1.42c00a,mp4a.40.2",AUDIO="sound"
high.m3u8
LIST

ffmpeg $quiet $(printf -- "$picture" 64x36) $(printf -- "$picture" 128x72) $sound -map 0 -map 1 -map 2 $x264 $aac \
    -f dash -seg_duration 2 -use_template 1 -use_timeline 0 \
    -adaptation_sets 'id=0,streams=v id=1,streams=a' \
    -init_seg_name 'init-$RepresentationID$.mp4' \
    -media_seg_name 'part-$RepresentationID$-$Number%03d$.m4s' dash/film.mpd
ls -l film.mp4 hls dash
