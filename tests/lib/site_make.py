"""Writes the small social site that the tests capture.

usage: site_make.py FOLDER [ORIGIN]

A post in French with its author's profile: JSON-LD, style sheets that import
and name a font, a script that fetches replies as one scrolls, images that
load late, a frame, a worker and a sound.  The same bytes every time.
"""
import json
import math
import os
import random
import struct
import sys
import zlib

folder = sys.argv[1]
origin = sys.argv[2] if len(sys.argv) > 2 else 'http://127.0.0.1'
dice = random.Random(1881)

POST = '/p/48215'
AUTHOR = '/u/lanceur-dalerte-34'
TEXT = ('La boulangerie Ferrandin coupe sa farine avec de la craie. '
        'Le gérant le sait, il paie les contrôleurs. Partagez\u00a0!')
TITLE = 'Lanceur d’alerte 34 : « La boulangerie Ferrandin coupe sa farine »'


def put(name, data):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as f:
        f.write(data.encode() if isinstance(data, str) else data)


def png(width, height, grain):
    """A picture: a slope of color with grain that does not deflate."""
    rows = bytearray()
    tint = [dice.randrange(64, 192) for _ in range(3)]
    for y in range(height):
        rows.append(0)
        for x in range(width):
            for c in range(3):
                v = tint[c] + (x * (c + 1) + y * (3 - c)) // 8
                rows.append((v + dice.randrange(grain)) & 255)

    def chunk(kind, body):
        return (struct.pack('>I', len(body)) + kind + body +
                struct.pack('>I', zlib.crc32(kind + body)))
    return (b'\x89PNG\r\n\x1a\n' +
            chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2,
                                       0, 0, 0)) +
            chunk(b'IDAT', zlib.compress(bytes(rows), 6)) +
            chunk(b'IEND', b''))


def wav(seconds):
    """A falling tone, 8 kHz, 16 bit, one channel."""
    n = int(8000 * seconds)
    pcm = b''.join(struct.pack('<h', int(9000 * math.sin(
        2 * math.pi * (440 - 60 * i / n) * i / 8000))) for i in range(n))
    return (b'RIFF' + struct.pack('<I', 36 + len(pcm)) + b'WAVEfmt ' +
            struct.pack('<IHHIIHH', 16, 1, 1, 8000, 16000, 2, 16) +
            b'data' + struct.pack('<I', len(pcm)) + pcm)


