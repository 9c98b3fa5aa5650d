"""Edits of a sealed exhibit, each of which the verifier must find.

usage: edit.py VERIFY EXHIBIT OTHER ROOT TSA_FOLDER WORK [WORD]

EXHIBIT is sealed under ROOT and stamped by the authority of TSA_FOLDER;
OTHER is another exhibit of the same store.  Each case has a name, the edit,
the exit code, and the file that a finding must name (for exit 0 and 3: no
check may fail).  WORD: only cases whose name has it."""
import json
import os
import subprocess
import sys

import edit_content
import edit_keys
import edit_seal
import edit_zip
from pkg import Keys, Package


class Bench:
    def __init__(self, verify, exhibit, other, root, tsa, work):
        self.verify, self.root, self.work, self.tsa = verify, root, work, tsa
        self.data = open(exhibit, 'rb').read()
        self.package = Package(self.data)
        self.other = Package(open(other, 'rb').read())
        self.keys = None
        self.bad = self.ran = 0

    def insider(self):
        """Keys that the judge trusts; made once."""
        if self.keys is None:
            self.keys = Keys(self.work + '/insider', self.tsa)
        return self.keys

    def run(self, data, root, beside, more):
        path = self.work + '/x.wacz'
        for i, token in enumerate(beside):
            with open(path + ('.%d' % (i + 1) if i else '') + '.tsr',
                      'wb') as f:
                f.write(token)
        with open(path, 'wb') as f:
            f.write(data)
        cmd = [self.verify, '--json', '--trust', root, '--tsa-trust',
               self.tsa + '/ca/root.pem'] + list(more) + [path]
        done = subprocess.run(cmd, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60)
        for i in range(len(beside)):
            os.remove(path + ('.%d' % (i + 1) if i else '') + '.tsr')
        return done.returncode, json.loads(done.stdout or b'{}')

    def case(self, name, data, code, subject, root=None, beside=(), more=(),
             check=None):
        have, j = self.run(data, root or self.root, beside, more)
        failed = [f for f in j.get('findings', []) if f['level'] == 'fail']
        named = [f for f in failed
                 if subject in f.get('subject', f.get('check', '')) and
                 (check is None or f['check'] == check)]
        self.ran += 1
        ok = have == code and (bool(named) if code == 1 else not failed)
        if ok:
            return
        self.bad += 1
        print('FAIL %s: exit %d, want %d naming %s' % (name, have, code,
                                                     subject))
        for f in failed[:4]:
            print('     %s %s: %s' % (f['check'], f.get('subject', '-'),
                                      f['detail'][:150]))


def main():
    bench = Bench(*sys.argv[1:7])
    word = sys.argv[7] if len(sys.argv) > 7 else ''
    for part in (edit_zip, edit_seal, edit_content, edit_keys):
        for name, edit in part.cases(bench):
            if word not in name:
                continue
            # data, exit code, subject[, named arguments]
            made = edit()
            more = made[3] if len(made) > 3 else {}
            bench.case(name, *made[:3], **more)
    print('%d edits, %d not found' % (bench.ran, bench.bad))
    return 1 if bench.bad or (not bench.ran) else 0


if __name__ == '__main__':
    sys.exit(main())
