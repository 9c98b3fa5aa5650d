// Seeing all of a page: down to its end, opening on the way what is closed.

const batchMax = 24;		// pressed at a time,
const askMax = 8;		// of which what asks the server
const groupMax = 20;		// beyond it, buttons alike are each pressed once
const goneMax = 4e6;		// characters kept of what the page takes away

// Never pressed, whatever rule finds it.
const changes = /\b(follow|unfollow|like|unlike|share|report|delete|remove|vote|upvote|downvote|subscribe|log ?in|sign ?(in|up)|register|buy|order|pay|donate|submit|send|post|publish|reply|comment|block|mute|save|download|install|print|edit|join|accept|agree|allow|suivre|aimer|partager|signaler|supprimer|s'abonner|connexion|se connecter|s'inscrire|acheter|payer|envoyer|publier|répondre|commenter|bloquer|enregistrer|télécharger|modifier|accepter|folgen|teilen|melden|löschen|anmelden|kaufen|senden|antworten|seguir|compartir|reportar|eliminar|comprar|enviar|responder|segui|condividi|segnala|elimina|acquista|invia|rispondi|curtir|compartilhar|denunciar|excluir|volgen|delen|verwijderen|kopen|verzenden|reageren)$/i;
const elsewhere = 'nav, footer, [role="navigation"], [role="menu"], [role="menubar"], [role="search"], [role="tablist"], [role="toolbar"], [contenteditable=""], [contenteditable="true"]';
const notButtons = '[role="tab"], [role^="menuitem"], [role="option"], [role="switch"], [role="checkbox"], [role="radio"], [download], [popovertarget], input:not([type="button"])';
const pressable = 'button, [role="button"], summary, a, input[type="button"], [onclick], [tabindex]';
const piece = 'article, [role="article"], li, section, details';

let waiting = [];		// found: {el, kind, rule, own}
let pending = [];		// pressed, and nothing has grown yet
let queue = new Set();		// where the page has changed
let moves = 0;			// times that a press led away
const looked = new WeakMap();	// element: label it was judged by
const pressed = new WeakMap();	// element: {n, all, next}
const alike = new Map();	// signature: elements found that have it
const translated = new WeakSet();
const watched = new WeakSet();
const gone = new Set();
let goneSize = 0, keepGone = false;

// How large the page is, to see what a press has brought.
const count = () => document.getElementsByTagName('*').length;

// A path by which people find the element again.
function pathOf(el) {
	const parts = [];
	for (let n = el; n && n.nodeType === 1 && parts.length < 6; n = n.parentElement || n.getRootNode().host) {
		let s = n.localName;
		if (n.id) {
			parts.unshift(`${s}#${n.id.slice(0, 40)}`);
			break;
		}
		if (n.classList[0]) s += '.' + n.classList[0].slice(0, 30);
		const of = n.parentElement ? [...n.parentElement.children].filter((c) => c.localName === n.localName) : [];
		if (of.length > 1) s += `:nth-of-type(${of.indexOf(n) + 1})`;
		parts.unshift(s);
	}
	return parts.join(' > ').slice(0, 300).toWellFormed();
}

function labelOf(el) {
	const of = el.localName === 'details' ? el.querySelector('summary') ?? el : el;
	const text = (of.textContent || of.value || '').replace(/\s+/g, ' ').trim();
	return text.length > 1 && text.length <= 120 ? text : of.getAttribute('aria-label') || of.title || text.slice(0, 120);
}

function tell(el) {
	const r = el.getBoundingClientRect();
	return { text: labelOf(el).slice(0, 120).toWellFormed(), path: pathOf(el), x: Math.round(r.x + scrollX), y: Math.round(r.y + scrollY) };
}

function shown(el) {
	if (!el.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) return false;
	const r = el.getBoundingClientRect();
	return r.width >= 2 && r.height >= 2;
}

// Whether this link goes to another page.
function leads(a) {
	const href = a.getAttribute('href');
	if (!href || href[0] === '#' || /^javascript:/i.test(href)) return false;
	try {
		const u = new URL(a.href);
		return u.origin !== location.origin || u.pathname !== location.pathname || (u.search !== location.search && !a.matches('[role="button"]'));
	} catch {
		return true;
	}
}

function allowed(el) {
	if (el.matches(notButtons) || el.closest(elsewhere)) return false;
	for (const name of ['aria-disabled', 'aria-busy', 'aria-expanded']) if (el.getAttribute(name) === 'true') return false;
	if ((el.getAttribute('aria-haspopup') ?? 'false') !== 'false') return false;
	// A button in a form sends it.
	if (el.localName === 'button' && el.form && el.type !== 'button') return false;
	const link = el.closest('a[href]');
	return !(link && leads(link));
}

