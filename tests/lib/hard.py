"""Pages that do not show all of themselves at once: threads that load in
steps, texts behind buttons, walls, frames, shadow roots, workers, media.

usage: hard.py [LOG [NODE_MODULES]]

Prints "HTTP PORT" and serves 127.0.0.1 until its standard input ends; the
same port answers as "localhost", another site to a browser.  What a page did
that changes something is appended to LOG, one line each.  The players of
/player-hls and /player-dash are had from NODE_MODULES.
"""
import http.server
import json
import os
import pathlib
import sys
import threading
import time
import urllib.parse

HTML = 'text/html; charset=utf-8'
MEDIA = pathlib.Path(__file__).resolve().parent.parent / 'data' / 'media'
TYPES = {'.m3u8': 'application/vnd.apple.mpegurl', '.ts': 'video/mp2t',
         '.mpd': 'application/dash+xml', '.mp4': 'video/mp4',
         '.m4s': 'video/iso.segment', '.key': 'application/octet-stream'}
REPLIES = 500

HEAD = '''<!doctype html><html lang=fr><meta charset=utf-8><title>%s</title>
<style>body{font:16px sans-serif;width:600px;margin:auto}article{padding:8px;
border-bottom:1px solid #ccc}</style><body>'''
REPLY = '''const reply = (i) => { const a = document.createElement('article');
a.innerHTML = '<b>@lecteur' + i + '</b> <time>2 h</time><p></p>';
a.querySelector('p').textContent = 'Réponse numéro ' + i + ' : propos tenus.';
return a; };'''

# By scrolling: the next ones come when the end is seen.
SCROLL = HEAD % 'Fil' + '''<h1>Un fil</h1><section id=list></section>
<div id=end>…</div><script>''' + REPLY + '''let n = 0, busy = false;
async function more() {
 if (busy || n >= %d) return;
 busy = true;
 const r = await (await fetch('/replies?from=' + n + '&size=10')).json();
 for (const i of r) list.append(reply(i));
 n += r.length; busy = false;
 if (end.getBoundingClientRect().top < innerHeight) more();
}
new IntersectionObserver((e) => { if (e.some((x) => x.isIntersecting)) more();
}).observe(end);
</script>''' % REPLIES

# By one button, by POST as GraphQL sites do.
BUTTON = HEAD % 'Fil' + '''<h1>Un fil</h1><section id=list></section>
<div id=foot><button type=button>Voir plus de commentaires</button></div>
<script>''' + REPLY + '''let n = 0;
const b = foot.querySelector('button');
async function more() {
 b.disabled = true;
 const r = await (await fetch('/replies', {method: 'POST',
  body: JSON.stringify({from: n, size: 20})})).json();
 for (const i of r) list.append(reply(i));
 n += r.length; b.disabled = false;
 if (n >= %d) foot.remove();
}
b.onclick = more; more();
</script>''' % REPLIES

# Each comment has its own replies behind its own button, whose words stay.
NESTED = HEAD % 'Fil' + '''<h1>Un fil</h1><section id=list></section><script>
for (let i = 0; i < 40; i++) {
 const a = document.createElement('article');
 a.innerHTML = '<p>Commentaire ' + i + '</p><div></div>' +
  '<span role=button tabindex=0>Afficher les 3 réponses</span>';
 a.querySelector('span').onclick = async () => {
  const box = a.querySelector('div');
  if (box.childElementCount) { box.replaceChildren(); return; }
  const r = await (await fetch('/replies?from=' + (3 * i) + '&size=3')).json();
  for (const k of r) box.insertAdjacentHTML('beforeend',
   '<p>Sous-réponse ' + k + '.</p>');
 };
 list.append(a);
}
</script>'''

