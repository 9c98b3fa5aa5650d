"""A witness of logs that gives one and the same wrong answer.

usage: badwitness.py STATUS [BODY]; prints its port"""
import http.server
import sys


class Answer(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers['Content-Length']))
        body = ''.join(sys.argv[2:3]).encode()
        self.send_response(int(sys.argv[1]))
        self.send_header('Content-Length', str(len(body)))
        self.send_header('Location', 'file:///etc/passwd')
        self.end_headers()
        self.wfile.write(body)


server = http.server.HTTPServer(('127.0.0.1', 0), Answer)
print(server.server_port, flush=True)
server.serve_forever()
