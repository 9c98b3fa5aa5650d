"""Disks and processes that fail: one command at a time, at every call.

usage: disk.py MODE PROGRAM PRELOAD FOLDER [ACTION...]

Three stores are made in FOLDER with what every ACTION needs (default: all).
Then the state is put back before each run, and what stands between program
and disk (tests/lib/preload/disk.c) does this to it:

  kill   SIGKILL before each call that changes something below FOLDER
  nosync from each call on nothing can be synced (EIO)
  full   from each call on the disk is full (ENOSPC)
  eio    each call fails once (EIO); erofs: from each call on it cannot be
         written (EROFS)
  power  nothing; but what a power cut may leave is made of its calls: see
         disk_power.py

Afterwards fsck must explain what is left, the same command or --recover must
go on from there, nothing that was kept may be missing, and no file may stand
half-written under its final name.

DISK_STEP=N looks at every N-th call only (1), DISK_FROM=K begins at the K-th.
TSA_URL is a time-stamp authority; without it what needs one is left out.
"""
import errno
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading

import disk_power
from trial import Broken, Page, Site, expect, lines, sha256

MODE, PROGRAM, PRELOAD = sys.argv[1:4]
FOLDER = pathlib.Path(sys.argv[4]).resolve()
TOP = FOLDER / 'disk'           # what is put back
SAVED = FOLDER / 'saved'
STEP = int(os.environ.get('DISK_STEP', '1'))
FROM = int(os.environ.get('DISK_FROM', '1'))
TSA = os.environ.get('TSA_URL')
# Notes of fsck that a crash accounts for; anything else is unexplained.
EXPLAINED = {'job.dead', 'job.keeping', 'work.stranger', 'checkpoint.file',
             'blob.disposed', 'stamp.orphan', 'stamp.untold',
             'record.untold', 'crl.old', 'file.unfinished'}
FAULTS = {'nosync': '%d+ ' + str(errno.EIO),
          'full': '%d+ ' + str(errno.ENOSPC), 'eio': '%d ' + str(errno.EIO),
          'erofs': '%d+ ' + str(errno.EROFS)}
# A full disk still lets one remove, and change what has its place.
FAULT_OPS = {'nosync': 'sync',
             'full': 'open,write,truncate,sync,mkdir,link,rename',
             'eio': 'open,write,truncate,sync,mkdir,link,rename,close',
             'erofs': 'open,write,truncate,mkdir,link,rename,unlink,rmdir,'
                      'chmod'}


def command(store, verb, *words):
    return [PROGRAM, verb, '--home', str(TOP / store), *map(str, words)]


def start(store, words, **more):
    env = dict(os.environ, LC_ALL='C.UTF-8')
    if more:
        env.update(more, LD_PRELOAD=PRELOAD, DISK_UNDER=str(TOP))
    return subprocess.run(command(store, *words), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                          cwd=FOLDER, env=env)


def run(store, *words, want=(0,)):
    p = start(store, words)
    expect(p.returncode in want, 'exit', p.returncode, 'of', words,
           p.stdout.decode(), p.stderr.decode())
    return p.stdout.decode()


# ---- what is run -----------------------------------------------------------

class Action:
    """A command, and how one sees that it was done.

    done: exit codes of a whole run; event: kind of the log's entry that tells
    of it; out: files it writes for the person; again: exit codes when all is
    done already.
    """

    def __init__(self, store, words, event, done=(0,), out=(), again=None):
        self.store, self.words, self.event = store, words, event
        self.done, self.names = done, set(out)
        self.out = [TOP / 'out' / o for o in out]
        self.again = again or (0, 2)