MORE = HEAD % 'Suite' + '''<article><p>Cette entreprise<span id=dots>…
<span id=more style="cursor:pointer">Voir plus</span></span><span id=rest
hidden> vole ses clients, dit la suite.</span></p></article>
<article><p id=cw hidden>Sous avertissement : contenu brutal.</p>
<button type=button id=warn>Afficher le contenu</button></article>
<details><summary>Divulgâcheur</summary><p>Le coupable est le majordome.</p>
</details>
<article><p id=text>The boss is a crook.</p><a href="#" id=tr role=button>Voir
la traduction</a></article>
<article><a href="#top" id=prev>Voir les commentaires précédents</a>
<div id=older></div></article>
<my-post></my-post>
<article id=decoys>
<button onclick="bad('follow')">Suivre</button>
<button onclick="bad('like')">J'aime</button>
<button onclick="bad('report')">Signaler</button>
<button onclick="bad('login')">Se connecter</button>
<button onclick="bad('menu')" aria-haspopup=menu>Voir plus</button>
<nav><button onclick="bad('nav')">Voir plus</button></nav>
<form method=post action=/changed?form><button>Voir plus</button></form>
<form method=post action=/changed?input><input type=submit value="Voir plus">
</form>
<a href=/elsewhere>Lire la suite</a>
<span style="cursor:pointer" onclick="location='/elsewhere?script'">Lire la
suite</span>
<button type=button onclick="bad('put', 'PUT')">Afficher tout</button>
<button type=button onclick="bad('hidden')" style="display:none">Voir
plus</button>
<span style="cursor:pointer" onclick="history.pushState(0, '', '/elsewhere');
app.textContent = 'ailleurs'">Voir la publication</span><div id=app></div>
</article><script>
const bad = (w, m) => fetch('/changed?' + w, {method: m || 'POST'});
more.onclick = () => { dots.remove(); rest.hidden = false; };
warn.onclick = () => { cw.hidden = false; warn.textContent = 'Masquer'; };
tr.onclick = () => { text.textContent = 'Le patron est un escroc.';
 tr.textContent = "Voir l'original"; };
let n = 3;
prev.onclick = () => { older.insertAdjacentHTML('afterbegin',
 '<p>Ancien commentaire ' + n + '.</p>'); if (--n === 0) prev.remove(); };
addEventListener('popstate', () => { app.textContent = ''; });
customElements.define('my-post', class extends HTMLElement { constructor() {
 super(); const r = this.attachShadow({mode: 'open'});
 r.innerHTML = '<button type=button>See more</button>';
 r.firstChild.onclick = () => { r.innerHTML = '<p>Dans une ombre ouverte.'; };
} });
</script>'''

# Only what is in the window stands in the page.
VIRTUAL = HEAD % 'Liste' + '''<div id=list style="position:relative"></div>
<script>const H = 90, N = 200;
list.style.height = N * H + 'px';
function draw() {
 const a = Math.max(0, Math.floor(scrollY / H) - 2);
 const b = Math.min(N, a + Math.ceil(innerHeight / H) + 4);
 for (const n of [...list.children])
  if (n.i < a || n.i >= b) n.remove();
 for (let i = a; i < b; i++) if (![...list.children].some((n) => n.i === i)) {
  const d = document.createElement('article'); d.i = i;
  d.style = 'position:absolute;top:' + i * H + 'px';
  d.innerHTML = '<p>Message virtuel ' + i + '</p><p>en deux lignes</p>';
  list.append(d); }
}
draw(); addEventListener('scroll', draw);
</script>'''

TEXT = '<article><h1>Le propos</h1><p>Cette entreprise vole.</p></article>'
WALLS = {
    # Asks for consent; the way to say no stands second.
    'consent': '<div id=w style="position:fixed;inset:20% 10%;background:#fff;'
    'z-index:9"><p>Nous utilisons des cookies et respectons votre vie privée.'
    '</p><button onclick="bad(\'accept\')">Tout accepter</button> <button '
    'onclick="w.remove();fetch(\'/refused\')">Continuer sans accepter →'
    '</button></div>',
    # Wants an account, locks the page, and can be closed.
    'login': '<style>body{overflow:hidden;height:100vh}</style><div id=dim '
    'style="position:fixed;inset:0;background:#000a"></div><div id=w '
    'role=dialog style="position:fixed;inset:10% 20%;background:#fff">'
    '<button aria-label=Fermer onclick="w.remove();dim.remove()">×</button>'
    '<h2>Connectez-vous pour continuer</h2><form><input type=email><input '
    'type=password><button onclick="bad(\'login\')">Se connecter</button>'
    '</form></div>',
    # There is no way out of this one.
    'shut': '<style>body{overflow:hidden;height:100vh}</style><div '
    'style="position:fixed;inset:0;background:#000a"></div><div role=dialog '
    'style="position:fixed;inset:10% 20%;background:#fff"><h2>Sign up to see '
    'more</h2><button onclick="bad(\'signup\')">Create account</button></div>',
    # Stands in a frame of another site.
    'frame': '<div style="position:fixed;inset:10%;background:#fff">'
    '<iframe id=sp_message_1 src="http://localhost:%PORT%/consent" '
    'style="width:100%;height:100%"></iframe></div>',
}
WALL = HEAD % 'Mur' + TEXT * 60 + '''<p>La fin.</p><script>
const bad = (w) => fetch('/changed?' + w, {method: 'POST'});
addEventListener('message', () => document.getElementById('sp_message_1')
 .parentElement.remove());
</script>'''
CONSENT = HEAD % 'Accord' + '''<p>Nous et nos partenaires utilisons des
traceurs et cookies.</p><button onclick="fetch('/changed?accept',
{method: 'POST'})">Accepter</button><button onclick="fetch('/refused');
parent.postMessage('no', '*')">Tout refuser</button>'''

