"""A dossier taken apart, edited, and put together again, as far as an
attacker can: docs/formats/dossier.md and custody.md, with openssl alone."""
import base64
import copy
import datetime
import hashlib
import json
import os
import struct
import subprocess
import tempfile
import zlib

FIRST, SECOND = 'META-INF/ASiCManifest.xml', 'META-INF/ASiCManifest002.xml'
SIGNED = {FIRST: 'META-INF/signature.p7s', SECOND: 'META-INF/signature002.p7s'}
ORDER = int('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
            16)
TOKEN = bytes.fromhex('060b2a864886f70d010910020e')     # signature-time-stamp


def sha(data):
    return hashlib.sha256(data).digest()


def b64(data):
    return base64.b64encode(data).decode()


def compact(j):
    return json.dumps(j, separators=(',', ':'), ensure_ascii=False).encode()


def openssl(*args, data=None):
    done = subprocess.run(('openssl',) + args, input=data,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        raise RuntimeError(' '.join(args) + ': ' + done.stderr.decode())
    return done.stdout


# -- DER: [tag, bytes or list] ----------------------------------------------

def length(n):
    if n < 0x80:
        return bytes([n])
    b = n.to_bytes((n.bit_length() + 7) // 8, 'big')
    return bytes([0x80 | len(b)]) + b


def der(node):
    tag, body = node
    if isinstance(body, list):
        body = b''.join(der(x) for x in body)
    return bytes([tag]) + length(len(body)) + body


def undo(data):
    out, at = [], 0
    while at < len(data):
        tag, n, at = data[at], data[at + 1], at + 2
        if n & 0x80:
            k = n & 0x7f
            n, at = int.from_bytes(data[at:at + k], 'big'), at + k
        body = data[at:at + n]
        out.append([tag, undo(body) if tag & 0x20 else body])
        at += n
    return out


# -- ZIP, as the writer makes it ---------------------------------------------

class Entry:
    def __init__(self, name, data):
        self.name = name.encode() if isinstance(name, str) else name
        self.data = data
        self.body = None            # stored bytes where not the data
        self.local, self.central = {}, {}
        self.local_name = None
        self.extra = self.local_extra = self.comment = self.tail = b''


def read_zip(data):
    end = data.rfind(b'PK\5\6')
    count, _, at = struct.unpack('<HII', data[end + 10:end + 20])
    out, dos = [], 0
    for _ in range(count):
        f = struct.unpack('<IHHHHHHIIIHHHHHII', data[at:at + 46])
        n, x, c = f[10:13]
        head = f[16]
        ln, lx = struct.unpack('<HH', data[head + 26:head + 30])
        start = head + 30 + ln + lx
        out.append(Entry(data[at + 46:at + 46 + n],
                         data[start:start + f[8]]))
        dos = (f[5], f[6])
        at += 46 + n + x + c
    return out, dos


def write_zip(entries, dos, prefix=b'', comment=b'', end=None, gap=b'',
              order=None):
    out, places = bytearray(prefix), []
    for e in entries:
        body = e.data if e.body is None else e.body
        name = e.name if e.local_name is None else e.local_name
        f = dict(need=20, flags=0, method=0, crc=zlib.crc32(e.data),
                 packed=len(body), size=len(e.data), time=dos[0],
                 date=dos[1])
        f.update(e.local)
        places.append(len(out))
        out += struct.pack('<IHHHHHIIIHH', 0x04034b50, f['need'], f['flags'],
                           f['method'], f['time'], f['date'], f['crc'],
                           f['packed'], f['size'], len(name),
                           len(e.local_extra)) + name + e.local_extra
        out += body + e.tail
    out += gap
    start = len(out)
    for i in order or range(len(entries)):
        e = entries[i]
        body = e.data if e.body is None else e.body
        f = dict(made=0x032d, need=20, flags=0, method=0,
                 crc=zlib.crc32(e.data), packed=len(body), size=len(e.data),
                 internal=0, external=0o100644 << 16, time=dos[0],
                 date=dos[1], offset=places[i])
        f.update(e.central)
        out += struct.pack('<IHHHHHHIIIHHHHHII', 0x02014b50, f['made'],
                           f['need'], f['flags'], f['method'], f['time'],
                           f['date'], f['crc'], f['packed'], f['size'],
                           len(e.name), len(e.extra), len(e.comment), 0,
                           f['internal'], f['external'], f['offset'])
        out += e.name + e.extra + e.comment
    f = dict(count=len(entries), total=len(entries), size=len(out) - start,
             start=start)
    f.update(end or {})
    out += struct.pack('<IHHHHIIH', 0x06054b50, 0, 0, f['count'], f['total'],
                       f['size'], f['start'], len(comment)) + comment
    return bytes(out)


# -- the tree (RFC 6962 section 2.1) -----------------------------------------

def leaf(event):
    return sha(b'\0' + event)


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def tree(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha(b'')
    k = split(len(leaves))
    return sha(b'\1' + tree(leaves[:k]) + tree(leaves[k:]))


def inclusion(m, leaves):
    if len(leaves) < 2:
        return []
    k = split(len(leaves))
    if m < k:
        return inclusion(m, leaves[:k]) + [tree(leaves[k:])]
    return inclusion(m - k, leaves[k:]) + [tree(leaves[:k])]


def consistency(m, leaves, whole=True):
    if m == len(leaves):
        return [] if whole else [tree(leaves)]
    k = split(len(leaves))
    if m <= k:
        return consistency(m, leaves[:k], whole) + [tree(leaves[k:])]
    return consistency(m - k, leaves[k:], False) + [tree(leaves[:k])]


# -- keys --------------------------------------------------------------------

class Keys:
    """Private keys in the clear: of the seal, an operator and the log."""

    def __init__(self, seal, operator, log, tsa):
        self.seal, self.operator, self.log, self.tsa = seal, operator, log, tsa
        self.work = tempfile.mkdtemp(dir=os.path.dirname(seal))

    def sign(self, key, data):
        made = undo(openssl('dgst', '-sha256', '-sign', key, data=data))[0]
        low = int.from_bytes(made[1][1][1], 'big')
        low = min(low, ORDER - low)     # our writer's form
        made[1][1][1] = low.to_bytes(low.bit_length() // 8 + 1, 'big')
        return der(made)

    def stamp(self, data, section='good'):
        """TimeStampResp over data, of now."""
        q, r = self.work + '/q', self.work + '/r'
        openssl('ts', '-query', '-sha256', '-cert', '-digest',
                sha(data).hex(), '-out', q)
        openssl('ts', '-reply', '-config', self.tsa + '/tsa.conf',
                '-section', section, '-queryfile', q, '-out', r)
        return open(r, 'rb').read()

    def token(self, data, section='good'):
        return undo(self.stamp(data, section))[0][1][1]

    def raw(self):
        out = openssl('pkey', '-in', self.log, '-pubout', '-outform', 'DER')
        return out[-32:]

    def note(self, size, root, origin=None):
        raw = self.raw()
        origin = origin or 'constat/' + sha(raw).hex()[:16]
        text = '%s\n%d\n%s\n' % (origin, size, b64(root))
        path = self.work + '/note'
        open(path, 'w').write(text)
        sig = openssl('pkeyutl', '-sign', '-rawin', '-inkey', self.log, '-in',
                      path)
        ident = sha(origin.encode() + b'\n\1' + raw)[:4]
        return (text + '\n\u2014 %s %s\n' %
                (origin, b64(ident + sig))).encode()


def attribute(oid, values):
    return [0x30, [[6, oid], [0x31, values]]]


OIDS = {'type': '2a864886f70d010903', 'digest': '2a864886f70d010904',
        'time': '2a864886f70d010905', 'cert': '2a864886f70d010910022f'}


def attributes(info):
    """Of a SignerInfo: signed attributes by OID (hex)."""
    return {a[1][0][1].hex(): a for a in info[1][3][1]}


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime('%y%m%d%H%M%SZ')


def signer(p7):
    return p7[0][1][1][1][0][1][-1][1][0]


def resign(p7, content, key, keys, edit=None, stamp=True, time=None,
           after=None, digest_only=False):
    """The signature p7 again, over content, by key."""
    t = undo(p7)
    info = signer(t)
    for oid, a in attributes(info).items():
        if oid == OIDS['digest']:
            a[1][1][1] = [[4, sha(content)]]
        if oid == OIDS['time']:
            a[1][1][1] = [[0x17, (time or now()).encode()]]
    if edit:
        edit(t, info)
    info[1][3][1].sort(key=der)
    if not digest_only:
        info[1][5] = [4, keys.sign(key, der([0x31, info[1][3][1]]))]
    if len(info[1]) > 6:
        del info[1][6]
    if stamp:
        info[1].append([0xa1, [[0x30, [undo(TOKEN)[0], [0x31, [
            keys.token(info[1][5][1])]]]]]])
    if after:
        after(t, info)
    return der(t[0])


# -- the dossier ---------------------------------------------------------------

class Dossier:
    def __init__(self, path):
        entries, self.dos = read_zip(open(path, 'rb').read())
        self.entries = entries

    def copy(self):
        return copy.deepcopy(self)

    def names(self):
        return [e.name.decode() for e in self.entries]

    def find(self, name):
        for e in self.entries:
            if e.name.decode() == name:
                return e
        raise KeyError(name)

    def __getitem__(self, name):
        return self.find(name).data

    def __setitem__(self, name, data):
        try:
            self.find(name).data = data
        except KeyError:
            at = [i for i, e in enumerate(self.entries)
                  if e.name.startswith(b'META-INF/')][0]
            self.entries.insert(at, Entry(name, data))

    def drop(self, name):
        self.entries.remove(self.find(name))

    def like(self, start, end=''):
        return [n for n in self.names()
                if n.startswith(start) and n.endswith(end)]

    @property
    def json(self):
        return json.loads(self['dossier.json'])

    @json.setter
    def json(self, j):
        self['dossier.json'] = compact(j)

    def manifest(self, name):
        ns = 'xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" ' \
             'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
        out = ['<?xml version="1.0" encoding="UTF-8"?>\n'
               '<asic:ASiCManifest %s>\n'
               ' <asic:SigReference MimeType="application/pkcs7-signature" '
               'URI="%s"/>\n' % (ns, SIGNED[name])]
        for e in self.entries:
            n = e.name.decode()
            if n == 'mimetype' or n.startswith('META-INF/'):
                continue
            out.append(' <asic:DataObjectReference URI="%s"><ds:DigestMethod '
                       'Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
                       '<ds:DigestValue>%s</ds:DigestValue>'
                       '</asic:DataObjectReference>\n' % (n, b64(sha(e.data))))
        return (''.join(out) + '</asic:ASiCManifest>\n').encode()

    def sign(self, keys, xml=None, which=(FIRST, SECOND), **more):
        for name in which:
            text = self.manifest(name)
            if xml:
                text = xml(text, name)
            self[name] = text
            key = keys.seal if name == FIRST else keys.operator
            self[SIGNED[name]] = resign(self[SIGNED[name]], text, key, keys,
                                        **more)
        return self

    def write(self, **more):
        return write_zip(self.entries, self.dos, **more)
