"""A server that misbehaves in every way a capture must survive.

usage: badsite.py [ADDRESS]

Prints "HTTP PORT" and "TLS PORT" (a port where TLS is asked for and garbage
is answered) on one line each, later "STALLED" for each /stall, and serves ADDRESS (127.0.0.1) until its
standard input ends.  What a path does stands beside it in PLACES.  It also
answers as a proxy: the host of an absolute request target is not looked at,
and CONNECT leads to that port of ADDRESS, whatever the name.
"""
import os
import select
import socket
import struct
import sys
import threading
import time

PNG = bytes.fromhex(
    '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489'
    '0000000d49444154789c6360606060000000050001a5f645400000000049454e44'
    'ae426082')
PDF = (b'%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n'
       b'2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n'
       b'3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n'
       b'trailer<</Root 1 0 R>>\n%%EOF\n')
PAGE = '<!doctype html><title>Essai</title><p>Ceci est une page.</p>'

# The token's value is put together, so that no page source shows it.
TOKEN_PAGE = PAGE + """<script>
const t = ['t0ken', 's3cret'].join('-');
fetch('/page?api', {headers: {Authorization: 'Bearer ' + t,
    'X-Api-Key': t, 'X-CSRF-Token': t, 'X-Plain': 'visible'}});
</script>"""


def script(text):
    """A page that does something as soon as it stands."""
    return lambda c, ask: answer(
        c, '200 OK', f'{PAGE}<script>{text}</script>'.encode())


def answer(c, status, body=b'', kind='text/html; charset=utf-8', more=''):
    head = f'HTTP/1.1 {status}\r\n{more}'
    if kind:
        head += f'Content-Type: {kind}\r\n'
    c.sendall(f'{head}Content-Length: {len(body)}\r\n'
              'Connection: close\r\n\r\n'.encode() + body)


def head_only(c, more):
    c.sendall(('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n' + more +
               '\r\n').encode())


def go_to(c, where, status='302 Found', more=''):
    answer(c, status, b'', '', f'Location: {where}\r\n{more}')


def gone(c):
    """Whether the other side has closed."""
    ready, _, _ = select.select([c], [], [], 0)
    return bool(ready) and not c.recv(1, socket.MSG_PEEK)


def endless(c, ask):
    head_only(c, '')
    block = b'<p>encore et encore</p>\n' * 400
    while not gone(c):
        c.sendall(block)
        time.sleep(0.002)


def slow(c, ask):
    head_only(c, '')
    while not gone(c):
        c.sendall(b'.')
        time.sleep(0.05)


def stall(c, ask):
    print('STALLED', flush=True)    # whoever asked has read as far as here
    head_only(c, 'Content-Length: 1000\r\n')
    c.sendall(b'<p>le debut')
    while not gone(c):
        time.sleep(0.05)


def silent(c, ask):
    while not gone(c):
        time.sleep(0.05)


def short(c, ask):
    head_only(c, 'Content-Length: 1000\r\nConnection: close\r\n')
    c.sendall(b'<p>cent octets au lieu de mille</p>'.ljust(100))


def long_line(c, ask):
    head_only(c, 'X-Long: ' + 'a' * (1 << 20) + '\r\nContent-Length: 2\r\n')
    c.sendall(b'ok')


def many_lines(c, ask):
    lines = ''.join('X-Line-%d: %s\r\n' % (i, 'b' * 4000) for i in range(262))
    head_only(c, lines + 'Content-Length: 2\r\n')
    c.sendall(b'ok')


def reset(c, ask):
    c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))


def reset_middle(c, ask):
    head_only(c, 'Content-Length: 1000\r\n')
    c.sendall(b'<p>puis plus rien')
    time.sleep(0.2)
    reset(c, ask)


def chunked(c, ask):
    head_only(c, 'Transfer-Encoding: chunked\r\nTrailer: X-End\r\n')
    for part in (b'<p>en ', b'trois ', b'morceaux</p>'):
        c.sendall(b'%x;part=1\r\n%s\r\n' % (len(part), part))
    c.sendall(b'0\r\nX-End: fin\r\n\r\n')


def chunked_cut(c, ask):
    head_only(c, 'Transfer-Encoding: chunked\r\n')
    c.sendall(b'5\r\nabcde\r\n400\r\nfin')


def early(c, ask):
    c.sendall(b'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload'
              b'\r\n\r\n')
    answer(c, '200 OK', PAGE.encode(), more='X-Twice: 1\r\nX-Twice: 2\r\n')


def no_length(c, ask):
    head_only(c, 'Connection: close\r\n')
    c.sendall(PAGE.encode())


