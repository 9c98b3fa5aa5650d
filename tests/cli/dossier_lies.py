"""Lies of those who have real keys: each dossier is signed as it should be,
and says what cannot be so.

usage: dossier_lies.py VERIFY DOSSIER STORES TSA KEYS WORK

DOSSIER is of the store a, received once by b.  STORES, KEYS: folders with a
and b each, the keys in the clear as dossier_edits.py has them, and a/events.
"""
import base64
import hashlib
import json
import re
import sys

from dossier_edits import Bench, kinds, later, remade, shown
from dossier_kit import (FIRST, SECOND, SIGNED, Dossier, Entry, Keys, b64,
                         compact, der, inclusion, leaf, resign, sha, tree,
                         undo)

OTHER = '11111111-1111-4111-8111-111111111111'


def fingerprint(path):
    pem = open(path).read()
    text = re.search('-----BEGIN CERTIFICATE-----(.*?)-----END', pem, re.S)
    return sha(base64.b64decode(text.group(1))).hex()


class Lies(Bench):
    def __init__(self, verify, dossier, stores, tsa, keys, work):
        def keys_of(s):
            return Keys(*['%s/%s/%s.key' % (keys, s, n)
                          for n in ('seal', 'operator', 'log')], tsa)
        self.stores, self.b = stores, keys_of('b')
        Bench.__init__(self, verify, dossier, dossier,
                       (stores + '/a/keys/root.pem', tsa + '/ca/root.pem'),
                       keys_of('a'), keys + '/a/events', work)

    def judge(self, data, more=()):
        return Bench.judge(self, data, ('--trust', self.stores +
                                        '/b/keys/root.pem', *more))

    def size(self):
        return int(self.folder.rstrip('/').rsplit('-', 1)[1])


# -- what dossier.json lists --------------------------------------------------

def twice(d):
    j = d.json
    one, two = j['exhibits'][:2]
    e = d.find(two['file'])
    e.data = d[one['file']]
    j['exhibits'][1] = dict(one, file=one['file'].replace('0001-', '0002-'),
                            number=two['number'])
    e.name = j['exhibits'][1]['file'].encode()
    d.json = j


def crowd(b):
    """More certificates than anybody needs, to keep the verifier busy."""
    def edit(d):
        name = d.like('people/', '.pem')[0]
        pem = d[name].decode()
        block = re.search('-+BEGIN CERT[^-]*-+(.*?)-+END', pem, re.S)
        raw = bytearray(base64.b64decode(block.group(1)))
        at = [e.name for e in d.entries].index(name.encode())
        for i in range(4200):
            raw[-8:] = i.to_bytes(8, 'big')     # of the signature
            made = ('-----BEGIN CERTIFICATE-----\n%s-----END CERTIFICATE'
                    '-----\n' % re.sub('(.{1,64})', '\\1\n', b64(raw)))
            d.entries.insert(at, Entry('people/%s.pem' % sha(raw).hex(),
                                       made.encode()))
    b.signed('a crowd of people', edit, (2,))


# -- the log ------------------------------------------------------------------

def vkey(keys, origin):
    raw = keys.raw()
    ident = sha(origin.encode() + b'\n\1' + raw)[:4]
    return '%s+%s+%s' % (origin, ident.hex(), b64(b'\1' + raw))


def origin_of(keys, prefix='constat/'):
    return prefix + sha(keys.raw()).hex()[:16]


def log_of(b, d, keys, change, origin=None):
    """The custody of d is a log of these keys, with the events of a."""
    origin = origin or origin_of(keys)
    size, prev, events = b.size(), sha(b''), []
    for text in b.events[:size]:
        e = json.loads(text)
        if e['seq'] == 1:
            e['detail']['log_key'] = vkey(keys, origin)
        change(e)
        e['prev'] = prev.hex()
        events.append(compact(e))
        prev = leaf(events[-1])
    leaves, seqs = [leaf(x) for x in events], shown(b)
    note = keys.note(size, tree(leaves), origin)
    folder = 'custody/%s-%d/' % (origin.rsplit('/', 1)[1], size)
    for name in d.like('custody/'):
        d.drop(name)
    for name, data in (
            ('key', vkey(keys, origin).encode() + b'\n'),
            ('checkpoint', note), ('checkpoint.tsr', keys.stamp(note)),
            ('events.jsonl', b''.join(events[s - 1] + b'\n' for s in seqs)),
            ('proofs.jsonl', b''.join(compact({'seq': s, 'path': [
                b64(x) for x in inclusion(s - 1, leaves)]}) + b'\n'
                for s in seqs))):
        d[folder + name] = data


def renamed(b):
    """No event is held against a dossier whose log has another name."""
    d = b.base.copy()
    log_of(b, d, b.keys, lambda e: None, origin_of(b.keys, 'other/'))
    j = d.json
    j['case'], j['why'], j['to'] = {'name': 'Dupont'}, 'x', {'name': 'x'}
    d.json = j
    b.case('log under another name', d.sign(b.keys).write(), (1,),
           'custody.checkpoint')


