"""The journal: what is kept, torn and damaged files, the lock, and what may not be written."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from enum import StrEnum
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.journal import Journal
from app.engine.plain import as_plain
from app.engine.record import Entry, Kind, parse, read_record
from app.problems import ProblemError
from app.secret import Secret
from tests.unit.engine.steps import LIMIT_SECONDS

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "azure" / "lab.jsonl"


def test_entries_are_read_back(path: Path) -> None:
    with Journal.open(path) as journal:
        assert journal.header is None
        journal.begin("create", {"name": "lab", "ports": (443, 9999)})
        journal.append(Kind.APPLYING, step="group", attempt=1)
        entries = journal.entries
    with Journal.open(path) as journal:
        assert journal.header is not None
        assert journal.header.operation == "create"
        assert journal.header.answers == {"name": "lab", "ports": [443, 9999]}
        assert [e.kind for e in journal.entries] == ["header", "applying"]
        assert [e.facts for e in journal.entries] == [e.facts for e in entries]
    assert read_record(path).made() == ("group",)
    assert read_record(path.with_name("none.jsonl")).entries == ()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_it_belongs_to_this_user_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        with Journal.open(path) as journal:
            journal.begin("create", {})
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in path.parent.iterdir())


@given(cut=st.integers(0, 400))
def test_a_torn_end_is_dropped_and_written_over(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.mktemp("torn") / "lab.jsonl"
    with Journal.open(path) as journal:
        for n in range(4):
            journal.append(Kind.APPLYING, step=f"step-{n}", attempt=1)
    data = path.read_bytes()
    cut = min(cut, len(data))
    path.write_bytes(data[:cut])
    whole = data[:cut].count(b"\n")
    with Journal.open(path) as journal:
        assert len(journal.entries) == whole
        journal.append(Kind.FINISHED, phase="run", outcome="failed")
    assert len(read_record(path).entries) == whole + 1
    assert path.read_bytes().endswith(b"\n")


def test_a_tail_of_nothing_as_after_a_power_cut_is_dropped(path: Path) -> None:
    with Journal.open(path) as journal:
        journal.begin("create", {})
    with path.open("ab") as file:
        file.write(b"\0" * 100 + b"\n" + b"\0" * 20)
    with Journal.open(path) as journal:
        assert len(journal.entries) == 1


@pytest.mark.parametrize("line", [b"rubbish\n", b"[]\n", b'{"kind": 3, "time": 1}\n', b"\n"])
def test_damage_in_the_middle_is_not_passed_over(path: Path, line: bytes) -> None:
    with Journal.open(path) as journal:
        journal.begin("create", {})
        journal.append(Kind.APPLYING, step="group")
    first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + line + second)
    for _ in range(2):  # the lock is given back
        with pytest.raises(ProblemError, match="journal-damaged"):
            Journal.open(path)
    assert path.read_bytes() == first + line + second


def test_a_journal_of_a_newer_program_is_left_alone(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(Entry("header", 1.0, {"format": 2, "operation": "x", "answers": {}}).line())
    with pytest.raises(ProblemError, match="journal-newer"):
        Journal.open(path)


def code_of_opening(path: Path) -> str:
    """What another process meets when it opens the journal at `path`."""
    try:
        Journal.open(path).close()
    except ProblemError as error:
        return error.problem.code
    return ""


def test_only_one_at_a_time(path: Path) -> None:
    with Journal.open(path):
        with pytest.raises(ProblemError, match="already-running"):
            Journal.open(path)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
            assert other.submit(code_of_opening, path).result(LIMIT_SECONDS) == "already-running"
    Journal.open(path).close()


def test_who_comes_second_is_told_who_is_at_work(path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from app.engine.journal import Journal; "
        "journal = Journal.open(Path(sys.argv[1])); journal.begin('create', {}); "
        "print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "open\n"
        for attempt in (Journal.open, Journal.refuse_if_open):
            with pytest.raises(ProblemError, match="already-running") as refused:
                attempt(path)
            message = str(refused.value.problem.message)
            assert f"process {first.pid}" in message
            assert "create" in message
        first.kill()
    Journal.refuse_if_open(path)  # the system took the lock back
    with Journal.open(path) as journal:
        assert journal.record.worker is not None
        assert journal.record.worker.pid == first.pid


def test_where_no_journal_is_nobody_is_at_work(path: Path) -> None:
    Journal.refuse_if_open(path)
    assert not path.parent.exists()


def test_many_threads_may_write(path: Path) -> None:
    with Journal.open(path) as journal:

        def write(thread: int) -> None:
            for n in range(20):
                journal.append(Kind.NOTED, step=f"step-{thread}", facts={"n": n})

        threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    record = read_record(path)
    assert len(record.entries) == 80
    assert all(record.notes(f"step-{n}") == {"n": 19} for n in range(4))


def test_removing_leaves_nothing_and_closing_twice_is_harmless(path: Path) -> None:
    journal = Journal.open(path)
    journal.begin("create", {})
    journal.remove()
    journal.close()
    assert list(path.parent.iterdir()) == []
    with pytest.raises(ValueError, match="closed"):
        journal.append(Kind.NOTED)
    with pytest.raises(ValueError, match="closed"):
        journal.remove()
    Journal.open(path).close()


def test_a_write_that_fails_half_way_leaves_no_half_line(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The full disk is played by the call that writes."""
    real = os.write

    def half(descriptor: int, data: bytes) -> int:
        if len(data) < 20:
            raise OSError(28, "No space left on device")
        return real(descriptor, data[: len(data) // 2])

    with Journal.open(path) as journal:
        journal.begin("create", {})
        with monkeypatch.context() as patch:
            patch.setattr("os.write", half)
            with pytest.raises(ProblemError, match="journal-not-writable") as caught:
                journal.append(Kind.APPLYING, step="group")
            assert "No space" in caught.value.problem.details
        assert len(journal.entries) == 1
        journal.append(Kind.APPLYING, step="network")
    assert read_record(path).made() == ("network",)


def test_an_entry_is_synced_before_append_returns(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That the calls are made, in order; what the disk then does is not proven."""
    calls: list[str] = []
    write, fsync = os.write, os.fsync

    def noted_write(descriptor: int, data: bytes) -> int:
        calls.append("write")
        return write(descriptor, data)

    def noted_fsync(descriptor: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        calls.append(f"sync {kind}")
        fsync(descriptor)

    monkeypatch.setattr("os.write", noted_write)
    monkeypatch.setattr("os.fsync", noted_fsync)
    with Journal.open(path) as journal:
        assert calls == (["sync folder"] if sys.platform != "win32" else [])
        calls.clear()
        journal.append(Kind.APPLYING, step="group")
        assert calls == ["write", "sync file"]


def test_a_folder_that_cannot_be_made_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ProblemError, match="journal-not-writable"):
        Journal.open(tmp_path / "file" / "lab.jsonl")


class Word(StrEnum):
    ONE = "one"


@given(facts=st.dictionaries(st.text(), PLAIN, max_size=4))
def test_plain_data_survives_a_line(facts: dict[str, Any]) -> None:
    plain = as_plain({f"x{key}": value for key, value in facts.items()})
    entry = Entry("found", 1.5, plain)
    record, good = parse(entry.line(), Path("x"))
    assert record.entries == (entry,)
    assert good == len(entry.line())


def test_plain_data_is_copied_to_the_simplest_types() -> None:
    plain = as_plain({"a": (1, Word.ONE), "b": {"c": None, "d": 1.5}})
    assert plain == {"a": [1, "one"], "b": {"c": None, "d": 1.5}}
    assert type(plain["a"][1]) is str
    assert json.dumps(plain)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (Secret("hush-hush"), TypeError),
        ([{"deep": Secret("hush-hush")}], TypeError),
        (b"bytes", TypeError),
        (Path("/x"), TypeError),
        ({1: "x"}, TypeError),
        (object(), TypeError),
        (float("nan"), ValueError),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nhush-hush", ValueError),
        ("argon2:$argon2id$v=19$m=10240,t=10,p=8$hush$hush", ValueError),
        ({"header": "Bearer hush-hush-hush"}, ValueError),
    ],
)
def test_what_is_not_plain_or_secret_is_refused(
    path: Path, value: object, kind: type[Exception]
) -> None:
    with Journal.open(path) as journal:
        with pytest.raises(kind) as caught:
            journal.append(Kind.NOTED, step="x", facts={"value": value})
        assert journal.entries == ()
    assert "hush" not in str(caught.value)
    assert path.read_bytes() == b""


def test_a_step_made_again_after_an_undo_counts_from_then(path: Path) -> None:
    with Journal.open(path) as journal:
        for kind, step in (
            (Kind.APPLYING, "a"),
            (Kind.APPLYING, "b"),
            (Kind.APPLYING, "a"),
            (Kind.UNDONE, "a"),
            (Kind.APPLYING, "a"),
        ):
            journal.append(kind, step=step)
        assert journal.record.made() == ("b", "a")
        assert journal.record.outcome is None
        journal.append(Kind.FINISHED, phase="run", outcome="done")
        journal.append(Kind.FINISHED, phase="undo", outcome="failed", left=["a"])
        assert journal.record.outcome == "done"
        journal.begin("resume", {})
        assert journal.record.outcome is None


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"kind": "header", "format": "2", "operation": "create", "answers": {}}, "damaged"),
        ({"kind": "header", "format": 1}, "damaged"),
        ({"kind": "header", "format": 1, "operation": "create", "answers": []}, "damaged"),
        ({"kind": "header", "format": 99}, "newer"),
        ({"kind": "applying"}, "damaged"),
        ({"kind": "noted", "step": "machine", "facts": []}, "damaged"),
        ({"kind": "finished", "phase": "run"}, "damaged"),
    ],
)
def test_an_entry_without_its_facts_is_damage(entry: dict[str, Any], code: str) -> None:
    line = json.dumps({"time": 1.0, **entry}).encode() + b"\n"
    with pytest.raises(ProblemError) as caught:
        parse(line, Path("lab.jsonl"))
    assert caught.value.problem.code == f"journal-{code}"
