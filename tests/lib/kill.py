"""Kill the program at random moments and look at what is left.

usage: kill.py PROGRAM FOLDER KILLS [SEED]

FOLDER holds two stores, a (captures, hands over, exports) and b (receives,
imports).  Every action is first run whole, to learn how long it takes; then
KILLS times one of them, by turns, is killed somewhere within that time.

At every single call that changes something on disk: tests/lib/disk.py.
"""
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

from trial import Broken, Page, Site, expect, lines, sha256

PROGRAM, FOLDER, KILLS = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
SEED = int(sys.argv[4]) if len(sys.argv) > 4 and sys.argv[4] else \
    random.SystemRandom().randrange(1 << 32)
CHANCE = random.Random(SEED)
OUT = FOLDER / 'out'
# How each ends; a dossier that is here already is not taken in again.
DONE = {'capture': (0,), 'browse': (0, 1), 'note': (0,), 'transfer': (0,),
        'export': (0,), 'receive': (0,), 'import_': (0, 2)}
# Leftovers that fsck may speak of; anything else is damage or unexplained.
EXPLAINED = {'job.dead', 'job.keeping', 'work.stranger', 'checkpoint.file',
             'file.unfinished', 'stamp.orphan'}


def command(store, *words):
    return [PROGRAM, words[0], '--home', str(FOLDER / store), *words[1:]]