def far(c, ask):
    left = int(ask.path.rsplit('/', 1)[1])
    if left == 0:
        answer(c, '200 OK', PAGE.encode())
    else:
        go_to(c, f'/far/{left - 1}', '301 Moved Permanently')


def cookies(c, ask):
    go_to(c, '/echo', more='Set-Cookie: session=s3cret; Path=/\r\n'
          'Set-Cookie: theme=sombre; Path=/\r\n')


def status(c, ask):
    code = ask.path.rsplit('/', 1)[1]
    answer(c, f'{code} Status', f'<p>{code}</p>'.encode())


def head(c, ask):
    left = int(ask.path.rsplit('/', 1)[1])
    lines = ''.join('X-Line-%d: %s\r\n' % (i, 'c' * 1000)
                    for i in range(left // 1000))
    answer(c, '200 OK', PAGE.encode(), more=lines)


def parts(c, ask):
    left = int(ask.path.rsplit('/', 1)[1])
    answer(c, '200 OK', (PAGE + ''.join(
        f'<img src="/image.png?{i}" alt="">' for i in range(left))).encode())


def secrets(c, ask):
    """A session cookie, then a script that sends it and a token."""
    answer(c, '200 OK', TOKEN_PAGE.encode(),
           more='Set-Cookie: session=c00kie-s3cret; Path=/\r\n')


def spins(c, ask):
    """A script that never ends, begun at a moment that no clock decides."""
    when = ask.path.rsplit('/', 1)[1]
    tall = '<div style="height:3000px"></div>'
    if when == 'parse':         # before the page is whole
        text = '<script>for (;;);</script>'
    elif when == 'micro':       # among the promises, once the page is whole
        text = ('<script>onload = () => setTimeout(() => '
                'Promise.resolve().then(() => { for (;;); }))</script>')
    elif when == 'again':       # and once more whenever it was stopped
        text = '<script>setInterval(() => { for (;;); }, 20)</script>'
    elif when == 'frame':       # in a frame of another site
        text = (f'<iframe src="http://localhost:{c.getsockname()[1]}'
                '/spins/beforeprint"></iframe>')
    else:                       # load, scroll, resize (for the picture),
                                # beforeprint
        text = f"{tall}<script>on{when} = () => {{ for (;;); }}</script>"
    answer(c, '200 OK', (PAGE + text).encode())


def sized(c, ask):
    left = int(ask.path.rsplit('/', 1)[1])
    head_only(c, f'Content-Length: {left}\r\nConnection: close\r\n')
    block = os.urandom(65536)
    while left > 0:
        n = min(left, len(block))
        c.sendall(block[:n])
        left -= n


PLACES = {
    '/page': lambda c, ask: answer(c, '200 OK', PAGE.encode()),
    '/echo': lambda c, ask: answer(c, '200 OK', ask.raw, 'text/plain'),
    '/empty': lambda c, ask: answer(c, '200 OK'),
    '/no-content': lambda c, ask: c.sendall(
        b'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n'),
    '/endless': endless,            # a body without end, quickly
    '/slow': slow,                  # a byte now and then, without end
    '/stall': stall,                # some bytes, then silence
    '/silent': silent,              # not one byte
    '/short': short,                # less than Content-Length says
    '/long-line': long_line,        # one field of 1 MiB
    '/many-lines': many_lines,      # fields of 1 MiB in all
    '/reset': reset,
    '/reset-middle': reset_middle,
    '/nothing': lambda c, ask: None,
    '/not-http': lambda c, ask: c.sendall(b'220 courrier.example ESMTP\r\n'),
    '/chunked': chunked,            # extensions and a trailer
    '/chunked-cut': chunked_cut,
    '/early': early,                # 103, then 200 with a repeated field
    '/no-length': no_length,        # ended by closing
    '/bare-lf': lambda c, ask: c.sendall(
        b'HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 2\n\nok'),
    '/loop': lambda c, ask: go_to(c, '/loop'),
    '/loop-a': lambda c, ask: go_to(c, '/loop-b'),
    '/loop-b': lambda c, ask: go_to(c, '/loop-a'),
    '/to-private': lambda c, ask: go_to(c, 'http://10.0.0.1/interne'),
    '/to-app': lambda c, ask: go_to(c, 'agora://p/48215'),
    '/to-login': lambda c, ask: go_to(c, '//u:p@127.0.0.1/'),
    '/cookies': cookies,            # two, then to /echo
    '/latin1': lambda c, ask: answer(
        c, '200 OK', '<p>Calomnie r\u00e9p\u00e9t\u00e9e</p>'.encode('latin-1'),
        'text/html; charset=ISO-8859-1'),
    '/not-utf8': lambda c, ask: answer(
        c, '200 OK', b'<p>faux \xff\xfe\xc3 octets</p>'),
    '/odd-charset': lambda c, ask: answer(
        c, '200 OK', PAGE.encode(), 'text/html; charset=x-klingon-8'),
    '/file.pdf': lambda c, ask: answer(c, '200 OK', PDF, 'application/pdf'),
    '/image.png': lambda c, ask: answer(c, '200 OK', PNG, 'image/png'),
    '/film.mp4': lambda c, ask: answer(
        c, '200 OK', b'\0\0\0\x18ftypmp42\0\0\0\0mp42isom' + bytes(4096),
        'video/mp4'),
    # Pages that will not sit still.
    '/navigates': script("setTimeout(() => location.href = '/page', 200)"),
    '/navigates-on': script(
        "setTimeout(() => location.href = '/navigates-on?' + Math.random(),"
        " 20)"),
    '/refreshes': lambda c, ask: answer(
        c, '200 OK', b'<meta http-equiv=refresh content=0>' + PAGE.encode()),
    '/dialogs': script(
        "alert('un'); confirm('deux'); prompt('trois'); print();"
        "window.open('/page'); onbeforeunload = () => 'quatre';"),
    '/dialogs-on': script("for (;;) alert('encore')"),
    '/closes': script("window.close(); setTimeout(() => window.close(), 50)"),
    '/downloads': script(
        "const a = document.createElement('a'); a.href = '/sized/1000';"
        "a.download = 'x.bin'; document.body.append(a); a.click()"),
    '/download': lambda c, ask: answer(
        c, '200 OK', b'a;b\r\n', 'text/csv',
        'Content-Disposition: attachment; filename=x.csv\r\n'),
    '/waits': lambda c, ask: answer(    # never loaded: a part hangs
        c, '200 OK', (PAGE + '<img src="/silent"><script src="/stall">'
                      '</script>').encode()),
    '/secrets': secrets,
    '/brotli': lambda c, ask: answer(
        c, '200 OK', b'\x0b\x02\x80hello\x03', more='Content-Encoding: br\r\n'),
}
FAMILIES = {
    '/head/': head,                 # /head/N: N bytes of fields
    '/parts/': parts,               # /parts/N: N images
    '/far/': far,                   # /far/N: N redirects
    '/status/': status,             # /status/410
    '/sized/': sized,               # /sized/N: N bytes
    '/spins/': spins,               # /spins/load: a script without end
}


def tunnel(c, raw):
    there = socket.create_connection(
        (c.getsockname()[0], int(raw.split()[1].rsplit(b':', 1)[1])))
    c.sendall(b'HTTP/1.1 200 Connection established\r\nX-Proxy: me\r\n\r\n')
    ends = {c: there, there: c}
    while True:
        for s in select.select(list(ends), [], [])[0]:
            data = s.recv(65536)
            if not data:
                there.close()
                return
            ends[s].sendall(data)


class Ask:
    def __init__(self, raw):
        self.raw = raw
        words = raw.split(b' ', 2)
        self.path = words[1].decode('latin-1') if len(words) > 1 else '/'
        if '://' in self.path:
            self.path = '/' + self.path.split('/', 3)[3]


def serve(c):
    try:
        raw = b''
        while b'\r\n\r\n' not in raw:
            more = c.recv(65536)
            if not more:
                return
            raw += more
        if raw.startswith(b'CONNECT '):
            tunnel(c, raw)
            return
        ask = Ask(raw)
        path = ask.path.split('?')[0]
        place = PLACES.get(path)
        for start, family in FAMILIES.items():
            if path.startswith(start):
                place = family
        if place is None:
            answer(c, '404 Not Found', b'<p>404</p>')
        else:
            place(c, ask)
    except OSError:
        pass
    finally:
        c.close()


def garbage(c):
    try:
        c.recv(4096)
        c.sendall(b'\x00\x01garbage instead of a ServerHello\r\n' * 4)
    except OSError:
        pass
    finally:
        c.close()


def listen(handler):
    s = socket.socket()
    s.bind((sys.argv[1] if len(sys.argv) > 1 else '127.0.0.1', 0))
    s.listen(64)

    def accept():
        while True:
            c, _ = s.accept()
            threading.Thread(target=handler, args=(c,), daemon=True).start()
    threading.Thread(target=accept, daemon=True).start()
    return s.getsockname()[1]


print('HTTP', listen(serve))
print('TLS', listen(garbage), flush=True)
while sys.stdin.read(4096):
    pass
