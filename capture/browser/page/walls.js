// Walls: what lies over the page and asks for consent or a log-in.

// Boxes of well-known consent tools, with their own way to say no.
const consent = [
	['#onetrust-banner-sdk', '#onetrust-reject-all-handler, .ot-pc-refuse-all-handler, .banner-close-button'],
	['#didomi-popup, #didomi-notice', '#didomi-notice-disagree-button, .didomi-continue-without-agreeing'],
	['.qc-cmp2-container', '.qc-cmp2-summary-buttons button[mode="secondary"]:only-of-type, .qc-cmp2-close-icon'],
	['#CybotCookiebotDialog', '#CybotCookiebotDialogBodyButtonDecline, #CybotCookiebotDialogBodyLevelButtonLevelOptinDeclineAll'],
	['#usercentrics-root, #usercentrics-cmp-ui', '[data-testid="uc-deny-all-button"], button.deny'],
	['#truste-consent-track, #trustarc-banner-overlay', '#truste-consent-required'],
	['#axeptio_overlay', '#axeptio_btn_dismiss'],
	['#tarteaucitronRoot #tarteaucitronAlertBig, #tarteaucitronAlertBig', '#tarteaucitronAllDenied2, #tarteaucitronAllDenied'],
	['.cmplz-cookiebanner', '.cmplz-deny'],
	['.osano-cm-window', '.osano-cm-denyAll, .osano-cm-deny'],
	['.klaro .cookie-notice, .klaro .cookie-modal', '.cn-decline, .cm-btn-decline'],
	['#iubenda-cs-banner', '.iubenda-cs-reject-btn, .iubenda-cs-close-btn'],
	['#cookiescript_injected', '#cookiescript_reject'],
	['#moove_gdpr_cookie_info_bar', '.moove-gdpr-infobar-reject-btn'],
	['#cookie-law-info-bar, .cky-consent-container', '#wt-cli-reject-btn, .cky-btn-reject'],
	['#BorlabsCookieBox', '._brlbs-refuse-btn a, [data-cookie-refuse]'],
	['#axeptio, .axeptio_mount', '#axeptio_btn_dismiss'],
	['#sd-cmp', '[title*="sans accepter" i]'],
	['#appconsent', '.button__skip'],
	['tiktok-cookie-banner', 'button:first-of-type'],
	['ytd-consent-bump-v2-lightbox', '#reject-button button, button[aria-label*="Reject" i], button[aria-label*="Refuser" i]'],
	['div[data-testid="cookie-policy-manage-dialog"]', '[aria-label="Decline optional cookies"], [aria-label*="Refuser les cookies" i]'],
	['.artdeco-global-alert[type="COOKIE_CONSENT"]', '[data-control-name="ga-cookie.consent.deny.v4"], [action-type="DENY"]'],
	['#cookie-banner, .cookie-banner, #cookie-notice, .cookie-notice, #cookieConsent, .cc-window, #gdpr-consent, .cookie-consent, #cookie-consent', '.cc-deny, .cookie-notice-refuse, #cn-refuse-cookie'],
];
const consentFrame = /consent|sp_message|privacy|cookie|gdpr|\bcmp\b|onetrust|didomi/i;
const consentWords = /cookie|traceur|tracker|consent|vie privée|données personnelles|privacy|datenschutz|privacidad|datos personales|riservatezza|dati personali|privacidade|dados pessoais|gegevens/i;
// Whole pages that ask for consent before they lead on: saying no is a form.
const consentPage = /^(consent\.(youtube|google)\.[a-z.]+|consent\.yahoo\.com|guce\.[a-z.]+)$/;
const loginWords = /\b(log ?in|sign ?in|sign ?up|log on|register now|create (an )?account|join (now|linkedin|reddit|us)|continue with (google|apple|facebook|email)|connectez-vous|se connecter|connexion|inscrivez-vous|s['’]inscrire|créer un compte|rejoindre|s['’]identifier|anmelden|einloggen|registrieren|konto erstellen|iniciar sesión|inicia sesión|regístrate|crear cuenta|accedi|iscriviti|registrati|crea account|entrar|iniciar sessão|cadastre-se|criar conta|inloggen|aanmelden|registreren)\b/i;

// All of ${selector} below ${root}, inside open shadow roots too.
function* below(root, selector) {
	yield* root.querySelectorAll(selector);
	for (const el of root.querySelectorAll('*'))
		if (el.shadowRoot) yield* below(el.shadowRoot, selector);
}

// The ancestor (or it itself) that is laid over the page, if any.
function laidOver(el) {
	for (let n = el; n && n !== document.body && n !== document.documentElement; n = n.parentElement || n.getRootNode().host) {
		const at = getComputedStyle(n).position;
		if (at === 'fixed' || (at === 'absolute' && n.matches('[role="dialog"], [aria-modal="true"]')) || n.matches('dialog[open]')) return n;
	}
	return null;
}

function area(el) {
	const r = el.getBoundingClientRect();
	const w = Math.min(r.right, innerWidth) - Math.max(r.left, 0), h = Math.min(r.bottom, innerHeight) - Math.max(r.top, 0);
	return w > 0 && h > 0 ? w * h / (innerWidth * innerHeight) : 0;
}

function textOf(el) {
	let s = el.innerText || '';
	for (const n of el.querySelectorAll('*')) if (n.shadowRoot) for (const c of n.shadowRoot.children) s += c.innerText || '';
	if (el.shadowRoot) for (const c of el.shadowRoot.children) s += c.innerText || '';
	return s;
}

