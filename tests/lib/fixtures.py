"""Saved pages of other projects against what their manifest says of them.

usage: fixtures.py CONSTAT FOLDER [FILE...]

Reads FOLDER/manifest.tsv in place and runs `constat facts` on each row.  A
value that the manifest lists is found, missing or wrong; the traps that its
notes name are looked at one by one.  Exits 1 below 95 % found, or where
anything is wrong.
"""
import csv
import json
import re
import subprocess
import sys
import unicodedata

FOUND, MISSING, WRONG = 'found', 'missing', 'WRONG'
ISO = re.compile(r'\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?'
                 r'(?:Z|[+-]\d\d:\d\d)?)?')


def fold(text):
    return ' '.join(unicodedata.normalize('NFC', text).split()).casefold()


def value(facts, *path):
    for key in path:
        facts = facts.get(key) if isinstance(facts, dict) else None
    return facts.get('value') if isinstance(facts, dict) else None


def all_values(facts, key):
    """Every fact of that name anywhere."""
    todo, out = [facts], []
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            if isinstance(one.get(key), dict) and 'value' in one[key]:
                out.append(one[key]['value'])
            todo += one.values()
        elif isinstance(one, list):
            todo += one
    return out


def seconds(text):
    """A moment as seconds since 1970, with its fraction as text."""
    import datetime
    text = text.replace('Z', '+00:00')
    when = datetime.datetime.fromisoformat(text)
    if when.tzinfo is None:
        when = when.replace(tzinfo=datetime.timezone.utc)
    return when.timestamp()


