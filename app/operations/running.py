"""Runs steps over a server's journal and turns the report into a result or an exception.

The journal's lock also keeps two programs of this computer from working on one server at
the same time, so every operation that changes something runs through here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from app.engine.cancel import Cancelled, CancelToken
from app.engine.engine import Engine
from app.engine.events import Emit, Outcome
from app.engine.journal import Journal
from app.engine.report import RunReport
from app.engine.step import Step
from app.operations.explain import explain
from app.operations.moved import why_no_answer
from app.operations.workspace import Workspace
from app.problems import Problem, ProblemError


@contextmanager
def journal_of(workspace: Workspace, name: str) -> Iterator[Journal]:
    """The server's journal, open and locked while inside.

    A journal of an operation that never came to do anything is removed again. Raises
    `ProblemError`, e.g. "already-running".
    """
    journal = Journal.open(workspace.journal(name))
    workspace.changed_lately.note(name)
    try:
        yield journal
    finally:
        workspace.changed_lately.note(name)
        if journal.path.exists() and not journal.record.made():
            journal.remove()
        journal.close()


def refuse_if_at_work(workspace: Workspace, name: str) -> None:
    """Raise `ProblemError` "already-running" while another program works on the server.

    Told before anything else is said about a server that is just being made or changed.
    """
    Journal.refuse_if_open(workspace.journal(name))


@contextmanager
def new_journal_of(workspace: Workspace, name: str) -> Iterator[Journal]:
    """The same for a server that is about to be made: what an earlier one of its name left
    on this computer does not count any more.
    """
    journal = Journal.open(workspace.journal(name))
    if journal.entries:
        journal.remove()
    else:
        journal.close()
    with journal_of(workspace, name) as journal:
        yield journal


def run_steps(
    workspace: Workspace,
    journal: Journal,
    steps: Sequence[Step[Any]],
    emit: Emit,
    cancel: CancelToken,
) -> RunReport:
    """Run `steps` to their end. Raises `ProblemError` with the first failure, or `Cancelled`.

    Nothing is taken back: what to do with something unfinished is the user's choice.
    """
    engine = Engine(
        steps,
        journal=journal,
        emit=emit,
        cancel=cancel,
        describe_error=describer(workspace),
    )
    report = engine.run()
    if report.problem is not None:
        raise ProblemError(why_no_answer(workspace, journal.path.stem, report.problem))
    if report.outcome != Outcome.DONE:
        raise Cancelled
    return report


def run_on_server(
    workspace: Workspace,
    name: str,
    operation: str,
    steps: Sequence[Step[Any]],
    emit: Emit,
    cancel: CancelToken,
) -> RunReport:
    """Run `steps` as `operation` on a server that is there, keeping its answers at hand."""
    with journal_of(workspace, name) as journal:
        header = journal.header
        answers: Mapping[str, Any] = header.answers if header else {}
        journal.begin(operation, answers)
        return run_steps(workspace, journal, steps, emit, cancel)


def describer(workspace: Workspace) -> Callable[[BaseException], Problem]:
    """Puts unforeseen exceptions of steps into words, with a report in the logs' folder."""
    return lambda error: explain(error, workspace.paths)
