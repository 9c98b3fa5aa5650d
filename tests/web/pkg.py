"""An exhibit taken apart, edited, and put together again, as far as an
attacker can: without any key, with keys of his own, or with the real ones.

The ZIP is written byte by byte as libarchive writes it, so that nothing but
the edit differs from a real exhibit."""
import base64
import copy
import hashlib
import json
import os
import ssl
import struct
import subprocess
import zlib

MANIFEST, DIGEST = 'datapackage.json', 'datapackage-digest.json'
WARC, INDEX = 'archive/data.warc.gz', 'indexes/index.cdxj'
PAGES = 'pages/pages.jsonl'
RECORD, LOG = 'evidence/acquisition.json', 'evidence/acquisition.log'


def sha(data):
    return hashlib.sha256(data).hexdigest()


def pretty(j):
    return json.dumps(j, indent=2, ensure_ascii=False).encode()


def compact(j):
    return json.dumps(j, separators=(',', ':'), ensure_ascii=False).encode()


def openssl(*args, data=None):
    return subprocess.run(('openssl',) + args, input=data, check=True,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE).stdout


# -- ZIP ------------------------------------------------------------------

class Entry:
    """One file of the ZIP; each field can be set, local and central apart."""

    def __init__(self, name, data, like=None):
        self.name = name.encode() if isinstance(name, str) else name
        self.data = data
        self.local_name = None
        self.gap = b''              # bytes before the local header
        self.after = b''            # bytes between content and descriptor
        self.local = {}             # fields of the local header to replace
        self.central = {}           # and of the directory
        self.descriptor = None      # its bytes, to replace
        self.dos = like.dos if like else 0
        self.extra = like.extra if like else b''
        self.local_extra = None
        self.comment = b''
        self.body = None            # stored bytes, where not the content


def read_zip(data):
    end = data.rfind(b'PK\5\6')
    count, _, at = struct.unpack('<HII', data[end + 10:end + 20])
    out = []
    for _ in range(count):
        f = struct.unpack('<IHHHHIIIIHHHHHII', data[at:at + 46])
        n, x, c = f[9:12]
        name = data[at + 46:at + 46 + n]
        extra = data[at + 46 + n:at + 46 + n + x]
        head = f[15]
        ln, lx = struct.unpack('<HH', data[head + 26:head + 30])
        start = head + 30 + ln + lx
        e = Entry(name, data[start:start + f[7]])
        e.dos, e.extra = f[5], extra
        out.append(e)
        at += 46 + n + x + c
    return out


def write_zip(entries, comment=b'', prefix=b'', gap=b'', gap_end=b'',
              end=None, tail=b'', central_order=None):
    out, places = bytearray(prefix), []
    for e in entries:
        out += e.gap
        body = e.data if e.body is None else e.body
        places.append(len(out))
        name = e.name if e.local_name is None else e.local_name
        extra = e.extra if e.local_extra is None else e.local_extra
        f = dict(sig=0x04034b50, needed=10, flags=8, method=0, dos=e.dos,
                 crc=0, packed=len(body), size=len(e.data))
        f.update(e.local)
        out += struct.pack('<IHHHIIIIHH', f['sig'], f['needed'], f['flags'],
                           f['method'], f['dos'], f['crc'], f['packed'],
                           f['size'], len(name), len(extra)) + name + extra
        out += body + e.after
        out += (struct.pack('<IIII', 0x08074b50, zlib.crc32(e.data),
                            len(body), len(e.data))
                if e.descriptor is None else e.descriptor)
    out += gap
    start = len(out)
    order = range(len(entries)) if central_order is None else central_order
    for i in order:
        e = entries[i]
        body = e.data if e.body is None else e.body
        f = dict(made=0x030a, needed=10, flags=8, method=0, dos=e.dos,
                 crc=zlib.crc32(e.data), packed=len(body), size=len(e.data),
                 internal=0, external=0o100644 << 16, offset=places[i])
        f.update(e.central)
        out += struct.pack('<IHHHHIIIIHHHHHII', 0x02014b50, f['made'],
                           f['needed'], f['flags'], f['method'], f['dos'],
                           f['crc'], f['packed'], f['size'], len(e.name),
                           len(e.extra), len(e.comment), 0, f['internal'],
                           f['external'], f['offset'])
        out += e.name + e.extra + e.comment
    size = len(out) - start
    out += gap_end
    f = dict(disk=0, count=len(order), total=len(order), size=size,
             start=start)
    f.update(end or {})
    out += struct.pack('<IHHHHIIH', 0x06054b50, f['disk'], 0, f['count'],
                       f['total'], f['size'], f['start'], len(comment))
    return bytes(out) + comment + tail


# -- WARC -----------------------------------------------------------------

def members(data):
    out = []
    while data:
        d = zlib.decompressobj(31)
        plain = d.decompress(data) + d.flush()
        out.append((data[:len(data) - len(d.unused_data)], plain))
        data = d.unused_data
    return out