def prepare(site):
    """The stores, and the actions on them."""
    for name in 'out', 'in', 'within':
        (TOP / name).mkdir(parents=True)
    for store in 'a', 'b', 'c':
        run(store, 'init', '--no-passphrase', '--organization',
            'Cabinet ' + store, '--operator', store, '--ntp', '127.0.0.1:1')
    capture = ['capture', '--json', '--allow-private', '--no-browser',
               '--no-timestamp', '--case', 'Affaire']
    ids = [lines(run('a', *capture, '%s/%d' % (site, i)))[0]['exhibit']
           for i in range(3)]
    other = lines(run('b', *capture, site + '/b'))[0]['exhibit']
    run('a', 'operator', 'add', 'Luc', '--role', 'manage', '--no-passphrase')
    into = TOP / 'in'
    whom = ['--to', 'b', '--to-organization', 'Cabinet b', '--why', 'essai',
            '--no-timestamp']
    trust = ['--trust', TOP / 'a/keys/root.pem']
    run('a', 'export', 'Affaire', '--why', 'essai', '--no-timestamp', '-o',
        into / 'dossier.asice')
    run('a', 'transfer', ids[0], ids[1], *whom, '-o', into / 'package.asice')
    shutil.copytree(TOP / 'b', TOP / 'again')
    run('again', 'receive', into / 'package.asice', *trust, '--receipt',
        into / 'receipt.p7m', '--no-timestamp', want=(0, 1))
    run('a', 'log', 'key', '-o', into / 'log.key')
    run('c', 'log', 'key', '--witness', '-o', into / 'witness.key')
    run('a', 'log', 'witness', '-o', into / 'request')
    run('c', 'log', 'cosign', into / 'request', '--log-key', into / 'log.key',
        '-o', into / 'answer')
    (into / 'redacted.txt').write_text('caviardé\n' * 100)
    run('a', 'stamp', '--renew', '--tsa', TSA + '/', ids[0]) if TSA else None
    shutil.rmtree(TOP / 'again')
    out = TOP / 'out'
    stamped = ['--tsa', (TSA or '') + '/']
    both = {
        'capture': Action('a', capture + [site + '/new'], 'stored'),
        'note': Action('a', ['note', ids[0], 'une note'], 'annotated'),
        'case': Action('a', ['case', 'new', 'Autre'], 'annotated'),
        'hold': Action('a', ['hold', ids[1], '--why', 'x'], 'hold-set'),
        'dispose': Action('a', ['dispose', ids[2], '--why', 'x', '--with',
                                'Luc'], 'disposed'),
        'derive': Action('a', ['derive', ids[0], into / 'redacted.txt',
                               '--operation', 'redact', '--tool', 'x 1',
                               '--why', 'x'], 'redacted'),
        'operator': Action('a', ['operator', 'add', 'Eve', '--role', 'audit',
                                 '--no-passphrase'], 'annotated'),
        'revoke': Action('a', ['operator', 'revoke', 'Luc', '--why', 'x'],
                         'annotated'),
        'transfer': Action('a', ['transfer', ids[1], *whom, '-o',
                                 out / 'sent.asice'], 'exported', (0,),
                           ['sent.asice']),
        'close': Action('a', ['transfer', '--receipt', into / 'receipt.p7m',
                              '--accept-unknown'], 'received'),
        'export': Action('a', ['export', 'Affaire', '--why', 'essai',
                               '--no-timestamp', '-o', out / 'case.asice'],
                         'exported', (0,), ['case.asice']),
        'receive': Action('b', ['receive', into / 'package.asice', *trust,
                                '--receipt', out / 'receipt.p7m',
                                '--no-timestamp'], 'received', (0, 1),
                          ['receipt.p7m'], (0, 1, 2, 64)),
        'refuse': Action('b', ['receive', into / 'package.asice', *trust,
                               '--refuse', '--why', 'non', '--receipt',
                               out / 'receipt.p7m', '--no-timestamp'],
                         'rejected', (0, 1), ['receipt.p7m'], (0, 1, 2, 64)),
        'import': Action('b', ['import', into / 'dossier.asice', *trust],
                         'received'),
        'witness': Action('a', ['log', 'witness', into / 'answer',
                                '--witness-key', into / 'witness.key'],
                          'verified'),
        'cosign': Action('b', ['log', 'cosign', into / 'request', '--log-key',
                               into / 'log.key', '-o', out / 'answer'],
                         'verified', (0,), ['answer'], (0, 1, 2)),
        'tiles': Action('a', ['log', 'export', out / 'tiles'], 'exported',
                        (0,), ['tiles'], (0, 2)),
        'stamp': Action('a', ['stamp', ids[0], *stamped], 'timestamped'),
        'renew': Action('a', ['stamp', '--renew', *stamped], 'renewed'),
        'point': Action('a', ['log', 'checkpoint', '--stamp', *stamped, '-o',
                              out / 'point'], 'timestamped', (0,),
                        ['point', 'point.tsr']),
        'init': Action('new/store', ['init', '--no-passphrase', '--ntp',
                                     '127.0.0.1:1'], 'annotated'),
        'within': Action('within', ['init', '--no-passphrase', '--ntp',
                                    '127.0.0.1:1'], 'annotated'),
        'recover': Action('b', ['fsck', '--recover'], 'incident', (0,), [],
                          (0,)),
    }
    leave_half(both['capture'], other)
    return both