// What lies over the page: {box, kind, refuse}, or null.
function findWall() {
	if (consentPage.test(location.hostname)) return { box: document.body, kind: 'consent', page: true };
	for (const [box, refuse] of consent) {
		const el = document.querySelector(box);
		// Some hosts have no box of their own: what they show is fixed.
		if (el && !hidden.has(el) && (shown(el) || (el.shadowRoot && textOf(el)) || [...el.children].some(shown))) return { box: el, kind: 'consent', refuse };
	}
	const points = [[.5, .5], [.5, .97], [.5, .03], [.1, .9], [.9, .9]];
	for (const [x, y] of points) {
		for (const el of document.elementsFromPoint(innerWidth * x, innerHeight * y).slice(0, 4)) {
			const box = laidOver(el);
			if (!box || hidden.has(box) || area(box) < .04) continue;
			const frame = box.matches('iframe') ? box : box.querySelector('iframe');
			if (frame && consentFrame.test(`${frame.src} ${frame.id} ${frame.name} ${frame.title}`)) return { box, kind: 'consent', frame: true };
			const text = textOf(box);
			if (text.length > 4000 || box.querySelector('article, [role="article"], time')) continue;
			const buttons = [...below(box, 'button, a, [role="button"], input[type="button"], input[type="submit"]')];
			if (consentWords.test(text) && buttons.some((b) => kindOf(labelOf(b), refusing) || /accept|agree|allow|ok\b|got it|j'ai compris|zustimmen|akzept|acept|accett|aceit|akkoord/i.test(labelOf(b)))) return { box, kind: 'consent' };
			if (area(box) >= .12 && text.length < 1500 && loginWords.test(text) &&
			    (box.querySelector('input[type="password"], input[type="email"]') || buttons.some((b) => loginWords.test(labelOf(b))))) return { box, kind: 'login' };
		}
	}
	return null;
}

const refusing = ['refuse', 'close'];
const hidden = new WeakSet();

// The button of ${wall} by which nothing is agreed to: no before away.
function wayOut(wall) {
	const seen = (el) => shown(el) && !el.disabled;
	if (wall.refuse) for (const el of below(wall.box, wall.refuse)) if (seen(el)) return [el, 'consent:' + wall.refuse];
	if (wall.box.shadowRoot && wall.refuse) for (const el of below(wall.box.shadowRoot, wall.refuse)) if (seen(el)) return [el, 'consent:' + wall.refuse];
	const roots = wall.box.shadowRoot ? [wall.box, wall.box.shadowRoot] : [wall.box];
	const all = roots.flatMap((r) => [...below(r, 'button, a, [role="button"], input[type="button"], input[type="submit"], [aria-label], span, div')])
		.filter((el) => el.childElementCount <= 3 && !(el.matches('a[href]') && leads(el)));
	for (const kind of wall.kind === 'consent' ? refusing : ['close', 'refuse']) {
		for (const el of all) {
			if (kindOf(labelOf(el), [kind]) !== kind || !seen(el)) continue;
			if (el.matches('span, div') && !el.matches('[role="button"], [tabindex], [aria-label]') && getComputedStyle(el).cursor !== 'pointer') continue;
			return [el, 'label:' + kind];
		}
	}
	return null;
}

function hide(el) {
	hidden.add(el);
	el.style.setProperty('display', 'none', 'important');
}

// What kept the page from scrolling under the wall.
function unlock() {
	let did = false;
	for (const el of [document.documentElement, document.body]) {
		const s = getComputedStyle(el);
		if (/hidden|clip/.test(s.overflowY)) { el.style.setProperty('overflow', 'auto', 'important'); did = true; }
		if (s.position === 'fixed') { el.style.setProperty('position', 'static', 'important'); did = true; }
		if (/blur/.test(s.filter)) { el.style.setProperty('filter', 'none', 'important'); did = true; }
	}
	return did;
}

// Press after the answer is on its way: the page, or the frame, may be gone
// with the wall.
function pressSoon(el, rule) {
	const act = { act: 'click', ...tell(el), rule };
	frame().then(() => press(el));
	return act;
}

// Move the wall that findWall sees out of the way: by the button that refuses
// it, else by hiding it.  Says what was done; pressed: ask again, and settle.
// settle: wait for it to go by itself, then hide it.
async function clearWall(settle) {
	if (settle) for (const end = performance.now() + 1000; performance.now() < end && findWall();) await frame();
	const wall = findWall(), acts = [];
	const locked = () => /hidden|clip/.test(getComputedStyle(document.body).overflowY + getComputedStyle(document.documentElement).overflowY);
	if (wall && !settle) {
		const out = wayOut(wall);
		if (out) return JSON.stringify({ acts: [pressSoon(...out)], pressed: true });
		if (wall.frame) return JSON.stringify({ acts, frame: true });
	}
	if (wall?.page) return JSON.stringify({ acts });
	for (let i = 0, left = wall; left && !left.page && i < 5 && left.kind === wall.kind; i++, left = findWall()) {
		acts.push({ act: 'hide', path: pathOf(left.box) });
		hide(left.box);
	}
	// What dims the page behind it.
	for (let i = 0; i < 3 && acts.length > 0; i++) {
		const under = document.elementFromPoint(innerWidth / 2, innerHeight / 3), dim = under && laidOver(under);
		if (!dim || area(dim) < .9 || textOf(dim).trim() || dim.querySelector('img, video, iframe, canvas')) break;
		acts.push({ act: 'hide', path: pathOf(dim) });
		hide(dim);
	}
	const unlocked = locked() && unlock();
	await frame();
	return JSON.stringify({ acts, unlocked });
}

// In a frame that is itself the wall.
function refuseHere() {
	if (!consentWords.test(document.body?.innerText ?? '')) return JSON.stringify({ acts: [] });
	const out = wayOut({ box: document.body, kind: 'consent' });
	return JSON.stringify({ acts: out && out[1] !== 'label:close' ? [pressSoon(...out)] : [] });
}
