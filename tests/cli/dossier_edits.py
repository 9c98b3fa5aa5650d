"""Edits of a real dossier, each of which the verifier must find.

usage: dossier_edits.py VERIFY DOSSIER OTHER ROOT TSA_ROOT KEYS TSA LOG WORK

DOSSIER holds two exhibits of one case, handed over and received; OTHER is of
another case of the same store, signed under ROOT.  KEYS holds seal.key,
operator.key and log.key in the clear; LOG has every event of the log, a line
each.  Three hands: a stranger, who signs nothing; somebody with another root,
who signs it all; and an insider with all keys but the authority's.  Each case
has a name, the bytes, and the exit codes that will do."""
import json
import os
import struct
import subprocess
import sys
import time
import unicodedata
import zlib

from dossier_kit import (FIRST, OIDS, ORDER, SECOND, SIGNED, Dossier, Entry,
                         Keys, attribute, attributes, b64, compact, der,
                         inclusion, leaf, sha, signer, tree, undo)

NOT = (1, 2)                            # altered, or undecided
LIST = 'dossier.json'


class Bench:
    def __init__(self, verify, dossier, other, roots, keys, log, work):
        self.verify, self.roots, self.keys = verify, roots, keys
        self.work = work
        self.base, self.other = Dossier(dossier), Dossier(other)
        self.events = [x.encode() for x in open(log).read().splitlines()]
        self.folder = self.base.like('custody/', '/checkpoint')[0][:-10]
        self.ran = self.bad = 0

    def judge(self, data, more=()):
        path = self.work + '/x.asice'
        with open(path, 'wb') as f:
            f.write(data)
        done = subprocess.run(
            [self.verify, '--json', '--trust', self.roots[0], '--tsa-trust',
             self.roots[1], *more, path], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, timeout=120)
        return done.returncode, json.loads(done.stdout or b'{}')

    def case(self, name, data, want, check=None, warns=None):
        have, j = self.judge(data)
        failed = [f for f in j.get('findings', []) if f['level'] == 'fail']
        self.ran += 1
        if have in want and (check is None or have != 1 or check in [
                f['check'] for f in failed]) and (warns is None or [
                f for f in j['findings']
                if f['level'] == 'warn' and f['check'] == warns]):
            return
        self.bad += 1
        print('FAIL %s: exit %d, want %s %s' % (name, have, want, check))
        for f in failed[:4]:
            print('     %s: %s' % (f['check'], f['detail'][:150]))

    def edited(self, name, edit, want, check=None, **more):
        d = self.base.copy()
        made = edit(d)
        self.case(name, made if isinstance(made, bytes) else d.write(**more),
                  want, check)

    def signed(self, name, change, want, check=None, warns=None, **more):
        """The same by the insider, who signs what he made."""
        d = self.base.copy()
        change(d)
        self.case(name, d.sign(self.keys, **more).write(), want, check,
                  warns)


# -- a stranger: the container ------------------------------------------------

def fields(i, where, **values):
    def edit(d):
        for w in where:
            getattr(d.entries[i], w).update(values)
    return edit


def put(name, value, i=1):
    return lambda d: setattr(d.entries[i], name, value)


def add(*names):
    return lambda d: d.entries.extend(Entry(n, b'x') for n in names)


def deflated(d):
    e = d.find('report.en.html')
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    e.body = c.compress(e.data) + c.flush()
    e.local['method'] = e.central['method'] = 8


def end64(whole, ones):
    """The directory's place told once more, where nothing needs it."""
    end, head = whole[-22:], len(whole) - 22
    n, _, size, at = struct.unpack('<HHII', end[8:20])
    if ones:
        end = end[:8] + b'\xff' * 12 + end[20:]
    return whole[:head] + struct.pack(
        '<IQHHIIQQQQ', 0x06064b50, 44, 0x32d, 45, 0, 0, n, n, size, at) + \
        struct.pack('<IIQI', 0x07064b50, 0, head, 1) + end