def by_other(b, name, change, who, check):
    """B signs, whom the reader trusts, what is to be of A."""
    seal = fingerprint(b.stores + '/b/keys/seal.pem')
    k = Keys(b.b.seal, b.b.seal, b.b.log, b.b.tsa)
    d, last = b.base.copy(), json.loads(b.base['dossier.json'])['event']

    def as_other(e):
        if e['seq'] == 1:
            e['detail']['seal'] = seal
        if e['seq'] == last:
            e['who'] = dict(who, key=seal)
        change(e, seal)
    log_of(b, d, k, as_other)
    for n in d.like('receipts/') + d.like('people/', '.crl'):
        d.drop(n)
    d['people/%s.pem' % seal] = open(b.stores + '/b/keys/seal.pem',
                                     'rb').read()
    from_b = Dossier(b.stores + '/b.asice')
    for n in from_b.like('people/', '.crl'):
        d[n] = from_b[n]
    j = d.json
    j['log'], j['by'] = origin_of(k), dict(who, key=seal)
    d.json = j
    for n in (FIRST, SECOND):
        d[n] = d.manifest(n)
        d[SIGNED[n]] = resign(from_b[SIGNED[FIRST]], d[n], k.seal, k)
    b.case(name, d.write(), (1,), check)


def strangers(b):
    root = fingerprint(b.stores + '/b/keys/root.pem')
    a = {'name': 'Op a', 'organization': 'Cabinet a'}

    def all_by_seal(e, seal):
        e['who'] = dict(a, key=seal)
        if e['seq'] == 1:
            e['detail']['root'] = root

    def no_root(e, seal):
        if e['seq'] == 1:
            del e['detail']['root'], e['detail']['seal']
    def by_b(e, seal):
        e['who'] = {'organization': 'Cabinet b', 'key': seal}
        if e['seq'] == 1:
            e['detail']['root'] = root
    by_other(b, 'what A sealed, captured by B', by_b,
             {'organization': 'Cabinet b'}, 'custody.events')
    by_other(b, "a log of A's operators, signed by B", lambda e, s: None, a,
             'custody.binding')
    by_other(b, 'a log that names no root', no_root, a, 'custody.binding')
    by_other(b, "the seal of B in A's name", all_by_seal, a,
             'custody.people')


def operator_alone(b):
    """Without the seal's key, an operator signs for the organization."""
    d, p7 = b.base.copy(), b.base[SIGNED[SECOND]]
    for n in (FIRST, SECOND):
        d[n] = d.manifest(n)
        d[SIGNED[n]] = resign(p7, d[n], b.keys.operator, b.keys)
    b.case('an operator as the organization', d.write(), (1,),
           'custody.binding')


def made_twice(events):
    e = kinds(events, 'acquired')[0]
    e['exhibits'] *= 2
    e['detail'].update(url='https://x/', final_url='https://x/')


def sealed_twice(events):
    e = kinds(events, 'sealed')[0]
    e['exhibits'] *= 2
    e['after']['value'] = '00' * 32


def untold(b, change):
    """Not dated and not named in dossier.json, which may leave it out."""
    def edit(d):
        j = d.json
        for x in j['exhibits']:
            del x['sealed'], x['url']
        d.json = j
        remade(b, change)(d)
    return edit


def dated_back(events):
    for e in events[:6]:
        later(e)


def other_page(events):
    kinds(events, 'acquired')[0]['detail'].update(
        url='https://x/', final_url='https://x/')


def sent_twice(events):
    one = kinds(events, 'transferred')[0]
    two = events[one['seq']]
    two.update(event='transferred', case=one['case'], detail=one['detail'],
               exhibits=one['exhibits'], to={'name': 'Z'})


def closes_text(events):
    kinds(events, 'received')[0]['detail']['closes'] = 'x'


def begun_late(events):
    events[1].update(start='2099-01-01T00:00:00.000Z',
                     end='2099-01-01T00:00:00.000Z')


def nobody(events):
    events[1]['who'] = {'name': 'Jean Dupont', 'organization': 'Police'}


def logs(b):
    b.signed('an exhibit twice, another left out', twice, (1,),
             'dossier.record')
    crowd(b)
    renamed(b)
    strangers(b)
    operator_alone(b)
    forked(b)
    b.signed('captured, named twice', remade(b, made_twice), (1,),
             'custody.events')
    b.signed('sealed, named twice', remade(b, sealed_twice), (1,),
             'custody.events')
    b.signed('not told, dated back', untold(b, dated_back), (1,),
             'custody.times')
    b.signed('not told, another page', untold(b, other_page), (1,),
             'custody.events')
    b.signed('sent twice', remade(b, sent_twice), (1,),
             'custody.receipts')
    b.signed('closes no number', remade(b, closes_text), (1,),
             'custody.events')
    b.signed('begun in 2099', remade(b, begun_late), (0,),
             warns='custody.times')
    b.signed('in a name, by no key', remade(b, nobody), (1,),
             'custody.people')


