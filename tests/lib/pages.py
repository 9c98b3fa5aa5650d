"""Pages that ask everything of a browser, for the tests of capture/browser.

usage: pages.py

Prints "HTTP PORT" and serves 127.0.0.1 until its standard input ends.  The
same port answers as "localhost", which is another site to a browser.  Of what
never ends it prints "SENT PATH" when some of it has gone out.
"""
import base64
import hashlib
import http.server
import os
import struct
import sys
import threading
import time
import zlib

HTML = 'text/html; charset=utf-8'
TEXT = 'text/plain; charset=utf-8'
WS_KEY = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
LATIN = 'Le café est fermé'.encode('latin-1')
BIG = bytes((i * 7 + i // 251) & 255 for i in range(1500000))


def png(width, height):
    def chunk(kind, data):
        crc = zlib.crc32(kind + data) & 0xffffffff
        return struct.pack('>I', len(data)) + kind + data + struct.pack(
            '>I', crc)
    rows = b''.join(b'\0' + bytes((x * 3 + y) & 255 for x in range(3 * width))
                    for y in range(height))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack(
        '>IIBBBBB', width, height, 8, 2, 0, 0, 0)) +
        chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


ALL = '''<!doctype html><html lang=fr><title>Tout</title>
<link rel=icon href=/icon.png><link rel=stylesheet href=/style.css>
<body><h1>Propos tenus</h1><div id=host></div>
<iframe src="http://localhost:%PORT%/frame"></iframe><iframe src=/go1></iframe>
<img src=/missing.png><img src=/latin.png><script src=/latin.js></script>
<script>
host.attachShadow({mode: 'open'}).innerHTML = '<p>dans une ombre</p>';
new Worker('/worker.js'); new SharedWorker('/shared.js');
navigator.serviceWorker.register('/service.js');
fetch('/echo', {method: 'POST', body: 'salut=1'});
fetch('/echo', {method: 'POST', body: new Uint8Array([0, 255, 1])});
fetch('/nothing'); fetch('/icon.png', {method: 'HEAD'});
fetch('/big.bin').then((r) => r.arrayBuffer());
fetch('http://localhost:%PORT%/cors').catch(() => 0);
const w = new WebSocket('ws://' + location.host + '/socket');
w.onopen = () => w.send('bonjour');
document.cookie = 'secret=abc';
</script><div style="height:20000px"></div>
<img loading=lazy src=/lazy.png><p>fin</p>'''

PAGES = {
    '/all': lambda p: ALL.replace('%PORT%', str(p)),
    '/frame': lambda p: '<p>cadre<script>fetch("/in-frame")</script>',
    '/plain': lambda p: '<title>Simple</title><p>Un texte.',
    '/script': lambda p: '<script>location = "/plain"</script>',
    '/refresh': lambda p: '<meta http-equiv=refresh content="0;url=/plain">',
    '/dialogs': lambda p: '<title>d</title><p>x<script>alert("un");'
    'confirm("deux"); onbeforeunload = () => "non"</script>',
    '/reload': lambda p: '<script>setTimeout(() => location.reload(), 20)'
    '</script>encore',
    '/lone': lambda p: '<title></title><script>document.title = "a\\ud800b";'
    'document.write("c\\udc00d")</script>',
    '/stream': lambda p: '<title>s</title><p>x<script>'
    'fetch("/endless.txt").catch(() => 0); new EventSource("/events")'
    '</script>',
    '/tall': lambda p: '<title>t</title>' + ''.join(
        f'<p style="height:100px;margin:0">{i}' for i in range(400)),
    '/wide': lambda p: '<title>w</title><body style="margin:0">'
    '<div style="width:2000px;height:50px;background:red">',
    '/grows': lambda p: '<title>g</title><div id=d></div><script>let n = 0;'
    'const more = () => { if (n < 300) for (let i = 0; i < 30; i++)'
    ' d.insertAdjacentHTML("beforeend", "<p>ligne " + n++); };'
    'more(); addEventListener("scroll", more)</script>',
    '/box': lambda p: '<title>b</title><body style="margin:0;overflow:hidden">'
    '<div style="height:100vh;overflow:auto"><div style="height:5000px">'
    '</div><img loading=lazy src=/lazy.png></div>',
    '/popup': lambda p: '<title>p</title><a id=a href=/plain target=_blank>x'
    '</a><script>a.click()</script>',
}
FILES = {
    '/icon.png': ('image/png', png(16, 16)),
    '/lazy.png': ('image/png', png(20, 20)),
    '/latin.png': ('image/png', png(9, 9)),
    '/style.css': ('text/css', b'body { background: #eef }'),
    '/worker.js': ('text/javascript', b'fetch("/in-worker")'),
    '/shared.js': ('text/javascript', b'fetch("/in-shared")'),
    '/service.js': ('text/javascript', b'addEventListener("install",'
                    b'(e) => e.waitUntil(fetch("/in-service")))'),
    '/latin.js': ('text/javascript; charset=iso-8859-1',
                  b'var s = "' + LATIN + b'";'),
    '/big.bin': ('application/octet-stream', BIG),
    '/latin.html': ('text/html; charset=iso-8859-1',
                    b'<title>l</title><p>' + LATIN),
    '/file.zip': ('application/zip', b'PK\5\6' + bytes(18)),
    '/file.pdf': ('application/pdf', b'%PDF-1.4\n%%EOF\n'),
    '/picture.png': ('image/png', png(30, 40)),
    '/gone.html': (HTML, b'<title>Parti</title>Ce propos a disparu.'),
}
STATUS = {'/gone.html': 410, '/empty500': 500, '/missing.png': 404}
GO = {'/go1': '/go2', '/go2': '/frame?3', '/loop': '/loop'}


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

    def chunks(self, kind, block, pause):
        self.send_response(200)
        self.send_header('Content-Type', kind)
        self.send_header('Transfer-Encoding', 'chunked')
        self.end_headers()
        for n in range(2000):
            time.sleep(pause)
            self.wfile.write(b'%x\r\n%s\r\n' % (len(block), block))
            self.wfile.flush()
            if n == 3:
                print('SENT', self.path, flush=True)

    def socket(self):
        key = (self.headers['Sec-WebSocket-Key'] + WS_KEY).encode()
        answer = base64.b64encode(hashlib.sha1(key).digest()).decode()
        self.send_response(101)
        self.send_header('Upgrade', 'websocket')
        self.send_header('Connection', 'Upgrade')
        self.send_header('Sec-WebSocket-Accept', answer)
        self.end_headers()
        long = b'z' * 300000
        self.wfile.write(b'\x81\x03abc\x82\x02\x00\xff\x81\x7f' +
                         struct.pack('>Q', len(long)) + long)
        self.wfile.flush()
        self.rfile.read(1)
        time.sleep(20)

    def do_POST(self):
        size = int(self.headers.get('Content-Length', 0))
        self.give(TEXT, b'echo ' + self.rfile.read(size))

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        path = self.path.split('?')[0]
        try:
            self.answer(path)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self, path):
        if path in PAGES:
            page = PAGES[path](self.server.server_port)
            self.give(HTML, page.encode(), fields=[('Set-Cookie', 'a=1'),
                                                   ('Set-Cookie', 'b=2')])
        elif path in FILES:
            kind, body = FILES[path]
            self.give(kind, body, STATUS.get(path, 200))
        elif path in GO:
            self.give(HTML, b'', 302, [('Location', GO[path])])
        elif path in STATUS:
            self.give(TEXT, b'non' if path != '/empty500' else b'',
                      STATUS[path])
        elif path == '/who':
            self.give(HTML, b'<title>q</title><pre>' +
                      bytes(self.headers) + b'</pre>')
        elif path == '/nothing':
            self.send_response(204)
            self.end_headers()
        elif path == '/short':
            self.send_response(200)
            self.send_header('Content-Type', HTML)
            self.send_header('Content-Length', '1000')
            self.end_headers()
            self.wfile.write(b'<title>Court</title>Le debut seul')
            self.close_connection = True
        elif path == '/socket':
            self.socket()
        elif path == '/events':
            self.chunks('text/event-stream', b'data: nouvelle\n\n', .1)
        elif path == '/endless.txt':
            self.chunks(TEXT, b'encore\n', .1)
        elif path == '/endless':
            self.chunks(HTML, b'<p>encore et encore</p>\n' * 50, .1)
        elif path == '/silent':
            time.sleep(60)
        else:
            self.give(TEXT, b'de ' + path.encode())


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


server = Server(('127.0.0.1', 0), Handler)
print('HTTP', server.server_port, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.buffer.read()
os._exit(0)