def container(b):
    whole = b.base.write()
    both = ('local', 'central')
    b.case('as it is', whole, (0,))
    for name, made in (('prefix', b'MZ' + whole), ('tail', whole + b'\0'),
                       ('comment', b.base.write(comment=b'x')),
                       ('gap', b.base.write(gap=b'x')),
                       ('count', b.base.write(end=dict(count=3))),
                       ('twice', whole + whole),
                       ('two', b.other.write() + whole),
                       ('half', whole[:len(whole) // 2]),
                       ('ZIP64 end', end64(whole, False)),
                       ('ZIP64 end, all ones', end64(whole, True))):
        b.case(name, made, NOT)
    order = list(range(len(b.base.entries)))[::-1]
    b.edited('directory reversed', lambda d: None, NOT, order=order)
    for name, edit in (
            ('ZIP64 for nothing', put('local_extra', b'\1\0\0\0')),
            ('extra', put('extra', b'\x55\x54\x05\0\1\0\0\0\0')),
            ('local name', put('local_name', b'dossier.jsoN')),
            ('entry comment', put('comment', b'x')),
            ('flags', fields(2, both, flags=0x800)),
            ('time', fields(2, both, time=0)),
            ('link', fields(2, ('central',), external=0o120777 << 16)),
            ('deflated', deflated), ('again', add(LIST)),
            ('case', add('Dossier.json')), ('folder', add('x/')),
            ('normal forms', add(unicodedata.normalize('NFD', '\u00e9'),
                                 '\u00e9')),
            ('in META-INF', add('META-INF/notes.txt')),
            ('NUL', add(b'dossier.json\0x')), ('up', add('../x'))):
        b.edited(name, edit, NOT)
    for name in b.base.names():
        b.edited('without ' + name, lambda d: d.drop(name), NOT)


# -- a stranger: the signatures -----------------------------------------------

def content(t):
    return t[0][1][1][1][0][1]


def high(t, info):
    s = undo(info[1][5][1])[0]
    v = ORDER - int.from_bytes(s[1][1][1], 'big')
    s[1][1][1] = v.to_bytes(v.bit_length() // 8 + 1, 'big')
    info[1][5][1] = der(s)


def unsigned(t, info):
    info[1][6][1].append(attribute(bytes.fromhex('2a864886f70d010901'),
                                   [[12, b'x']]))


def stamp_of_other(b):
    def edit(t, info):
        info[1][6] = signer(undo(b.base[SIGNED[SECOND]]))[1][6]
    return edit


def signatures(b):
    def cms(name, edit, want=(1,)):
        d = b.base.copy()
        t = undo(d[SIGNED[FIRST]])
        made = edit(t, signer(t))
        d[SIGNED[FIRST]] = made if isinstance(made, bytes) else der(t[0])
        b.case('CMS ' + name, d.write(), want, 'dossier.signatures')
    cms('attributes in another order',
        lambda t, i: i[1][3][1].reverse())
    cms('second signer', lambda t, i: content(t)[-1][1].append(i))
    cms('high s', high)
    cms('unsigned attribute', unsigned)
    cms('certificate dropped', lambda t, i: content(t)[3][1].pop() and None)
    cms('content inside', lambda t, i: content(t)[2][1].append(
        [0xa0, [[4, b.base[FIRST]]]]))
    cms('version', lambda t, i: content(t).__setitem__(0, [2, b'\3']))
    cms('BER', lambda t, i: b'\x30\x80' + b''.join(
        der(x) for x in t[0][1]) + b'\0\0')
    cms('tail', lambda t, i: der(t[0]) + b'\0')
    d = b.base.copy()
    t = undo(d[SIGNED[FIRST]])
    stamp_of_other(b)(t, signer(t))
    d[SIGNED[FIRST]] = der(t[0])
    b.case("the other signature's stamp", d.write(), (1,))
    d = b.base.copy()
    t = undo(d[SIGNED[FIRST]])
    signer(t)[1].pop()
    d[SIGNED[FIRST]] = der(t[0])
    b.case('stamp dropped', d.write(), (3,))


# -- an insider: form -----------------------------------------------------------

def without(oid):
    def edit(t, info):
        info[1][3][1] = [a for h, a in attributes(info).items() if h != oid]
    return edit


def manifests(b):
    def xml(name, old, new):
        b.signed('XML ' + name, lambda d: None, NOT,
                 xml=lambda text, _: text.replace(old, new))
    xml('DTD', b'<asic:ASiCM', b'<!DOCTYPE x [<!ENTITY a "b">]>\n<asic:ASiCM')
    xml('comment', b'</asic:ASiCM', b'<!-- x --></asic:ASiCM')
    xml('percent', b'"dossier.json"', b'"dossier%2Ejson"')
    xml('reference', b'"dossier.json"', b'"dossier&#46;json"')
    xml('case', b'"dossier.json"', b'"Dossier.json"')
    xml('namespace', b'v1.2.1#', b'v1.1.1#')
    xml('SHA-1', b'xmlenc#sha256', b'xmldsig#sha1')
    xml('extension', b'</asic:ASiCM',
        b'<asic:ASiCManifestExtensions/></asic:ASiCM')
    for name, oid in OIDS.items():
        b.signed('CMS without ' + name, lambda d: None, (1,),
                 edit=without(oid))
    b.signed('signed in 2020, as it says', lambda d: None, (0,),
             warns='stamp.window', time='200101000000Z')
    b.signed('signed in 2040, as it says', lambda d: None, (1,),
             time='400101000000Z')
    k = b.keys
    d = b.base.copy().sign(Keys(k.operator, k.operator, k.log, k.tsa))
    b.case('both by the operator', d.write(), (1,), 'dossier.signatures')


# -- an insider: what dossier.json tells ------------------------------------------

def members(**values):
    def edit(d):
        j = d.json
        j.update(values)
        d.json = j
    return edit


def inside(member, **values):
    def edit(d):
        j = d.json
        j[member].update(values)
        d.json = j
    return edit


def exhibit(i, **values):
    def edit(d):
        j = d.json
        j['exhibits'][i].update(values)
        d.json = j
    return edit


def text(old, new):
    def edit(d):
        d.json = d.json         # in one form
        assert old in d[LIST]
        d[LIST] = d[LIST].replace(old, new, 1)
    return edit


def fewer(d):
    j = d.json
    d.drop(j['exhibits'].pop()['file'])
    d.json = j


def more_of(other):
    def edit(d):
        j, x = d.json, dict(other.json['exhibits'][0])
        data = other[x['file']]
        x.update(file=x['file'].replace('0001-', '0003-'), number=3)
        j['exhibits'].append(x)
        at = max(i for i, e in enumerate(d.entries)
                 if e.name.startswith(b'exhibits/'))
        d.entries.insert(at + 1, Entry(x['file'], data))
        d.json = j
    return edit


def exchanged(d):
    one, two = [d.find(n) for n in d.like('exhibits/', '.wacz')]
    one.data, two.data = two.data, one.data


def told(b):
    own = 'custody.binding'
    for name, edit, check in (
            ('case', members(case={'name': 'Dupont'}), own),
            ('by', inside('by', name='Jean Dupont'), own),
            ('organization', inside('by', organization='Police'), own),
            ('role', inside('by', role='huissier'), own),
            ('to', members(to={'name': 'Procureur'}), own),
            ('why', members(why='autre'), own),
            ('created', members(created='2020-01-01T00:00:00.000Z'), own),
            ('to come', members(created='2099-01-01T00:00:00.000Z'), None),
            ('kind', members(kind='transfer'), own),
            ('event', members(event=1), own),
            ('log', members(log='constat/0000000000000000'), own),
            ('fewer', fewer, own), ('more', more_of(b.other), own),
            ('URL', exhibit(0, url='https://x.example/'), None),
            ('sealed', exhibit(0, sealed='2020-01-01T00:00:00.000Z'), None),
            ('bytes', exhibit(0, bytes=5), None),
            ('title', exhibit(0, title='Aveux de Dupont'),
             'dossier.exhibits'),
            ('number twice', exhibit(0, number=2), 'dossier.record'),
            ('member twice', text(b'{"format"', b'{"why":"x","format"'),
             'dossier.record'),
            ('NaN', text(b'"version":1', b'"version":NaN'), 'dossier.record'),
            ('surrogate', text(b'"why":"', b'"why":"\\ud800'),
             'dossier.record'),
            ('exhibits exchanged', exchanged, 'dossier.exhibits'),
            ('report dropped', lambda d: d.drop('report.fr.html'),
             'dossier.record')):
        b.signed('told: ' + name, edit, (1,), check)


# -- an insider: custody ------------------------------------------------------------

def shown(b):
    return [json.loads(x)['seq']
            for x in b.base[b.folder + 'events.jsonl'].splitlines()]


def events_of(b, seqs):
    """The custody shows the events ${seqs}, each with its own proof."""
    size = int(b.folder.rstrip('/').rsplit('-', 1)[1])
    leaves = [leaf(x) for x in b.events[:size]]

    def edit(d):
        d[b.folder + 'events.jsonl'] = b''.join(
            b.events[s - 1] + b'\n' for s in seqs)
        d[b.folder + 'proofs.jsonl'] = b''.join(compact(
            {'seq': s, 'path': [b64(x) for x in inclusion(s - 1, leaves)]}) +
            b'\n' for s in seqs)
    return edit


def remade(b, change):
    """The log made anew with its real key, time-stamped now."""
    def edit(d):
        size = int(b.folder.rstrip('/').rsplit('-', 1)[1])
        events, prev = [json.loads(x) for x in b.events[:size]], sha(b'')
        change(events)
        for i, e in enumerate(events):
            e['prev'] = prev.hex()
            events[i] = compact(e)
            prev = leaf(events[i])
        leaves = [leaf(x) for x in events]
        note = b.keys.note(size, tree(leaves))
        d[b.folder + 'checkpoint'] = note
        d[b.folder + 'checkpoint.tsr'] = b.keys.stamp(note)
        kept, b.events = b.events, events
        events_of(b, shown(b))(d)
        b.events = kept
        if b.folder + 'anchors.jsonl' in d.names():
            d.drop(b.folder + 'anchors.jsonl')
    return edit


def kinds(events, kind):
    return [e for e in events if e['event'] == kind]


def later(e):
    for m in ('time', 'start', 'end'):
        if m in e:
            e[m] = '2020' + e[m][4:]


def backdated(events):
    for e in events[:3]:
        later(e)


def custody(b):
    seqs = shown(b)
    every = {s: json.loads(b.events[s - 1]) for s in seqs}
    sent = [s for s in seqs if every[s]['event'] == 'transferred'][0]
    others = [json.loads(x)['seq'] for x in b.events
              if json.loads(x).get('case') == 'Autre'][:1]
    b.signed('the same events', events_of(b, seqs), (0,))
    b.signed('first left out', events_of(b, seqs[1:]), (1,))
    b.signed('last left out', events_of(b, seqs[:-1]), (1,))
    b.signed('sending left out', events_of(
        b, [s for s in seqs if s != sent]), (1,), 'custody.events')
    b.signed("another case's", events_of(b, sorted(seqs + others)), (1,),
             'custody.events')
    b.signed('exchanged', events_of(
        b, [seqs[1], seqs[0]] + seqs[2:]), (1,), 'custody.events')
    b.signed('witness', lambda d: d.__setitem__(
        b.folder + 'cosignatures', b'x\n'), (1,))
    for name, change, check in (
            ('as it was', lambda ev: None, None),
            ('dated back', backdated, 'custody.times'),
            ('another name', lambda ev: ev[1]['who'].update(
                name='Jean Dupont'), 'custody.people'),
            ('another organization', lambda ev: ev[1]['who'].update(
                organization='Police'), 'custody.people'),
            ('another key', lambda ev: ev[1]['who'].update(key='00' * 32),
             'custody.people'),
            ('another file sealed', lambda ev: kinds(ev, 'sealed')[0][
                'after'].update(value='00' * 32), 'custody.events'),
            ('another page', lambda ev: kinds(ev, 'acquired')[0][
                'detail'].update(url='https://x/', final_url='https://x/'),
             'custody.events'),
            ('refused, as the log says', lambda ev: kinds(ev, 'received')[
                0].update(event='rejected'), 'custody.receipts'),
            ('another receipt', lambda ev: kinds(ev, 'received')[0][
                'detail'].update(receipt='00' * 32), 'custody.receipts')):
        b.signed('log made anew: ' + name, remade(b, change),
                 (1,) if check else (0,), check)


def receipts(b):
    name = b.base.like('receipts/')[0]
    d = b.other.copy()
    d[name] = b.base[name]
    b.case("another case's receipt", d.sign(b.keys).write(), (1,),
           'custody.receipts')
    b.signed('receipt changed', lambda d: d.__setitem__(
        name, d[name][:-1] + bytes([d[name][-1] ^ 1])), (1,),
        'custody.receipts')
    # Judged as of a day before it was made, nothing is wrong with anything.
    have, j = b.judge(b.base.write(), ('--at', '2020-01-01T00:00:00Z'))
    b.ran += 1
    if have != 3:
        b.bad += 1
        print('FAIL as of 2020: exit %d, want 3' % have)
    d = b.base.copy()
    d.drop(name)
    have, j = b.judge(d.sign(b.keys).write())
    b.ran += 1
    if not [x for x in j['custody'] if x.get('gap') == 'no-receipt']:
        b.bad += 1
        print('FAIL receipt dropped: no gap is shown')


# -- an insider: what the reports inside tell --------------------------------------

FR, EN = 'report.fr.html', 'report.en.html'


def rewritten(name, old, new):
    def edit(d):
        assert old in d[name]
        d[name] = d[name].replace(old, new, 1)
    return edit


def cut(d):
    d[FR] = d[FR][:-100]


def not_told(d):
    j = d.json
    del j['report']
    d.json = j


def escape(form):
    """A form that nobody knows, so that nobody compares."""
    def edit(d):
        members(report=form)(d)
        d[FR] = b'<!DOCTYPE html><p>Tout va bien.'
    return edit


def reports(b):
    own = 'dossier.reports'
    there = b.base.json
    for name, edit in (
            ('a name', rewritten(FR, b'Cabinet a', b'Cabinet z')),
            ('a digest', rewritten(EN, there['exhibits'][0]['sha256'][:40]
                                   .encode(), b'0' * 40)),
            ('one blank', rewritten(EN, b'<h2>', b'<h2> ')),
            ('a paragraph', rewritten(FR, b'<h2>', b'<p>Aveux.</p><h2>')),
            ('a script', rewritten(FR, b'</head>', b'<script></script></head>'
                                   )),
            ('an end', lambda d: d.__setitem__(EN, d[EN] + b'\n')),
            ('cut', cut), ('nothing', lambda d: d.__setitem__(FR, b'')),
            ('of another dossier', lambda d: d.__setitem__(
                FR, b.other[FR])),
            ('both in English', lambda d: d.__setitem__(FR, d[EN])),
            ('a note in the list', exhibit(0, title='Aveux'))):
        b.signed('report: ' + name, edit, (1,), own)
    for name, edit in (('form 999', members(report=999)),
                       ('form 999, and rewritten', escape(999)),
                       ('form not told', not_told)):
        b.signed('report: ' + name, edit, (3,))
        d = b.base.copy()
        edit(d)
        _, j = b.judge(d.sign(b.keys).write())
        seen = [f for f in j['findings'] if f['check'] == own]
        b.ran += 1
        if [f['level'] for f in seen] != ['unchecked']:
            b.bad += 1
            print('FAIL report: %s: %s' % (name, seen))
    b.signed('report: form 0', members(report=0), (1,), 'dossier.record')
    # The first place that differs is named, with the words on both sides.
    d = b.base.copy()
    rewritten(FR, b'Op b', b'Jean Dupont')(d)
    at = d[FR].index(b'Jean Dupont')
    _, j = b.judge(d.sign(b.keys).write())
    seen = [f for f in j['findings'] if f['check'] == own and
            f['level'] == 'fail']
    b.ran += 1
    if (len(seen) != 1 or seen[0]['subject'] != FR or
            seen[0]['offset'] != at or 'Jean Dupont' not in seen[0]['detail']
            or 'Op b' not in seen[0]['detail'] or 'line %d:' %
            (d[FR][:at].count(b'\n') + 1) not in seen[0]['detail']):
        b.bad += 1
        print('FAIL report: the difference is told as %s' % seen)


def main():
    verify, dossier, other, root, tsa_root, keys, tsa, log, work = \
        sys.argv[1:10]
    k = Keys(*[os.path.join(keys, n + '.key')
               for n in ('seal', 'operator', 'log')], tsa)
    b = Bench(verify, dossier, other, (root, tsa_root), k, log, work)
    begun = time.time()
    for part in (container, signatures, manifests, told, custody, receipts,
                 reports):
        part(b)
    print('%d edits, %d not found, %d s' % (b.ran, b.bad,
                                            time.time() - begun))
    return 1 if b.bad or not b.ran else 0


if __name__ == '__main__':
    sys.exit(main())
