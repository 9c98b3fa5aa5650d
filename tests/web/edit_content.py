"""Edits of what is inside: each once by a stranger (the file alone, then with
every hash that needs no key), and once by an insider, who seals and stamps
the lie like the truth, with a log that has seen his files written."""
import json

from pkg import (DIGEST, INDEX, LOG, PAGES, RECORD, WARC, Record, compact,
                 gz, members, sha)

POST = 'evidence/post.'


def pick(records, kind, part=''):
    return next(r for r in records if r.get('WARC-Type') == kind and
                part in (r.get('WARC-Target-URI') or ''))


def log_line(p, event, change):
    lines = p.lines(LOG)
    change(next(j for j in lines if j['event'] == event))
    p.set_lines(LOG, lines)


def renumber(p, lines):
    for i, j in enumerate(lines, 1):
        j['seq'] = i
    p.set_lines(LOG, lines)


def cases(bench):
    def record(kind, part, change):
        """Edit one record; its digests and the index follow."""
        def edit(p):
            rs = p.records()
            r = pick(rs, kind, part)
            change(r)
            r.done()
            p.set_records(rs)
        return edit

    def records(change, follow=True):
        def edit(p):
            rs = p.records()
            made = change(rs)
            p.set_records(rs if made is None else made, follow)
        return edit

    def body(r):
        r.set_body(r.body().replace(b'craie', b'chaux') + b'<!-- -->')

    def body_and_log(p):
        rs = p.records()
        r = pick(rs, 'response', '/p/48215')
        body(r)
        r.done()
        p.set_records(rs)
        lines = p.lines(LOG)
        for j in lines:
            if j.get('detail', {}).get('record') == r.get('WARC-Record-ID'):
                j['detail'].update(sha256=sha(r.body()),
                                   bytes=len(r.body()))
        p.set_lines(LOG, lines)

    def status(r):
        r.block = r.block.replace(b' 200', b' 410', 1)

    def raw(change):
        def edit(p):
            p[WARC] = change(p[WARC], [m[0] for m in members(p[WARC])])
        return edit

    def index(change):
        def edit(p):
            lines = p.index()
            made = change(lines)
            p.set_index(lines if made is None else made)
        return edit

    def log(change):
        def edit(p):
            lines = p.lines(LOG)
            made = change(lines)
            renumber(p, lines if made is None else made)
        return edit

    def one(name, change):
        def edit(p):
            lines = p.lines(LOG)
            change(next(j for j in lines if j['event'] == name))
            p.set_lines(LOG, lines)
        return edit

    def page(**fields):
        def edit(p):
            lines = p.lines(PAGES)
            lines[1].update(fields)
            p.set_lines(PAGES, lines)
        return edit

    def acquisition(change):
        def edit(p):
            j = json.loads(p[RECORD])
            change(j)
            p[RECORD] = compact(j)
        return edit

    def content(name, change):
        return lambda p: p.__setitem__(name, change(p[name]))

    def added(rs):
        """A response that nobody received, indexed like the others."""
        r = pick(rs, 'response', '/p/48215')
        new = Record(*members(r.stored)[0])
        new.set('WARC-Record-ID',
                '<urn:uuid:00000000-0000-4000-8000-000000000000>')
        new.done()
        return rs + [new]

    def add_indexed(p):
        rs = p.records()
        key, when, j = next(x for x in p.index()
                            if x[2]['url'].endswith('/p/48215'))
        all_ = added(rs)
        p.set_records(all_)
        new = all_[-1]
        at = len(p[WARC]) - len(new.stored)
        lines = p.index()
        lines.append([key, when, dict(j, offset=at, length=len(new.stored),
                                      digest='sha256:' + sha(new.body()),
                                      recordDigest='sha256:' +
                                      sha(new.stored))])
        lines.sort(key=lambda x: ('%s %s ' % (x[0], x[1])).encode() +
                   compact(x[2]))
        p.set_index(lines)

    def as_resource(p):
        """The lie as a resource record of the page's own address."""
        rs = p.records()
        r = pick(rs, 'resource', 'urn:text')
        url = r.get('WARC-Target-URI')[len('urn:text:'):]
        r.set('WARC-Target-URI', url)
        r.done()
        p.set_records(rs)
        lines = p.index()
        key = next(x[0] for x in lines if x[2]['url'] == url)
        for x in lines:
            if x[0].startswith('urn:text'):
                x[0] = key
        lines.sort(key=lambda x: ('%s %s ' % (x[0], x[1])).encode() +
                   compact(x[2]))
        p.set_index(lines)

    def merge(d, ms):
        """Two records in one gzip member."""
        a, b = (m[1] for m in members(ms[1] + ms[2]))
        return ms[0] + gz(a + b) + b''.join(ms[3:])

    def other_member(change):
        def edit(p):
            rs = p.records()
            r = pick(rs, 'response', 'page.css')
            r.stored = change(r.plain())
            p.set_records(rs)
        return edit

    def extra_file(p):
        p.add('evidence/post-2.png', p[POST + 'png'], 'evidence/post.txt')

    def drop(rs, kind, part):
        rs.remove(pick(rs, kind, part))

    def without(lines, event):
        lines.remove(next(j for j in lines if j['event'] == event))

    def again(lines, **other):
        i = next(k for k, j in enumerate(lines) if j['event'] == 'exchange')
        step = dict(lines[i], detail=dict(lines[i]['detail'], **other))
        return lines[:i + 1] + [step] + lines[i + 1:]

    def copy_first(rs):
        return rs[:3] + [rs[2]] + rs[3:]

    def swap(rs):
        rs[3], rs[4] = rs[4], rs[3]

    # name, edit, file alone, file that an insider is found by or None
    for name, edit, alone, insider in (
            ('warc: a response removed', records(
                lambda rs: drop(rs, 'response', 'photo0.png')), WARC, LOG),
            ('warc: a request removed', records(
                lambda rs: drop(rs, 'request', 'photo0.png')), WARC, WARC),
            ('warc: a response removed, index not', records(
                lambda rs: drop(rs, 'response', 'photo0.png'), False), WARC,
             INDEX),
            ('warc: a record twice', records(copy_first), WARC, WARC),
            ('warc: records in another order', records(swap), WARC, None),
            ('warc: body', record('response', '/p/48215', body), WARC, LOG),
            ('warc: body and its log line', body_and_log, WARC,
             'evidence/facts.json'),
            ('warc: status', record('response', '/p/48215', status), WARC,
             LOG),
            ('warc: field of the head', record(
                'response', '/p/48215', lambda r: setattr(
                    r, 'block', r.block.replace(
                        b'\r\n', b'\r\nx-added: 1\r\n', 1))), WARC, None),
            ('warc: header added', record(
                'response', '/p/48215', lambda r: r.set('X-Note', 'a')),
             WARC, None),
            ('warc: WARC-Date by a second', record(
                'response', 'page.css', lambda r: r.set(
                    'WARC-Date', '2026-01-01T00:00:00.000Z')), WARC, WARC),
            ('warc: WARC-Date by a millisecond', record(
                'response', 'page.css', lambda r: r.set(
                    'WARC-Date', r.get('WARC-Date')[:-2] + (
                        '0Z' if r.get('WARC-Date')[-2] != '0' else '1Z'))),
             WARC, LOG),
            ('warc: WARC-Target-URI', record(
                'response', 'page.css', lambda r: r.set(
                    'WARC-Target-URI', 'https://example.org/page.css')),
             WARC, INDEX),
            ('warc: WARC-Record-ID', record(
                'response', 'page.css', lambda r: r.set(
                    'WARC-Record-ID', '<urn:uuid:' + '0' * 8 + '>')), WARC,
             LOG),
            ('warc: a response more', add_indexed, WARC, WARC),
            ('warc: a response more, not in the index', records(added), WARC,
             WARC),
            ('warc: a resource of the page', as_resource, WARC, WARC),
            ('warc: two records in a member', raw(merge), WARC, WARC),
            ('warc: an empty member', raw(lambda d, ms: d + gz(b'')), WARC,
             WARC),
            ('warc: bytes behind', raw(lambda d, ms: d + b'x'), WARC, WARC),
            ('warc: NUL behind', raw(lambda d, ms: d + b'\0' * 8), WARC,
             WARC),
            ('warc: CRLF more in a member', other_member(
                lambda s: gz(s + b'\r\n')), WARC, WARC),
            ('warc: gzip comment', other_member(
                lambda s: gz(s, head=b'\x1f\x8b\x08\x10\0\0\0\0\0\x03lie\0')),
             WARC, None),
            ('warc: gzip extra field', other_member(
                lambda s: gz(s, head=b'\x1f\x8b\x08\x04\0\0\0\0\0\x03\2\0xx')
            ), WARC, None),
            ('warc: other compression', other_member(lambda s: gz(s, 1)),
             WARC, None),
            ('warc: stored without gzip', raw(
                lambda d, ms: b''.join(m[1] for m in members(d))), WARC,
             INDEX),
            ('index: offset', index(
                lambda x: x[3][2].update(offset=x[4][2]['offset'])), INDEX,
             INDEX),
            ('index: length', index(lambda x: x[3][2].update(length=1)),
             INDEX, INDEX),
            ('index: digest', index(
                lambda x: x[3][2].update(digest='sha256:' + '0' * 64)),
             INDEX, INDEX),
            ('index: status', index(lambda x: x[3][2].update(status=404)),
             INDEX, INDEX),
            ('index: mime', index(lambda x: x[3][2].update(mime='a/b')),
             INDEX, INDEX),
            ('index: url', index(
                lambda x: x[3][2].update(url=x[4][2]['url'])), INDEX, INDEX),
            ('index: key', index(
                lambda x: x[3].__setitem__(0, x[4][0])), INDEX, INDEX),
            ('index: moment', index(
                lambda x: x[3].__setitem__(1, x[4][1])), INDEX, INDEX),
            ('index: recordDigest', index(
                lambda x: x[3][2].update(
                    recordDigest='sha256:' + '0' * 64)), INDEX, INDEX),
            ('index: filename', index(
                lambda x: x[3][2].update(filename='other.warc.gz')), INDEX,
             INDEX),
            ('index: a line dropped', index(lambda x: x[:6] + x[7:]), INDEX,
             WARC),
            ('index: a line of status 206 dropped', index(
                lambda x: [line for line in x
                           if line[2].get('status') != 206]), INDEX, WARC),
            ('index: a line twice', index(lambda x: x[:5] + x[4:]), INDEX,
             INDEX),
            ('index: lines swapped', index(
                lambda x: x[:3] + [x[4], x[3]] + x[5:]), INDEX, INDEX),
            ('index: reversed', index(lambda x: x[::-1]), INDEX, INDEX),
            ('index: empty', content(INDEX, lambda d: b''), INDEX,
             WARC),
            ('index: a comment', content(
                INDEX, lambda d: b' CDXJ 1\n' + d), INDEX, INDEX),
            ('pages: text', page(text='autre'), PAGES, PAGES),
            ('pages: title', page(title='autre'), PAGES, PAGES),
            ('pages: url', page(url='https://example.org/'), PAGES, 'pages'),
            ('pages: ts', page(ts='2026-01-01T00:00:00Z'), PAGES, PAGES),
            ('pages: emptied', content(
                PAGES, lambda d: d.splitlines()[0] + b'\n'), PAGES, PAGES),
            ('log: a step dropped', log(lambda x: without(x, 'exchange')),
             LOG, WARC),
            ('log: the first step dropped', log(lambda x: x[1:]), LOG, LOG),
            ('log: the last step dropped', log(lambda x: x[:-1]), LOG, LOG),
            ('log: a step twice', log(again), LOG, LOG),
            ('log: a step added', log(
                lambda x: again(x, record='<urn:uuid:none>')), LOG, LOG),
            ('log: not renumbered', content(
                LOG, lambda d: b'\n'.join(d.splitlines()[:5] +
                                          d.splitlines()[6:]) + b'\n'), LOG,
             LOG),
            ('log: cut', content(LOG, lambda d: d[:-1]), LOG, LOG),
            ('log: url typed', one('url-typed', lambda j: j[
                'detail'].update(url='https://example.org/')), LOG, LOG),
            ('log: url connected to', one('connected', lambda j: j[
                'detail'].update(url='https://example.org/')), LOG, LOG),
            ('log: ip connected to', one('connected', lambda j: j[
                'detail'].update(ip='192.0.2.9')), LOG, LOG),
            ('log: chain of the connection', one('connected', lambda j: j[
                'detail'].update(chain='tls/other_443.pem')), LOG, LOG),
            ('log: url of an exchange', one('exchange', lambda j: j[
                'detail'].update(url='https://example.org/')), LOG, LOG),
            ('log: hash of an exchange', one('exchange', lambda j: j[
                'detail'].update(sha256='0' * 64)), LOG, LOG),
            ('log: status of an exchange', one('exchange', lambda j: j[
                'detail'].update(status=404)), LOG, LOG),
            ('log: start of an exchange', one('exchange', lambda j: j.update(
                start=j['start'][:-2] + ('0Z' if j['start'][-2] != '0'
                                         else '1Z'))), LOG, LOG),
            ('log: duplicate key', content(LOG, lambda d: d.replace(
                b'{"seq":2,', b'{"seq":2,"seq":2,')), LOG, LOG),
            ('log: no step of the picture', log(lambda x: [
                j for j in x if j.get('detail', {}).get('file') !=
                POST + 'png']), LOG, POST + 'png'),
            ('record: url', acquisition(lambda j: j['capture'].update(
                url='https://example.org/')), RECORD, LOG),
            ('record: final_url', acquisition(lambda j: j['capture'].update(
                final_url='https://example.org/')), RECORD, RECORD),
            ('record: started later', acquisition(lambda j: j[
                'capture'].update(started='2030-01-01T00:00:00.000Z')),
             RECORD, RECORD),
            ('record: ended before', acquisition(lambda j: j[
                'capture'].update(started='2020-01-01T00:00:00.000Z',
                                  ended='2020-01-01T00:00:09.000Z')),
             RECORD, WARC),
            ('record: leaf', acquisition(lambda j: j['wire']['exchanges'][
                0]['tls'].update(leaf_sha256='0' * 64)), RECORD, 'tls/'),
            ('record: file of certificates', acquisition(
                lambda j: j['wire']['exchanges'][0]['tls'].update(
                    file='tls/none_443.pem')), RECORD, RECORD),
            ('record: wire status', acquisition(
                lambda j: j['wire']['exchanges'][0].update(status=404)),
             RECORD, RECORD),
            ('record: wire ip', acquisition(
                lambda j: j['wire']['exchanges'][0].update(ip='192.0.2.9')),
             RECORD, LOG),
            ('record: no exchanges', acquisition(
                lambda j: j['wire'].update(exchanges=[])), RECORD, RECORD),
            ('record: operator', acquisition(
                lambda j: j['operator'].update(name='Maître X')), RECORD,
             None),
            ('evidence: a picture replaced', content(
                POST + 'png', lambda d: d[:-20] + b'\0' * 20), POST + 'png',
             None),
            ('evidence: a shorter picture', content(
                POST + 'png', lambda d: d[:-20]), POST + 'png', LOG),
            ('evidence: the text', content(
                POST + 'txt', lambda d: d.replace(b'craie', b'chaux')),
             POST + 'txt', PAGES),
            ('evidence: a file more', extra_file, 'evidence/post-2.png',
             'evidence/post-2.png'),
            ('evidence: a file less', lambda p: p.drop(POST + 'pdf'),
             '', POST + 'pdf'),
            ('tls: another chain', lambda p: p.__setitem__(
                next(n for n in p.names() if n.endswith('.pem')),
                open(bench.root, 'rb').read()), 'tls/', 'tls/'),
            ('tls: no certificate', lambda p: p.__setitem__(
                next(n for n in p.names() if n.endswith('.pem')), b'x'),
             'tls/', 'tls/')):

        def stranger(edit=edit, alone=alone):
            p = bench.package.copy()
            edit(p)
            return p.write(), 1, alone

        def hashed(edit=edit):
            p = bench.package.copy()
            edit(p)
            return p.fix().write(), 1, DIGEST

        def sealed(edit=edit, alone=alone, found=insider):
            p = bench.package.copy()
            edit(p)
            # A log that was edited itself stays so.
            p.seal(bench.insider(), log=not alone == LOG)
            return (p.write(), 0 if found is None else 1, found or '',
                    {'root': bench.insider().root})

        yield name, stranger
        yield name + ', hashes follow', hashed
        # None: docs/limits.md says that these cannot be told.
        yield name + ', by an insider', sealed
