// Opens an exhibit in ReplayWeb.page, in a real Chromium, and plays its film.
// usage: node film.mjs EXHIBIT URL
import { play } from './player.mjs';

const [exhibit, url] = process.argv.slice(2);
let last;
const found = await play(exhibit, url, async (frame) => {
	last = await frame.evaluate(() => {
		const v = document.querySelector('video');
		if (!v) return undefined;
		if (v.paused) v.play().catch(() => 0);
		return { ready: v.readyState, duration: v.duration, at: v.currentTime, width: v.videoWidth, error: v.error?.message };
	}) ?? last;
	return last && last.ready >= 2 && last.duration > 3 && last.at > 1 && last.width > 0 ? last : undefined;
});
console.log(found ? 'played:' : 'not played:', JSON.stringify(found ?? last));
process.exit(found ? 0 : 1);