def leave_half(capture, other):
    """What the action "recover" finds in the store b: a dead capture."""
    p = start('b', capture.words, DISK_KILL='60')
    expect(p.returncode == -signal.SIGKILL, 'not killed', p.stderr.decode())


# ---- what must hold --------------------------------------------------------

def put_back():
    shutil.rmtree(TOP)
    shutil.copytree(SAVED, TOP, symlinks=True)


def there(store):
    return (TOP / store / 'constat.json').exists()


def known(store):
    """Exhibits, events, notes: what may never be fewer."""
    return {x['exhibit'] for x in lines(run(store, 'list', '--json'))}


def told(store, event):
    return sum(e['event'] == event
               for e in lines(run(store, 'log', 'show', '--json')))


def fsck(store, *words):
    p = start(store, ['fsck', '--json', *words])
    expect(p.returncode in (0, 1) and p.stdout, 'fsck says nothing of', store,
           p.stderr.decode())
    return lines(p.stdout.decode())[0]


def files(folder):
    return {str(p.relative_to(folder)) for p in folder.rglob('*')}


def beside_untold(a):
    """Time-stamps and records beside exhibits that no event tells of."""
    said = {e['after']['value']
            for e in lines(run(a.store, 'log', 'show', '--json'))
            if 'after' in e}
    return {str(p.relative_to(TOP / a.store / 'blobs'))
            for p in (TOP / a.store / 'blobs').rglob('*')
            if p.suffix in ('.tsr', '.ers') and sha256(p) not in said}


def look_before(a):
    found = fsck(a.store)
    if a.store == 'a':
        told = {f['subject'] for f in found['findings']
                if f['fault'] in ('stamp.untold', 'record.untold')}
        expect(told == beside_untold(a), 'untold beside exhibits:', told,
               beside_untold(a))
    expect(found['sound'], 'not sound:', json.dumps(found))
    faults = {f['fault'] for f in found['findings']}
    expect(faults <= EXPLAINED, 'nobody explains:', json.dumps(found))
    # Each name that was not there before and is no part of a store is told.
    text = json.dumps(found['findings'])
    for path in sorted(files(TOP / a.store) - files(SAVED / a.store)):
        name = pathlib.Path(path).name
        expect(not unfinished(path) or name in text or
               name.split('.')[0] in text, 'fsck says nothing of', path, text)
    return faults


def unfinished(path):
    """Whether no finished command leaves such a file in a store."""
    parts = pathlib.Path(path).parts
    return parts[0] == 'work' and len(parts) == 2 or \
        path.endswith('.tmp') or parts[-1].startswith('.new.')