def gz(plain, level=9, head=None):
    """A gzip member; ${head} replaces the ten bytes of its header."""
    c = zlib.compressobj(level, zlib.DEFLATED, -15)
    body = c.compress(plain) + c.flush()
    return ((head or b'\x1f\x8b\x08\0\0\0\0\0\0\x03') + body +
            struct.pack('<II', zlib.crc32(plain), len(plain) & 0xffffffff))


class Record:
    """A WARC record: header lines, block, and its member as stored."""

    def __init__(self, stored, plain):
        self.stored = stored
        head, rest = plain.split(b'\r\n\r\n', 1)
        self.lines = head.split(b'\r\n')
        self.block = rest[:-4]

    def get(self, name):
        for s in self.lines[1:]:
            k, v = s.split(b':', 1)
            if k.lower() == name.lower().encode():
                return v.strip().decode()
        return None

    def set(self, name, value):
        for i, s in enumerate(self.lines[1:], 1):
            if s.split(b':', 1)[0].lower() == name.lower().encode():
                self.lines[i] = ('%s: %s' % (name, value)).encode()
                return
        self.lines.append(('%s: %s' % (name, value)).encode())

    def body(self):
        if b'application/http' in b'\n'.join(self.lines):
            return self.block.split(b'\r\n\r\n', 1)[1]
        return self.block

    def set_body(self, body):
        if b'application/http' in b'\n'.join(self.lines):
            head = self.block.split(b'\r\n\r\n', 1)[0]
            lines = [s for s in head.split(b'\r\n')
                     if not s.lower().startswith(b'content-length:')]
            lines.append(b'content-length: %d' % len(body))
            self.block = b'\r\n'.join(lines) + b'\r\n\r\n' + body
        else:
            self.block = body

    def plain(self):
        return (b'\r\n'.join(self.lines) + b'\r\n\r\n' + self.block +
                b'\r\n\r\n')

    def done(self):
        """All digests as they are now."""
        self.set('Content-Length', len(self.block))
        self.set('WARC-Block-Digest', 'sha256:' + sha(self.block))
        if self.get('WARC-Payload-Digest'):
            self.set('WARC-Payload-Digest', 'sha256:' + sha(self.body()))
        self.stored = gz(self.plain())


# -- Keys -----------------------------------------------------------------

ORDER = int('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
            16)


def der_int(n):
    b = n.to_bytes((n.bit_length() + 8) // 8, 'big')
    return b'\2' + bytes([len(b)]) + b


def der_pair(r, s):
    body = der_int(r) + der_int(s)
    return b'\x30' + bytes([len(body)]) + body


def pair_of(der):
    n = der[3]
    return (int.from_bytes(der[4:4 + n], 'big'),
            int.from_bytes(der[6 + n:], 'big'))


def certificates(pem):
    out = []
    for s in pem.split('-----END CERTIFICATE-----')[:-1]:
        out.append(s[s.index('-----BEGIN'):] + '-----END CERTIFICATE-----\n')
    return out


class Keys:
    """An organization's root, its seal certificate, and an authority."""

    def __init__(self, folder, tsa_folder, root='/O=root/CN=constat root',
                 leaf='/O=root/CN=vm', domain='vm', days=('-2', '+300')):
        self.folder, self.tsa, self.domain = folder, tsa_folder, domain
        os.makedirs(folder, exist_ok=True)
        self.root, self.key = folder + '/root.pem', folder + '/seal.key'
        for k in ('root', 'seal'):
            openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout',
                    '-out', '%s/%s.key' % (folder, k))
        openssl('req', '-x509', '-new', '-key', folder + '/root.key',
                '-subj', root, '-days', '3000', '-out', self.root,
                '-addext', 'keyUsage=critical,keyCertSign,cRLSign')
        self.leaf = self.issue(leaf, self.key)

    def issue(self, subject, key, more=''):
        f = self.folder
        openssl('req', '-new', '-key', key, '-subj', subject, '-out',
                f + '/x.csr')
        with open(f + '/x.ext', 'w') as out:
            out.write('keyUsage=critical,digitalSignature\n'
                      'subjectAltName=DNS:%s\n'
                      'subjectKeyIdentifier=hash\n'
                      'authorityKeyIdentifier=keyid\n%s' %
                      (self.domain, more))
        return openssl('x509', '-req', '-in', f + '/x.csr', '-CA', self.root,
                       '-CAkey', f + '/root.key', '-set_serial', '77',
                       '-days', '1000', '-extfile', f + '/x.ext').decode()

    def sign(self, text):
        r, s = pair_of(openssl('dgst', '-sha256', '-sign', self.key,
                               data=text.encode()))
        return base64.b64encode(der_pair(r, min(s, ORDER - s))).decode()

    def stamp(self, text, section='good'):
        asked = self.folder + '/asked'
        with open(asked, 'wb') as out:
            out.write(openssl('ts', '-query', '-sha256', '-cert', '-digest',
                              sha(text.encode())))
        return openssl('ts', '-reply', '-config', self.tsa + '/tsa.conf',
                       '-section', section, '-queryfile', asked)

    def chain(self):
        return self.leaf + '\n' + open(self.root).read()

    def tsa_chain(self):
        return '\n'.join(open('%s/ca/%s.pem' % (self.tsa, n)).read()
                         for n in ('ec', 'middle'))


