"""What worker threads send arrives in the GUI thread: all of it, in order, in few deliveries."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from app.engine.cancel import CancelToken
from app.engine.events import Emit, LogLine
from app.problems import Problem, ProblemError
from app.text import text
from ui.bridge import Bridge
from ui.jobs import Jobs


def explain(error: BaseException) -> Problem:
    return Problem("internal", text("Unexpected: {e}", e=str(error)), text("Tell us."))


def test_a_burst_arrives_whole_and_in_order_in_the_gui_thread(qtbot: QtBot) -> None:
    bridge = Bridge()
    got: list[object] = []
    threads: set[QThread] = set()

    def take(batch: list[object]) -> None:
        threads.add(QThread.currentThread())
        got.extend(batch)

    bridge.arrived.connect(take)

    def send() -> None:
        for number in range(20_000):
            bridge.post(number)

    worker = threading.Thread(target=send)
    worker.start()
    qtbot.waitUntil(lambda: len(got) == 20_000)
    worker.join()
    assert got == list(range(20_000))
    assert threads == {bridge.thread()}


def test_a_job_tells_its_events_and_then_its_result(qtbot: QtBot) -> None:
    jobs = Jobs(explain)
    told: list[object] = []

    def work(emit: Emit, cancel: CancelToken) -> int:
        cancel.check()
        emit(LogLine(text=text("half way")))
        return 42

    job = jobs.start(text("Counting"), work)
    job.told.connect(told.extend)
    with qtbot.waitSignal(job.done) as done:
        pass
    assert done.args == [42]
    assert [str(e.text) for e in told if isinstance(e, LogLine)] == ["half way"]
    assert jobs.running == ()
    jobs.close()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ProblemError(Problem("quota", text("No."), text("Ask."))), "quota"),
        (ZeroDivisionError("oops"), "internal"),
    ],
)
def test_a_failure_becomes_a_problem(qtbot: QtBot, error: Exception, code: str) -> None:
    jobs = Jobs(explain)

    def work(_emit: Emit, _cancel: CancelToken) -> None:
        raise error

    job = jobs.start(text("Failing"), work)
    with qtbot.waitSignal(job.failed) as failed:
        pass
    assert failed.args is not None
    assert failed.args[0].code == code
    jobs.close()


def test_closing_cancels_what_still_waits(qtbot: QtBot) -> None:
    jobs = Jobs(explain)
    job = jobs.start(text("Waiting"), lambda _emit, cancel: cancel.wait(3600))
    with qtbot.waitSignal(job.cancelled):
        jobs.close()
    assert jobs.running == ()
