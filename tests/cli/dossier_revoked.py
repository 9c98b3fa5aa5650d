"""Certificates that were revoked or have run out, at the level of a dossier.

usage: dossier_revoked.py VERIFY DOSSIER ROOT TSA_ROOT KEYS TSA LOG WORK

As dossier_edits.py; KEYS also holds root.key, whose hand signs lists of
revoked certificates of any date.  What was revoked after its signature was
time-stamped, for a reason that leaves older ones good, goes on holding; all
else does not.  A list that was out of date when it was used says nothing, and
then who signed is not established."""
import base64
import datetime
import os
import sys

from dossier_edits import Bench
from dossier_kit import FIRST, SECOND, SIGNED, Keys, openssl, undo

OWN = 'dossier.revocation'
CONFIG = """[ca]
default_ca=c
[c]
database=%s/index
crlnumber=%s/number
default_md=sha256
crl_extensions=x
[x]
authorityKeyIdentifier=keyid
"""


def when(days=0, hours=0):
    return (datetime.datetime.now(datetime.timezone.utc) +
            datetime.timedelta(days=days, hours=hours))


def digits(t):
    return t.strftime('%y%m%d%H%M%SZ')


class Lists:
    """The root's lists, as its key may sign them."""

    def __init__(self, root, key, work):
        self.root, self.key, self.work = root, key, work
        with open(work + '/ca.conf', 'w') as f:
            f.write(CONFIG % (work, work))

    def make(self, revoked, last, until):
        """revoked: {certificate in PEM: (moment, reason)}."""
        with open(self.work + '/index', 'w') as f:
            for pem, (moment, reason) in revoked.items():
                serial = openssl('x509', '-noout', '-serial', data=pem)
                serial = serial.decode().strip().split('=')[1]
                f.write('R\t490101000000Z\t%s,%s\t%s\tunknown\t/CN=x\n' % (
                    digits(moment), reason, serial))
        with open(self.work + '/number', 'w') as f:
            f.write('7A\n')
        return openssl('ca', '-gencrl', '-config', self.work + '/ca.conf',
                       '-cert', self.root, '-keyfile', self.key,
                       '-crl_lastupdate', digits(last), '-crl_nextupdate',
                       digits(until))


def content(t):
    return t[0][1][1][1][0][1]


def with_list(d, pem):
    """The dossier has the list ${pem}, or none, in people/ and signatures."""
    name = d.like('people/', '.crl')[0]
    if pem is None:
        d.drop(name)
        return lambda t, info: content(t).pop(4)
    d[name] = pem
    text = b''.join(pem.split(b'-----')[2].split())
    return lambda t, info: content(t)[4].__setitem__(
        1, undo(base64.b64decode(text)))


def main():
    verify, dossier, root, tsa_root, keys, tsa, log, work = sys.argv[1:9]
    k = Keys(*[os.path.join(keys, n + '.key')
               for n in ('seal', 'operator', 'log')], tsa)
    b = Bench(verify, dossier, dossier, (root, tsa_root), k, log, work)
    lists = Lists(root, os.path.join(keys, 'root.key'), work)
    people = [b.base['people/%s.pem' % key]
              for key in (b.base.json['by']['key'],)]
    people += [b.base[n] for n in b.base.like('people/', '.pem')
               if b.base[n] not in people]
    operator = people[0]
    seal = next(x for x in people[1:])

    def case(name, pem, want, at=when(), stamp=True, level=None):
        d = b.base.copy()
        edit = with_list(d, pem)
        have, j = b.judge(d.sign(k, edit=edit, stamp=stamp).write(),
                          ('--at', at.strftime('%Y-%m-%dT%H:%M:%SZ')))
        seen = [f['level'] for f in j['findings'] if f['check'] == OWN]
        b.ran += 1
        if have != want or (level is not None and level not in seen):
            b.bad += 1
            print('FAIL %s: exit %d, want %d; %s' % (name, have, want, [
                (f['check'], f['detail']) for f in j['findings']
                if f['level'] != 'pass'][:5]))

    good = (when(days=-1), when(days=30))
    late = (when(hours=2), when(days=30))   # issued after the signatures
    soon, day = when(hours=1), when(days=1)
    case('nobody revoked', lists.make({}, *good), 0, level='pass')
    for who, pem in (('seal', seal), ('operator', operator)):
        def of(moment, reason, span):
            return lists.make({pem: (moment, reason)}, *span)
        case(who + ' revoked before', of(when(days=-1),
             'cessationOfOperation', good), 1, level='fail')
        case(who + ' revoked before, its key lost', of(when(days=-1),
             'keyCompromise', good), 1, level='fail')
        case(who + ' revoked before, no time-stamp', of(when(days=-1),
             'cessationOfOperation', good), 1, stamp=False, level='fail')
        case(who + ' revoked after', of(soon, 'cessationOfOperation', late),
             0, day, level='pass')
        case(who + ' revoked after, its key lost', of(
             soon, 'keyCompromise', late), 1, day, level='fail')
        case(who + ' revoked after, no time-stamp', of(
             soon, 'cessationOfOperation', late), 1, day, stamp=False,
             level='fail')
    case('list of after the signatures', lists.make({}, *late), 0, day,
         level='pass')
    case('list out of date', lists.make({}, when(days=-20), when(days=-10)),
         3, level='warn')
    case('list out of date that names the operator', lists.make(
        {operator: (when(days=-15), 'cessationOfOperation')},
        when(days=-14), when(days=-10)), 1, level='fail')
    case('no list', None, 3, level='warn')
    # Certificates that have run out since: the time-stamp says they had not.
    years = when(days=365 * 25)
    case('expired, with time-stamps', lists.make({}, *good), 0, years)
    case('expired, without', lists.make({}, *good), 3, years, stamp=False)
    case('not yet expired, without', lists.make({}, *good), 3, stamp=False)
    print('%d lists, %d wrong' % (b.ran, b.bad))
    return 1 if b.bad or not b.ran else 0


if __name__ == '__main__':
    sys.exit(main())
