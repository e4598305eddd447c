"""What a power cut, a full disk or somebody else's folder does to a journal."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.engine.journal import Journal
from app.engine.record import Entry, Kind, Record, read_record
from app.problems import ProblemError
from tests.unit.engine.steps import LIMIT_SECONDS

_NOBODY = 65534
_HALF_A_LINE = 40
_STEPS = ("group", "network", "address")


def written(path: Path) -> Record:
    """A journal of one create, with letters of several bytes in it."""
    with Journal.open(path) as journal:
        journal.begin("create", {"name": "cat", "title": "猫のノート"})
        for step in _STEPS:
            journal.append(Kind.APPLYING, step=step, attempt=1)
            journal.append(Kind.APPLIED, step=step, seconds=0.5)
    return read_record(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal" / "cat.jsonl"


def test_cut_off_at_any_byte_it_is_what_was_written_before(path: Path) -> None:
    whole = written(path).entries
    data = path.read_bytes()
    for size in range(len(data) + 1):
        path.write_bytes(data[:size])
        lines = data[:size].count(b"\n")
        with Journal.open(path) as journal:
            assert journal.entries == whole[:lines], size
            journal.append(Kind.APPLYING, step="again", attempt=1)
        after = read_record(path)
        assert after.entries[:-1] == whole[:lines], size
        assert after.made()[-1] == "again", size


def test_what_the_disk_never_wrote_is_nothing_and_not_damage(path: Path) -> None:
    """File systems give such a place back as zeros: from any byte of the last line on."""
    whole = written(path).entries
    data = path.read_bytes()
    last = data[:-1].rindex(b"\n") + 1
    for size in range(last, len(data)):
        path.write_bytes(data[:size] + b"\0" * (len(data) - size))
        with Journal.open(path) as journal:
            assert journal.entries == whole[:-1], size


if sys.platform != "win32":
    import resource

    def _in_full_disk(path: Path, room: int, fill: Callable[[Path], object]) -> None:
        """The kernel refuses each byte beyond `room`, as a full disk does."""
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        _ends_in_words(path, fill)

    def _as_somebody_else(path: Path, fill: Callable[[Path], object]) -> None:
        if os.geteuid() == 0:  # whom no folder is closed to
            os.setgid(_NOBODY)
            os.setuid(_NOBODY)
        _ends_in_words(path, fill)

    def _ends_in_words(path: Path, fill: Callable[[Path], object]) -> None:
        try:
            fill(path)
        except ProblemError as error:
            sys.exit(0 if error.problem.code == "journal-not-writable" else 2)
        sys.exit(1)

    def _code(work: Callable[..., None], *given: object) -> int | None:
        process = get_context("forkserver").Process(target=work, args=given)
        process.start()
        process.join(LIMIT_SECONDS)
        code = process.exitcode
        process.close()
        return code

    def _rooms(size: int) -> Iterator[int]:
        """Room for nothing, for all but half the last line, and for some sizes between.

        Times have more or fewer digits, so another journal may be some bytes shorter.
        """
        yield from range(0, size - _HALF_A_LINE, 97)
        yield size - _HALF_A_LINE

    def _said(entry: Entry) -> tuple[str, dict[str, object]]:
        """What another process would have written as well."""
        return entry.kind, {**entry.facts, "pid": 0}

    def test_on_a_full_disk_it_says_so_and_keeps_whole_lines(path: Path) -> None:
        whole = written(path).entries
        data = path.read_bytes()
        for room in _rooms(len(data)):
            path.unlink()
            assert _code(_in_full_disk, path, room, written) == 0, room
            kept = path.read_bytes()
            assert kept == b"" or kept.endswith(b"\n"), room
            told = read_record(path).entries
            assert list(map(_said, told)) == list(map(_said, whole[: len(told)])), room

    def test_in_a_folder_that_may_only_be_read_it_says_so() -> None:
        # not pytest's own folder, which nobody else may enter
        with TemporaryDirectory(prefix="kumonote-") as folder:
            path = Path(folder, "cat.jsonl")
            written(path)
            before = path.read_bytes()
            path.chmod(0o444)
            path.parent.chmod(0o555)
            try:
                assert _code(_as_somebody_else, path, written) == 0
            finally:
                path.parent.chmod(0o700)
            assert path.read_bytes() == before