def run(store, *words, want=(0,)):
    """Run to the end; standard output."""
    p = subprocess.run(command(store, *words), stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    expect(p.returncode in want, 'exit', p.returncode, 'of', words,
           p.stdout.decode(), p.stderr.decode())
    return p.stdout.decode()


class Runs:
    """What was done, so that it can be asked for afterwards."""

    def __init__(self, site):
        self.site = site
        self.n = 0
        self.kept = {'a': set(), 'b': set()}    # exhibits told as kept
        self.packages = {}                      # the last one of each kind
        self.usual = {}                         # seconds of an action

    def number(self):
        self.n += 1
        return self.n

    # Each gives the store, the command, and what to do with a whole run.
    def capture(self):
        def done(out):
            self.kept['a'].add(lines(out)[0]['exhibit'])
        return ('a', ['capture', '--json', '--allow-private', '--no-browser',
                      '--no-timestamp', '--case', 'Affaire',
                      '%s/p/%d' % (self.site, self.number())], done)

    def browse(self):
        store, words, done = self.capture()
        return (store, [w for w in words if w != '--no-browser'], done)

    def note(self):
        return ('a', ['note', CHANCE.choice(sorted(self.kept['a'])),
                      'note %d' % self.number()], lambda out: None)

    def outgoing(self, verb, words):
        path = OUT / ('%s-%d.asice' % (verb, self.number()))

        def done(out):
            expect(path.exists(), path, 'was told as written')
            self.packages[verb] = path
        return ('a', [verb, *words, '--no-timestamp', '-o', str(path)], done)

    def some(self):
        kept = sorted(self.kept['a'])
        return CHANCE.sample(kept, min(len(kept), 3))

    def transfer(self):
        return self.outgoing('transfer', self.some() + [
            '--to', 'b', '--to-organization', 'Cabinet b', '--why', 'essai'])

    def export(self):
        return self.outgoing('export', ['Affaire', '--why', 'essai'])

    def incoming(self, verb, make, words):
        """Of a new package, mostly: one that is known takes another way."""
        kind = make.__name__
        if kind not in self.packages or CHANCE.random() < .8:
            store, made, done = make()
            done(run(store, *made, want=DONE[kind]))
        return ('b', [verb, str(self.packages[kind]), '--json',
                      '--accept-unknown', *words], lambda out: None)

    def receive(self):
        return self.incoming('receive', self.transfer, [
            '--no-timestamp', '--receipt',
            str(OUT / ('receipt-%d.p7m' % self.number()))])

    def import_(self):
        return self.incoming('import', self.export, [])


def ended(out):
    """A file that grew while it was killed ends in the middle of a line."""
    return out.endswith('\n')


def kill(runs, action, seconds):
    """Run the action; kill it after ${seconds}.  Whether it was killed."""
    store, words, done = getattr(runs, action)()
    said = FOLDER / 'said'
    with open(said, 'wb') as out, open(FOLDER / 'err', 'wb') as err:
        p = subprocess.Popen(command(store, *words), stdout=out, stderr=err,
                             stdin=subprocess.DEVNULL)
        try:
            p.wait(seconds)
        except subprocess.TimeoutExpired:
            p.send_signal(signal.SIGKILL)
        p.wait()
    text = said.read_text()
    if p.returncode in DONE[action]:
        done(text)
    elif p.returncode != -signal.SIGKILL:
        expect(False, 'exit', p.returncode, 'of', words, text,
               (FOLDER / 'err').read_text())
    elif action in ('capture', 'browse') and ended(text):
        done(text)
    return p.returncode == -signal.SIGKILL


def fsck(store, *words):
    return lines(run(store, 'fsck', '--json', *words))[0]


def look_before(store):
    """What a dead process has left is found, and explained."""
    run(store, 'log', 'check')
    found = fsck(store)
    expect(found['sound'], store, 'is not sound:', found)
    faults = {f['fault'] for f in found['findings']}
    expect(faults <= EXPLAINED, store, 'has what nobody explains:', found)
    names = {n.split('.')[0] for n in os.listdir(FOLDER / store / 'work')}
    told = json.dumps(found['findings'])
    for name in names:
        expect(name in told, store, 'has work/%s, and fsck' % name,
               'does not say so:', found)
    return faults


def look_after(runs, store):
    """After recovery nothing is left, and nothing is lost."""
    run(store, 'fsck', '--recover', '--quiet')
    found = fsck(store)
    expect(found['sound'] and not found['findings'], store,
           'is not clean after recovery:', found)
    expect(not os.listdir(FOLDER / store / 'work'), store, 'has work left')
    run(store, 'log', 'check')
    there = {x['exhibit'] for x in lines(run(store, 'list', '--json'))}
    expect(runs.kept[store] <= there, store, 'has lost',
           runs.kept[store] - there)
    runs.kept[store] = there
    entered = {i for e in lines(run(store, 'log', 'show', '--json'))
               for i in e.get('exhibits', [])}
    expect(there <= entered, store, 'has exhibits without an entry',
           there - entered)


def look_at_packages():
    """A hand-over has its file, or was given up and has none."""
    sent = lines(run('a', 'transfer', '--list', '--json'))
    files = {sha256(p) for p in OUT.glob('transfer-*.asice')}
    for p in sent:
        if p['state'] == 'given-up':
            expect('sha256' not in p, 'given up, and yet written:', p)
        else:
            expect(p.get('sha256') in files, 'its file is lost:', p)
    known = {p.get('sha256') for p in sent}
    expect(files <= known, 'a package that the store knows nothing of')
    left = [p.name for p in OUT.iterdir()
            if not p.name.endswith(('.asice', '.p7m'))]
    expect(not left, 'left beside the packages:', left)


def actions():
    names = ['capture', 'note', 'transfer', 'export', 'receive', 'import_']
    if KILLS >= 20 and shutil.which('chromium'):
        names.append('browse')
    only = os.environ.get('KILL_ONLY', ' '.join(names)).split()
    return [n for n in names if n in only]


def learn(runs, names):
    for i in range(2):
        runs.kept['a'] |= {lines(run('a', *runs.capture()[1]))[0]['exhibit']}
    for name in names:
        store, words, done = getattr(runs, name)()
        begin = time.monotonic()
        done(run(store, *words, want=DONE[name]))
        runs.usual[name] = time.monotonic() - begin


def go(runs, names):
    killed = dict.fromkeys(names, 0)
    left = {}
    for i in range(KILLS):
        # A browser takes its time: one in twenty.
        name = 'browse' if i % 20 == 19 and 'browse' in names else \
            names[i % len([n for n in names if n != 'browse'])]
        for _ in range(50):
            if kill(runs, name, CHANCE.uniform(0, 1.05 * runs.usual[name])):
                runs.usual[name] *= 1.1
                break
            # It was quicker than it had been on a busier machine.
            runs.usual[name] *= .7
        else:
            expect(False, name, 'could not be killed')
        killed[name] += 1
        for store in 'a', 'b':
            for fault in look_before(store):
                left[fault] = left.get(fault, 0) + 1
            look_after(runs, store)
        if 'transfer' in names:
            look_at_packages()
    print('killed:', ', '.join('%s %d' % x for x in killed.items()))
    print('left:', ', '.join('%s %d' % x for x in sorted(left.items())) or
          'nothing')


def main():
    print('kills %d, seed %d' % (KILLS, SEED), flush=True)
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    server = Site(('127.0.0.1', 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    runs = Runs('http://127.0.0.1:%d' % server.server_port)
    names = actions()
    try:
        learn(runs, names)
        go(runs, names)
    except Broken as why:
        print('FAIL:', why)
        sys.exit(1)


if __name__ == '__main__':
    main()
