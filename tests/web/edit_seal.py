"""Edits of the two datapackage files, without a key."""
import base64
import json

from pkg import (DIGEST, MANIFEST, ORDER, certificates, compact, der_pair,
                 openssl, pair_of, pretty, sha)

PNG = 'evidence/post.png'


def wide_length(der):
    """The outermost length in one byte more than DER allows."""
    return der[:1] + b'\x83\0' + der[2:4] + der[4:]


def cases(bench):
    def manifest(change, follow=True):
        """Edit datapackage.json; then every hash that needs no key."""
        def make():
            p = bench.package.copy()
            made = change(p.manifest)
            p[MANIFEST] = made if isinstance(made, bytes) else pretty(
                p.manifest)
            if follow:
                p.fix_digest()
            return p.write(), 1, DIGEST
        return make

    def both(name, change):
        yield name, manifest(change, False)
        yield name + ', hashes follow', manifest(change)

    def digest(change, code=1, subject=DIGEST, **more):
        def make():
            p = bench.package.copy()
            made = change(p.digest)
            p[DIGEST] = made if isinstance(made, bytes) else pretty(p.digest)
            return p.write(), code, subject, more
        return make

    def sd(key, value):
        return digest(lambda d: d['signedData'].__setitem__(key, value))

    def resource(key, value):
        def change(m):
            next(r for r in m['resources'] if r['path'] == PNG)[key] = value
        return change

    m, d = bench.package.manifest, bench.package.digest
    s = d['signedData']
    plain = bench.package[MANIFEST]

    for key, value in (('hash', 'sha256:' + '0' * 64), ('bytes', 1),
                       ('path', 'evidence/other.png'),
                       ('name', 'evidence/other.png')):
        yield from both('manifest: resource %s' % key, resource(key, value))
    for key, value in (('created', '2020-01-01T00:00:00Z'),
                       ('title', 'Autre titre'), ('software', 'constat/9'),
                       ('mainPageUrl', 'https://example.org/'),
                       ('mainPageDate', '2020-01-01T00:00:00.000Z'),
                       ('profile', 'x'), ('wacz_version', '1.1.0'),
                       ('constat', {'format': 1, 'timestamp': 'off'}),
                       ('description', 'added')):
        yield from both('manifest: ' + key,
                        lambda x, k=key, v=value: x.__setitem__(k, v))
    yield from both('manifest: constat removed', lambda x: x.pop('constat')
                    and None)
    yield from both('manifest: resource removed',
                    lambda x: x['resources'].pop() and None)
    yield from both('manifest: resource twice',
                    lambda x: x['resources'].append(x['resources'][0]))
    yield from both('manifest: resource added', lambda x: x[
        'resources'].append({'name': 'evidence/no', 'path': 'evidence/no',
                             'hash': 'sha256:' + sha(b''), 'bytes': 0}))
    yield from both('manifest: resources reversed',
                    lambda x: x['resources'].reverse())
    yield from both('manifest: duplicate key', lambda x: plain.replace(
        b'{\n', b'{\n  "title": "Autre",\n', 1))
    yield from both('manifest: blank at its end', lambda x: plain + b'\n')
    yield from both('manifest: in one line', lambda x: compact(m))
    yield from both('manifest: escapes', lambda x: plain.replace(
        b'constat/0', b'const\\u0061t/0'))
    yield from both('manifest: byte order mark',
                    lambda x: b'\xef\xbb\xbf' + plain)
    yield from both('manifest: garbage behind', lambda x: plain + b'{}')

    yield 'digest: hash', digest(lambda x: x.update(
        hash='sha256:' + '0' * 64))
    yield 'digest: path', digest(lambda x: x.update(path='Datapackage.json'))
    yield 'digest: unknown key', digest(lambda x: x.update(note='x'))
    yield 'digest: unknown key in the seal', sd('note', 'x')
    yield 'digest: duplicate key', digest(lambda x: pretty(x).replace(
        b'{\n', b'{\n  "path": "x",\n', 1))
    yield 'digest: blank at its end', digest(lambda x: pretty(x) + b'\n')
    yield 'digest: in one line', digest(compact)
    yield 'digest: escapes', digest(lambda x: pretty(x).replace(
        b'0.1.0', b'0.1\\u002e0'))
    yield 'digest: keys in another order', digest(lambda x: pretty(
        {k: x[k] for k in ('hash', 'path', 'signedData')}))
    yield 'digest: keys of the seal in another order', digest(
        lambda x: pretty({**x, 'signedData': dict(
            sorted(x['signedData'].items()))}))
    for key, value in (('hash', 'sha256:' + '0' * 64),
                       ('created', '2020-01-01T00:00:00Z'),
                       ('software', 'constat/9'), ('version', '0.2.0'),
                       ('domain', 'example.org'), ('publicKey', 'AAAA'),
                       ('crossSignedCert', s['domainCert']),
                       ('created', s['created'].replace('Z', '.000Z')),
                       ('created', s['created'].replace('Z', '+00:00')),
                       ('domain', s['domain'].upper())):
        yield 'digest: %s to %.30s' % (key, value), sd(key, value)
    for key in s:
        yield 'digest: %s removed' % key, digest(
            lambda x, k=key: x['signedData'].pop(k) and None, code=1)
    yield 'digest: time-stamp and its certificates removed', digest(
        lambda x: [x['signedData'].pop(k) for k in (
            'timeSignature', 'timestampCert')] and None, code=3)
    yield 'digest: signedData removed', digest(
        lambda x: x.pop('signedData') and None)
    yield 'digest: signedData null', digest(
        lambda x: x.update(signedData=None))
    yield 'digest: signedData a list', digest(
        lambda x: x.update(signedData=[x['signedData']]))
    yield 'digest: field null', sd('crossSignedCert', None)

    # The signature: other forms of the same two numbers.
    der = base64.b64decode(s['signature'])
    r, t = pair_of(der)

    def b64(b):
        return base64.b64encode(b).decode()
    for name, text in (
            ('n - s', b64(der_pair(r, ORDER - t))),
            ('raw r||s', b64(r.to_bytes(32, 'big') + t.to_bytes(32, 'big'))),
            ('byte behind', b64(der + b'\0')),
            ('long length', b64(b'\x30\x81' + der[1:])),
            ('padded number', b64(b'\x30' + bytes([der[1] + 1]) + b'\2' +
                                  bytes([der[3] + 1]) + b'\0' + der[4:])),
            ('r and s zero', b64(der_pair(0, 0))),
            ('r and s one', b64(der_pair(1, 1))),
            ('line end', s['signature'] + '\n'),
            ('blank', ' ' + s['signature']),
            ('no padding', s['signature'].rstrip('=')),
            ('more padding', s['signature'] + '===='),
            ('bits in the padding', s['signature'][:-2] + 'l='
             if s['signature'].endswith('=') else s['signature'] + '='),
            ('empty', ''),
            ('of the other exhibit',
             bench.other.digest['signedData']['signature'])):
        if text == s['signature']:
            continue            # no padding, as it happens
        yield 'signature: ' + name, sd('signature', text)
        yield 'signature: %s, without time-stamp' % name, digest(
            lambda x, v=text: (x['signedData'].update(signature=v), [
                x['signedData'].pop(k) for k in ('timeSignature',
                                                 'timestampCert')])[2:])

    # Certificates.
    certs = certificates(s['domainCert'])
    tsas = certificates(s['timestampCert'])
    for key, own in (('domainCert', certs), ('timestampCert', tsas)):
        for name, text in (
                ('reversed', '\n'.join(reversed(own))),
                ('last dropped', '\n'.join(own[:-1])),
                ('first only', own[0]), ('last only', own[-1]),
                ('first twice', '\n'.join(own[:1] + own)),
                ('one more', '\n'.join(own + (tsas if own is certs
                                              else certs)[-1:])),
                ('of the other', '\n'.join(tsas if own is certs else certs)),
                ('text before', 'trusted\n' + s[key]),
                ('text between', '\ntrusted\n'.join(own)),
                ('text behind', s[key] + 'trusted\n'),
                ('without blank lines', ''.join(own)),
                ('CRLF', s[key].replace('\n', '\r\n')),
                ('bytes behind in the DER', pem_tail(own)),
                ('a key behind', s[key] + '\n' + openssl(
                    'genpkey', '-algorithm', 'ed25519').decode()),
                ('empty', ''), ('garbage', 'x')):
            if text == s[key]:
                continue
            yield '%s: %s' % (key, name), digest(
                lambda x, k=key, v=text: x['signedData'].__setitem__(k, v))

    # The token.
    token = base64.b64decode(s['timeSignature'])
    other = base64.b64decode(bench.other.digest['signedData'][
        'timeSignature'])
    at = token.index(bytes.fromhex('06092a864886f70d010702')) - 4
    for name, text in (
            ('of the other exhibit', b64(other)),
            ('byte behind', b64(token + b'\0')),
            ('bare', b64(token[at:])),
            ('cut', b64(token[:-1])),
            ('grantedWithMods', b64(token.replace(b'\2\1\0', b'\2\1\1', 1))),
            ('waiting', b64(token.replace(b'\2\1\0', b'\2\1\3', 1))),
            ('signature', b64(token[:-1] + bytes([token[-1] ^ 1]))),
            ('status text', b64(status_text(token))),
            ('line end', s['timeSignature'] + '\n'),
            ('lines', '\n'.join(s['timeSignature'][i:i + 64] for i in range(
                0, len(s['timeSignature']), 64))),
            ('empty', ''), ('garbage', 'AAAA')):
        yield 'timeSignature: ' + name, digest(
            lambda x, v=text: x['signedData'].__setitem__(
                'timeSignature', v))

    # Tokens beside.
    yield 'beside: garbage', lambda: (bench.data, 1, '.tsr',
                                      {'beside': [b'garbage']})
    yield 'beside: empty', lambda: (bench.data, 1, '.tsr', {'beside': [b'']})
    yield 'beside: of the other exhibit', lambda: (bench.data, 1, '.tsr',
                                                   {'beside': [other]})
    yield 'beside: the same', lambda: (bench.data, 0, '',
                                       {'beside': [token]})
    yield 'beside: good, then garbage', lambda: (
        bench.data, 1, '.2.tsr', {'beside': [token, b'x']})


def pem_tail(own):
    der = base64.b64decode(''.join(own[0].splitlines()[1:-1])) + b'\0'
    text = base64.b64encode(der).decode()
    first = ('-----BEGIN CERTIFICATE-----\n' + '\n'.join(
        text[i:i + 64] for i in range(0, len(text), 64)) +
        '\n-----END CERTIFICATE-----\n')
    return '\n'.join([first] + own[1:])


def der(tag, body):
    n = len(body)
    if n < 128:
        return bytes([tag, n]) + body
    b = n.to_bytes((n.bit_length() + 7) // 8, 'big')
    return bytes([tag, 0x80 | len(b)]) + b + body


def status_text(token):
    """A PKIStatusInfo with a text of the attacker's (it is not signed)."""
    at = token.index(b'\x30\3\2\1\0')
    info = der(0x30, b'\2\1\0' + der(0x30, der(0x0c, b'certified')))
    return der(0x30, info + token[at + 5:])