// What is to be pressed for this element: it, or what it stands in.
function target(el) {
	const t = el.closest(pressable);
	if (t && t.textContent.length <= 120) return t;
	return getComputedStyle(el).cursor === 'pointer' ? el : null;
}

function find(el, kind, rule, own) {
	const signature = `${plain(labelOf(el))}|${el.localName}|${el.className}`;
	if (!alike.has(signature)) alike.set(signature, new Set());
	alike.get(signature).add(el);
	waiting.push({ el, kind, rule, own, signature });
}

function lookByRules(root, here) {
	for (const rule of here)
		for (const kind of reading)
			for (const one of rule[kind] ?? []) {
				const [css, label] = Array.isArray(one) ? one : [one];
				for (const el of root.querySelectorAll(css)) {
					const s = plain(labelOf(el));
					if (looked.get(el) === s || (label && !label.test(s)) || changes.test(s)) continue;
					looked.set(el, s);
					find(el, kind, `${rule.name}: ${css}`, css);
				}
			}
}

// The words of ${el}, where it may be a button or stand in one.
function wordsOf(el) {
	const button = /^(button|summary|a|input)$/.test(el.localName) || el.hasAttribute('role') || el.hasAttribute('aria-label');
	if (el.childElementCount > (button ? 8 : 0)) return button ? [el.getAttribute('aria-label')] : [];
	const text = el.localName === 'input' ? (el.type === 'button' ? el.value : '') : el.textContent;
	return [text.length <= 120 ? text : '', button ? el.getAttribute('aria-label') : null];
}

function lookAt(el) {
	if (el.shadowRoot) {
		watch(el.shadowRoot);
		look(el.shadowRoot);
	}
	if (el.localName === 'details') {
		if (!el.open && !looked.has(el)) {
			looked.set(el, '');
			find(el, 'open', 'details');
		}
		return;
	}
	const words = wordsOf(el).filter(Boolean);
	if (words.length === 0) return;
	const key = words.join('\n');
	if (looked.get(el) === key) return;
	looked.set(el, key);
	const kind = kindOf(words[0], reading) ?? kindOf(words[1], reading);
	if (kind) {
		const t = target(el);
		if (t) find(t, kind, 'words: ' + kind);
	}
}

function look(root) {
	if (root.nodeType === 1) lookAt(root);
	for (const el of root.querySelectorAll('*')) lookAt(el);
}

// Text that a list takes away as it is scrolled, for it holds only what is
// seen at a time.
function keepText(n) {
	if (n.nodeType !== 1 || goneSize > goneMax) return;
	const lines = [];
	const walk = document.createTreeWalker(n, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (m) => m.nodeType === 3 ? NodeFilter.FILTER_ACCEPT :
		/^(script|style|noscript|template)$/.test(m.localName) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP);
	for (let m; (m = walk.nextNode()) && lines.length < 5000;) if (m.data.trim()) lines.push(m.data.trim());
	const s = lines.join('\n');
	if (s.length < 12 || gone.has(s) || kindOf(s, reading)) return;
	gone.add(s);
	goneSize += s.length;
}

let news = false;
const observer = new MutationObserver((records) => {
	news = true;
	for (const r of records) {
		const at = r.target.nodeType === 1 ? r.target : r.target.parentElement;
		// The button, if it is one whose words have changed; not a whole list.
		if (at && at.childElementCount < 8) queue.add(at);
		for (const n of r.addedNodes) if (n.nodeType === 1) queue.add(n);
		if (keepGone) for (const n of r.removedNodes) keepText(n);
	}
});
function watch(root) {
	if (watched.has(root)) return;
	watched.add(root);
	observer.observe(root, { childList: true, subtree: true, characterData: true });
}

// Look at what is new in the page, or at all of it.
let whole = true;
function search(all) {
	const now = queue;
	queue = new Set();
	if (!whole && !all && now.size === 0) return;
	const here = rulesHere();
	if (whole || all) {
		watch(document);
		lookByRules(document, here);
		look(document);
	} else {
		lookByRules(document, here);
		for (const el of now) if (el.isConnected && el !== document.body && el !== document.documentElement) look(el.closest('button, [role="button"], a, summary') ?? el);
	}
	whole = false;
}

// The element right before or after ${el} inside ${within}.
function beside(el, within, before) {
	let n = el;
	while (n !== within && !(before ? n.previousElementSibling : n.nextElementSibling)) n = n.parentElement ?? within;
	if (n === within) return null;
	n = before ? n.previousElementSibling : n.nextElementSibling;
	for (let m = n; m; m = before ? m.lastElementChild : m.firstElementChild) n = m;
	return n;
}

