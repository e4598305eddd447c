"""The notebook of a server: what was about to be done, before it was done.

One JSON Lines file for each server, of this user alone, written by one program at a time.
The cloud is the truth; the journal says what to look for there, and what the cloud cannot
tell. It holds no secret.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from filelock import FileLock, Timeout

from app.engine.append_file import AppendFile
from app.engine.plain import as_plain
from app.engine.record import (
    FORMAT,
    Entry,
    Header,
    Kind,
    Record,
    Worker,
    parse,
    read_record,
)
from app.paths import make_private_folder
from app.problems import Problem, ProblemError
from app.text import text

AT_WORK: Final = "already-running"
"""The code of the problem that another program has the journal open."""


class Journal:
    """An open journal, locked for this program until `close`. For use from several threads.

    >>> with Journal.open(path) as journal:
    ...     journal.begin("create", {"name": "lab"})
    ...     journal.append(Kind.APPLYING, step="group")
    """

    def __init__(self, path: Path, lock: FileLock, file: AppendFile, record: Record) -> None:
        self.path = path
        self._lock_file = lock
        self._file = file
        self._entries = list(record.entries)
        self._guard = threading.Lock()
        self._open = True

    @classmethod
    def open(cls, path: Path) -> Journal:
        """Open the journal at `path`, made with mode 0600 (folder 0700) if it is not there.

        A last line that was cut short is dropped. Raises `ProblemError`: "already-running"
        while another program (or thread) has it open, "journal-damaged", "journal-newer" or
        "journal-not-writable".
        """
        try:
            make_private_folder(path.parent)
            lock = _locked(path)
        except OSError as error:
            raise _not_writable(path, error) from error
        try:
            return cls._opened(path, lock)
        except OSError as error:
            lock.release()
            raise _not_writable(path, error) from error
        except ProblemError:
            lock.release()
            raise

    @classmethod
    def _opened(cls, path: Path, lock: FileLock) -> Journal:
        file = AppendFile(path)
        try:
            data = file.read()
            record, good = parse(data, path)
            if good < len(data):
                file.cut(good)
        except (OSError, ProblemError):
            file.close()
            raise
        return cls(path, lock, file, record)

    @property
    def record(self) -> Record:
        """What the journal says now."""
        with self._guard:
            return Record(tuple(self._entries))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, oldest first."""
        return self.record.entries

    @property
    def header(self) -> Header | None:
        """The latest operation and its answers; None in a journal that has none yet."""
        return self.record.header

    def begin(self, operation: str, answers: Mapping[str, Any]) -> None:
        """Write down that `operation` ("create", "resume", …) starts from `answers`."""
        self.append(
            Kind.HEADER,
            format=FORMAT,
            operation=operation,
            answers=answers,
            program=Path(sys.argv[0]).stem,
            pid=os.getpid(),
        )

    @staticmethod
    def refuse_if_open(path: Path) -> None:
        """Raise `ProblemError` "already-running" while another program has it open.

        For what is to be looked at before the journal is needed.
        """
        if _lock_path(path).exists():
            try:
                _locked(path).release()
            except OSError as error:
                raise _not_writable(path, error) from error

    def append(self, kind: str, /, **facts: Any) -> Entry:
        """Add an entry; it is on the disk when this returns.

        `facts` are plain data: `TypeError` for a `Secret` or any other object, `ValueError`
        for a text that looks like a secret. Raises `ProblemError` "journal-not-writable"
        when the disk is full or gone; the journal then is as it was before.
        """
        if {"kind", "time"} & facts.keys():
            raise ValueError("a fact is named neither kind nor time")
        plain = as_plain(facts, "an entry")
        with self._guard:
            if not self._open:
                raise ValueError("the journal is closed")
            entry = Entry(str(kind), time.time(), plain)
            try:
                self._file.append(entry.line())
            except OSError as error:
                raise _not_writable(self.path, error) from error
            self._entries.append(entry)
        return entry

    def remove(self) -> None:
        """Delete the journal, for a server that is gone, and close it."""
        with self._guard:
            if not self._open:
                raise ValueError("the journal is closed")
            self._file.close()  # Windows deletes nothing that is open
            self.path.unlink(missing_ok=True)
            if sys.platform != "win32":
                # while it is held: nobody can lock the old file while others lock a new one
                _lock_path(self.path).unlink(missing_ok=True)
            self._unlock()
            if sys.platform == "win32":
                with contextlib.suppress(PermissionError):  # somebody else has it open already
                    _lock_path(self.path).unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file and let others open it. Harmless when it is closed already."""
        with self._guard:
            if self._open:
                self._file.close()
                self._unlock()

    def _unlock(self) -> None:
        self._open = False
        self._lock_file.release()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _lock_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.lock")


def _locked(path: Path) -> FileLock:
    """The lock of the journal at `path`, held. The system takes it back from a killed program."""
    lock = FileLock(_lock_path(path), timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise ProblemError(_at_work(path)) from error
    return lock


def _at_work(path: Path) -> Problem:
    worker = _worker(path)
    message = (
        text("Another Kumonote on this computer is working on {name}.", name=path.stem)
        if worker is None
        else text(
            "Another Kumonote on this computer is working on {name}: {program} (process {pid}) "
            "began “{operation}” at {time}.",
            name=path.stem,
            program=worker.program,
            pid=worker.pid,
            operation=worker.operation,
            time=f"{datetime.fromtimestamp(worker.since).astimezone():%Y-%m-%d %H:%M}",
        )
    )
    return Problem(
        code=AT_WORK,
        message=message,
        advice=text("Wait until it is done, or stop it, then try again."),
    )


def _worker(path: Path) -> Worker | None:
    """Who has the journal open, as far as it says; it is read without being locked."""
    import psutil  # rarely needed, and slow to import

    try:
        worker = read_record(path).worker
    except (OSError, ProblemError):
        return None
    # between the lock and the first line there stands who was at work before
    return worker if worker is not None and psutil.pid_exists(worker.pid) else None


def _not_writable(path: Path, error: OSError) -> ProblemError:
    return ProblemError(
        Problem(
            code="journal-not-writable",
            message=text("Kumonote cannot write to {file}.", file=path),
            advice=text(
                "Check that the disk is not full and that the folder belongs to you."
                " Nothing is created without this journal, so that nothing gets lost."
            ),
            details=str(error),
        )
    )
