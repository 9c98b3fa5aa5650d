#include "capture/net/media/playlist.h"
#include "capture/net/net.h"
#include "tests/unit/unit.h"

#define BASE	"https://film.example/v/master.m3u8"

/* The parts as lines, "list URL" or "URL", then what the list tells. */
static void
assert_parts(const struct playlist *l, const char *want)
{
	struct buf have = BUF_INIT(MIB);
	size_t i;

	buf_puts(&have, "");
	for (i = 0; i < l->n; i++)
		buf_printf(&have, "%s%s\n", l->p[i].playlist ? "list " : "",
		    l->p[i].url);
	if (l->width > 0)
		buf_printf(&have, "%lldx%lld\n", (long long)l->width,
		    (long long)l->height);
	if (l->live)
		buf_puts(&have, "live\n");
	if (l->locked)
		buf_puts(&have, "locked\n");
	if (l->unread > 0)
		buf_printf(&have, "unread %zu\n", l->unread);
	if (l->over > 0)
		buf_printf(&have, "over %zu\n", l->over);
	assert_string_equal(buf_str(&have), want);
	buf_free(&have);
}

static void
hls(const char *text, const char *want)
{
	struct error e = ERROR_INIT;
	struct playlist l;

	assert_int_equal(playlist_look(span_of(text)), PLAYLIST_HLS);
	assert_ok(playlist_open(&l, &e), &e);
	assert_ok(playlist_read_hls(span_of(text), BASE, &l, &e), &e);
	assert_parts(&l, want);
	playlist_free(&l);
}

static void
dash(const char *inner, const char *want)
{
	struct buf text = BUF_INIT(MIB);
	struct error e = ERROR_INIT;
	struct playlist l;

	buf_printf(&text, "<?xml version=\"1.0\"?>\n<MPD xmlns=\"urn:mpeg:dash"
	    ":schema:mpd:2011\" %s</MPD>", inner);
	assert_int_equal(playlist_look(buf_span(&text)), PLAYLIST_DASH);
	assert_ok(playlist_open(&l, &e), &e);
	assert_ok(playlist_read_dash(buf_span(&text),
	    "https://film.example/d/film.mpd", &l, &e), &e);
	assert_parts(&l, want);
	playlist_free(&l);
	buf_free(&text);
}

static void
test_hls__best_rendition(void **state)
{

	(void)state;
	hls("#EXTM3U\n#EXT-X-VERSION:6\n"
	    "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"hi\",NAME=\"fr, original\","
	    "DEFAULT=YES,URI=\"a/fr.m3u8\"\n"
	    "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"lo\",NAME=\"fr\",URI=\"a/lo\"\n"
	    "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"s\",NAME=\"fr\","
	    "URI=\"s.m3u8\"\n"
	    "#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID=\"cc\",NAME=\"x\"\n"
	    "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=99999999,URI=\"i.m3u8\"\n"
	    "#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360,"
	    "CODECS=\"avc1.4d401e,mp4a.40.2\",AUDIO=\"lo\"\nlow.m3u8\n\n"
	    "#EXT-X-STREAM-INF:AUDIO=\"hi\",SUBTITLES=\"s\","
	    "RESOLUTION=1920x1080,BANDWIDTH=5000000\n"
	    "https://cdn.example/high.m3u8?token=1#f\n"
	    "#EXT-X-STREAM-INF:BANDWIDTH=2500000,RESOLUTION=1280x720\nmid\n",
	    "list https://cdn.example/high.m3u8?token=1\n"
	    "list https://film.example/v/a/fr.m3u8\n"
	    "list https://film.example/v/s.m3u8\n1920x1080\n");
	/* Two of one size: the better, and the one that replays. */
	hls("#EXTM3U\r\n#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=640x360\r\n"
	    "one\r\n#EXT-X-STREAM-INF:BANDWIDTH=3,RESOLUTION=640x360\r\n"
	    "two\r\n#EXT-X-STREAM-INF:BANDWIDTH=2\r\nsound\r\n",
	    "list https://film.example/v/two\n"
	    "list https://film.example/v/one\n640x360\n");
	hls("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\none\n",
	    "list https://film.example/v/one\n");
}

