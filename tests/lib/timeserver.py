"""An NTP server (RFC 5905) that is right, wrong by as much as asked, or bad.

usage: timeserver.py KIND[=MS]...

Each KIND gets a port of 127.0.0.1 of its own, printed as "KIND PORT":
  good=MS  a clock that is MS ahead      kiss     refuses to serve (RATE)
  deaf     never answers                 echo     answers what was not asked
  loose    says it is not synchronized   late     loses the first question
  short    half a packet, then the truth
Serves until its standard input ends.
"""
import socket
import struct
import sys
import threading
import time

EPOCH = 2208988800


def stamp(ms):
    now = time.time() + ms / 1000 + EPOCH
    return struct.pack('>II', int(now) & 0xffffffff,
                       int((now % 1) * (1 << 32)) & 0xffffffff)


def answer(ask, ms, kind):
    came = stamp(ms)
    echo = ask[40:48]
    leap, stratum, name = 0, 1, b'TEST'
    if kind == 'kiss':
        leap, stratum, name = 3, 0, b'RATE'
    if kind == 'echo':
        echo = bytes(8)
    if kind == 'loose':
        leap = 3
    return (struct.pack('>BBbbII', leap << 6 | 4 << 3 | 4, stratum, 6, -20,
                        0x0100, 0x0080) + name + came + echo + came +
            stamp(ms))


def serve(s, kind, ms):
    seen = set()
    while True:
        ask, peer = s.recvfrom(512)
        if len(ask) < 48 or ask[0] & 7 != 3 or kind == 'deaf':
            continue
        if kind == 'late' and peer not in seen:
            seen.add(peer)
            continue
        whole = answer(ask, ms, kind)
        if kind == 'short':
            s.sendto(whole[:24], peer)
        s.sendto(whole, peer)


for word in sys.argv[1:]:
    kind, _, ms = word.partition('=')
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(('127.0.0.1', 0))
    print(kind, s.getsockname()[1], flush=True)
    threading.Thread(target=serve, args=(s, kind, float(ms or 0)),
                     daemon=True).start()
while sys.stdin.read(4096):
    pass
