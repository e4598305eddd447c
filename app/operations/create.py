"""Creates a server: from answers to a notebook that has drawn a plot."""

from __future__ import annotations

from typing import Final

from app.engine.cancel import CancelToken
from app.engine.events import Emit, LogLine
from app.engine.journal import Journal
from app.operations.answers_record import to_record
from app.operations.assembling import assemble, own_certificate
from app.operations.given_secrets import GivenSecrets
from app.operations.leftovers import telling_what_is_left
from app.operations.listing import show_server
from app.operations.practice_windows import limits_of_windows
from app.operations.preparing import Prepared, prepare
from app.operations.running import new_journal_of, refuse_if_at_work, run_steps
from app.operations.workspace import Workspace
from app.plan import Plan
from app.problems import ProblemError
from app.server import Server
from app.text import text
from app.wizard.answers import Answers

_UNFINISHED: Final = "creation-unfinished"


def create(
    workspace: Workspace,
    answers: Answers,
    given: GivenSecrets,
    emit: Emit,
    cancel: CancelToken,
) -> Server:
    """Create the server of `answers` and return it once it is ready.

    Everything that can be known to fail is looked at before anything is made. A failure or
    a cancel on the way leaves what is there: `resume` goes on, `delete` removes it. Raises
    `AnswersRefused`, `ProblemError` (code "password-needed" or
    "certificate-passphrase-needed" before anything is made) or `Cancelled`.
    """
    given.needed_password()
    own_certificate(answers, given)
    refuse_if_at_work(workspace, answers.name)
    prepared = prepare(workspace, answers, given, cancel)
    for problem in prepared.beside_the_gravest():
        emit(
            LogLine(text=text("{message} {advice}", message=problem.message, advice=problem.advice))
        )
    prepared.require_clear_way()
    for limit in limits_of_windows(workspace, answers):
        emit(LogLine(text=limit))
    _require_nothing_unfinished(prepared)
    with new_journal_of(workspace, answers.name) as journal:
        # as given: what was looked up (this computer's address) may be another one later
        journal.begin("create", to_record(answers))
        return bring_about(workspace, journal, prepared.plan, given, None, emit, cancel)


def bring_about(
    workspace: Workspace,
    journal: Journal,
    plan: Plan,
    given: GivenSecrets,
    found: Server | None,
    emit: Emit,
    cancel: CancelToken,
    *,
    keep_failed_machine: bool = False,
) -> Server:
    """Run all steps of `plan` over what is there (`found`); return the server, ready."""
    emit(LogLine(text=workspace.vault.where))
    creation = assemble(
        workspace, plan, given, found, cancel, keep_failed_machine=keep_failed_machine
    )
    try:
        with telling_what_is_left(workspace, plan, journal, emit):
            run_steps(workspace, journal, creation.all(), emit, cancel)
    finally:
        creation.access.close()
    return show_server(workspace, plan.answers.name, cancel)


def _require_nothing_unfinished(prepared: Prepared) -> None:
    """Going on is `resume`'s business: it asks for the right answers, and regains access."""
    for problem in prepared.problems:
        if problem.code == _UNFINISHED:
            raise ProblemError(problem)
