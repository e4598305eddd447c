"""Two runs of the setup program: the second waits, listening, and then takes its turn."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

import pytest

from resources.guest.kumonote_setup.failures import SetupError
from resources.guest.kumonote_setup.locking import Relay, SetupLock
from resources.guest.kumonote_setup.part import Part, bring_about, left_to_do
from resources.guest.kumonote_setup.report import Reporter

_LIMIT = 120.0


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    lines = capsys.readouterr().out.splitlines()
    return [json.loads(line) for line in lines]


def test_the_second_waits_until_the_first_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = SetupLock(tmp_path / "lock"), SetupLock(tmp_path / "lock")
    reporter = Reporter(tmp_path / "log", "first-boot")
    assert first.try_to_take()
    assert not second.try_to_take()
    taken = threading.Event()

    def take() -> None:
        second.take(reporter, "first-boot")
        taken.set()

    waiter = threading.Thread(target=take, name="second")
    waiter.start()
    assert not taken.wait(0.5)
    first.give_back()
    assert taken.wait(_LIMIT)
    waiter.join(_LIMIT)
    first.close()
    second.close()
    assert told(capsys)[0]["code"] == "waiting-for-other"


def test_the_listener_hears_the_run_from_its_beginning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log"
    earlier = Reporter(log, "first-boot")
    earlier.begin()
    earlier.progress("packages", 0.5, "of an earlier run")
    running = Reporter(log, "first-boot")
    running.begin()
    running.progress("packages", 0.5, "Installing")
    capsys.readouterr()

    relay = Relay(Reporter(log, "first-boot"), "first-boot")
    relay.pass_on()
    assert [event["text"] for event in told(capsys)] == ["Installing"]
    running.progress("environment", 0.6, "Downloading")
    running.done({"secret": "not in the log"})
    capsys.readouterr()
    relay.pass_on()
    assert [event.get("text") for event in told(capsys)] == ["Downloading"]
    assert "not in the log" not in log.read_text()


def test_another_phase_is_told_without_its_progress(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log"
    running = Reporter(log, "first-boot")
    running.begin()
    running.progress("packages", 0.5, "Installing")
    capsys.readouterr()
    Relay(Reporter(log, "configure"), "configure").pass_on()
    assert [(e["event"], e["text"]) for e in told(capsys)] == [("log", "Installing")]


def test_work_goes_on_when_nobody_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def write(self, words: str) -> None:
            raise BrokenPipeError(words)

    monkeypatch.setattr(sys, "stdout", Gone())
    reporter = Reporter(tmp_path / "log", "configure")
    reporter.begin()
    reporter.progress("packages", 0.1, "Installing")
    reporter.done({})
    events = [json.loads(line)["event"] for line in (tmp_path / "log").read_text().splitlines()]
    assert events == ["begin", "progress", "done"]


def test_credentials_in_addresses_are_never_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reporter = Reporter(tmp_path / "log", "configure")
    reporter.begin()
    details = "GET https://me:hunter2@index.example/simple failed"
    reporter.failed(SetupError("x", "m", "a", details=details))
    assert "hunter2" not in capsys.readouterr().out + (tmp_path / "log").read_text()


class Counted(Part):
    """A part that can be done, and counts how often it is."""

    def __init__(self, code: str, weight: float, works: bool = True) -> None:
        self.code = code
        self.text = code
        self.weight = weight
        self._works = works
        self.times = 0

    def is_done(self) -> bool:
        return self.times > 0 and self._works

    def do(self, reporter: Reporter) -> None:
        reporter.progress(self.code, 0.5, "half")
        self.times += 1


def test_parts_are_done_once_and_progress_fills_the_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts: list[Part] = [Counted("a", 1), Counted("b", 3)]
    reporter = Reporter(tmp_path / "log", "first-boot")
    assert left_to_do(parts) == ["a", "b"]
    assert bring_about(parts, reporter) == ["a", "b"]
    fractions = [event["fraction"] for event in told(capsys)]
    assert fractions == [0.0, 0.125, 0.25, 0.625, 1.0]
    assert bring_about(parts, reporter) == []
    assert left_to_do(parts) == []
    assert [part.times for part in parts if isinstance(part, Counted)] == [1, 1]


def test_a_part_that_is_not_so_afterwards_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="was done, but is not so"):
        bring_about([Counted("a", 1, works=False)], Reporter(tmp_path / "log", "x"))