def same_time(have, want):
    if len(have) == 10 or len(want) == 10:
        return have[:10] == want[:10]
    a, b = seconds(have), seconds(want)
    if len(have) <= 17:             # to the minute
        return int(a // 60) == int(b // 60)
    return int(a) == int(b)


def times(text):
    """The moments that a cell of the manifest names, in its order."""
    out = ISO.findall(text)
    for digits in re.findall(r'\b\d{10}(?:\d{3}|\d{6})?\b', text):
        if not out or 'edited' in text or ';' in text or '/' in text:
            import datetime
            s = int(digits) / 10 ** (len(digits) - 10)
            out.append(datetime.datetime.fromtimestamp(
                s, datetime.timezone.utc).isoformat())
    for d, m, y, clock in re.findall(
            r'(\d\d)\.(\d\d)\.(\d{4}), (\d\d:\d\d)', text):
        out.append('%s-%s-%sT%s:00' % (y, m, d, clock))
    return out


def judge(have, wanted, same):
    if not have:
        return MISSING
    return FOUND if any(same(h, w) for h in have for w in wanted) else WRONG


def rows_of(row, facts):
    """(what, verdict, have, want) of each value that the row lists."""
    name = row['local_file']
    url = row['url']
    post, author = facts.get('post', {}), facts.get('author', {})
    many = name in ('facebook_page_2017.html', 'reddit_api_comment.json',
                    'google_review_aggregator.json', 'linkedin_company.html')

    if row['author'] and '(absent)' not in row['author']:
        wanted = [a.strip() for a in row['author'].split(';')]
        have = [v for v in (value(author, 'handle'), value(author, 'name'))
                if v]
        if many:
            have = all_values(facts, 'handle') + all_values(facts, 'name')
        yield 'author', judge(have, wanted,
                              lambda h, w: fold(h) == fold(w)), have, wanted
    if row['author'] == '(absent)':
        have = [v for v in (value(author, 'handle'), value(author, 'name'))
                if v]
        yield 'no author', WRONG if have else FOUND, have, ''
    ids = re.findall(r'did:\S+|t2_\w+|UC\S+|\d[\d]*',
                     row['author_stable_id'].split(' (')[0])
    if ids:
        have = [v for v in [value(author, 'id')] if v]
        if many:
            have += all_values(facts, 'id')
        yield 'author id', judge(have, ids, lambda h, w: h == w), have, ids

    posted = row['posted_at_expected']
    wanted = times(posted)
    if 'absent' in posted or 'relative' in posted or 'inside' in posted:
        have = post.get('published')
        if have and not all(f['method'] == 'id-time' for f in have['from']):
            yield 'no time', WRONG, have['value'], posted
        else:
            yield 'no time', FOUND, None, posted
    elif wanted:
        have = [v for v in [value(post, 'published')] if v]
        if 'account created' in posted or 'dateCreated' in posted:
            have = [v for v in [value(author, 'created')] if v]
        if many:
            have = all_values(facts, 'published')
        yield 'time', judge(have, wanted[:1] if not many else wanted,
                            same_time), have, wanted
        if 'modified' in posted or 'edited 17' in posted:
            have = all_values(facts, 'edited')
            yield 'edited', judge(have, wanted[1:], same_time), have, \
                wanted[1:]
    by_id = ISO.findall(row['id_derived_time'])
    if by_id and url and not many:
        have = [v for v in [value(post, 'published_by_id')] if v]
        yield 'id time', judge(have, by_id[:1], same_time), have, by_id
    for when in times(row['server_time_witness'].split('/')[0]):
        have = [c['time'] for c in facts.get('clocks', [])]
        yield 'clock', judge(have, [when], same_time), have, when
    for what, verdict, have, want in text_of(row, facts, many):
        yield what, verdict, have, want
    yield from traps(row, facts)


def text_of(row, facts, many):
    prefix = row['text_prefix']
    if prefix.startswith('(title) '):
        prefix = prefix[8:]
    if not prefix or prefix.startswith('('):
        return
    post, author = facts.get('post', {}), facts.get('author', {})
    have = [v for v in (value(post, 'text'), value(post, 'title'),
                        value(author, 'bio')) if v]
    if many:
        have = all_values(facts, 'text')
    # The manifest may leave out a picture in front.
    yield 'text', judge(have, [prefix], lambda h, w: fold(w) in
                        fold(h)[:len(fold(w)) + 3]), \
        [h[:60] for h in have], prefix


def traps(row, facts):
    name = row['local_file']
    about = {c['fact'] for c in facts.get('conflicts', [])}
    if name == 'x_post_trap_title.html':
        ok = about & {'post.title', 'post.text'}
        yield 'trap', FOUND if ok else WRONG, sorted(about), 'a conflict'
    if name == 'wordpress_wptavern.html':
        ok = 'post.published' in about
        yield 'trap', FOUND if ok else WRONG, sorted(about), 'a conflict'
    if name == 'phpbb_topic.html':
        zone = facts.get('post', {}).get('published', {}).get('zone')
        yield 'zone', FOUND if zone == 'unknown' else WRONG, zone, 'unknown'
    m = re.search(r'/(?:status|video|post)/(\w+)$', row['url'])
    if m:
        have = value(facts, 'post', 'id')
        yield 'id', judge([have] if have else [], [m.group(1)],
                          lambda h, w: h == w), have, m.group(1)


def main(constat, folder, only):
    count = {FOUND: 0, MISSING: 0, WRONG: 0}
    with open(folder + '/manifest.tsv', encoding='utf-8') as f:
        rows = list(csv.DictReader(f, delimiter='\t', quoting=csv.QUOTE_NONE))
    for row in rows:
        name = row['local_file']
        if not row['url'] or (only and name not in only):
            continue
        if name.endswith(('.py', '.md')):
            continue                # no page: sources of tests and of docs
        run = subprocess.run([constat, 'facts', '--url', row['url'],
                              folder + '/' + name], capture_output=True)
        if run.returncode != 0:
            print('%-32s exit %d' % (name, run.returncode))
            count[WRONG] += 1
            continue
        for what, verdict, have, want in rows_of(
                row, json.loads(run.stdout)):
            count[verdict] += 1
            if verdict != FOUND or only:
                print('%-32s %-9s %-7s %s, want %s' % (
                    name, what, verdict, have, want))
    total = sum(count.values())
    print('%d values: %d found, %d missing, %d wrong' % (
        total, count[FOUND], count[MISSING], count[WRONG]))
    return 0 if count[WRONG] == 0 and count[FOUND] >= 0.95 * total else 1


sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
