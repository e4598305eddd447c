"""Gives a finished server's notebook another password."""

from __future__ import annotations

from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.operations.answers_found import known_answers
from app.operations.entering import access_to
from app.operations.given_secrets import GivenSecrets
from app.operations.listing import running_server, show_server
from app.operations.password_steps import LoginStep, PasswordStep
from app.operations.refusal import AnswersRefused, Complaint
from app.operations.running import refuse_if_at_work, run_on_server
from app.operations.workspace import Workspace
from app.password import hash_password
from app.server import Server
from app.text import text
from app.wizard.checks import check_password
from app.wizard.context import Context


def change_password(
    workspace: Workspace, name: str, given: GivenSecrets, emit: Emit, cancel: CancelToken
) -> Server:
    """Set the notebook's password of the running server `name`, and log in with it.

    Only the password changes: software, certificate and firewall stay. Jupyter starts anew,
    which ends its kernels and every login. Raises `AnswersRefused` for a password that is too
    weak, `ProblemError` "password-needed" without one, "server-not-running" for a server that
    is stopped, or `Cancelled`.
    """
    server = running_server(workspace, name, cancel)
    refuse_if_at_work(workspace, server.name)
    password = given.needed_password()
    answers = known_answers(workspace, server, cancel)
    findings = check_password(answers, Context(password=password))
    if findings:
        raise AnswersRefused(
            tuple(Complaint(found.code, found.field, found.sentence) for found in findings),
            text("{why} Nothing was changed.", why=findings[0].sentence),
        )
    with access_to(workspace, server) as (access, regain):
        new = PasswordStep(server, access, answers.endpoint, hash_password(password), regain)
        login = LoginStep(server, access, password, new)
        run_on_server(workspace, server.name, "set-password", [*regain, new, login], emit, cancel)
    return show_server(workspace, server.name, cancel)