SHADOW = HEAD % 'Ombre' + '''<h1>Avant</h1><div id=a></div><x-post></x-post>
<div id=host></div><script>
const r = a.attachShadow({mode: 'closed'});
r.innerHTML = '<p>Fermé : premier niveau.</p><section><div></div></section>';
const s = r.querySelector('div').attachShadow({mode: 'closed'});
s.innerHTML = '<p>Fermé : second niveau.</p><style>p{color:red}</style>';
customElements.define('x-post', class extends HTMLElement { constructor() {
 super(); this.attachShadow({mode: 'closed'}).innerHTML =
  '<p>Fermé : élément.</p><slot></slot>'; } });
const o = host.attachShadow({mode: 'open'});
o.innerHTML = '<p>Ouvert.</p><div></div>';
o.querySelector('div').attachShadow({mode: 'closed'}).innerHTML =
 '<p>Fermé : dans un ouvert.</p>';
</script>'''

FRAMES = HEAD % 'Cadres' + '''<h1>Dehors</h1>
<iframe src="http://localhost:%PORT%/frame1" width=500 height=400></iframe>
<iframe srcdoc="<p>Cadre écrit sur place.</p>"></iframe>
<iframe src="http://localhost:%PORT%/unseen" style="display:none"></iframe>'''
FRAME1 = HEAD % 'Un' + '''<p>Premier cadre.</p><div id=s></div>
<iframe src="http://127.0.0.1:%PORT%/frame2" height=150></iframe>
<button type=button id=b>Load more comments</button><script>
s.attachShadow({mode: 'closed'}).innerHTML = '<p>Ombre du cadre.</p>';
b.onclick = async () => { const r = await (await fetch('/replies?from=7&size=1')
 ).json(); b.outerHTML = '<p>Commentaire du cadre ' + r[0] + '.</p>'; };
</script>'''
FRAME2 = HEAD % 'Deux' + '<p>Second cadre, au fond.</p>'

SERVICE = HEAD % 'Service' + '''<p id=p>rien</p><script>
const worker = navigator.serviceWorker;
worker.register('/service.js').then(() => worker.controller ||
 new Promise((r) => worker.addEventListener('controllerchange', r))
).catch(() => 0).then(async () => {
 p.textContent = await (await fetch('/made')).text() + ' ' +
  await (await fetch('/kept')).text();
});
</script>'''
WORKER = '''addEventListener('install', (e) => e.waitUntil((async () => {
 await (await caches.open('v')).put('/kept', await fetch('/source'));
 skipWaiting(); })()));
addEventListener('activate', (e) => e.waitUntil(clients.claim()));
addEventListener('fetch', (e) => {
 const path = new URL(e.request.url).pathname;
 if (path === '/made') e.respondWith(new Response('Fait par le service.',
  {headers: {'content-type': 'text/plain; charset=utf-8'}}));
 if (path === '/kept') e.respondWith(caches.match('/kept'));
});'''

TALL = HEAD % 'Haut' + ''.join(
    f'<p style="height:100px;margin:0">Ligne {i}' for i in range(600))
PLAYER = HEAD % 'Film' + '''<h1>Un film</h1><video src="%s" width=320 controls
 muted autoplay></video>'''

PLAYERS = {
    '/hls.js': 'hls.js/dist/hls.min.js',
    '/shaka.js': 'shaka-player/dist/shaka-player.compiled.js',
}
SCRIPTED = HEAD % 'Film' + '<h1>Un film</h1><video id=v width=320 controls ' \
    'muted></video><script src=%s></script><script>%s</script>'
PLAYER_HLS = SCRIPTED % ('/hls.js', """const h = new Hls();
h.loadSource('/media/hls/master.m3u8'); h.attachMedia(v);""")
PLAYER_DASH = SCRIPTED % ('/shaka.js', """shaka.polyfill.installAll();
const p = new shaka.Player(); p.attach(v).then(() =>
 p.load(location.origin + '/media/dash/film.mpd'));""")

