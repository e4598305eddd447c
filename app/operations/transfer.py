"""Notebooks and other files between this computer and a running server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.engine.step import Step
from app.guest.transfer import Copied
from app.operations.entering import access_to
from app.operations.listing import running_server
from app.operations.running import run_on_server
from app.operations.transfer_steps import DownloadStep, TransferStep, UploadStep
from app.operations.workspace import Workspace
from app.server import Server

NOTEBOOKS: Final = "notebooks"
"""The folder that the notebook server shows, in the user's home or Kumonote's folder."""


def save_notebooks(
    workspace: Workspace,
    name: str,
    to: Path,
    emit: Emit,
    cancel: CancelToken,
    *,
    overwrite: bool = False,
) -> Copied:
    """Copy all notebooks and data of the running server `name` into the folder `to`.

    What is there already and the same is not copied again. Raises `ProblemError`:
    "server-not-running", "files-differ" before anything is copied, "local-file".
    """
    server = running_server(workspace, name, cancel)
    with access_to(workspace, server) as (access, login):
        step = DownloadStep(server, access, NOTEBOOKS, to, overwrite=overwrite, after=login)
        return _run(workspace, server, "save", step, login, emit, cancel)


def put_files(
    workspace: Workspace,
    name: str,
    sources: Sequence[Path],
    emit: Emit,
    cancel: CancelToken,
    *,
    into: str = "",
    overwrite: bool = False,
) -> Copied:
    """Copy files and folders of this computer among the notebooks of the running server `name`.

    `into` is a folder below the notebooks; it is made if it is not there. Raises as
    `save_notebooks` does.
    """
    server = running_server(workspace, name, cancel)
    below = [part for part in into.split("/") if part not in ("", ".", "..")]
    folder = "/".join([NOTEBOOKS, *below])
    with access_to(workspace, server) as (access, login):
        step = UploadStep(server, access, sources, folder, overwrite=overwrite, after=login)
        return _run(workspace, server, "upload", step, login, emit, cancel)


def _run(
    workspace: Workspace,
    server: Server,
    operation: str,
    step: TransferStep,
    login: tuple[Step[Any], ...],
    emit: Emit,
    cancel: CancelToken,
) -> Copied:
    report = run_on_server(workspace, server.name, operation, [*login, step], emit, cancel)
    return report.result(step)
