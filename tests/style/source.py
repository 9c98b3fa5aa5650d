"""The rules of docs/style.md that a machine can see, over all C of ours.

usage: source.py FILE...    prints what is wrong, exits 1 if anything is
"""
import re
import sys

CALLS = ('sprintf vsprintf strcpy strcat strncpy strncat strtok strtok_r atoi '
         'atol atoll atof gmtime localtime mktime ctime '
         'asctime mktemp tmpnam tempnam rand srand random system popen '
         'alloca gets bcopy bzero').split()
# One number parser (section 8): store/base/num.h; tests may read their own.
NUMBERS = 'strtol strtoll strtoul strtoull strtod sscanf'.split()
# Libraries never print, exit or abort (section 5); verify's command speaks.
QUIET = 'printf fprintf puts putchar perror exit _exit abort'.split()
SPEAKS = ('verify/command.c', 'verify/main.c', 'cmd/', 'tests/')
# _exit and exec after fork are the child's, before it becomes another program.
# pair.c: the branch for processors on which nobody calls it.
CHILD = {'store/digest/pair.c': {'abort'},
         'capture/browser/launch.c': {'_exit'},
         'capture/browser/find.c': {'_exit'}}
WIDTH = 80
FUNCTION_MAX = 80
FUNCTION_LONG = 60
FILE_MAX = 750


def strip(text):
    """The code with comments and literals blanked, lines kept."""
    out, i, n = [], 0, len(text)
    while i < n:
        two = text[i:i + 2]
        if two == '/*':
            end = text.find('*/', i + 2)
            end = n if end < 0 else end + 2
            out.append(re.sub(r'[^\n]', ' ', text[i:end]))
            i = end
        elif text[i] in '"\'':
            quote, j = text[i], i + 1
            while j < n and text[j] != quote:
                j += 2 if text[j] == '\\' else 1
            out.append(quote + re.sub(r'[^\n]', ' ', text[i + 1:j]) + quote)
            i = j + 1
        else:
            out.append(text[i])
            i += 1
    return ''.join(out)


def columns(line):
    at = 0
    for c in line:
        at = at + 8 - at % 8 if c == '\t' else at + 1
    return at


def look_lines(name, text, code, say):
    for i, line in enumerate(text.split('\n'), 1):
        if columns(line) > WIDTH:
            say(i, '%d columns' % columns(line))
        if line != line.rstrip():
            say(i, 'blanks at the end of the line')
        if re.match(r' {8}', line):
            say(i, 'indented by blanks where a tab belongs')
    for i, line in enumerate(code.split('\n'), 1):
        if '//' in line:
            say(i, '// comment')
        if re.match(r'\s*return\b(?!\s*(\(|;))', line):
            say(i, 'return (x); has parentheses')
        if re.search(r'\btypedef\s+(struct|union)\b', line):
            say(i, 'typedef of a struct')
        if re.search(r'\b(if|for|while|switch)\(', line):
            say(i, 'a blank after the keyword')
    for m in re.finditer(r'^(static |inline |const |struct )*\w+( \*+| )\w+'
                         r'\([^;{}()]*\)\n\{', code, re.M):
        say(code.count('\n', 0, m.start()) + 1,
            'return type on its own line')
    if text and not text.endswith('\n'):
        say(text.count('\n') + 1, 'no line end at the end')
    if text.count('\n') > FILE_MAX:
        say(1, '%d lines: more than one job?' % text.count('\n'))


def look_calls(name, code, say):
    calls = CALLS if name.startswith('tests/') else CALLS + NUMBERS
    for m in re.finditer(r'(?<![\w>.])(%s)\s*\(' % '|'.join(calls), code):
        say(code.count('\n', 0, m.start()) + 1, m.group(1) + '()')
    if not name.startswith(SPEAKS):
        allowed = CHILD.get(name, ())
        for m in re.finditer(r'(?<![\w>.])(%s)\s*\(' % '|'.join(QUIET), code):
            if m.group(1) not in allowed:
                say(code.count('\n', 0, m.start()) + 1,
                    m.group(1) + '() in a library')
    # The moment is passed in; only the two commands may ask for it.
    if name.startswith('verify/') and name != 'verify/command.c':
        for m in re.finditer(r'\b(time_now|time|clock_gettime)\s*\(', code):
            say(code.count('\n', 0, m.start()) + 1, 'asks for the time')


def look_functions(name, code, say, sizes):
    start = None
    for i, line in enumerate(code.split('\n'), 1):
        if line.startswith('{'):
            start = i
        elif line.startswith('}') and start is not None:
            sizes.append(i - start)
            if i - start > FUNCTION_MAX:
                say(start, 'a function of %d lines' % (i - start))
            start = None


def main(names):
    wrong, sizes = [], []
    for name in names:
        with open(name, encoding='utf-8') as f:
            text = f.read()
        code = strip(text)

        def say(line, what):
            wrong.append('%s:%d: %s' % (name, line, what))
        look_lines(name, text, code, say)
        look_calls(name, code, say)
        if name.endswith('.c'):
            look_functions(name, code, say, sizes)
    long = sum(1 for n in sizes if n > FUNCTION_LONG)
    print('\n'.join(wrong))
    print('%d files, %d functions, %d above %d lines, %d faults' % (
        len(names), len(sizes), long, FUNCTION_LONG, len(wrong)))
    if len(sizes) < 100 or long * 10 > len(sizes):
        wrong.append('functions')
    return 1 if wrong else 0


sys.exit(main(sys.argv[1:]))