static void
test_hls__segments(void **state)
{

	(void)state;
	hls("#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MAP:URI=\"init.mp4\","
	    "BYTERANGE=\"700@0\"\n#EXT-X-KEY:METHOD=AES-128,URI=\"../key\","
	    "IV=0x1\n#EXTINF:6.0,\n#EXT-X-BYTERANGE:100@0\nall.mp4\n"
	    "#EXTINF:6.0,title\n#EXT-X-BYTERANGE:100\nall.mp4\n"
	    "#EXT-X-DISCONTINUITY\n#EXT-X-KEY:METHOD=NONE\n"
	    "#EXTINF:2,\n/w/2.mp4\n#EXT-X-ENDLIST\n",
	    "https://film.example/v/init.mp4\n"
	    "https://film.example/key\n"
	    "https://film.example/v/all.mp4\n"
	    "https://film.example/w/2.mp4\n");
	hls("#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n1.ts\n",
	    "https://film.example/v/1.ts\nlive\n");
	hls("#EXTM3U\n#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"skd://1\",KEYFORMAT="
	    "\"com.apple.streamingkeydelivery\"\n#EXTINF:6,\n1.ts\n"
	    "#EXT-X-ENDLIST", "https://film.example/v/1.ts\nlocked\n");
}

static void
test_hls__hostile(void **state)
{
	struct buf many = BUF_INIT(16 * MIB);
	struct error e = ERROR_INIT;
	struct playlist l;
	int i;

	(void)state;
	/* Itself, other schemes, variables, passwords, what is no tag. */
	hls("#EXTM3U\n#EXTINF:1,\nmaster.m3u8\n#EXTINF:1,\njavascript:1\n"
	    "#EXTINF:1,\nfile:///etc/passwd\n#EXTINF:1,\n{$var}/1.ts\n"
	    "#EXTINF:1,\nhttp://u:p@x.example/1\nstray\n#EXTINF\n"
	    "#EXT-X-KEY\n#EXT-X-KEY:=,\"\n#EXT-X-MAP:URI=\"\n"
	    "#EXT-X-MAP:URI\n#EXT-X-ENDLIST\n", "unread 4\n");
	hls("#EXTM3U\n#EXT-X-STREAM-INF:RESOLUTION=999999999999x9,"
	    "BANDWIDTH=999999999999999999999999\na\n#EXT-X-STREAM-INF:\nb\n"
	    "#EXT-X-STREAM-INF:BANDWIDTH=1",
	    "list https://film.example/v/a\n");
	hls("#EXTM3U", "");
	assert_int_equal(playlist_look(span_of("#EXTM3")), PLAYLIST_NONE);
	assert_int_equal(playlist_look(span_of("")), PLAYLIST_NONE);

	buf_puts(&many, "#EXTM3U\n");
	for (i = 0; i < 300000; i++)
		buf_printf(&many, "#EXTINF:1,\n%d.ts\n", i);
	assert_ok(playlist_open(&l, &e), &e);
	assert_ok(playlist_read_hls(buf_span(&many), BASE, &l, &e), &e);
	assert_int_equal(l.n, PLAYLIST_PARTS_MAX);
	assert_int_equal(l.over, 300000 - PLAYLIST_PARTS_MAX);
	playlist_free(&l);
	buf_free(&many);
}

