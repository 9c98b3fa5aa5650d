"""The HTTP front and the faults of the test authority: see tsa.sh.

Every token comes from `openssl ts -reply`.  Faults are made by changing the
question, by another certificate or configuration and, where openssl refuses
to stamp with a certificate, by signing a real TSTInfo with `openssl cms`.
"""
import http.server
import os
import subprocess
import sys
import tempfile
import threading
import time

CONTENT = '1.2.840.113549.1.9.16.1.4'   # id-ct-TSTInfo
SHA256 = bytes.fromhex('0609608648016503040201')
SHA3_256 = bytes.fromhex('0609608648016503040208')
lock = threading.Lock()                 # openssl's serial file has none


def length(n):
    if n < 0x80:
        return bytes([n])
    b = n.to_bytes((n.bit_length() + 7) // 8, 'big')
    return bytes([0x80 | len(b)]) + b


def element(tag, content):
    return bytes([tag]) + length(len(content)) + content


def elements(content):
    """The DER elements of content, as (tag, content) pairs."""
    out, at = [], 0
    while at < len(content):
        tag, n, at = content[at], content[at + 1], at + 2
        if n & 0x80:
            k = n & 0x7f
            n, at = int.from_bytes(content[at:at + k], 'big'), at + k
        out.append((tag, content[at:at + n]))
        at += n
    return out


def change(query, mode):
    """The question as the authority shall misread it."""
    parts = elements(elements(query)[0][1])
    made = []
    for i, (tag, content) in enumerate(parts):
        if i == 1 and mode == 'hash':
            content = content[:-1] + bytes([content[-1] ^ 1])
        if i == 1 and mode == 'label':
            content = content.replace(SHA256, SHA3_256)
        if i > 1 and tag == 2 and mode == 'nonce':
            content = content[:-1] + bytes([content[-1] ^ 1])
        if tag == 1 and mode == 'nocert':
            continue
        made.append(element(tag, content))
    return element(0x30, b''.join(made))


def openssl(*args):
    subprocess.run(('openssl',) + args, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def stamp(folder, section, query):
    """What `openssl ts -reply` answers."""
    with tempfile.TemporaryDirectory() as tmp, lock:
        asked, answer = tmp + '/q', tmp + '/r'
        with open(asked, 'wb') as f:
            f.write(query)
        openssl('ts', '-reply', '-config', folder + '/tsa.conf', '-section',
                section, '-queryfile', asked, '-out', answer)
        with open(answer, 'rb') as f:
            return f.read()


def resign(folder, signer, answer):
    """The TSTInfo of an answer in a token of another signer."""
    ca = folder + '/ca/'
    with tempfile.TemporaryDirectory() as tmp:
        token = elements(elements(answer)[0][1])[1]
        with open(tmp + '/token', 'wb') as f:
            f.write(element(*token))
        openssl('cms', '-verify', '-noverify', '-inform', 'DER', '-in',
                tmp + '/token', '-binary', '-out', tmp + '/tst')
        openssl('cms', '-sign', '-binary', '-nodetach', '-nosmimecap',
                '-cades', '-md', 'sha256', '-econtent_type', CONTENT,
                '-signer', ca + signer + '.pem', '-inkey',
                ca + signer + '.key', '-certfile', ca + 'middle.pem', '-in',
                tmp + '/tst', '-outform', 'DER', '-out', tmp + '/made')
        with open(tmp + '/made', 'rb') as f:
            status = element(0x30, element(2, b'\0'))
            return element(0x30, status + f.read())


def reply(folder, mode, query):
    """The bytes of the answer."""
    if mode == 'garbage':
        return b'<html><body>Bonjour, ceci est un serveur web.</body></html>'
    if mode == 'empty':
        return b''
    if mode in ('rsa', 'v1', 'unnamed', 'expired', 'reject'):
        return stamp(folder, mode, query)
    if mode in ('nonce', 'hash', 'label', 'nocert'):
        return stamp(folder, 'good', change(query, mode))
    if mode in ('usage', 'loose'):
        return resign(folder, mode, stamp(folder, 'unnamed', query))
    answer = stamp(folder, 'good', query)
    if mode == 'wordy':
        text = element(0x0c, 'Bonjour, voilà.'.encode())
        info = element(2, b'\1') + element(0x30, text)
        token = elements(elements(answer)[0][1])[1]
        return element(0x30, element(0x30, info) + element(*token))
    return answer + b'\0' if mode == 'tail' else answer


class Front(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    folder = None

    def send(self, status, kind, body):
        self.send_response(status)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        mode = self.path.strip('/') or 'good'
        query = self.rfile.read(int(self.headers.get('Content-Length', 0)))
        if mode == 'hang':
            time.sleep(600)
            return
        if mode == 'error':
            self.send(500, 'text/plain', b'out of order\n')
            return
        if self.headers.get('Content-Type') != 'application/timestamp-query':
            self.send(415, 'text/plain', b'not a time-stamp query\n')
            return
        try:
            body = reply(self.folder, mode, query)
        except (subprocess.CalledProcessError, IndexError) as why:
            print(why, getattr(why, 'stderr', b''), file=sys.stderr)
            self.send(400, 'text/plain', b'this cannot be stamped\n')
            return
        self.send(200, 'application/timestamp-reply', body)

    def log_message(self, format, *args):
        print(format % args, file=sys.stderr, flush=True)


def serve(folder):
    Front.folder = folder
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Front)
    server.daemon_threads = True
    with open(folder + '/port.new', 'w') as f:
        f.write(str(server.server_port))
    os.rename(folder + '/port.new', folder + '/port')
    server.serve_forever()


def main():
    if sys.argv[1] == 'serve':
        serve(sys.argv[2])
        return
    folder, mode, asked, answer = sys.argv[2:]
    with open(asked, 'rb') as f:
        body = reply(folder, mode, f.read())
    with open(answer, 'wb') as f:
        f.write(body)


main()
