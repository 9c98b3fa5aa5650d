// An exhibit in ReplayWeb.page, in a real Chromium: nothing but the exhibit
// and the player is served.
import http from 'node:http';
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

const player = path.join(path.dirname(new URL(import.meta.url).pathname), 'node_modules', 'replaywebpage');
const types = { '.js': 'text/javascript', '.html': 'text/html', '.wacz': 'application/zip' };

// ReplayWeb.page reads an archive by ranges.
function send(request, response, file) {
	const size = fs.statSync(file).size;
	const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
	const head = { 'content-type': types[path.extname(file)] ?? 'application/octet-stream', 'accept-ranges': 'bytes' };
	const from = range ? Number(range[1]) : 0;
	const to = range && range[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
	if (range) head['content-range'] = `bytes ${from}-${to}/${size}`;
	head['content-length'] = to - from + 1;
	response.writeHead(range ? 206 : 200, head);
	if (request.method === 'HEAD') response.end();
	else fs.createReadStream(file, { start: from, end: to }).pipe(response);
}

function serve(exhibit, url) {
	const page = `<!doctype html><script src="/ui.js"></script>
<replay-web-page source="/exhibit.wacz" replayBase="/replay/" embed="replayonly" url="${url.replace(/&/g, '&amp;').replace(/"/g, '&quot;')}"
style="display:block;width:1200px;height:800px"></replay-web-page>`;
	return http.createServer((request, response) => {
		const name = new URL(request.url, 'http://x').pathname;
		if (name === '/exhibit.wacz') return send(request, response, exhibit);
		if (name === '/ui.js') return send(request, response, path.join(player, 'ui.js'));
		if (name === '/replay/sw.js') return send(request, response, path.join(player, 'sw.js'));
		response.writeHead(name === '/' ? 200 : 404, { 'content-type': 'text/html' });
		response.end(name === '/' ? page : '');
	});
}

/*
 * Open ${url} of ${exhibit} and call ${look} with each frame that replays
 * something, again and again, until it says anything but undefined: that is
 * returned, with the tab still open for ${then}.
 */
export async function play(exhibit, url, look, then) {
	const server = serve(exhibit, url);
	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	const origin = `http://127.0.0.1:${server.address().port}/`;
	const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: [...(process.getuid() === 0 ? ['--no-sandbox'] : []), '--disable-background-networking', '--disable-component-update',
			'--disable-sync', '--autoplay-policy=no-user-gesture-required'] });
	let found, tab;
	// On a busy machine the player now and then misses the start of its own
	// service worker and shows nothing at all: it gets three tries.
	for (let attempt = 0; found === undefined && attempt < 3; attempt++) {
		// All of the player must be in sight: pages load what comes into view.
		tab = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
		await tab.goto(origin);
		for (const end = Date.now() + 40000; found === undefined && Date.now() < end;) {
			for (const frame of tab.frames()) {
				if (!/\/replay\/w\//.test(frame.url())) continue;
				found = await look(frame).catch(() => undefined);
				if (found !== undefined) break;
			}
			if (found === undefined) await tab.waitForTimeout(200);
		}
	}
	if (then) await then(tab);
	await browser.close();
	server.close();
	return found;
}