def look_after(a):
    """After recovery nothing is left, in the store and beside its output."""
    run(a.store, 'fsck', '--recover', '--quiet')
    found = fsck(a.store)
    expect(found['sound'] and not found['findings'],
           'not clean after recovery:', json.dumps(found))
    expect(not os.listdir(TOP / a.store / 'work'), 'work is left')
    for path in files(TOP / a.store) - files(SAVED / a.store):
        expect(not unfinished(path), 'left after recovery:', path)


def look_at_output(a, said_done):
    """Under its final name a file is whole, or not there."""
    # A package whose name was taken meanwhile says which it is.
    beside = {p.name for p in (TOP / 'out').glob('*.asice.????????.asice')
              if p.name[:-15] in a.names}
    left = set(os.listdir(TOP / 'out')) - a.names - beside
    expect(not left, 'left beside the output:', left)
    for path in [*a.out, *(TOP / 'out' / name for name in beside)]:
        if said_done:
            expect(path.exists(), path, 'was told as written')
        if path.exists() and path.suffix == '.asice':
            sums = {p.get('sha256') for p in catalogued(a)}
            expect(sha256(path) in sums or a.words[0] == 'export', path,
                   'is not what the catalogue says')
            run(a.store, 'verify', '--json', path, want=(0, 3))
        elif path.is_dir():
            run(a.store, 'log', 'check', path)
        elif path.exists():
            expect(path.stat().st_size > 0, path, 'is empty')


def catalogued(a):
    return lines(run(a.store, 'transfer', '--list', '--json'))


def look_at_person(a):
    """What a person gave or keeps beside is as it was."""
    for path in files(SAVED / 'in'):
        expect(sha256(TOP / 'in' / path) == sha256(SAVED / 'in' / path),
               path, 'was changed')


def look_at_packages(a):
    """A hand-over that the catalogue calls written has its file."""
    if a.words[0] != 'transfer':
        return
    sums = {sha256(p) for d in ('out', 'in') for p in (TOP / d).glob('*')
            if p.is_file()}
    for p in catalogued(a):
        expect('sha256' not in p or p['sha256'] in sums, 'its file is lost:',
               json.dumps(p))


def go_on(a, before, events):
    """The same command goes on, or all is done already."""
    p = start(a.store, a.words)
    expect(p.returncode in (*a.done, *a.again), 'again: exit', p.returncode,
           p.stdout.decode(), p.stderr.decode())
    n = told(a.store, a.event) - events
    expect(n >= 1 or a.words[0] == 'fsck', 'never done:',
           p.stdout.decode(), p.stderr.decode())
    expect(before <= known(a.store) , 'lost', before - known(a.store))


def look(a, before, events, said_done, recover_first):
    """All of it; the notes of fsck before anything was mended."""
    if not there(a.store):
        expect(not said_done and not before, 'the store is gone')
        go_on(a, before, events)
        look_after(a)
        # Of a store that was being made nothing is left beside it.
        expect(not [p for p in TOP.rglob('*.new.*')], 'a half store is left')
        return ()
    faults = look_before(a)
    look_at_person(a)
    if recover_first:
        expect(before <= known(a.store), 'lost', before - known(a.store))
    if said_done:
        expect(told(a.store, a.event) > events or a.words[0] == 'fsck',
               'told as done, and no event says so')
    if recover_first:
        look_after(a)
        look_at_output(a, said_done)
        go_on(a, before, events)
    else:
        go_on(a, before, events)
    look_after(a)
    look_at_output(a, False)
    look_at_packages(a)
    return faults


# ---- modes -----------------------------------------------------------------

def calls_of(a):
    """How many calls there are, and the records of them."""
    put_back()
    log = FOLDER / 'calls'
    log.unlink(missing_ok=True)
    p = start(a.store, a.words, DISK_LOG=str(log))
    expect(p.returncode in a.done, 'exit', p.returncode, p.stdout.decode(),
           p.stderr.decode())
    return disk_power.read(log.read_bytes())