def forked(b):
    """A showed two histories of its log to B, which has both of them."""
    d, n = Dossier(b.stores + '/b.asice'), 4
    old = d.like('custody/' + origin_of(b.keys)[8:], '/key')[0][:-3]
    folder = old[:old.rindex('-') + 1] + '%d/' % n

    def part(change):
        events, prev = [], sha(b'')
        for text in b.events[:n]:
            e = json.loads(text)
            change(e)
            e['prev'] = prev.hex()
            events.append(compact(e))
            prev = leaf(events[-1])
        leaves = [leaf(x) for x in events]
        for name, data in (
                ('key', d[old + 'key']),
                ('checkpoint', b.keys.note(n, tree(leaves))),
                ('events.jsonl', b''.join(x + b'\n' for x in events)),
                ('proofs.jsonl', b''.join(compact({'seq': i + 1, 'path': [
                    b64(x) for x in inclusion(i, leaves)]}) + b'\n'
                    for i in range(n)))):
            d[folder + name] = data
        return d.sign(b.b).write()

    def other(e):
        if e['seq'] == 2:
            e['why'] = 'another story'
    b.case('a part of the same log', part(lambda e: None), (0,))
    b.case('a part of another history', part(other), (1,),
           'custody.checkpoint')


# -- receipts -----------------------------------------------------------------

def receipt(b, change):
    """The receipt of B again, with its real keys, and another text."""
    t = undo(b.base[b.base.like('receipts/')[0]])
    place = t[0][1][1][1][0][1][2][1][1][1][0]
    j = json.loads(place[1])
    change(j)
    place[1] = compact(j)
    when = re.sub('[^0-9]', '', j['time'])[2:14] + 'Z'
    return resign(der(t[0]), place[1], b.b.operator, b.b, time=when)


def tells(b, j, change):
    """The event in a receipt, in a log of B made anew."""
    e = json.loads(j['event'])
    change(e)
    j['event'] = compact(e).decode()
    root = tree([base64.b64decode(j['path'][0]), leaf(compact(e))])
    j['checkpoint'] = b.b.note(2, root).decode()


def dated(b, when):
    def change(j):
        j['time'] = when
        tells(b, j, lambda e: e.update(time=when))
    return change


def other_package(b):
    def change(j):
        j['package'] = OTHER
        tells(b, j, lambda e: e['detail'].update(package=OTHER))
    return change


def fewer(b):
    def change(j):
        del j['exhibits'][1:]
        tells(b, j, lambda e: e.update(exhibits=j['exhibits']))
    return change


def by_sender(b):
    """The receiver's log is said to be the one that sent it."""
    def change(j):
        j['from']['log'] = j['log']
    return change


def receipts(b):
    def told(name, change, want, alter=lambda events: None, warns=None,
             check='custody.receipts'):
        r = receipt(b, change)
        digest = hashlib.sha256(r).hexdigest()

        def events(ev):
            kinds(ev, 'received')[0]['detail']['receipt'] = digest
            alter(ev)

        def edit(d):
            d.drop(d.like('receipts/')[0])
            remade(b, events)(d)
            d['receipts/%s.p7m' % digest] = r
        b.signed('receipt ' + name, edit, want, check, warns)

    def sent_to(events):
        kinds(events, 'transferred')[0]['to'] = {
            'name': 'Op z', 'organization': 'Cabinet z'}
    told('as it was', lambda j: None, (0,))
    told('of 2020, its event of today', lambda j: j.update(
        time='2020-01-01T00:00:00.000Z'), (1,))
    told('of 2020', dated(b, '2020-01-01T00:00:00.000Z'), (1,))
    told('of 2040', dated(b, '2040-01-01T00:00:00.000Z'), (1,))
    told('of another package', other_package(b), (1,))
    told('of one exhibit of two', fewer(b), (1,))
    told('for another log', lambda j: j['from'].update(
        log='constat/0000000000000000'), (1,))
    told('of the sender itself', by_sender(b), (1,))
    # Two of its signs: a remark, and reports that tell of another addressee.
    told('by another than it was sent to', lambda j: None, (1,), sent_to,
         'custody.receipts', 'dossier.reports')


def main():
    verify, dossier, stores, tsa, keys, work = sys.argv[1:7]
    b = Lies(verify, dossier, stores, tsa, keys, work)
    logs(b)
    receipts(b)
    print('%d lies, %d not found' % (b.ran, b.bad))
    return 1 if b.bad or not b.ran else 0


if __name__ == '__main__':
    sys.exit(main())
