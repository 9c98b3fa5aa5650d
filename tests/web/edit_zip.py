"""Edits of the ZIP around files whose content stays as it is."""
import struct
import zlib

from pkg import (DIGEST, INDEX, LOG, MANIFEST, WARC, Entry, compact, pretty,
                 write_zip)

PNG = 'evidence/post.png'


def cases(bench):
    data = bench.data

    def edit(change, **more):
        def make():
            p = bench.package.copy()
            change(p)
            return p.write(**more), 1, ''
        return make

    def raw(change):
        return lambda: (change(data), 1, '')

    def at(name, change, subject=None):
        def make():
            p = bench.package.copy()
            change(p.entry(name))
            return p.write(), 1, name if subject is None else subject
        return make

    def field(where, key, value):
        return lambda e: getattr(e, where).__setitem__(key, value)

    def rename(new, local=None):
        def change(e):
            if local is not False:
                e.local_name = local
            e.name = new
        return change

    def assign(key, value):
        return lambda e: setattr(e, key, value)

    end = data.rfind(b'PK\5\6')
    start = struct.unpack('<I', data[end + 16:end + 20])[0]
    second = data[end:]

    def swap(p):
        e = p.entries
        e[0], e[1] = e[1], e[0]

    def double(p):
        p.entries.insert(1, Entry(MANIFEST, b'{}', p.entries[0]))

    def deflate(p):
        e = p.entry(INDEX)
        c = zlib.compressobj(9, zlib.DEFLATED, -15)
        e.body = c.compress(e.data) + c.flush()
        e.local = {'method': 8}
        e.central = {'method': 8}

    def zip64(e):
        x = struct.pack('<HHQQ', 1, 16, len(e.data), len(e.data))
        e.extra = e.extra + x
        e.local = {'packed': 0xffffffff, 'size': 0xffffffff}
        e.central = {'packed': 0xffffffff, 'size': 0xffffffff}

    def zip64_end(where):
        rec = struct.pack('<IQHHIIQQQQ', 0x06064b50, 44, 45, 45, 0, 0,
                          13, 13, end - start, where)
        loc = struct.pack('<IIQI', 0x07064b50, 0, end, 1)
        return data[:end] + rec + loc + data[end:]

    def shadow():
        """A second directory behind the first, with another end record."""
        p = bench.package.copy()
        p.entry(PNG).name = b'evidence/post.pnG'
        other = p.write()
        o = other.rfind(b'PK\5\6')
        s = struct.unpack('<I', other[o + 16:o + 20])[0]
        return data[:end] + other[s:o] + second, 1, ''

    def hidden(e):
        e.gap = b'PK\3\4' + b'\0' * 26

    def overlap(p):
        e = p.entries
        places = data.find(b'PK\3\4', 10)
        e[1].central = {'offset': 0}
        return places

    def unlisted(p):
        p.entries.insert(1, Entry('evidence/free.txt', b'x', p.entries[0]))

    def no_sizes(e):
        e.local = {'packed': 0, 'size': 0}

    def short_descriptor(e):
        e.descriptor = struct.pack('<III', zlib.crc32(e.data), len(e.data),
                                   len(e.data))

    def wrong_descriptor(e):
        e.descriptor = struct.pack('<IIII', 0x08074b50,
                                   zlib.crc32(e.data) ^ 1, len(e.data),
                                   len(e.data))

    dos_other = bench.package.entries[0].dos ^ 0x20
    ut = bench.package.entries[0].extra
    yield 'zip: nothing edited', lambda: (data, 0, '')
    yield 'zip: rebuilt as it is', lambda: (bench.package.write(), 0, '')
    yield 'zip: archive comment', edit(lambda p: 0, comment=b'ok')
    yield 'zip: comment that hides an end record', edit(
        lambda p: 0, comment=second)
    yield 'zip: comment with another directory', lambda: (
        data[:end + 20] + struct.pack('<H', end - start + 22) +
        data[start:end] + second, 1, '')
    yield 'zip: comment of an entry', at(PNG, assign('comment', b'x'))
    yield 'zip: extra field added', at(
        PNG, lambda e: setattr(e, 'extra', e.extra + b'\xfe\xca\1\0x'))
    yield 'zip: extra field in the local header only', at(
        PNG, lambda e: setattr(e, 'local_extra', e.extra +
                               b'\xfe\xca\1\0x'))
    yield 'zip: extra field in the directory only', at(
        PNG, lambda e: (setattr(e, 'local_extra', e.extra),
                        setattr(e, 'extra', e.extra + b'\xfe\xca\1\0x')))
    yield 'zip: extra field with another name', at(
        PNG, lambda e: setattr(e, 'extra', e.extra + struct.pack(
            '<HHBI', 0x7075, 9, 1, zlib.crc32(e.name)) + b'post'))
    yield 'zip: time in an extra field', at(
        PNG, assign('extra', ut[:5] + b'\0\0\0\0' + ut[9:]))
    yield 'zip: owner in an extra field', at(
        PNG, assign('extra', ut[:-1] + b'\1'))
    yield 'zip: no extra fields', at(PNG, assign('extra', b''))
    yield 'zip: entries in another order', edit(swap)
    yield 'zip: directory in another order', edit(
        lambda p: 0, central_order=[1, 0] + list(range(2, 13)))
    yield 'zip: time of an entry', at(PNG, assign('dos', dos_other))
    yield 'zip: time in the directory only', at(
        PNG, field('central', 'dos', dos_other))
    yield 'zip: renamed in case', at(
        PNG, rename(b'evidence/post.PNG'), 'evidence/post.PNG')
    yield 'zip: renamed in the directory only', at(
        PNG, rename(b'evidence/past.png', PNG.encode()),
        'evidence/past.png')
    yield 'zip: renamed in the local header only', at(
        PNG, assign('local_name', b'evidence/past.png'))
    for bad in ('../post.png', '/etc/passwd', 'C:post.png', 'evidence/nul',
                'evidence\\post.png', 'evidence/./post.png',
                'evidence/post.png\0.txt', 'evidence/\x1b[2Jpost.png',
                'evidence/post.png ', 'evidence/post.png.'):
        yield 'zip: renamed to %r' % bad, at(PNG, rename(bad.encode()), '')
    yield 'zip: name that is not UTF-8', at(PNG, rename(b'evidence/\xff'),
                                            '')
    yield 'zip: padding with NUL', raw(lambda d: d + b'\0' * 512)
    yield 'zip: bytes behind the end', raw(lambda d: d + b'x')
    yield 'zip: prefix, offsets as they were', raw(lambda d: b'#!/bin/sh\n' +
                                                   d)
    yield 'zip: prefix, offsets moved', edit(lambda p: 0, prefix=b'MZ')
    yield 'zip: second end record', raw(lambda d: d + second)
    yield 'zip: second directory and end record', shadow
    yield 'zip: bytes before the directory', edit(lambda p: 0, gap=b'x')
    yield 'zip: bytes behind the directory', edit(lambda p: 0, gap_end=b'x')
    yield 'zip: bytes between entries', at(PNG, assign('gap', b'xx'), '')
    yield 'zip: hidden entry between entries', at(PNG, hidden, '')
    yield 'zip: bytes before a descriptor', at(PNG, assign('after', b'x'),
                                               '')
    yield 'zip: two entries on one content', edit(overlap)
    yield 'zip: the manifest twice', edit(double)
    yield 'zip: a file that no list has', edit(unlisted)
    yield 'zip: a folder entry', edit(lambda p: p.entries.insert(
        0, Entry('archive/', b'', p.entries[0])))
    yield 'zip: ZIP64 sizes', at(PNG, zip64)
    yield 'zip: ZIP64 end record', lambda: (zip64_end(start), 1, '')
    yield 'zip: ZIP64 end record to another place', lambda: (
        zip64_end(start + 1), 1, '')
    yield 'zip: same content deflated', edit(deflate)
    yield 'zip: no sizes in the local header', at(PNG, no_sizes)
    yield 'zip: CRC in the local header', at(
        PNG, lambda e: e.local.update(crc=zlib.crc32(e.data)))
    yield 'zip: wrong CRC in the directory', at(PNG, field('central', 'crc',
                                                           1))
    yield 'zip: descriptor without its mark', at(PNG, short_descriptor, '')
    yield 'zip: wrong descriptor', at(PNG, wrong_descriptor)
    yield 'zip: no descriptor', at(
        PNG, lambda e: (setattr(e, 'descriptor', b''),
                        e.local.update(flags=0, crc=zlib.crc32(e.data)),
                        e.central.update(flags=0)))
    yield 'zip: flags', at(PNG, lambda e: (e.local.update(flags=0x808),
                                           e.central.update(flags=0x808)))
    yield 'zip: encrypted', at(PNG, lambda e: (e.local.update(flags=9),
                                               e.central.update(flags=9)))
    yield 'zip: flags in the directory only', at(
        PNG, field('central', 'flags', 0))
    yield 'zip: method in the directory only', at(
        PNG, field('central', 'method', 8))
    yield 'zip: version needed', at(PNG, lambda e: (
        e.local.update(needed=20), e.central.update(needed=20)))
    yield 'zip: version made by', at(PNG, field('central', 'made', 0x0314))
    yield 'zip: internal attributes', at(PNG, field('central', 'internal',
                                                    1))
    yield 'zip: made executable', at(
        PNG, field('central', 'external', 0o100755 << 16))
    yield 'zip: made a link', at(
        PNG, field('central', 'external', 0o120777 << 16))
    yield 'zip: size 4 GiB in the directory', at(
        PNG, lambda e: e.central.update(size=0xfffffffe,
                                        packed=0xfffffffe), '')
    yield 'zip: fewer entries in the end record', edit(
        lambda p: 0, end={'count': 12, 'total': 12})
    yield 'zip: on another disk', edit(lambda p: 0, end={'disk': 1})
    for keep, name in ((len(data) - 1, 'last byte cut'),
                       (end, 'end record cut'), (start, 'directory cut'),
                       (len(data) // 2, 'cut in the middle')):
        yield 'zip: ' + name, raw(lambda d, k=keep: d[:k])
    yield 'zip: the digest file removed', lambda: (
        write_zip([e for e in bench.package.entries
                   if e.name != DIGEST.encode()]), 1, DIGEST)
    yield 'zip: the manifest removed', lambda: (
        write_zip([e for e in bench.package.entries
                   if e.name != MANIFEST.encode()]), 1, MANIFEST)
    yield 'zip: a stale file behind the end of the log', at(
        LOG, lambda e: setattr(e, 'data', e.data + b'\n'))
    yield 'zip: one bit of the web archive', at(
        WARC, lambda e: setattr(e, 'data', e.data[:5000] + bytes(
            [e.data[5000] ^ 1]) + e.data[5001:]))