def kill(name, a, before, events):
    calls = [c for c in calls_of(a) if c.op != 'told']
    left, n = {}, 0
    for i in range(FROM, len(calls) + 1, STEP):
        put_back()
        p = start(a.store, a.words, DISK_KILL=str(i))
        # The order of two threads is not always the same.
        if p.returncode != -signal.SIGKILL:
            expect(p.returncode in a.done, 'exit', p.returncode,
                   p.stderr.decode())
        n += 1
        try:
            for f in look(a, before, events, p.returncode in a.done,
                          (i // STEP) % 2 == 0):
                left[f] = left.get(f, 0) + 1
        except Broken as why:
            raise Broken('killed at call %d of %d (%s): %s' %
                         (i, len(calls), calls[i - 1], why))
    return 'killed at %d of %d calls; left: %s' % (n, len(calls), ', '.join(
        '%s %d' % x for x in sorted(left.items())) or 'nothing')


def fail(name, a, before, events):
    ops = FAULT_OPS[MODE].split(',')
    calls = [c for c in calls_of(a) if c.op in ops]
    ends = {}
    for i in range(FROM, len(calls) + 1, STEP):
        put_back()
        p = start(a.store, a.words, DISK_FAIL=FAULTS[MODE] % i,
                  DISK_OPS=FAULT_OPS[MODE])
        ends[p.returncode] = ends.get(p.returncode, 0) + 1
        err = p.stderr.decode()
        try:
            expect(p.returncode in (*a.done, 1, 2), 'exit', p.returncode, err)
            if p.returncode == 2:
                expect(err.strip(), 'fails without a word')
            look(a, before, events, p.returncode in a.done and
                 p.returncode != 1, (i // STEP) % 2 == 0)
        except Broken as why:
            raise Broken('call %d of %d (%s) failed: %s\n%s' %
                         (i, len(calls), calls[i - 1], why, err))
        if os.environ.get('DISK_SHOW') and p.returncode == 2:
            print('  %s: %s' % (calls[i - 1], err.strip().replace('\n', ' ')))
    return 'failed at %d of %d calls; exit: %s' % (
        len(range(FROM, len(calls) + 1, STEP)), len(calls),
        ', '.join('%d %d times' % x for x in sorted(ends.items())))


def power(name, a, before, events):
    calls = calls_of(a)
    states = n = 0
    left = {}
    for state in disk_power.states(SAVED, TOP, calls):
        states += 1
        if states < FROM or (states - FROM) % STEP != 0:
            continue
        n += 1
        shutil.rmtree(TOP)
        state.write()
        try:
            for f in look(a, before, events, state.told, n % 2 == 0):
                left[f] = left.get(f, 0) + 1
        except Broken as why:
            raise Broken('state %d: %s: %s' % (states, state.what, why))
    return '%d calls, %d of %d states after a power cut hold; left: %s' % (
        len(calls), n, states, ', '.join(
            '%s %d' % x for x in sorted(left.items())) or 'nothing')


def main():
    modes = {'kill': kill, 'power': power, 'full': fail, 'eio': fail,
             'erofs': fail,
             'nosync': fail}
    for path in TOP, SAVED:
        shutil.rmtree(path, ignore_errors=True)
    server = Site(('127.0.0.1', 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    actions = prepare('http://127.0.0.1:%d' % server.server_port)
    shutil.copytree(TOP, SAVED, symlinks=True)
    bad = 0
    for name in sys.argv[5:] or actions:
        a = actions[name]
        if TSA is None and name in ('stamp', 'renew', 'point'):
            continue
        put_back()
        before, events = set(), 0
        if there(a.store):
            before, events = known(a.store), told(a.store, a.event)
        try:
            if a.words[0] == 'dispose':
                before -= {a.words[1]}
            print('%s: %s' % (name, modes[MODE](name, a, before, events)),
                  flush=True)
        except Broken as why:
            bad += 1
            print('FAIL: %s: %s' % (name, why), flush=True)
            if not os.environ.get('DISK_ALL'):
                break
    sys.exit(bad != 0)


if __name__ == '__main__':
    main()
