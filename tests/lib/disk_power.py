"""What a disk may hold after a power cut, from the calls that were made.

The calls are those that tests/lib/preload/disk.c wrote down.  The model is
the worst that a file system is allowed to do: what was written to a file is
there for sure only once the file was synced, a name only once its folder was
synced, and of what was not synced any part may be there, in any order among
files and folders.
"""
import hashlib
import os
import pathlib
import stat


class Call:
    def __init__(self, op, words, data=b''):
        self.op, self.words, self.data = op, words, data

    def __str__(self):
        return ' '.join([self.op] + self.words)


def read(raw):
    """The calls of one run."""
    calls, at = [], 0
    while at < len(raw):
        end = raw.index(b'\n', at)
        words = raw[at:end].decode().split('\t')
        at = end + 1
        data = b''
        if words[0] == 'write':
            n = int(words[3])
            data = raw[at:at + n]
            at += n + 1
        calls.append(Call(words[0], words[1:], data))
    return calls


class File:
    """Its bytes now, those that are safe, and what came since."""

    def __init__(self, data=b'', mode=0o600):
        self.now, self.safe, self.mode = bytearray(data), bytes(data), mode
        self.since = []         # (offset, bytes) or ('size', n)

    def write(self, at, data):
        self.since.append((at, data))
        put(self.now, at, data)

    def truncate(self, size):
        self.since.append(('size', size))
        cut(self.now, size)

    def sync(self):
        self.safe, self.since = bytes(self.now), []

    def torn(self):
        """The first half of what came since, and half of the next write."""
        out = bytearray(self.safe)
        half = len(self.since) // 2
        for at, data in self.since[:half]:
            cut(out, data) if at == 'size' else put(out, at, data)
        if half < len(self.since) and self.since[half][0] != 'size':
            at, data = self.since[half]
            put(out, at, data[:len(data) // 2])
        return bytes(out)


def put(out, at, data):
    if len(out) < at:
        out.extend(bytes(at - len(out)))
    out[at:at + len(data)] = data


def cut(out, size):
    del out[size:]
    out.extend(bytes(size - len(out)))


FOLDER = 'folder'


class Disk:
    def __init__(self, saved, top):
        self.top = str(top)
        self.now = {}           # path -> File or FOLDER
        self.inodes = {}        # number -> File
        self.waiting = []       # changes of names: (folders, [(path, what)])
        self.told = False
        for path in pathlib.Path(saved).rglob('*'):
            name = self.top + '/' + str(path.relative_to(saved))
            self.now[name] = FOLDER if path.is_dir() else File(
                path.read_bytes(), stat.S_IMODE(path.stat().st_mode))
        self.safe = dict(self.now)

    def file(self, number, path):
        """The file of an inode that is known, or had this name before."""
        if number not in self.inodes:
            self.inodes[number] = self.now.get(path) or File()
        return self.inodes[number]

    def name(self, *changes):
        for path, what in changes:
            if what is None:
                self.now.pop(path, None)
            else:
                self.now[path] = what
        self.waiting.append(({os.path.dirname(p) for p, _ in changes},
                             list(changes)))

    def move(self, a, b):
        inside = [p for p in self.now if p.startswith(a + '/')]
        self.name((a, None), (b, self.now[a]))
        for path in inside:
            to = b + path[len(a):]
            self.now[to] = self.now.pop(path)
            # A folder is moved with all in it, safe or waiting.
            if path in self.safe:
                self.safe[to] = self.safe[path]
        if inside:
            self.waiting = [
                ({b + f[len(a):] if (f + '/').startswith(a + '/') else f
                  for f in folders},
                 [(b + p[len(a):] if p.startswith(a + '/') else p, w)
                  for p, w in changes])
                for folders, changes in self.waiting]

    def apply(self, c):
        w = c.words
        if c.op == 'open':
            f = self.now.get(w[2]) if w[1] == 'empty' else None
            if f is None:
                f = File()
                if w[1] == 'new':
                    self.name((w[2], f))
            else:
                f.truncate(0)
            self.inodes[w[0]] = f
        elif c.op == 'write':
            self.file(w[0], w[3]).write(int(w[1]), c.data)
        elif c.op == 'truncate':
            self.file(w[0], w[2]).truncate(int(w[1]))
        elif c.op == 'link':
            self.name((w[1], self.file(w[0], w[1])))
        elif c.op == 'rename':
            self.move(w[0], w[1])
        elif c.op == 'mkdir':
            self.name((w[0], FOLDER))
        elif c.op in ('unlink', 'rmdir'):
            self.name((w[0], None))
        elif c.op == 'sync':
            self.sync(w[0], w[1])
        elif c.op == 'told':
            self.told = True

    def sync(self, number, path):
        if number == '0':       # the whole file system
            for f in list(self.inodes.values()):
                f.sync()
            self.keep(lambda folders: True)
        elif self.now.get(path) == FOLDER or path == self.top:
            self.keep(lambda folders: path in folders)
        else:
            self.file(number, path).sync()

    def keep(self, which):
        rest = []
        for folders, changes in self.waiting:
            if which(folders):
                change(self.safe, changes)
            else:
                rest.append((folders, changes))
        self.waiting = rest


def change(names, changes):
    for path, what in changes:
        if what is None:
            names.pop(path, None)
        else:
            names[path] = what


class State:
    """Names with their bytes, as they would be found."""

    def __init__(self, disk, what, names, bytes_of):
        self.what, self.told, self.top = what, disk.told, disk.top
        self.names = {}
        for path, f in names.items():
            up = os.path.dirname(path)
            while up != self.top and names.get(up) == FOLDER:
                up = os.path.dirname(up)
            # In a folder that is not there itself it is lost.
            if up == self.top:
                self.names[path] = None if f == FOLDER else \
                    (bytes(bytes_of(f)), f.mode)

    def key(self):
        h = hashlib.sha256(b'%d' % self.told)
        for path in sorted(self.names):
            h.update(path.encode() + b'\0')
            if self.names[path] is not None:
                h.update(hashlib.sha256(self.names[path][0]).digest())
        return h.digest()

    def write(self):
        os.mkdir(self.top, 0o700)
        for path in sorted(self.names):
            if self.names[path] is None:
                os.mkdir(path, 0o700)
                continue
            with open(path, 'wb') as f:
                f.write(self.names[path][0])
            os.chmod(path, self.names[path][1])


def with_names(disk, which):
    names = dict(disk.safe)
    for folders, changes in disk.waiting:
        if which(folders):
            change(names, changes)
    return names


def states_now(disk):
    """What may be left of this moment."""
    def safe(f):
        return f.safe
    yield State(disk, 'only what was synced', disk.safe, safe)
    yield State(disk, 'all names, bytes only where synced', disk.now, safe)
    yield State(disk, 'bytes of all, names only where synced', disk.safe,
                lambda f: f.now)
    yield State(disk, 'all names, the first half of the bytes', disk.now,
                lambda f: f.torn())
    for folder in sorted({f for folders, _ in disk.waiting for f in folders}):
        yield State(disk, 'of names that were not synced only those in ' +
                    folder, with_names(disk, lambda fs: folder in fs), safe)
    for path, one in sorted(disk.now.items()):
        if one != FOLDER and one.since:
            yield State(disk, 'of bytes that were not synced only those of ' +
                        path, disk.safe,
                        lambda f: f.now if f is one else f.safe)


def states(saved, top, calls):
    """Each state once, in the order in which they may come up."""
    disk, seen = Disk(saved, top), set()
    for i, c in enumerate(calls):
        disk.apply(c)
        for s in states_now(disk):
            key = s.key()
            if key in seen:
                continue
            seen.add(key)
            s.what = 'after call %d of %d (%s): %s' % (i + 1, len(calls), c,
                                                       s.what)
            yield s