# -- Package --------------------------------------------------------------

class Package:
    def __init__(self, data):
        self.entries = read_zip(data)
        self.manifest = json.loads(self[MANIFEST])
        self.digest = json.loads(self[DIGEST])

    def copy(self):
        return copy.deepcopy(self)

    def entry(self, name):
        return next(e for e in self.entries if e.name == name.encode())

    def __getitem__(self, name):
        return self.entry(name).data

    def __setitem__(self, name, data):
        self.entry(name).data = data

    def names(self):
        return [e.name.decode() for e in self.entries]

    def add(self, name, data, before=MANIFEST):
        at = self.names().index(before)
        self.entries.insert(at, Entry(name, data, self.entries[0]))
        r = self.manifest['resources']
        r.append({'name': name, 'path': name, 'hash': '', 'bytes': 0})
        return self

    def drop(self, name):
        self.entries.remove(self.entry(name))
        self.manifest['resources'] = [r for r in self.manifest['resources']
                                      if r['path'] != name]

    def resource(self, name):
        return next(r for r in self.manifest['resources']
                    if r['path'] == name)

    def records(self):
        return [Record(*m) for m in members(self[WARC])]

    def lines(self, name):
        return [json.loads(s) for s in self[name].splitlines()]

    def set_lines(self, name, lines):
        self[name] = b''.join(compact(j) + b'\n' for j in lines)

    def index(self):
        out = []
        for s in self[INDEX].decode().splitlines():
            key, when, j = s.split(' ', 2)
            out.append([key, when, json.loads(j)])
        return out

    def set_index(self, lines):
        self[INDEX] = b''.join(('%s %s ' % (k, w)).encode() + compact(j) +
                               b'\n' for k, w, j in lines)

    def set_records(self, records, follow=True):
        """Store them; ${follow}: the index says what they are now."""
        old, at = {}, 0
        for r in members(self[WARC]):
            old[at] = Record(*r).get('WARC-Record-ID')
            at += len(r[0])
        lines = {old.get(x[2]['offset']): x for x in self.index()}
        at, index = 0, []
        for r in records:
            x = lines.get(r.get('WARC-Record-ID'))
            if x:
                x = copy.deepcopy(x)
                x[2].update(offset=at, length=len(r.stored),
                            recordDigest='sha256:' + sha(r.stored),
                            digest='sha256:' + sha(r.body()),
                            url=r.get('WARC-Target-URI'))
                x[1] = ''.join(c for c in r.get('WARC-Date')
                               if c.isdigit())
                index.append(x)
            at += len(r.stored)
        self[WARC] = b''.join(r.stored for r in records)
        if follow:
            index.sort(key=lambda x: ('%s %s ' % (x[0], x[1])).encode() +
                       compact(x[2]))
            self.set_index(index)

    def fix_log(self):
        """The log's file-written lines say what the files are now."""
        lines = self.lines(LOG)
        for j in lines:
            d = j.get('detail', {})
            if j['event'] == 'file-written' and d['file'] in self.names():
                data = self[d['file']]
                d['sha256'], d['bytes'] = sha(data), len(data)
        self.set_lines(LOG, lines)

    def fix_manifest(self):
        for r in self.manifest['resources']:
            if r['path'] in self.names():
                data = self[r['path']]
                r['hash'], r['bytes'] = 'sha256:' + sha(data), len(data)
        self[MANIFEST] = pretty(self.manifest)

    def fix_digest(self):
        h = 'sha256:' + sha(self[MANIFEST])
        self.digest['hash'] = self.digest['signedData']['hash'] = h
        self.digest['signedData']['created'] = self.manifest['created']
        self[DIGEST] = pretty(self.digest)

    def fix(self):
        """Every digest up to the seal, without a key."""
        self.fix_manifest()
        self.fix_digest()
        return self

    def seal(self, keys, log=True, stamp=True, named=True):
        """Everything, signed and stamped with ${keys}."""
        if log:
            self.fix_log()
        if named and 'constat' in self.manifest:
            self.manifest['constat']['certificates'] = [
                'sha256:' + sha(ssl.PEM_cert_to_DER_cert(c))
                for c in certificates(keys.chain())]
        self.fix()
        s = self.digest['signedData']
        s['signature'] = keys.sign(s['hash'])
        s['domain'], s['domainCert'] = keys.domain, keys.chain()
        if stamp:
            s['timeSignature'] = base64.b64encode(
                keys.stamp(s['signature'])).decode()
            s['timestampCert'] = keys.tsa_chain()
        else:
            s.pop('timeSignature', None)
            s.pop('timestampCert', None)
        self[DIGEST] = pretty(self.digest)
        return self

    def write(self, **more):
        return write_zip(self.entries, **more)
