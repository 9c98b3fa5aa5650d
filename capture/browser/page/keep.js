// What is kept of a page as it is shown in the end.

// What the page is, after going back to its top and waiting for its fonts.
async function ready() {
	for (const n of [document.scrollingElement, document.elementFromPoint(innerWidth / 2, innerHeight / 2)])
		for (let m = n; m; m = m.parentElement)
			if (m.scrollTop > 0) m.scrollTo({ top: 0, behavior: 'instant' });
	if (document.fonts) await Promise.race([document.fonts.ready, new Promise((r) => setTimeout(r, 1000))]);
	await new Promise((r) => {
		const t = setTimeout(r, 100);
		requestAnimationFrame(() => { clearTimeout(t); r(); });
	});
	const icon = [...document.querySelectorAll('link[rel~="icon"]')].map((n) => n.href).filter((s) => s.startsWith('http')).pop();
	const text = (s) => s.slice(0, 10000).toWellFormed();
	return JSON.stringify({ title: text(document.title), address: text(document.URL), type: document.contentType,
		charset: document.characterSet, icon: icon ? text(icon) : undefined });
}

// Addresses of its films and recordings, loaded or not.
function films() {
	const all = new Set();
	for (const n of document.querySelectorAll('video, audio, video > source, audio > source'))
		for (const s of [n.currentSrc, n.src]) if (/^https?:/.test(s ?? '') && s.length < 10000) all.add(s);
	return [...all].slice(0, 64).map((s) => s.toWellFormed());
}

// ${inside}: nodes, one at least of each closed shadow root.
function allRoots(inside) {
	const closed = new Map();
	for (const n of inside) {
		const r = n.getRootNode();
		if (r instanceof ShadowRoot) closed.set(r.host, r);
	}
	const found = [], todo = [document];
	while (todo.length)
		for (const n of todo.pop().querySelectorAll('*')) {
			const r = n.shadowRoot ?? closed.get(n);
			if (r) { found.push(r); todo.push(r); }
		}
	return found;
}

// What stands in shadow roots follows what stands in the page.
function text(...inside) {
	const b = document.body;
	if (!b) return document.documentElement ? document.documentElement.textContent : '';
	const texts = [b.innerText];
	for (const root of allRoots(inside))
		for (const c of root.childNodes) {
			const s = c.nodeType === 3 && root.host.checkVisibility() ? c.data.trim() : c.innerText && c.checkVisibility() ? c.innerText : '';
			if (s) texts.push(s);
		}
	return texts.join('\n');
}

// The document; shadow roots are written as declarative ones.
function html(...inside) {
	const d = document, e = d.documentElement;
	let s = d.characterSet === 'UTF-8' ? '' : '\ufeff';
	if (d.doctype) s += new XMLSerializer().serializeToString(d.doctype) + '\n';
	if (!e) return s;
	const shadowRoots = allRoots(inside);
	if (!shadowRoots.length || !e.getHTML) return s + e.outerHTML;
	const shell = e.cloneNode(false).outerHTML, at = shell.lastIndexOf('</');
	return s + shell.slice(0, at) + e.getHTML({ serializableShadowRoots: true, shadowRoots }) + shell.slice(at);
}

// A frame that nobody sees shows nothing.
const unseen = () => innerWidth < 4 || innerHeight < 4;

globalThis.constat = Object.assign(globalThis.constat ?? {}, { ready, films, text, html, unseen });
