"""How much work a file asks for before it can be opened.

Encrypted keys and PFX files say themselves how many rounds turn a passphrase into a key, and
the libraries do as they are told: a file of one KiB can keep a processor busy for days. In all
forms (RFC 8018, A.2: PBKDF2 and PBES1; RFC 7914, 7: scrypt; RFC 7292, 4 and C: PKCS #12) the
rounds are whole numbers right after the salt, an octet string.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

MOST_ROUNDS: Final = 10_000_000
"""Many times of what is recommended (600,000 in OWASP's cheat sheet); it takes seconds."""

_INTEGER: Final = 0x02
_OCTETS: Final = 0x04
_CONSTRUCTED: Final = 0x20
_DEEPEST: Final = 24


def asks_too_much(der: bytes) -> bool:
    """Whether anything in `der` that is not encrypted asks for more than `MOST_ROUNDS`.

    What is said inside the encrypted parts of a PFX file is not seen.
    """
    return any(_rounds(numbers) > MOST_ROUNDS for numbers in _after_salts(der, 0))


def _rounds(numbers: list[int]) -> int:
    """PBKDF2 may have a length behind its rounds; scrypt has cost, block size, parallelism."""
    return math.prod(numbers[:3]) if len(numbers) > 2 else numbers[0]


def _after_salts(der: bytes, depth: int) -> Iterator[list[int]]:
    """The whole numbers that follow each octet string."""
    salted = False
    numbers: list[int] = []
    for tag, content in _values(der):
        if tag == _INTEGER and salted:
            numbers.append(int.from_bytes(content[:16], "big"))
            continue
        if numbers:
            yield numbers
        salted, numbers = tag == _OCTETS, []
        if (tag & _CONSTRUCTED or salted) and depth < _DEEPEST:
            yield from _after_salts(content, depth + 1)
    if numbers:
        yield numbers


def _values(der: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each value; ends where bytes are none (an octet string may hold any)."""
    place = 0
    while place + 2 <= len(der):
        tag, length = der[place], der[place + 1]
        place += 2
        if length > 0x80:
            count = length & 0x7F
            length = int.from_bytes(der[place : place + count], "big")
            place += count
        elif length == 0x80:  # BER: the end is marked, not told; what is inside comes as its own
            length = 0
        if place + length > len(der):
            return
        yield tag, der[place : place + length]
        place += length
