"""What tells why a server did not come about, put into one file before the server is removed."""

from __future__ import annotations

import io
import logging
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app import __version__
from app.engine.cancel import Cancelled, CancelToken
from app.engine.events import Emit, LogLine, Outcome
from app.engine.record import read_record
from app.logs import Redactor
from app.operations.access_keys import ADMINISTRATOR, LOGIN_KEY
from app.operations.evidence_pieces import PIECES, Missing, Piece
from app.operations.explain import explain
from app.operations.listing import show_server
from app.operations.workspace import Workspace
from app.private_file import write_private_file
from app.problems import Action, Problem, ProblemError
from app.secret import Secret
from app.server import Server, ServerState
from app.text import ENGLISH, Text, text

NOT_SAVED: Final = "logs-not-saved"
_OVERVIEW: Final = "README.txt"

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Evidence:
    """The archive `file`, of this user alone, and what could not be had for it."""

    file: Path
    pieces: tuple[str, ...]
    missing: tuple[Text, ...]

    @property
    def sentence(self) -> Text:
        return text("The logs about the failure are in {file}.", file=self.file)


def save_logs(
    workspace: Workspace, name: str, to: Path | None, emit: Emit, cancel: CancelToken
) -> Evidence:
    """Save what there is to inspect of the server `name`, which stays as it is.

    The archive goes to the folder `to`, or to that of the logs. Raises `ProblemError`, e.g.
    "logs-not-saved".
    """
    return save_evidence(workspace, show_server(workspace, name, cancel), to, emit, cancel)


def tells_of_a_failure(workspace: Workspace, server: Server) -> bool:
    """Whether somebody may want to know later what became of the server.

    Not of one that was ready once, nor of one that the user stopped.
    """
    if server.ready:
        return False
    record = read_record(workspace.journal(server.name))
    return server.state is ServerState.FAILED or record.outcome == Outcome.FAILED


def save_evidence(
    workspace: Workspace, server: Server, to: Path | None, emit: Emit, cancel: CancelToken
) -> Evidence:
    """The same for a server that was found already.

    Each piece has its own limit, and one that is not to be had is no failure: it is said in
    the archive. Whatever looks like a secret, and every secret that is kept for the server, is
    replaced by dots.
    """
    emit(LogLine(text=text("Saving the logs about {name}…", name=server.name)))
    redactor = Redactor()
    found: dict[str, str] = {}
    missing: list[Text] = []
    with redactor.hiding(*_known_secrets(workspace, server.name)):
        for piece in PIECES:
            try:
                found[piece.file] = redactor.clean(_taken(piece, workspace, server, cancel))
            except Missing as error:
                missing.append(error.sentence)
                emit(LogLine(text=error.sentence))
        found[_OVERVIEW] = redactor.clean(_overview(server, found, missing))
    file = _written(to or workspace.paths.logs, server.name, found)
    evidence = Evidence(file, tuple(found), tuple(missing))
    emit(LogLine(text=evidence.sentence))
    return evidence


def _taken(piece: Piece, workspace: Workspace, server: Server, cancel: CancelToken) -> str:
    """Raises `Missing`, or `Cancelled` if the user wants no more."""
    try:
        with _at_most(piece.limit_seconds, cancel) as limited:
            return piece.take(workspace, server, limited)
    except Missing:
        raise
    except OSError as error:
        raise Missing(text("{file}: {message}", file=piece.file, message=str(error))) from error
    except Cancelled:
        cancel.check()
        raise Missing(text("{file}: it took too long.", file=piece.file)) from None
    except Exception as error:
        problem = explain(error, workspace.paths)
        _logger.info("no %s: %s", piece.file, problem.code, exc_info=True)
        raise Missing(
            text("{file}: {message}", file=piece.file, message=problem.message)
        ) from error


@contextmanager
def _at_most(seconds: float, cancel: CancelToken) -> Iterator[CancelToken]:
    """A token that is set when `cancel` is, or after `seconds`."""
    limited = CancelToken()
    forget = cancel.on_cancel(limited.cancel)
    timer = threading.Timer(seconds, limited.cancel)
    timer.start()
    try:
        yield limited
    finally:
        timer.cancel()
        timer.join()
        forget()


def _known_secrets(workspace: Workspace, name: str) -> tuple[Secret, ...]:
    try:
        kept = (workspace.vault.get(name, which) for which in (LOGIN_KEY, ADMINISTRATOR))
        return tuple(secret for secret in kept if secret is not None)
    except ProblemError as error:  # a locked keyring: what looks like a secret still goes
        _logger.info("the kept secrets cannot be looked for: %s", error.problem.code)
        return ()


def _overview(server: Server, found: dict[str, str], missing: list[Text]) -> str:
    lines = (
        f"Kumonote {__version__}, {time.strftime('%Y-%m-%d %H:%M:%S UTC', time.gmtime())}",
        f"server {server.name}, {server.state}, {server.region}, {server.size}, {server.system}",
        "",
        *(f"{file}: {len(words)} characters" for file, words in found.items()),
        *(f"not there: {sentence.in_language(ENGLISH)}" for sentence in missing),
        "",
        "Secrets are replaced by dots. Still look through it before you hand it on: the logs",
        "name your server, its address, and what was installed on it.",
    )
    return "\n".join(lines) + "\n"


def _written(folder: Path, name: str, found: dict[str, str]) -> Path:
    """Raises `ProblemError` "logs-not-saved"."""
    label = time.strftime(f"{name}-%Y%m%d-%H%M%S", time.gmtime())
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file, words in found.items():
            packed.writestr(f"{label}/{file}", words)
    path = folder.absolute() / f"{label}.zip"
    try:
        write_private_file(path, archive.getvalue())
    except OSError as error:
        raise ProblemError(_not_saved(path, error)) from error
    return path


def _not_saved(path: Path, error: OSError) -> Problem:
    return Problem(
        code=NOT_SAVED,
        message=text("The logs about the failure could not be saved in {file}.", file=path),
        advice=text(
            "Nothing was removed. Check that the disk is not full and that you may write there, "
            "or remove everything without saving it."
        ),
        action=Action.RETRY,
        alternative=Action.REMOVE_WITHOUT_LOGS,
        details=str(error),
    )
