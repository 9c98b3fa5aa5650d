"""A small social site in all its moods, for the tests of authors, log-ins and
walls.

usage: social.py LOG

Prints "HTTP PORT" and serves 127.0.0.1 until its standard input ends.  The
head of every request is appended to the file LOG, with an empty line behind
it.  What a path does stands beside it in PLACES.
"""
import http.server
import json
import os
import struct
import sys
import threading
import zlib

TEXT = 'La boulangerie Ferrandin coupe sa farine avec de la craie.'
HEAD = ('<!doctype html>\n<html lang="fr"><head><meta charset="utf-8">'
        '<title>%s</title></head>\n<body>\n')
SESSION = 'sess10n-0f-a-member'
log = open(sys.argv[1], 'a', encoding='utf-8')
lock = threading.Lock()


def png(side):
    def chunk(kind, data):
        return (struct.pack('>I', len(data)) + kind + data +
                struct.pack('>I', zlib.crc32(kind + data)))
    rows = b''.join(b'\0' + bytes((x * 5 + y) & 255 for x in range(3 * side))
                    for y in range(side))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack(
        '>IIBBBBB', side, side, 8, 2, 0, 0, 0)) +
        chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


def ld(base, number, author, **more):
    return ('<script type="application/ld+json">' + json.dumps(dict({
        '@context': 'https://schema.org', '@type': 'SocialMediaPosting',
        'url': f'{base}/p/{number}', 'identifier': number,
        'articleBody': TEXT, 'datePublished': '2026-11-16T07:42:19+01:00',
        'author': author}, **more), ensure_ascii=False) + '</script>')


def person(base, handle, name):
    return {'@type': 'Person', 'name': name, 'alternateName': handle,
            'url': f'{base}/u/{handle}'}


def article(inside):
    return (f'<main><article>{inside}<p class="said">{TEXT}</p>'
            '</article></main></body></html>\n')


def said(number, handle, name='Anna Exemple'):
    """A post that names its author as JSON-LD."""
    return lambda h: h.page(HEAD % 'Un message' + ld(
        h.base, number, person(h.base, handle, name)) + article(
            f'<a href="/u/{handle}">{name}</a>'))


def rel(h):
    h.page(HEAD % 'Un billet' +
           '<meta property="og:type" content="article">'
           '<meta property="article:published_time" '
           'content="2026-11-16T07:42:19+01:00">' + article(
               '<a rel="author" href="/u/anna">Anna Exemple</a>'
               '<time datetime="2026-11-16T07:42:19+01:00">hier</time>'))


def microdata(h):
    h.page(HEAD % 'Un avis' + f'''<main>
<article itemscope itemtype="https://schema.org/SocialMediaPosting">
<link itemprop="url" href="{h.base}/p/3">
<span itemprop="author" itemscope itemtype="https://schema.org/Person">
<a itemprop="url" href="/u/anna"><span itemprop="name">Anna Exemple</span></a>
</span><time itemprop="datePublished" datetime="2026-11-16T07:42:19+01:00">hier
</time><p itemprop="articleBody">{TEXT}</p></article></main></body></html>
''')


def two(h):
    """JSON-LD says Anna, microdata says Zoé."""
    h.page(HEAD % 'Deux auteurs' + ld(
        h.base, '4', person(h.base, 'anna', 'Anna Exemple')) + f'''<main>
<article itemscope itemtype="https://schema.org/SocialMediaPosting">
<link itemprop="url" href="{h.base}/p/4">
<span itemprop="author" itemscope itemtype="https://schema.org/Person">
<a itemprop="url" href="/u/zoe"><span itemprop="name">Zoé Autre</span></a>
</span><p itemprop="articleBody">{TEXT}</p></article></main></body></html>
''')


def nobody(h):
    h.page(HEAD % 'Sans auteur' + '<script type="application/ld+json">' +
           json.dumps({'@context': 'https://schema.org',
                       '@type': 'SocialMediaPosting', 'articleBody': TEXT,
                       'url': f'{h.base}/p/5', 'identifier': '5',
                       'datePublished': '2026-11-16T07:42:19+01:00'}) +
           '</script>' + article(''))


def late(h):
    """The wire's HTML names nobody: a script does."""
    h.page(HEAD % 'Application' + '<div id="app"></div><script>'
           'const s = document.createElement("script");'
           's.type = "application/ld+json"; s.textContent = ' + json.dumps(
               ld(h.base, '6', person(h.base, 'anna', 'Anna Exemple'))
               .split('>', 1)[1].rsplit('<', 1)[0]) +
           '; document.head.append(s); app.innerHTML = ' + json.dumps(
               article('<a href="/u/anna">Anna Exemple</a>')) + ';</script>')


def profile(handle, name):
    def show(h):
        h.page(HEAD % name + '<script type="application/ld+json">' +
               json.dumps({'@context': 'https://schema.org',
                           '@type': 'ProfilePage',
                           'dateCreated': '2024-03-02T10:00:00Z',
                           'mainEntity': dict(
                               person(h.base, handle, name),
                               description='Je dis tout.',
                               image=f'{h.base}/media/{handle}.png')}) +
               f'''</script><main><h1>{name}</h1><p>@{handle}</p>
<p>Je dis tout.</p><img src="/media/{handle}.png" alt="" width="48">
<a href="/p/1">Un message</a></main></body></html>
''')
    return show


