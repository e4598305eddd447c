"""Goes on with a creation that was interrupted, on this computer or another one."""

from __future__ import annotations

from app.azure import fleet
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.operations.answers_found import known_answers
from app.operations.answers_record import to_record
from app.operations.create import bring_about
from app.operations.given_secrets import GivenSecrets
from app.operations.listing import show_server
from app.operations.looking import looking_at
from app.operations.moved import refuse_if_moved
from app.operations.preparing import planned_again
from app.operations.running import journal_of, refuse_if_at_work, run_on_server
from app.operations.workspace import Workspace
from app.server import Server, ServerState


def resume(
    workspace: Workspace,
    name: str,
    given: GivenSecrets,
    emit: Emit,
    cancel: CancelToken,
    *,
    keep_failed_machine: bool = False,
) -> Server:
    """Finish the creation of the server `name` and return it, ready.

    The answers come from this computer's journal, else from what the cloud says of the
    resources that are there. No stored secret is needed: the password is asked for again
    ("password-needed"), and the cloud itself lets a new login key in. A server that is ready
    is only looked at.

    A machine that Azure calls failed, because its system did not report in time, is made
    anew, unless it has come up meanwhile or `keep_failed_machine` says to go on with it as
    it is. Raises `ProblemError` or `Cancelled`.
    """
    server = show_server(workspace, name, cancel)
    if server.ready:
        return _look_at(workspace, server, emit, cancel)
    refuse_if_at_work(workspace, server.name)
    given.needed_password()
    answers = known_answers(workspace, server, cancel)
    if not answers.endpoint.my_address:  # looked up anew, so it may be another one than before
        refuse_if_moved(workspace, server, cancel)
    made = planned_again(workspace, answers, cancel)
    with journal_of(workspace, server.name) as journal:
        journal.begin("resume", to_record(answers))
        found = fleet.find_server(workspace.session, server.name, cancel)
        return bring_about(
            workspace,
            journal,
            made,
            given,
            found,
            emit,
            cancel,
            keep_failed_machine=keep_failed_machine,
        )


def _look_at(workspace: Workspace, server: Server, emit: Emit, cancel: CancelToken) -> Server:
    if server.state is ServerState.RUNNING:
        with looking_at(workspace, server) as looking:
            run_on_server(workspace, server.name, "resume", looking, emit, cancel)
    return server
