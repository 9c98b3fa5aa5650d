#!/bin/sh
# The look of the code, forbidden calls, long functions: see source.py.
set -eu
: "${ROOT:?}"
cd "$ROOT"
find store capture verify cmd tests -name '*.[ch]' | LC_ALL=C sort |
    xargs python3 tests/style/source.py
