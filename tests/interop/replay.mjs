// Opens an exhibit in ReplayWeb.page, in a real Chromium, and looks for words.
// usage: node replay.mjs EXHIBIT URL "words that the page shows" [picture.png]
// With ACT=1 it scrolls and presses buttons meanwhile, as its reader would.
import { play } from './player.mjs';

const [exhibit, url, words, picture] = process.argv.slice(2);
const act = process.env.ACT ? async () => {
	scrollBy(0, -2 * innerHeight);
	await new Promise((done) => setTimeout(done, 40));
	scrollTo(0, document.documentElement.scrollHeight);
	for (const b of document.querySelectorAll('button, [role="button"], #more')) if (/voir plus|more/i.test(b.textContent)) b.click();
} : () => {};
const found = await play(exhibit, url, async (frame) => {
	await frame.evaluate(act);
	const text = await frame.evaluate(() => document.body?.innerText ?? '');
	return text.includes(words) ? true : undefined;
}, picture ? (tab) => tab.screenshot({ path: picture }) : undefined);
console.log(found ? `shown: ${words}` : `not shown: ${words}`);
process.exit(found ? 0 : 1);
