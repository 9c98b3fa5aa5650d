"""Forgers with keys: their own organization and authority under the victim's
names, and insiders who have the seal's key but not the authority's."""
import base64
import json
import os
import subprocess

from pkg import (DIGEST, LOG, ORDER, RECORD, Keys, compact, der_pair, pair_of,
                 pretty)

ROOT = '/O=root/CN=constat root'


def cases(bench):
    here = os.path.dirname(os.path.abspath(__file__))
    own_tsa = bench.work + '/own-tsa'
    made = {}

    def forger():
        """A root, a leaf and an authority, all named as the real ones."""
        if 'forger' not in made:
            subprocess.run(['sh', here + '/../lib/tsa.sh', 'make', own_tsa],
                           check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
            real = bench.package.digest['signedData']
            made['forger'] = Keys(bench.work + '/forger', own_tsa,
                                  domain=real['domain'])
        return made['forger']

    def real_tsa():
        if 'half' not in made:
            made['half'] = Keys(bench.work + '/half', bench.tsa)
        return made['half']

    def sealed(keys, code, subject='', change=None, stamp=True, after=None,
               root=None, named=True, **more):
        def make():
            p = bench.package.copy()
            if change:
                change(p)
            p.seal(keys(), stamp=stamp, named=named)
            if after:
                after(p)
                p[DIGEST] = pretty(p.digest)
            args = dict(more)
            if root:
                args['root'] = root().root
            return p.write(), code, subject, args
        return make

    def created(text):
        return lambda p: p.manifest.update(created=text)

    def old_times(p):
        """Everything a day earlier, the ZIP's times as well."""
        import datetime
        import struct
        import re

        def earlier(m):
            t = datetime.datetime.strptime(m.group(0), '%Y-%m-%dT%H:%M:%S')
            return (t - datetime.timedelta(1)).strftime('%Y-%m-%dT%H:%M:%S')
        pattern = re.compile(r'20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d')
        for n in (RECORD, LOG):
            p[n] = pattern.sub(earlier, p[n].decode()).encode()
        p.manifest = json.loads(pattern.sub(earlier, json.dumps(p.manifest)))
        at = datetime.datetime.strptime(p.manifest['created'],
                                        '%Y-%m-%dT%H:%M:%SZ')
        at = at.replace(tzinfo=datetime.timezone.utc)
        for e in p.entries:
            e.extra = e.extra[:5] + struct.pack(
                '<I', int(at.timestamp())) + e.extra[9:]
            e.dos = ((at.year - 1980 << 9 | at.month << 5 | at.day) << 16 |
                     at.hour << 11 | at.minute << 5 | at.second // 2)

    def put(key, value):
        return lambda p: p.digest['signedData'].__setitem__(key, value(p))

    def high(p):
        s = p.digest['signedData']
        r, t = pair_of(base64.b64decode(s['signature']))
        s['signature'] = base64.b64encode(der_pair(r, ORDER - t)).decode()

    def token(mode='good', data=None):
        def value(p):
            s = p.digest['signedData']
            return base64.b64encode(real_tsa().stamp(
                s['signature'] if data is None else data, mode)).decode()
        return value

    def stamped(p, keys):
        s = p.digest['signedData']
        s['timeSignature'] = base64.b64encode(
            keys.stamp(s['signature'])).decode()
        s['timestampCert'] = keys.tsa_chain()
        p[DIGEST] = pretty(p.digest)
        return p.write()

    # His own root and authority, named like the real ones.
    yield 'forger: all his own', sealed(forger, 3)
    yield 'forger: the real authority', sealed(real_tsa, 3)
    yield 'forger: no time-stamp', sealed(forger, 3, stamp=False)
    yield 'forger: the real leaf, his signature', sealed(
        real_tsa, 1, DIGEST, after=put('domainCert', lambda p:
                                       bench.package.digest['signedData'][
                                           'domainCert']))
    yield 'forger: his leaf under the real root', sealed(
        real_tsa, 1, DIGEST, after=put('domainCert', lambda p:
                                       real_tsa().leaf + '\n' +
                                       open(bench.root).read()))
    yield 'forger: his token in the real seal', lambda: (
        stamped(bench.package.copy(), forger()), 3, '')

    def adopted():
        """The real signature under a certificate of his for that key."""
        p, k = bench.package.copy(), real_tsa()
        s = p.digest['signedData']
        with open(k.folder + '/real.pem', 'w') as f:
            f.write(s['domainCert'])
        from pkg import openssl
        public = openssl('x509', '-in', k.folder + '/real.pem', '-noout',
                         '-pubkey')
        with open(k.folder + '/real.pub', 'wb') as f:
            f.write(public)
        with open(k.folder + '/adopt.ext', 'w') as f:
            f.write('subjectAltName=DNS:%s\nkeyUsage=digitalSignature\n' %
                    s['domain'])
        leaf = openssl('x509', '-req', '-in', k.folder + '/x.csr', '-CA',
                       k.root, '-CAkey', k.folder + '/root.key',
                       '-set_serial', '78', '-days', '100', '-force_pubkey',
                       k.folder + '/real.pub', '-extfile',
                       k.folder + '/adopt.ext').decode()
        s['domainCert'] = leaf + '\n' + open(k.root).read()
        p[DIGEST] = pretty(p.digest)
        # The signed manifest names another certificate; this one begins
        # after the time-stamp, too.
        return p.write(), 1, DIGEST, {'check': 'seal.format'}
    yield 'forger: the real key in a new certificate of his', adopted

    # An insider with the seal's key.
    inside = bench.insider

    def insider(name, code, subject='', **more):
        return ('insider: ' + name,
                sealed(inside, code, subject, root=inside, **more))
    yield insider('sealed again, as it is', 0)
    for name, value in (('no certificates', []),
                        ('the certificates of another', bench.package.manifest[
                            'constat']['certificates'])):
        yield insider(name, 1, DIGEST, check='seal.format', named=False,
                      change=lambda p, v=value: p.manifest['constat'].update(
                          certificates=v))
    yield insider('certificates not named', 1, 'datapackage.json',
                  change=lambda p: p.manifest['constat'].pop('certificates'),
                  named=False)
    yield insider('the high s', 1, DIGEST, check='seal.signature',
                  stamp=False, after=high)
    yield insider('created years ago', 1, DIGEST,
                  change=created('2020-01-01T00:00:00Z'))
    yield insider('everything a day earlier', 1, DIGEST, change=old_times)
    yield insider('everything a day earlier, no time-stamp', 1,
                  'data.warc.gz', change=old_times, stamp=False)
    yield insider('no time-stamp', 3, stamp=False)
    yield insider('the old token of the real seal', 1, DIGEST,
                  after=put('timeSignature', lambda p: bench.package.digest[
                      'signedData']['timeSignature']))
    yield insider('a token of other data', 1, DIGEST,
                  after=put('timeSignature', token(data='x')))
    yield insider('a token that had expired', 1, DIGEST,
                  after=put('timeSignature', token('expired')))
    yield insider('title', 1, 'pages', change=lambda p: p.manifest.update(
        title='autre'))
    yield insider('mainPageUrl', 1, RECORD, change=lambda p:
                  p.manifest.update(mainPageUrl='https://example.org/'))
    yield insider('mainPageDate', 1, 'pages', change=lambda p:
                  p.manifest.update(mainPageDate='2020-01-01T00:00:00.000Z'))
    yield insider('said to be without a time-stamp', 0, change=lambda p:
                  p.manifest['constat'].update(timestamp='off'))
    yield insider('a member more in constat', 1, 'datapackage.json',
                  change=lambda p: p.manifest['constat'].update(note='x'))
    # Without "constat" it is another tool's package: what only ours must
    # hold is not asked for, and a seal by a certificate needs its stamp.
    yield insider('not ours, no time-stamp', 1, DIGEST, stamp=False,
                  change=lambda p: p.manifest.pop('constat'))