// The part of the page that belongs to this button and to none that is alike.
function region(one) {
	let within = one.el.parentElement ?? one.el;
	const others = [...alike.get(one.signature)].filter((o) => o !== one.el && o.isConnected);
	for (let n = within; n && !others.some((o) => n.contains(o)); n = n.parentElement) within = n;
	return within;
}

/*
 * A press is enough, but for a button that loads: it may be pressed again when
 * what it brought stands right before it, or right after it where it leads
 * back in time.  A thread has many buttons alike that each open and close
 * their own: these are known by their number.
 */
const backward = /previous|précéd|older|ancien|earlier|vorherig|frühere|ältere|anterior|precedent|eerdere|vorige/i;
function neighbors(one) {
	const within = region(one);
	return [beside(one.el, within, true), backward.test(labelOf(one.el)) ? beside(one.el, within, false) : null];
}
function again(one, p) {
	if (one.kind === 'translate' || p.n > 1000 || alike.get(one.signature).size > groupMax || count() <= p.all) return false;
	const within = region(one);
	return neighbors(one).some((now, i) => now && now !== (within.contains(p.next[i]) ? p.next[i] : null));
}

// Whether it still says what it was found for.
function offers(one) {
	if (one.rule === 'details') return !one.el.open;
	if (one.own) return one.el.matches(one.own);
	return kindOf(labelOf(one.el), reading) === one.kind || kindOf(one.el.getAttribute('aria-label'), reading) === one.kind;
}

// Take what may be pressed now out of those waiting.
function choose(max) {
	const out = [], rest = [], taken = new Set();
	let asking = 0;
	for (const one of waiting) {
		const { el } = one, p = pressed.get(el);
		if (!el.isConnected || taken.has(el) || !offers(one)) continue;
		if (el.disabled || el.getAttribute('aria-busy') === 'true' || (p && !again(one, p))) {
			if (alike.get(one.signature).size <= groupMax && one.kind !== 'translate') rest.push(one);
			continue;
		}
		if (one.rule === 'details' ? el.closest(elsewhere) : !allowed(el)) continue;
		if (!shown(el)) {
			looked.delete(el);	// its time may come
			continue;
		}
		const about = one.kind === 'translate' ? el.closest(piece) ?? el.parentElement : null;
		if (about && translated.has(about)) continue;
		if (out.length >= Math.min(max, batchMax) || (one.kind !== 'open' && asking >= askMax)) {
			rest.push(one);
			continue;
		}
		taken.add(el);
		if (about) translated.add(about);
		asking += one.kind !== 'open';
		out.push(one);
	}
	waiting = rest;
	return out;
}

function measure(el) {
	const about = el.closest(piece) ?? el.parentElement ?? el.getRootNode().host ?? el;
	return { el, about, all: count(), height: document.documentElement.scrollHeight, text: textSize(about), own: about.offsetHeight };
}

// How much text ${el} shows; a large part of the page is not asked.
function textSize(el) {
	return el.textContent.length < 20000 ? (el.innerText ?? '').length : 0;
}

// What has grown since ${was}, or null.
function grown(was) {
	const g = {}, all = count() - was.all, height = document.documentElement.scrollHeight - was.height;
	if (all > 0) g.elements = all;
	if (height > 0) g.height = height;
	if (was.about.isConnected) {
		const text = textSize(was.about) - was.text, own = was.about.offsetHeight - was.own;
		if (text > 0) g.text = text;
		else if (own > 0) g.shown = own;
	}
	if (!was.el.isConnected) g.replaced = true;
	return Object.keys(g).length > 0 ? g : null;
}

// A picture frame: drawn to its end, where it is seen what came into sight.
const { port1, port2 } = new MessageChannel();
const frame = () => new Promise((done) => {
	const t = setTimeout(done, 100);
	requestAnimationFrame(() => {
		port1.addEventListener('message', () => { clearTimeout(t); done(); }, { once: true });
		port1.start();
		port2.postMessage(0);
	});
});

// As a mouse does it.
function press(el) {
	const o = { bubbles: true, cancelable: true, composed: true, view: window };
	el.dispatchEvent(new PointerEvent('pointerdown', o));
	el.dispatchEvent(new MouseEvent('mousedown', o));
	el.dispatchEvent(new PointerEvent('pointerup', o));
	el.dispatchEvent(new MouseEvent('mouseup', o));
	el.click();
}

// Until something in the page changes.  By frames: where the page's scripts had
// to be stopped for good, no timer runs, ours neither.
async function change(ms) {
	news = false;
	for (const end = performance.now() + ms; !news && performance.now() < end;) await frame();
}

