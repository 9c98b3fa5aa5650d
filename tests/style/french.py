"""usage: french.py FILE.po...

What a program can see of good French: the space that must not break before
: ; ? ! and inside the marks of quotation, no straight quotes, no "...", and
one word for one thing (docs/style.md).
"""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', '..', 'cmd', 'i18n'))
import words  # noqa: E402

END = r'(?=\s|$|[),.]|\\n)'
# What is typed, and paths, stay as they are.
TYPED = re.compile(r'https?://\S+|custody/\.\.\./\S+')
RULES = [
    (r'[ \t][:;?!»]' + END, 'an ordinary space before : ; ? ! or »'),
    (r'[^\W_][;?!]' + END, 'no space before ; ? or !'),
    (r'[^\W\d_]:' + END, 'no space before :'),
    (r'«(?!\u00a0)', 'no space that does not break behind «'),
    (r'[^\u00a0]»', 'no space that does not break before »'),
    (r"\w'\w", "a straight apostrophe: ’"),
    (r'\\"', 'straight quotation marks: « »'),
    (r'[^\W\d_A-Z]\.\.\.', 'three dots: …'),
    (r'\b[Dd]u coup\b|\b[Mm]erci de\b', 'no way to speak to people'),
]
# Words that stand for what has another name here.
NAMES = [
    (r'\btimestamp|\btime-stamp|\bhash\b|\bexhibit|\bcustody(?!/)|\bseal(?:ed)?'
     r'\b|\blog-in', 'English'),
    (r'\b[Pp]aquets?\b(?! chromium)', 'envoi'),
    (r'\b[Cc]achets?\b', 'sceau, certificat de scellement'),
    (r'\b[Tt]ampons?\b|\bdatation', 'horodatage'),
    (r'\b[Aa]ccusés? de réception|\b[Rr]écépissés?', 'reçu'),
    (r'\bcaviard', 'occulter'),
    (r'\b[ÉéEe]limin|\b[Éé]limin', 'supprimer'),
    (r'\b[Rr]aisons?\b', 'motif'),
    (r'\bCode de sortie', 'code de retour'),
    (r'peut être répété', 'répétable'),
    (r'fait foi|font foi|confiance à|crues?\b|\bcroire\b', 'reconnaître'),
    (r'\b[Hh]ôtes?\b', 'serveur'),
    (r'\b[Cc]hecksum|\b[Cc]ondensat|\b[Hh]ach[eé]s?\b', 'empreinte'),
    (r'\b[Tt]u\b|\b[Tt]on\b|\b[Tt]es\b', 'vous'),
]


def faults(text):
    bare = TYPED.sub('', text)
    for rule, why in RULES:
        if re.search(rule, bare):
            yield why
    for rule, word in NAMES:
        found = re.search(rule, bare)
        if found:
            yield '"%s" is called: %s' % (found.group(0), word)


def main(files):
    wrong = seen = 0
    for name in files:
        with open(name, encoding='utf-8') as f:
            entries, _ = words.parse(f.read())
        for key, (text, _) in entries.items():
            seen += 1
            for why in faults(text):
                print('%s: %s\n    %s' % (name, why, text))
                wrong += 1
    print('%d texts, %d faults' % (seen, wrong))
    return 1 if wrong or seen < 500 else 0


sys.exit(main(sys.argv[1:]))
