"""What a parser under test is: how it is called, valid examples, and what once broke it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.problems import Problem

LANGUAGES = ("en", "ja")


@dataclass(frozen=True)
class Target:
    """`parse` returns, or raises what no parser may raise: anything but its documented error.

    `examples` are made by the code that writes such data; `found` are inputs that raised
    something else, or took for ever, before they were found.
    """

    name: str
    reads: str
    parse: Callable[[bytes], None]
    examples: Callable[[], Sequence[bytes]]
    found: tuple[bytes, ...] = ()


@cache
def scratch() -> Path:
    """A folder of this process, for parsers that read files."""
    folder = Path(tempfile.mkdtemp(prefix="kumonote-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def written(name: str, data: bytes) -> Path:
    """A file with `data`."""
    file = scratch() / name
    file.write_bytes(data)
    return file


def say(problem: Problem) -> None:
    """A refusal must be there in words, and they must be writable."""
    for words in (problem.message, problem.advice):
        for language in LANGUAGES:
            words.in_language(language).encode()
    assert problem.message.in_language("en")
    assert problem.code
    problem.code.encode()
    problem.details.encode()