def ttf():
    """A TrueType font whose every letter is a bar: enough to be a font."""
    def glyph(x0, y0, x1, y1):
        ends = struct.pack('>HH', 3, 0)
        flags = bytes([1, 1, 1, 1])
        xs = struct.pack('>hhhh', x0, x1 - x0, 0, x0 - x1)
        ys = struct.pack('>hhhh', y0, 0, y1 - y0, 0)
        return struct.pack('>hhhhh', 1, x0, y0, x1, y1) + ends + flags + \
            xs + ys
    shapes = [glyph(50, 0, 450, 700), glyph(100, 0, 300, 600)]
    shapes = [s + b'\0' * (-len(s) % 4) for s in shapes]
    loca, at = b'', 0
    for s in shapes:
        loca += struct.pack('>I', at)
        at += len(s)
    loca += struct.pack('>I', at)
    segments = [(32, 126), (0xffff, 0xffff)]
    ids = list(range(32, 127))
    cmap4 = struct.pack('>HHHHHHH', 4, 16 + 8 * len(segments) + 2 * len(ids),
                        0, 4, 4, 1, 0)
    cmap4 += struct.pack('>HH', 126, 0xffff) + struct.pack('>H', 0)
    cmap4 += struct.pack('>HH', 32, 0xffff) + struct.pack('>HH', 0, 1)
    cmap4 += struct.pack('>HH', 4, 0) + b''.join(
        struct.pack('>H', 1) for _ in ids)
    cmap = struct.pack('>HHHHI', 0, 1, 3, 1, 12) + cmap4
    names = {1: 'Barre', 2: 'Regular', 3: 'Barre 1', 4: 'Barre', 5: '1.0',
             6: 'Barre'}
    store, rows = b'', b''
    for key, value in names.items():
        text = value.encode('utf-16-be')
        rows += struct.pack('>HHHHHH', 3, 1, 0x409, key, len(text),
                            len(store))
        store += text
    name = struct.pack('>HHH', 0, len(names), 6 + len(rows)) + rows + store
    os2 = struct.pack('>HhHHHhhhhhhhhhhh', 4, 500, 400, 5, 0, 300, 300, 0, 75,
                      300, 300, 0, 350, 50, 250, 0)
    os2 += bytes(10) + struct.pack('>IIII', 1, 0, 0, 0) + b'TEST'
    os2 += struct.pack('>HHHhhhHHIIhhHHH', 64, 32, 126, 700, -200, 0, 700,
                       200, 1, 0, 500, 700, 0, 32, 1)
    tables = {
        b'OS/2': os2,
        b'cmap': cmap,
        b'glyf': b''.join(shapes),
        b'head': struct.pack('>IIIIHHqqhhhhHHhhh', 0x10000, 0x10000, 0,
                             0x5f0f3cf5, 3, 1000, 0, 0, 50, 0, 450, 700, 0,
                             8, 2, 1, 0),
        b'hhea': struct.pack('>IhhhHhhhhhhhhhhhH', 0x10000, 700, -200, 0, 500,
                             50, 50, 450, 1, 0, 0, 0, 0, 0, 0, 0, 2),
        b'hmtx': struct.pack('>HhHh', 500, 50, 500, 100),
        b'loca': loca,
        b'maxp': struct.pack('>IHHHHHHHHHHHHHH', 0x10000, 2, 4, 1, 0, 0, 1,
                             0, 0, 0, 0, 0, 0, 0, 0),
        b'name': name,
        b'post': struct.pack('>IIhhIIIII', 0x30000, 0, -100, 50, 0, 0, 0, 0,
                             0),
    }

    def total(data):
        data += b'\0' * (-len(data) % 4)
        return sum(struct.unpack('>%dI' % (len(data) // 4), data)) & 0xffffffff
    count = len(tables)
    power = 2 ** (count.bit_length() - 1)
    out = struct.pack('>IHHHH', 0x10000, count, power * 16,
                      power.bit_length() - 1, count * 16 - power * 16)
    at, body = 12 + 16 * count, b''
    for tag in sorted(tables):
        data = tables[tag]
        out += tag + struct.pack('>III', total(data), at, len(data))
        data += b'\0' * (-len(data) % 4)
        body += data
        at += len(data)
    font = bytearray(out + body)
    head = 12 + 16 * sorted(tables).index(b'head')
    where = struct.unpack('>I', font[head + 8:head + 12])[0]
    font[where + 8:where + 12] = struct.pack(
        '>I', (0xb1b0afba - total(bytes(font))) & 0xffffffff)
    return bytes(font)


def reply(i):
    return {'id': 48300 + i, 'author': 'lecteur%02d' % i,
            'avatar': '/media/visage%d.png' % (i % 12),
            'text': 'Commentaire %d. %s' % (i, [
                'C’est honteux, tout le monde doit le savoir.',
                'Avez-vous des preuves\u00a0? Sinon, c’est de la diffamation.',
                'J’y achète mon pain depuis dix ans, jamais malade.',
                'Ça ne m’étonne pas d’eux, les prix ont doublé.'][i % 4])}


def ld(data):
    return ('<script type="application/ld+json">' +
            json.dumps(data, ensure_ascii=False).replace('<', '\\u003c') +
            '</script>')


person = {'@type': 'Person', 'name': 'Lanceur d’alerte 34',
          'alternateName': 'lanceur-dalerte-34', 'identifier': '90817',
          'url': origin + AUTHOR}
posting = {'@context': 'https://schema.org', '@type': 'SocialMediaPosting',
           '@id': origin + POST, 'url': origin + POST,
           'identifier': '48215', 'headline': TITLE, 'articleBody': TEXT,
           'inLanguage': 'fr', 'datePublished': '2026-11-16T07:42:19+01:00',
           'dateModified': '2026-11-16T08:05:00+01:00', 'author': person,
           'image': origin + '/media/photo0.png', 'commentCount': 36,
           'interactionStatistic': [
               {'@type': 'InteractionCounter',
                'interactionType': 'https://schema.org/LikeAction',
                'userInteractionCount': 212},
               {'@type': 'InteractionCounter',
                'interactionType': 'https://schema.org/ShareAction',
                'userInteractionCount': 57}]}
profile = {'@context': 'https://schema.org', '@type': 'ProfilePage',
           'dateCreated': '2024-03-02T10:00:00Z', 'mainEntity': dict(
               person, description='Je dis ce que les autres taisent.',
               image=origin + '/media/visage0.png')}
HEAD = ('<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        '<link rel="icon" href="/media/icone.png">\n'
        '<link rel="stylesheet" href="/static/page.css">\n')

put('p/48215.html', HEAD + f'''<title>{TITLE}</title>
<link rel="canonical" href="{origin}{POST}">
<link rel="preload" as="font" href="/static/barre.ttf" crossorigin>
<meta property="og:type" content="article">
<meta property="og:title" content="{TITLE}">
<meta property="og:image" content="/media/photo0.png">
<meta property="article:published_time" content="2026-11-16T07:42:19+01:00">
{ld(posting)}
<style>.badge {{ background: url("/media/badge.png") no-repeat; }}</style>
<script src="/static/words.js"></script>
<script src="/static/page.js" defer></script>
</head>
<body>
<nav><a href="/">Agora</a></nav>
<main>
<article id="post-48215" lang="fr">
<header><img class="face" src="/media/visage0.png" alt="" width="48"
height="48"><a rel="author" href="{AUTHOR}">@lanceur-dalerte-34</a>
<time datetime="2026-11-16T07:42:19+01:00">16 novembre 2026 à 07:42</time>
<span class="badge">modifié</span></header>
<p class="said">{TEXT}</p>
<picture><source srcset="/media/photo0.png 1x, /media/photo1.png 2x">
<img src="/media/photo0.png" alt="Sac de farine" width="320"
height="240"></picture>
<audio src="/media/appel.wav" controls preload="auto"></audio>
<div style="height:1400px;background-image:url('/media/fond.png')"></div>
<img loading="lazy" src="/media/photo2.png" alt="Devanture" width="320"
height="240">
<img class="late" data-src="/media/photo3.png" alt="Facture" width="320"
height="240">
<footer><b>212</b> j’aime, <b>57</b> partages, <b>36</b> réponses</footer>
</article>
<iframe src="/embed/carte.html" width="320" height="120"
title="Commerce"></iframe>
<section id="replies" aria-label="Réponses"></section>
<div id="end">…</div>
</main>
</body>
</html>
''')

put('u/lanceur-dalerte-34.html', HEAD + f'''<title>Lanceur d’alerte 34
(@lanceur-dalerte-34) — Agora</title>
<link rel="canonical" href="{origin}{AUTHOR}">
<meta property="og:type" content="profile">
{ld(profile)}
</head>
<body>
<main>
<img class="face" src="/media/visage0.png" alt="" width="96" height="96">
<h1>Lanceur d’alerte 34</h1>
<p class="handle">@lanceur-dalerte-34</p>
<p class="bio">Je dis ce que les autres taisent.</p>
<p>Membre depuis mars 2024 — 3 118 abonnés — 41 messages</p>
<a href="{POST}">La boulangerie Ferrandin coupe sa farine…</a>
</main>
</body>
</html>
''')

put('embed/carte.html', '''<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Commerce</title>
<link rel="stylesheet" href="/static/carte.css"></head>
<body><p>Boulangerie Ferrandin, 12 rue des Tilleuls</p>
<img src="/media/plan.png" alt="Plan" width="120" height="60"></body></html>
''')

put('static/page.css', '@import "couleurs.css";\n'
    '@font-face { font-family: Barre; src: url(barre.ttf); }\n'
    'body { font-family: sans-serif; max-width: 40rem; margin: auto; }\n'
    '.badge { font-family: Barre; padding-left: 18px; }\n'
    '.face { border-radius: 50%; }\n' +
    ''.join('.m%d { margin: %dpx; }\n' % (i, i % 9) for i in range(1200)))
put('static/couleurs.css',
    'body { color: #222; background: #fff url("../media/trame.png"); }\n')
put('static/carte.css', 'body { font: 14px sans-serif; }\n')
put('static/barre.ttf', ttf())
put('static/words.js', 'const words = [\n' + ',\n'.join(
    json.dumps('%016x' % dice.getrandbits(64)) for _ in range(6000)) +
    '\n];\n')
put('static/worker.js', '''onmessage = async (e) => {
  const answer = await fetch('/api/compteurs.json');
  postMessage({ asked: e.data, counters: await answer.json() });
};
''')
put('static/page.js', '''let next = 0;
let busy = false;

async function more() {
  if (busy || next > 2) return;
  busy = true;
  const answer = await fetch('/api/reponses-' + next + '.json');
  for (const r of await answer.json()) {
    const box = document.createElement('article');
    const face = document.createElement('img');
    const name = document.createElement('b');
    const said = document.createElement('p');
    face.className = 'face';
    face.width = face.height = 48;
    face.src = r.avatar;
    name.textContent = '@' + r.author;
    said.textContent = r.text;
    box.append(face, name, said);
    document.querySelector('#replies').append(box);
  }
  next++;
  busy = false;
}

new IntersectionObserver((seen) => {
  if (seen.some((s) => s.isIntersecting)) more();
}).observe(document.querySelector('#end'));

new IntersectionObserver((seen, self) => {
  for (const s of seen) {
    if (!s.isIntersecting) continue;
    s.target.src = s.target.dataset.src;
    self.unobserve(s.target);
  }
}).observe(document.querySelector('img.late'));

const helper = new Worker('/static/worker.js');
helper.onmessage = (e) => {
  document.body.dataset.views = e.data.counters.views;
};
helper.postMessage('compteurs');
''')
put('api/compteurs.json', json.dumps({'views': 18240, 'likes': 212}))
for page in range(3):
    put('api/reponses-%d.json' % page, json.dumps(
        [reply(page * 12 + i) for i in range(12)], ensure_ascii=False))
for i in range(12):
    put('media/visage%d.png' % i, png(48, 48, 40))
for i in range(4):
    put('media/photo%d.png' % i, png(320, 240, 90))
for name, width, height in (('icone', 32, 32), ('badge', 16, 16),
                            ('fond', 64, 64), ('plan', 120, 60),
                            ('trame', 8, 8)):
    put('media/%s.png' % name, png(width, height, 20))
put('media/appel.wav', wav(1.5))
put('index.html', HEAD + '<title>Agora</title></head><body><a href="' + POST +
    '">Le message</a></body></html>\n')