static void
test_dash__template_by_number(void **state)
{

	(void)state;
	dash("type=\"static\" mediaPresentationDuration=\"PT0H0M9.5S\">"
	    "<BaseURL>https://cdn.example/x/</BaseURL><Period>"
	    "<AdaptationSet mimeType=\"video/mp4\">"
	    "<SegmentTemplate timescale=\"1000\" duration=\"4000\" "
	    "startNumber=\"0\" media=\"$RepresentationID$/$Number%03d$.m4s\" "
	    "initialization=\"$RepresentationID$/init$$.mp4\"/>"
	    "<Representation id=\"low\" bandwidth=\"9\" width=\"64\" "
	    "height=\"36\"/>"
	    "<Representation id=\"hi\" bandwidth=\"5\" width=\"128\" "
	    "height=\"72\"/></AdaptationSet>"
	    "<AdaptationSet contentType=\"audio\">"
	    "<Representation id=\"a\" bandwidth=\"1\"><SegmentTemplate "
	    "duration=\"5\" media=\"a-$Bandwidth$-$Number$.m4s\"/>"
	    "</Representation></AdaptationSet>"
	    "<AdaptationSet contentType=\"image\"><Representation id=\"t\">"
	    "<BaseURL>thumbs.jpg</BaseURL></Representation></AdaptationSet>"
	    "</Period>",
	    "https://cdn.example/x/hi/init$.mp4\n"
	    "https://cdn.example/x/hi/000.m4s\n"
	    "https://cdn.example/x/hi/001.m4s\n"
	    "https://cdn.example/x/hi/002.m4s\n"
	    "https://cdn.example/x/a-1-1.m4s\n"
	    "https://cdn.example/x/a-1-2.m4s\n128x72\n");
}

static void
test_dash__template_by_timeline(void **state)
{

	(void)state;
	dash(">"
	    "<Period duration=\"PT20S\"><AdaptationSet><SegmentTemplate "
	    "timescale=\"10\" media=\"v$Time$.m4s\" initialization=\"i\">"
	    "<SegmentTimeline><S t=\"5\" d=\"20\" r=\"1\"/><S d=\"15\"/>"
	    "<S t=\"100\" d=\"50\" r=\"-1\"/></SegmentTimeline>"
	    "</SegmentTemplate><Representation id=\"1\"/></AdaptationSet>"
	    "</Period>",
	    "https://film.example/d/i\n"
	    "https://film.example/d/v5.m4s\n"
	    "https://film.example/d/v25.m4s\n"
	    "https://film.example/d/v45.m4s\n"
	    "https://film.example/d/v100.m4s\n"
	    "https://film.example/d/v150.m4s\n");
	/* Live: what its time line lists now; nothing by number. */
	dash("type=\"dynamic\"><Period><AdaptationSet><SegmentTemplate "
	    "media=\"$Number$\" startNumber=\"7\"><SegmentTimeline>"
	    "<S t=\"0\" d=\"2\" r=\"1\"/></SegmentTimeline></SegmentTemplate>"
	    "<Representation id=\"1\"/></AdaptationSet><AdaptationSet>"
	    "<SegmentTemplate media=\"n$Number$\" duration=\"2\"/>"
	    "<Representation id=\"2\"/></AdaptationSet></Period>",
	    "https://film.example/d/7\nhttps://film.example/d/8\n"
	    "live\nunread 1\n");
}

static void
test_dash__lists_and_files(void **state)
{

	(void)state;
	dash("><Period><AdaptationSet><Representation id=\"1\"><SegmentList>"
	    "<Initialization sourceURL=\"i.mp4\"/><SegmentURL media=\"1\"/>"
	    "<SegmentURL media=\"2\" mediaRange=\"0-9\"/></SegmentList>"
	    "</Representation></AdaptationSet></Period>"
	    "<Period><AdaptationSet><BaseURL>b/</BaseURL>"
	    "<Representation id=\"1\"><BaseURL>film.mp4</BaseURL>"
	    "<SegmentBase indexRange=\"7-9\"><Initialization range=\"0-6\"/>"
	    "</SegmentBase></Representation></AdaptationSet>"
	    "<AdaptationSet mimeType=\"audio/mp4\"><Representation id=\"2\">"
	    "<BaseURL>son.mp4</BaseURL><SegmentList><SegmentURL "
	    "mediaRange=\"0-9\"/><SegmentURL mediaRange=\"9-20\"/>"
	    "</SegmentList></Representation></AdaptationSet></Period>",
	    "https://film.example/d/i.mp4\nhttps://film.example/d/1\n"
	    "https://film.example/d/2\nhttps://film.example/d/b/film.mp4\n"
	    "https://film.example/d/son.mp4\n");
	dash("><Period><AdaptationSet><ContentProtection/>"
	    "<Representation id=\"1\"><BaseURL>1</BaseURL></Representation>"
	    "</AdaptationSet></Period>", "locked\n");
}

