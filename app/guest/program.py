"""The setup program: packed into one file that any Python from 3.6 on can run.

Source, lock and sample notebooks are in `resources/`. The same sources always make the same
bytes, so a machine that has the program already need not get it again.
"""

from __future__ import annotations

import ast
import io
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

INSTALLED: Final = "/var/lib/kumonote/kumonote-setup.pyz"
"""Where the program is in a machine."""

_PACKAGE: Final = "kumonote_setup"
_LOGIN: Final = "limited_login.py"
"""Goes into the notebook's configuration, which needs the password, a secret."""
_MAIN: Final = "from kumonote_setup.main import main\nraise SystemExit(main())\n"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@cache
def setup_program() -> bytes:
    """The whole program: a zip archive with a first line for the shell."""
    return _packed(_contents())


@cache
def boot_program() -> bytes:
    """The part of it that customData has room for.

    It installs on Linux what needs no secret, except the sample notebooks. The whole one
    follows over SSH and takes its place.
    """
    kept = ((name, data) for name, data in _contents() if not _stays_here(name))
    return _packed((name, _terse(data) if name.endswith(".py") else data) for name, data in kept)


def _stays_here(name: str) -> bool:
    """Whether a file is of no use at the first boot of a machine in Azure."""
    return name.endswith((".ipynb", ".windows-macos.lock", ".wine.lock", f"/data/{_LOGIN}"))


def _terse(source: bytes) -> bytes:
    """`source` without what only readers need. Each statement stays in its line."""
    lines = source.decode().splitlines()
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) and len(body) > 1 else ():
            if _is_words(statement):
                for number in range(statement.lineno - 1, statement.end_lineno or 0):
                    lines[number] = ""
    return "\n".join(lines).encode() + b"\n"


def _is_words(statement: ast.stmt) -> bool:
    """Whether it is a text that is nobody's value: documentation."""
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Constant):
        return False
    return isinstance(statement.value.value, str)


def _packed(contents: Iterable[tuple[str, bytes]]) -> bytes:
    """Stored, not compressed: what travels is compressed as a whole, and better so."""
    packed = io.BytesIO()
    packed.write(b"#!/usr/bin/env python3\n")
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(contents):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, content)
    return packed.getvalue()


def _contents() -> Iterator[tuple[str, bytes]]:
    guest = resources.files("resources") / "guest"
    yield "__main__.py", _MAIN.encode()
    for source in _files(guest / _PACKAGE, ".py"):
        yield f"{_PACKAGE}/{source.name}", source.read_bytes()
    for lock in _files(guest, ".lock"):
        yield f"{_PACKAGE}/data/{lock.name}", lock.read_bytes()
    login = guest / "notebook" / _LOGIN
    yield f"{_PACKAGE}/data/{_LOGIN}", login.read_bytes()
    samples = resources.files("resources") / "samples"
    for place, folder in (("", samples), ("ja/", samples / "ja")):
        for notebook in _files(folder, ".ipynb"):
            yield f"{_PACKAGE}/data/samples/{place}{notebook.name}", notebook.read_bytes()


def _files(folder: Traversable, ending: str) -> Iterator[Traversable]:
    return (file for file in folder.iterdir() if file.name.endswith(ending))
