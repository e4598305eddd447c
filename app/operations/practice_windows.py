"""Windows in practice mode: whether this computer runs such machines, and what they lack."""

from __future__ import annotations

from app.operations.workspace import Workspace
from app.practice import process
from app.problems import Action, Problem
from app.text import Text, marked_elsewhere, text
from app.wizard.answers import Answers, SystemKind


def no_windows_here(workspace: Workspace, answers: Answers) -> tuple[Problem, ...]:
    """What stands against `answers` where the practice cloud can make no machine for them.

    Raises `ProblemError` where the practice cloud does not start.
    """
    if not _is_practised(workspace, answers):
        return ()
    missing = process.ensure_running(workspace.paths).windows_missing
    if not missing:
        return ()
    return (
        Problem(
            code="no-windows-here",
            message=text(
                "Machines with Windows cannot be made here: {reason}.",
                reason=marked_elsewhere(missing),
            ),
            advice=text("Choose another system for practice, or install what is missing."),
            action=Action.CHOOSE_SYSTEM,
        ),
    )


def limits_of_windows(workspace: Workspace, answers: Answers) -> tuple[Text, ...]:
    """What the practice machine of `answers` does not show. Raises as `no_windows_here` does."""
    if not _is_practised(workspace, answers):
        return ()
    return (marked_elsewhere(process.ensure_running(workspace.paths).windows_limits),)


def _is_practised(workspace: Workspace, answers: Answers) -> bool:
    return workspace.cloud == "practice" and answers.system.kind is SystemKind.WINDOWS
