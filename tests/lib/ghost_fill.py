"""ghost_fill.py URL - set a fresh Ghost up and write a post through its own
API; prints GHOST_POST and GHOST_AUTHOR."""
import http.cookiejar
import json
import ssl
import sys
import urllib.error
import urllib.request

site = sys.argv[1]
context = ssl._create_unverified_context()
opener = urllib.request.build_opener(
    urllib.request.HTTPSHandler(context=context),
    urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))


def call(method, path, body=None):
    request = urllib.request.Request(
        site + '/ghost/api/admin/' + path, method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={'Content-Type': 'application/json', 'Origin': site,
                 'Accept-Version': 'v5.0'})
    try:
        with opener.open(request, timeout=60) as answer:
            text = answer.read()
    except urllib.error.HTTPError as why:
        sys.exit(f'{method} {path}: {why} {why.read()[:500]}')
    try:
        return json.loads(text)
    except ValueError:
        return None


def paragraph(text):
    return {'type': 'paragraph', 'version': 1, 'direction': 'ltr',
            'format': '', 'indent': 0, 'children': [{
                'type': 'text', 'version': 1, 'text': text, 'format': 0,
                'mode': 'normal', 'style': '', 'detail': 0}]}


BODY = {'root': {
    'type': 'root', 'version': 1, 'direction': 'ltr', 'format': '',
    'indent': 0, 'children': [
        paragraph('Le garage Durand a facturé une pièce qu’il n’a jamais '
                  'changée.'),
        paragraph('N’y allez pas : 420 € pour rien.')]}}

password = 'Vélo-bleu-1897-quartier'
call('POST', 'authentication/setup/', {'setup': [{
    'name': 'Léa Martin', 'email': 'lea@example.org', 'password': password,
    'blogTitle': 'Le blog du quartier'}]})
call('POST', 'session/', {'username': 'lea@example.org',
                          'password': password})
post = call('POST', 'posts/', {'posts': [{
    'title': 'Le garage Durand m’a volée',
    'slug': 'le-garage-durand',
    'lexical': json.dumps(BODY),
    'status': 'published',
    'published_at': '2026-03-02T08:15:07.000Z'}]})['posts'][0]
author = post['primary_author']
print('GHOST_POST=/' + post['slug'] + '/')
print('GHOST_AUTHOR=/author/' + author['slug'] + '/')