PAGES = {
    '/scroll': SCROLL, '/button': BUTTON, '/nested': NESTED, '/more': MORE,
    '/virtual': VIRTUAL, '/consent': CONSENT, '/shadow': SHADOW,
    '/frames': FRAMES, '/frame1': FRAME1, '/frame2': FRAME2,
    '/unseen': HEAD % 'x' + '<p>Cadre caché.</p>', '/service': SERVICE,
    '/tall': TALL, '/elsewhere': HEAD % 'Ailleurs' + '<p>Ailleurs.</p>',
    '/player-hls': PLAYER_HLS, '/player-dash': PLAYER_DASH,
    '/hls': PLAYER % '/media/hls/master.m3u8',
    '/film': PLAYER % '/media/film.mp4',
    '/pieces': PLAYER % '/pieces/film.mp4',
    '/dash': HEAD % 'Film' + '<video controls><source type=application/'
             'dash+xml src=/media/dash/film.mpd></video>',
    '/broken': PLAYER % '/broken.m3u8', '/large': HEAD % 'Film' +
    '<video controls preload=none src=/large.m3u8></video>',
    **{'/wall-' + name: WALL + html for name, html in WALLS.items()},
}
# A live list, of which one part is gone; and a large one.
LISTS = {
    '/broken.m3u8': '#EXTM3U\n#EXT-X-TARGETDURATION:2\n' + ''.join(
        f'#EXTINF:2,\n{name}\n' for name in (
            '/media/hls/low-0.ts', '/gone.ts', '/media/hls/low-1.ts')),
    '/large.m3u8': '#EXTM3U\n#EXT-X-TARGETDURATION:2\n' + ''.join(
        f'#EXTINF:2,\n/part?{i}\n' for i in range(60)) + '#EXT-X-ENDLIST\n',
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *args):
        pass

    def give(self, kind, body, status=200, fields=()):
        self.send_response(status)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(body)))
        for name, value in fields:
            self.send_header(name, value)
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(body)

    def replies(self, start, size):
        time.sleep(.02)
        self.give('application/json', json.dumps(
            list(range(start, min(start + size, REPLIES)))).encode())

    def media(self, path, most=1 << 30):
        file = MEDIA / path
        if '..' in path or not file.is_file():
            self.give('text/plain', b'no', 404)
            return
        body, status, fields = file.read_bytes(), 200, []
        kind = TYPES.get(file.suffix, 'application/octet-stream')
        asked = self.headers.get('Range', '')
        if asked.startswith('bytes='):
            first, last = asked[6:].split('-')
            first = int(first)
            last = min(int(last or len(body)), len(body) - 1,
                       first + most - 1)
            fields = [('Content-Range', f'bytes {first}-{last}/{len(body)}')]
            body, status = body[first:last + 1], 206
        self.give(kind, body, status, fields + [('Accept-Ranges', 'bytes')])

    def changed(self):
        with open(LOG, 'a', encoding='utf-8') as f:
            f.write(f'{self.command} {self.path}\n')
        self.give('text/plain', b'ok')

    def read_body(self):
        return self.rfile.read(int(self.headers.get('Content-Length', 0)))

    def do_POST(self):
        body = self.read_body()
        if self.path == '/replies':
            want = json.loads(body)
            self.replies(want['from'], want['size'])
        else:
            self.changed()

    def do_PUT(self):
        self.read_body()
        self.changed()

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        try:
            self.answer()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        if url.path in PAGES:
            if url.path == '/elsewhere':
                with open(LOG, 'a', encoding='utf-8') as f:
                    f.write(f'GET {self.path}\n')
            page = PAGES[url.path].replace('%PORT%', str(PORT))
            self.give(HTML, page.encode())
        elif url.path == '/replies':
            self.replies(int(query['from']), int(query['size']))
        elif url.path == '/service.js':
            self.give('text/javascript', WORKER.encode())
        elif url.path == '/source':
            self.give('text/plain; charset=utf-8',
                      'Gardé par le service.'.encode())
        elif url.path == '/refused':
            self.give('text/plain', b'ok')
        elif url.path in PLAYERS:
            self.give('text/javascript',
                      (MODULES / PLAYERS[url.path]).read_bytes())
        elif url.path in LISTS:
            self.give(TYPES['.m3u8'], LISTS[url.path].encode())
        elif url.path == '/part':
            self.give('video/mp2t', os.urandom(200000))
        elif url.path.startswith('/pieces/'):
            self.media(url.path[8:], 5000)  # no more at a time
        elif url.path.startswith('/media/'):
            self.media(url.path[7:])
        else:
            self.give('text/plain', b'no', 404)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass


LOG = sys.argv[1] if len(sys.argv) > 1 else os.devnull
MODULES = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else '/nonexistent')
server = Server(('127.0.0.1', 0), Handler)
PORT = server.server_port
print('HTTP', PORT, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.buffer.read()
os._exit(0)
