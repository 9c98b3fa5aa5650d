"""What the tests of killed and failing commands share."""
import hashlib
import http.server
import json


class Page(http.server.BaseHTTPRequestHandler):
    """A page that is another one each time, with a body worth writing."""

    def do_GET(self):
        body = ('<title>Page %s</title><p>%s' % (self.path, self.path * 500)
                ).encode()
        self.send_response(200)
        self.send_header('Content-Type', 'text/html')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


class Site(http.server.ThreadingHTTPServer):
    def handle_error(self, *words):
        """Who asked was killed."""


class Broken(Exception):
    pass


def expect(condition, *words):
    if not condition:
        raise Broken(' '.join(str(w) for w in words))


def lines(text):
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()
