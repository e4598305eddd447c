"""At which line of a TOML text each key stands.

`tomllib` tells values only. But every statement of TOML (a header, or a key with its value)
is a small TOML text by itself. So the text is cut into statements, each is parsed alone, and
its keys are those of its line.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

Path = tuple[str, ...]
_MOST_WORK = 1024 * 1024
"""Characters that are parsed: each line of a statement is another try."""
_CLOSERS = ("]", "}", '"""', "'''")


def key_lines(source: str) -> dict[Path, int]:
    """The line (from 1) at which each key of `source`, a valid TOML text, begins.

    Tables have the line of their header, or of the first key in them. What stands behind
    statements that take too much work to tell apart has no line.
    """
    lines: dict[Path, int] = {}
    table: Path = ()
    for number, statement in _statements(source):
        keys = tomllib.loads(statement)
        if statement.lstrip().startswith("["):
            table = _header(keys)
            _note(lines, table, number)
        else:
            for path in _paths(keys):
                _note(lines, table + path, number)
    return lines


def _statements(source: str) -> Iterator[tuple[int, str]]:
    """Number of the first line, and text, of each statement. Blank lines and comments are none."""
    begun: list[str] = []
    first = work = 0
    for number, line in enumerate(source.split("\n"), 1):
        line = line.removesuffix("\r")
        if not begun and (not line.strip() or line.lstrip().startswith("#")):
            continue
        first = first if begun else number
        begun.append(line)
        # a statement of several lines ends with what closes its value: spare the other tries
        if len(begun) > 1 and not any(closer in line for closer in _CLOSERS):
            continue
        statement = "\n".join(begun)
        work += len(statement)
        if work > _MOST_WORK:
            return
        if _is_whole(statement):
            yield first, statement
            begun = []


def _is_whole(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _header(keys: dict[str, Any]) -> Path:
    """The path that a header alone leads to: `[a.b]` or `[[a.b]]`."""
    path: list[str] = []
    inner: Any = keys
    while isinstance(inner, dict) and inner:
        name, inner = next(iter(inner.items()))
        path.append(name)
    return tuple(path)


def _paths(keys: dict[str, Any]) -> Iterator[Path]:
    for name, value in keys.items():
        yield (name,)
        if isinstance(value, dict):
            for rest in _paths(value):
                yield (name, *rest)


def _note(lines: dict[Path, int], path: Path, number: int) -> None:
    for length in range(1, len(path) + 1):
        lines.setdefault(path[:length], number)