def suspended(h):
    h.page(HEAD % 'Compte suspendu' + '<main><h1>Account suspended</h1>'
           '<p>This account has been suspended.</p></main></body></html>')


def login(h):
    h.page(HEAD % 'Connexion' + '''<main><h1>Connectez-vous</h1>
<form action="/login" method="post">
<input name="user" autocomplete="username">
<input name="password" type="password" autocomplete="current-password">
<button>Se connecter</button></form></main></body></html>
''')


def consent(h):
    h.page(HEAD % 'Avant de continuer' + '''<main>
<h1>Avant de continuer</h1><p>Nous utilisons des cookies.</p>
<form action="/consent" method="post"><button>Tout accepter</button>
<button>Tout refuser</button></form></main></body></html>
''')


def members(h):
    """Shown to who has the cookie; a script sends it on in many ways."""
    if f'session={SESSION}' not in (h.headers['Cookie'] or ''):
        h.go('/login?next=/members/7')
        return
    h.page(HEAD % 'Entre membres' + ld(
        h.base, '7', person(h.base, 'anna', 'Anna Exemple'),
        url=f'{h.base}/members/7') + article(
            '<a href="/u/anna">Anna Exemple</a>') + '''<script>
const v = document.cookie.match(/session=([^;]*)/);
const t = v ? v[1] : 'none';
fetch('/ok?sid_copy=' + t);
fetch('/ok?access_token=' + ['t0ken', 'in-a-url'].join('-'));
fetch('/ok', {headers: {'X-Echo': t}, method: 'POST', body: 'x=' + t});
document.body.insertAdjacentHTML('beforeend',
    '<input type="hidden" value="' + t + '"><p>Session ' + t + '</p>');
</script>''')


def echo(h):
    """The body repeats what came with the request."""
    h.page(HEAD % 'Echo' + '<pre>' + str(h.headers) + '</pre>')


def available(h):
    """The availability API of the Wayback Machine, about one address."""
    asked = h.path.split('url=', 1)[1]
    found = {} if 'nothing' in asked else {'closest': {
        'status': '200', 'available': True, 'timestamp': '20261117000000',
        'url': f'{h.base}/web/20261117000000/{h.base}/p/1'}}
    h.give('application/json', json.dumps(
        {'url': asked, 'archived_snapshots': found}).encode())


PLACES = {
    '/p/1': said('1', 'anna'),
    '/p/2': rel,
    '/p/3': microdata,
    '/p/4': two,
    '/p/5': nobody,
    '/p/6': late,
    '/p/8': said('8', 'parti'),         # its author's profile is deleted
    '/p/9': said('9', 'banni'),         # ... is suspended
    '/p/10': said('10', 'cachee'),      # ... leads to the log-in page
    '/p/11': said('11', 'nulle-part', 'Nulle Part'),
    '/u/anna': profile('anna', 'Anna Exemple'),
    '/u/zoe': profile('zoe', 'Zoé Autre'),
    '/u/banni': suspended,
    '/u/cachee': lambda h: h.go('/login?next=/u/cachee'),
    '/members/7': members,
    '/login': login,
    '/consent': consent,
    '/page': lambda h: h.page(HEAD % 'Une page' + '<p>Rien.</p>'),
    '/echo': echo,
    '/ok': lambda h: h.give('text/plain', b'ok'),
    '/empty': lambda h: h.give('text/plain', b''),
    '/media/anna.png': lambda h: h.give('image/png', png(64)),
    '/wayback/available': available,
    '/set': lambda h: h.page(       # a log-in that a profile keeps
        HEAD % 'Bienvenue' + 'ok', f'session={SESSION}; Max-Age=900000; '
        'Path=/'),
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *args):
        pass

    def give(self, kind, body, status=200, cookie=None):
        self.send_response(status)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(body)))
        if cookie:
            self.send_header('Set-Cookie', cookie)
        self.end_headers()
        self.wfile.write(body)

    def page(self, text, cookie=None):
        self.give('text/html; charset=utf-8', text.encode(), 200, cookie)

    def go(self, where):
        self.send_response(302)
        self.send_header('Location', where)
        self.send_header('Content-Length', '0')
        self.end_headers()

    def do_POST(self):
        self.rfile.read(int(self.headers.get('Content-Length', 0)))
        self.do_GET()

    def do_GET(self):
        with lock:
            log.write(f'{self.requestline}\n{self.headers}')
            log.flush()
        self.base = f'http://127.0.0.1:{self.server.server_port}'
        path = self.path.split('?')[0]
        place = PLACES.get(path)
        try:
            if place is not None:
                place(self)
            elif path.startswith('/web/'):
                self.page(HEAD % 'Copie' + TEXT)
            else:
                self.give('text/html; charset=utf-8',
                          (HEAD % 'Introuvable' + '<p>404</p>').encode(), 404)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


server = Server(('127.0.0.1', 0), Handler)
print('HTTP', server.server_port, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.buffer.read()
os._exit(0)
