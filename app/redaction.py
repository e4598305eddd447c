"""Finds what looks like a secret in a text, whatever way it got there.

`app.secret.Secret` keeps secrets out of sight in the first place; this is the second net,
for other people's error messages and for slips: private keys in PEM, bearer tokens and
JWTs, Argon2 hashes, basic credentials in an address.
"""

from __future__ import annotations

import re
from typing import Final

DOTS: Final = "••••••••"

_PATTERNS: Final = (
    # a key cut off by a line limit is a secret too: without an end it goes to the last line
    re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*KEY-----|\Z)", re.S),
    re.compile(r"(?i:(?<=bearer ))[A-Za-z0-9._~+/=-]{8,}"),
    # the first part is a short header: without a limit, long lines would take quadratic time
    re.compile(r"\beyJ[A-Za-z0-9_-]{5,2000}\.eyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)*"),
    re.compile(r"\$argon2(?:id|i|d)\$[A-Za-z0-9$,=+/.-]+"),
    re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"),
    re.compile(r"(?i:(?<=client_secret=)|(?<=refresh_token=)|(?<=password=))[^&\s\"']{4,}"),
)


def redact(words: str) -> str:
    """`words` with dots in place of all that looks like a secret."""
    for pattern in _PATTERNS:
        words = pattern.sub(DOTS, words)
    return words


def looks_secret(words: str) -> bool:
    """Whether `redact` would change `words`."""
    return any(pattern.search(words) for pattern in _PATTERNS)