static void
not_dash(const char *text)
{
	struct error e = ERROR_INIT;
	struct playlist l;

	assert_ok(playlist_open(&l, &e), &e);
	assert_int_equal(playlist_read_dash(span_of(text), BASE, &l, &e), -1);
	assert_int_equal(e.code, ERR_SYNTAX);
	assert_int_equal(l.n, 0);
	playlist_free(&l);
}

static void
test_dash__hostile(void **state)
{

	(void)state;
	not_dash("<MPD><Period>");
	not_dash("<html/>");
	not_dash("<!DOCTYPE MPD [<!ENTITY a \"b\">]><MPD>&a;</MPD>");
	not_dash("<!DOCTYPE MPD SYSTEM \"file:///etc/passwd\"><MPD/>");
	/* Numbers without end, twice over: of one name, of many. */
	dash("mediaPresentationDuration=\"P99999D\"><Period><AdaptationSet>"
	    "<SegmentTemplate media=\"same\" timescale=\"1000\" "
	    "duration=\"1\"/><Representation id=\"1\"/></AdaptationSet>"
	    "</Period>", "https://film.example/d/same\nover "
	    "8639913580000\n");
	dash("><Period duration=\"PT9S\"><AdaptationSet><SegmentTemplate "
	    "media=\"$Number%099999d$\" duration=\"1\"/><Representation/>"
	    "</AdaptationSet><AdaptationSet><SegmentTemplate "
	    "media=\"$Number\" duration=\"9\"/><Representation/>"
	    "</AdaptationSet><AdaptationSet><SegmentTemplate media=\"$N$\" "
	    "timescale=\"0\"/><Representation/></AdaptationSet>"
	    "<AdaptationSet><SegmentTemplate media=\"t$Time$\">"
	    "<SegmentTimeline><S d=\"0\" r=\"5\"/><S d=\"999999999999999999\" "
	    "r=\"999999999999999999\"/></SegmentTimeline></SegmentTemplate>"
	    "<Representation/></AdaptationSet></Period>",
	    "https://film.example/d/t0\n"
	    "https://film.example/d/t999999999999999999\n"
	    "https://film.example/d/t1999999999999999998\n"
	    "https://film.example/d/t2999999999999999997\n"
	    "https://film.example/d/t3999999999999999996\n"
	    "https://film.example/d/t4999999999999999995\n"
	    "https://film.example/d/t5999999999999999994\n"
	    "https://film.example/d/t6999999999999999993\n"
	    "https://film.example/d/t7999999999999999992\n"
	    "https://film.example/d/t8999999999999999991\nunread 12\n");
	dash("><Period><AdaptationSet><Representation/></AdaptationSet>"
	    "</Period><Period/>", "");
}

static void
test_playlist__by_address_or_type(void **state)
{

	(void)state;
	assert_true(net_is_playlist("http://x/a.m3u8?b=1", NULL));
	assert_true(net_is_playlist("http://x/a.mpd", "text/plain"));
	assert_true(net_is_playlist("http://x/a",
	    "application/vnd.apple.mpegurl"));
	assert_false(net_is_playlist("http://x/a.ts?f=.m3u8", "video/mp2t"));
	assert_false(net_is_playlist("http://x/", NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hls__best_rendition),
		cmocka_unit_test(test_hls__segments),
		cmocka_unit_test(test_hls__hostile),
		cmocka_unit_test(test_dash__template_by_number),
		cmocka_unit_test(test_dash__template_by_timeline),
		cmocka_unit_test(test_dash__lists_and_files),
		cmocka_unit_test(test_dash__hostile),
		cmocka_unit_test(test_playlist__by_address_or_type),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
