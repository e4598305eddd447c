"""Logs for people who look for a fault: on stderr and in a file that only this user may read.

A log is written by everybody, libraries included, so nothing gets into one before a last
look for secrets: those that look like one (`app.redaction`) and those that the running
operation uses (`Logs.hiding`).
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from io import BufferedWriter, FileIO, TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol
from urllib.parse import quote

from app.paths import make_private_folder
from app.redaction import DOTS, redact

FILE_NAME: Final = "kumonote.log"
FILE_BYTES: Final = 1_000_000
OLD_FILES: Final = 3
OURS: Final = ("app", "ui")
"""The loggers that may say more than warnings."""

_TOLD_OTHERWISE: Final = "azure.identity"
"""Warns of each sign-in that takes a person; the person is asked, so the screen need not."""

_SHORTEST: Final = 4
"""A shorter text stands in too many words to be hidden in each."""

_LINE: Final = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"


class Revealing(Protocol):
    """`app.secret.Secret`, which stands in the same layer as this module."""

    def reveal(self) -> str: ...


class Redactor:
    """Puts dots in place of secrets: known ones, and what looks like one. Thread-safe."""

    def __init__(self) -> None:
        self._known: list[Revealing] = []
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def hiding(self, *known: Revealing) -> Iterator[None]:
        """While inside, `known` are hidden too, also as they stand in JSON or in an address."""
        with self._lock:
            self._known.extend(known)
        try:
            yield
        finally:
            with self._lock:
                for secret in known:
                    # equal secrets may be hidden by several operations at once
                    self._known.remove(secret)

    def clean(self, words: str) -> str:
        with self._lock:
            known = [secret.reveal() for secret in self._known]
        spellings = {spelling for value in known for spelling in _spellings(value)}
        for spelling in sorted(spellings, key=len, reverse=True):
            words = words.replace(spelling, DOTS)
        return redact(words)


class RedactingFormatter(logging.Formatter):
    """The last hand on a line, its traceback included, before it is written."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__(_LINE)
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        return self._redactor.clean(super().format(record))


class PrivateRotatingFile(RotatingFileHandler):
    """A rotating log file that was never readable by others."""

    def _open(self) -> TextIOWrapper:
        def opener(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        file = FileIO(self.baseFilename, f"{self.mode}b", opener=opener)
        return TextIOWrapper(BufferedWriter(file), encoding=self.encoding, errors=self.errors)


class Logs:
    """The handlers and levels of one program, from `open_logs` until `close`."""

    def __init__(
        self, redactor: Redactor, handlers: Sequence[logging.Handler], levels: Mapping[str, int]
    ) -> None:
        self._redactor = redactor
        self._handlers = tuple(handlers)
        self._levels_before = {name: logging.getLogger(name).level for name in levels}
        _set_levels(levels)
        for handler in handlers:
            logging.getLogger().addHandler(handler)

    def hiding(self, *known: Revealing) -> contextlib.AbstractContextManager[None]:
        """While inside, the secrets `known` show as dots in the logs, wherever they turn up."""
        return self._redactor.hiding(*known)

    def close(self) -> None:
        """Write no more, and leave logging as it was. Harmless when it is closed already."""
        for handler in self._handlers:
            logging.getLogger().removeHandler(handler)
            handler.close()
        _set_levels(self._levels_before)
        self._levels_before = {}

    def __enter__(self) -> Logs:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def open_logs(folder: Path, *, verbose: bool = False) -> Logs:
    """Log to `folder` (made with mode 0700; the file has 0600) and to stderr.

    The file takes what Kumonote says (with `verbose` its debug lines too) and the warnings
    of all libraries; stderr takes warnings, with `verbose` all the file does. Where the
    folder cannot be written to, a warning on stderr says so and the program goes on.
    """
    redactor = Redactor()
    formatter = RedactingFormatter(redactor)
    ours = logging.DEBUG if verbose else logging.INFO
    levels = {"": logging.WARNING, **dict.fromkeys(OURS, ours)}
    handlers: list[logging.Handler] = []
    if sys.stderr is not None:  # it is None in a program of Windows without a console
        screen = logging.StreamHandler(sys.stderr)
        screen.setLevel(logging.DEBUG if verbose else logging.WARNING)
        if not verbose:
            screen.addFilter(lambda record: not record.name.startswith(_TOLD_OTHERWISE))
        handlers.append(screen)
    unwritable = None
    try:
        file = PrivateRotatingFile(
            make_private_folder(folder) / FILE_NAME,
            maxBytes=FILE_BYTES,
            backupCount=OLD_FILES,
            encoding="utf-8",
            errors="backslashreplace",
        )
        handlers.append(file)
    except OSError as error:
        unwritable = error
    for handler in handlers:
        handler.setFormatter(formatter)
    logs = Logs(redactor, handlers, levels)
    if unwritable is not None:
        logging.getLogger(__name__).warning("no log file is written: %s", unwritable)
    return logs


def _set_levels(levels: Mapping[str, int]) -> None:
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def _spellings(value: str) -> Iterator[str]:
    """`value` as it is, as a JSON text, as a Python text and as a part of an address."""
    if len(value) >= _SHORTEST:
        yield value
        yield json.dumps(value)[1:-1]
        yield json.dumps(value, ensure_ascii=False)[1:-1]
        yield repr(value)[1:-1]
        yield quote(value, safe="")
