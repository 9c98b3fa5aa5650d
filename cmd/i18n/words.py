#!/usr/bin/env python3
"""usage: words.py check | update

The catalogues against the words in the source (xgettext reads them).
check   fails where a text lacks, is left over, empty, fuzzy, or repeated, or
        where its format differs.
update  rewrites en.po, and fr.po with new texts empty, to be translated.
        fr.verify.po belongs to verify/ and is written by hand.
"""
import glob
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
HEAD = ('msgid ""\nmsgstr ""\n"Language: %s\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n')


def parse(text):
    """{msgid: (msgstr, flags)} of a catalogue, escapes left as they are."""
    found, twice = {}, []
    for block in re.split(r'\n\s*\n', text):
        flags = re.findall(r'^#, (.*)$', block, re.M)
        lines = [x for x in block.split('\n') if not x.startswith('#')]
        field, value = None, {}
        for line in lines:
            m = re.match(r'(msgid|msgstr) "(.*)"$', line)
            if m:
                field = m.group(1)
                value[field] = m.group(2)
            elif line.startswith('"') and field:
                value[field] += line[1:-1]
            elif line.strip():
                sys.exit('words.py cannot read: ' + line)
        key = value.get('msgid')
        if key:
            if key in found:
                twice.append(key)
            found[key] = (value.get('msgstr', ''), ', '.join(flags))
    return found, twice


# Their French is part of the program, and follows no locale: verify/tongue.h.
REPORTS = ('story*.c', 'html.c', 'title_event.c')


def source(patterns=('../cmd/*.[ch]', '*.[ch]')):
    files = sorted(f for p in patterns
                   for f in glob.glob(os.path.join(ROOT, 'verify', p)))
    pot = subprocess.run(
        ['xgettext', '--language=C', '--keyword=_', '--keyword=N_',
         '--from-code=UTF-8', '--no-location', '--omit-header', '--no-wrap',
         '-o', '-'] + files, check=True, capture_output=True,
        encoding='utf-8').stdout
    return parse(pot)[0]


def read(name):
    with open(os.path.join(HERE, name), encoding='utf-8') as f:
        return parse(f.read())


def write(name, lang, entries):
    with open(os.path.join(HERE, name), 'w', encoding='utf-8') as f:
        f.write(HEAD % lang)
        for key, (value, flags) in entries:
            f.write('\n')
            if flags:
                f.write('#, %s\n' % flags)
            f.write('msgid "%s"\nmsgstr "%s"\n' % (key, value))


def update():
    want, theirs = source(), read('fr.verify.po')[0]
    have = read('fr.po')[0]
    write('fr.po', 'fr', [(k, (have.get(k, ('', ''))[0], flags))
                          for k, (_, flags) in want.items()
                          if k not in theirs])
    write('en.po', 'en', [(k, (k if k != 'lang:en' else 'lang:en', flags))
                          for k, (_, flags) in want.items()])


def check():
    want, wrong = source(), []
    mine, twice = read('fr.po')
    theirs, twice2 = read('fr.verify.po')
    wrong += ['fr: twice: ' + k for k in twice + twice2]
    wrong += ['fr: in fr.po and in fr.verify.po: ' + k
              for k in mine if k in theirs]
    for lang, have in (('fr', {**theirs, **mine}), ('en', read('en.po')[0])):
        wrong += ['%s: lacks: %s' % (lang, k) for k in want if k not in have]
        wrong += ['%s: left over: %s' % (lang, k)
                  for k in have if k not in want]
        wrong += ['%s: not translated: %s' % (lang, k)
                  for k, v in have.items() if v[0] == '']
        wrong += ['%s: fuzzy: %s' % (lang, k)
                  for k, v in have.items() if 'fuzzy' in v[1]]
    wrong += ['fr.verify.po: lacks, and the reports need it: ' + k
              for k in source(REPORTS) if k not in theirs]
    for name in glob.glob(os.path.join(ROOT, 'verify', 'story*.c')):
        with open(name, encoding='utf-8') as f:
            wrong += ['%s: follows the locale: %s' % (name, x)
                      for x in re.findall(r'\b_\(.*', f.read())]
    # Reports are printed: nothing may begin a line with a colon.
    wrong += ['fr.verify.po: a blank that breaks: ' + v[0]
              for v in theirs.values() if re.search(' [:;!?»]|« ', v[0])]
    for name in ('fr.po', 'fr.verify.po', 'en.po'):
        if subprocess.run(['msgfmt', '--check-format', '--check-domain', '-o', '/dev/null',
                           os.path.join(HERE, name)]).returncode != 0:
            wrong.append(name + ': msgfmt')
    print('\n'.join(wrong))
    print('%d texts' % len(want))
    return 1 if wrong else 0


if __name__ == '__main__':
    if sys.argv[1:] == ['update']:
        update()
    elif sys.argv[1:] == ['check']:
        sys.exit(check())
    else:
        sys.exit(__doc__)
