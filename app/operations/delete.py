"""Deletes a server, whatever state it is in, with all that this computer knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.azure import fleet
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.engine.record import read_record
from app.operations.evidence import Evidence, save_evidence, tells_of_a_failure
from app.operations.listing import find_server
from app.operations.machine_steps import DeleteStep
from app.operations.running import journal_of, refuse_if_at_work, run_steps
from app.operations.workspace import Workspace
from app.problems import ProblemError
from app.text import Text


@dataclass(frozen=True)
class Deleted:
    """`removed` says in words what was there; `evidence` was saved before it went."""

    name: str
    removed: tuple[Text, ...]
    evidence: Evidence | None = None


def delete(
    workspace: Workspace,
    name: str,
    emit: Emit,
    cancel: CancelToken,
    *,
    logs_to: Path | None = None,
    without_logs: bool = False,
) -> Deleted:
    """Delete the server `name` and forget its keys, journal and picture.

    Of one whose creation failed what tells why is saved first, in the folder `logs_to` or that
    of the logs, unless it is to go `without_logs`; nothing is deleted where that cannot be
    written ("logs-not-saved"). With `logs_to` it is saved of any server.

    It asks nothing: whoever calls this has made sure. Also for servers that are unfinished,
    that another computer made, or that are being deleted already. Raises `ProblemError`
    "server-not-found" where neither the cloud nor this computer knows one, or `Cancelled`:
    the cloud then goes on deleting, and the same call later finishes the job.
    """
    server = find_server(workspace, name, cancel)
    if server is None:
        _forget_unmade(workspace, name)
        raise ProblemError(fleet.server_not_found(name))
    step = DeleteStep(workspace.session, server)
    refuse_if_at_work(workspace, server.name)
    evidence = None
    if not without_logs and (logs_to is not None or tells_of_a_failure(workspace, server)):
        evidence = save_evidence(workspace, server, logs_to, emit, cancel)
    with journal_of(workspace, server.name) as journal:
        header = journal.header
        journal.begin("delete", header.answers if header else {})
        report = run_steps(workspace, journal, [step], emit, cancel)
        workspace.vault.delete(server.name)
        workspace.picture(server.name).unlink(missing_ok=True)
        journal.remove()
    return Deleted(server.name, report.result(step), evidence)


def _forget_unmade(workspace: Workspace, name: str) -> None:
    """Remove what a create that ended before it made anything left on this computer."""
    path = workspace.journal(name)
    if path.name == f"{name}.jsonl" and path.exists() and not read_record(path).made():
        with journal_of(workspace, name):  # which keeps no journal of nothing
            workspace.vault.delete(name)