const address = () => location.pathname + location.search;

function pressOne(one) {
	const { el } = one, at = address();
	const c = { what: one.kind, ...tell(el), rule: one.rule, was: measure(el) };
	if (one.kind === 'translate') c.before = (c.was.about.innerText ?? '').slice(0, 2000).toWellFormed();
	pressed.set(el, { n: (pressed.get(el)?.n ?? 0) + 1, all: count(), next: neighbors(one) });
	if (one.rule === 'details') el.open = true;
	else press(el);
	waiting.push(one);
	pending.push(c);
	if (address() === at) return true;
	// The site's script has put another page here: back.
	c.moved = location.href.slice(0, 500);
	moves++;
	history.back();
	return false;
}

// Press what can be opened.  Returns the presses of which something is known.
async function open(max, last) {
	const batch = choose(max);
	for (const one of batch) if (!pressOne(one)) break;
	if (batch.length > 0) {
		await frame();
		await frame();
	}
	const told = [], left = [];
	for (const c of pending) {
		const g = grown(c.was);
		if (g) c.grew = g;
		(g || c.moved || last ? told : left).push(c);
	}
	pending = left;
	for (const c of told) delete c.was;
	return told;
}

// What scrolls: the page, or a box of its own where the page does not.
function scroller() {
	const d = document.scrollingElement || document.documentElement;
	if (d && d.scrollHeight <= innerHeight + 1)
		for (let n = document.elementFromPoint(innerWidth / 2, innerHeight / 2); n; n = n.parentElement)
			if (n.scrollHeight > n.clientHeight + 1 && n.clientHeight > innerHeight / 2 && /auto|scroll/.test(getComputedStyle(n).overflowY)) return n;
	return d;
}

/*
 * Go down by windows, one picture frame for each, so that everything passes
 * through the window once and what loads lazily is asked for; press what can
 * be opened.  steps, ms: at most; wait: ms at the end for more to come; open:
 * presses that are left; all: look at the whole page again; wall: look for one
 * first; last: tell of all presses, whatever came of them.
 */
let shaken = -1;
async function step({ steps, ms, wait, open: most, all, wall, last }) {
	const box = scroller(), result = { n: 0, clicks: [] };
	if (!box) return JSON.stringify({ ...result, y: 0, h: 0, end: true });
	const over = wall ? findWall() : null;
	if (over) return JSON.stringify({ ...result, y: Math.round(box.scrollTop), h: box.scrollHeight, end: false, wall: over.kind });
	const view = box === (document.scrollingElement || document.documentElement) ? innerHeight : box.clientHeight;
	const done = () => box.scrollTop + view >= box.scrollHeight - 1;
	const began = performance.now(), before = count();
	let left = most, end = done(), stop = began + wait;
	for (;;) {
		const y = box.scrollTop;
		search(all);
		all = false;
		if (left > 0 && moves < 3) {
			const told = await open(left, last);
			left -= told.length;
			result.clicks.push(...told);
			// A link to "#" goes to the top.
			if (Math.abs(box.scrollTop - y) > view) box.scrollTo({ top: y, behavior: 'instant' });
		}
		const now = performance.now();
		if (now - began >= ms || result.n >= steps) break;
		if (!done()) {
			keepGone = true;
			box.scrollTo({ top: y + view, behavior: 'instant' });
			await frame();
			result.n++;
			stop = performance.now() + wait;
			if (!(end = done()) && box.scrollTop <= y) {
				end = true;
				break;
			}
		} else {
			end = true;
			// What waits for the end to come into sight must see it
			// come, also where it was in sight all the time.
			if (box.scrollTop > 0 && shaken !== box.scrollHeight) {
				shaken = box.scrollHeight;
				box.scrollTo({ top: box.scrollTop - view, behavior: 'instant' });
				await frame();
				box.scrollTo({ top: box.scrollHeight, behavior: 'instant' });
				await frame();
			}
			if (performance.now() >= stop) break;
			await change(stop - performance.now());
		}
	}
	return JSON.stringify({ ...result, y: Math.round(box.scrollTop), h: box.scrollHeight, end: end && done(),
		grew: count() - before, waiting: waiting.filter((one) => !pressed.has(one.el)).length });
}

// Texts that passed and are not in the page any more.
function passedTexts() {
	const now = (document.body?.textContent ?? '').replace(/\s+/g, '');
	return [...gone].filter((s) => !now.includes(s.replace(/\s+/g, ''))).join('\n\n').toWellFormed();
}

globalThis.constat = Object.assign(globalThis.constat ?? {}, { step, clearWall, refuseHere, passedTexts });
