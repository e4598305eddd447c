"""Valid examples, changed: by hypothesis, or by a generator with a fixed seed."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

How = Literal["flip", "cut", "twice", "insert", "replace", "end"]
HOWS: Final[tuple[How, ...]] = ("flip", "cut", "twice", "insert", "replace", "end")
LONGEST: Final = 1 << 16
PIECES: Final = (
    *(b"", b"\0", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"\n", b"\r", b" ", b"'", b'"', b"\\"),
    *(b"{}", b"[]", b"null", b"true", b"NaN", b"1e999", b"-1", b"0", b"1.5", b'"x"', b"[[", b"{"),
    *(b"9" * 20, b"9" * 400, b"9" * 5000, b"[" * 2000, b"(" * 200, b'{"a":' * 1200, b"a." * 300),
    *(b"=", b",", b":", b"|", b"]", b")", b"}", b"-----BEGIN ", b"\xef\xbb\xbf", b"\xfe\xff"),
)


@dataclass(frozen=True)
class Edit:
    """`place` and `length` are thousandths of what there is."""

    how: How
    place: int
    length: int
    piece: bytes


def mutated(example: bytes, edits: Sequence[Edit]) -> bytes:
    """`example` with all edits, one after another."""
    for edit in edits:
        start = len(example) * edit.place // 1000
        end = start + max(1, len(example) * edit.length // 1000)
        before, middle, after = example[:start], example[start:end], example[end:]
        match edit.how:
            case "flip":
                middle = bytes(byte ^ (1 << edit.length % 8) for byte in middle[:1]) + middle[1:]
            case "cut":
                middle = b""
            case "twice":
                middle += middle
            case "insert":
                middle = edit.piece + middle
            case "replace":
                middle = edit.piece
            case "end":
                middle = after = b""
        example = (before + middle + after)[:LONGEST]
    return example


def edits_from(seed: str) -> list[Edit]:
    """One to six edits, always the same for a seed."""
    drawn = hashlib.shake_128(seed.encode()).digest(2 * (1 + 4 * 6))
    numbers = struct.unpack(">25H", drawn)
    return [
        Edit(
            HOWS[numbers[at] % len(HOWS)],
            numbers[at + 1] % 1000,
            numbers[at + 2] % 100,
            PIECES[numbers[at + 3] % len(PIECES)],
        )
        for at in range(1, 2 + 4 * (numbers[0] % 6), 4)
    ]
