"""Changes one part of a finished server's notebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine.step import StepRun
from app.guest.access import GuestAccess
from app.guest.steps.windows import notebook_task
from app.guest.windows.access import WinRmAccess
from app.operations.page_step import address_of
from app.server import Server


def change_notebook(
    run: StepRun, server: Server, access: GuestAccess, phase: str, settings: Mapping[str, Any]
) -> None:
    """Run a `phase` of the setup program that ends with the notebook started anew.

    On Windows its task is the app's to start. Raises `ProblemError` or `Cancelled`.
    """
    address = address_of(server)
    facts = access.setup(address, run.cancel).run([phase], settings, run)
    task = facts.get("task")
    if task is not None and isinstance(access, WinRmAccess):
        access.machine(address, run.cancel).keep_running(run, notebook_task(task))
