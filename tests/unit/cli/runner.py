"""Runs `kumonote-cli` inside this process, with its streams caught and a home of its own."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.cli.main import run


@dataclass(frozen=True)
class Ended:
    exit_code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def problem(self) -> dict[str, Any]:
        last = self.events[-1]
        assert last["event"] == "failed"
        found: dict[str, Any] = last["problem"]
        return found


def command(home: Path, *words: str | Path, typed: str = "") -> Ended:
    """Run `kumonote-cli WORDS`; `typed` is its standard input."""
    out, err = io.StringIO(), io.StringIO()
    with (
        _environment(home),
        _typed(typed),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            run([str(word) for word in words])
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    return Ended(code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def _environment(home: Path) -> Iterator[None]:
    before = os.environ.get("KUMONOTE_HOME")
    os.environ["KUMONOTE_HOME"] = str(home)
    try:
        yield
    finally:
        if before is None:
            del os.environ["KUMONOTE_HOME"]
        else:
            os.environ["KUMONOTE_HOME"] = before


@contextlib.contextmanager
def _typed(words: str) -> Iterator[None]:
    before = sys.stdin
    sys.stdin = io.StringIO(words)
    try:
        yield
    finally:
        sys.stdin = before
