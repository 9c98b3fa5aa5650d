# Flips one bit at each of N positions spread over an exhibit and asks the
# verifier.  usage: flip.py VERIFIER EXHIBIT N [verifier options...]
# Positions: one in each N-th part of the file, and of the small files at its
# end (manifest, seal), which a spread over the file alone would seldom hit.
import json
import os
import random
import subprocess
import sys
import zipfile

verifier, exhibit, count, options = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
original = open(exhibit, 'rb').read()
random.seed(20261121)

with zipfile.ZipFile(exhibit) as z:
    infos = sorted(z.infolist(), key=lambda i: i.header_offset)
starts = [(i.header_offset, i.filename) for i in infos]
directory = len(original)
with zipfile.ZipFile(exhibit) as z:
    directory = z.start_dir


def place(at):
    """The file of the exhibit that a position belongs to; None: directory."""
    if at >= directory:
        return None
    return [name for start, name in starts if start <= at][-1]


positions = []
half = count // 2
for i in range(half):
    low, high = i * len(original) // half, (i + 1) * len(original) // half
    positions.append(random.randrange(low, max(high, low + 1)))
small = [i for i in infos if i.file_size < 65536]
while len(positions) < count:
    info = random.choice(small)
    end = min([s for s, _ in starts if s > info.header_offset] + [directory])
    positions.append(random.randrange(info.header_offset, end))

path = os.path.abspath('flipped.wacz')
missed = []
for at in positions:
    bit = 1 << random.randrange(8)
    changed = bytearray(original)
    changed[at] ^= bit
    with open(path, 'wb') as f:
        f.write(changed)
    run = subprocess.run([verifier, '--json', *options, path], capture_output=True)
    where = place(at)
    what = f'offset {at} bit {bit} in {where or "the ZIP directory"}'
    if run.returncode != 1:
        missed.append(f'{what}: exit {run.returncode} {run.stdout[:200]!r}')
        continue
    report = json.loads(run.stdout)
    fails = [f for f in report['findings'] if f['level'] == 'fail']
    if report['verdict'] != 'altered' or not fails:
        missed.append(f'{what}: {report["verdict"]} without a finding')
    elif where and not any(f.get('subject') == where for f in fails):
        named = sorted({str(f.get('subject')) for f in fails})
        missed.append(f'{what}: the findings name {named}')
os.remove(path)
for line in missed:
    print(line)
print(f'{count - len(missed)} of {count} found')
sys.exit(1 if missed else 0)
