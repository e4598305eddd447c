"""What stands in for the inside of machines where the machines are ideas only.

It makes hundreds of killed commands affordable: everything is real (program, journal, cloud)
but what happens inside a machine. That is killed in fewer tries, with real guests.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from app.engine.cancel import CancelToken
from app.engine.step import Step
from app.operations import create
from app.operations.assembling import Creation, assemble
from app.operations.given_secrets import GivenSecrets
from app.operations.workspace import Workspace
from app.plan import Plan
from app.server import Server, ServerState
from tests.practice.faults.rehearsing import RememberStep


@dataclass(frozen=True)
class IdleCreation(Creation):
    """A creation that is done when the cloud's part is."""

    remember: Step[Any]

    def all(self) -> tuple[Step[Any], ...]:
        return (*self.azure.all(), self.remember)


def _assemble(
    workspace: Workspace,
    plan: Plan,
    given: GivenSecrets,
    found: Server | None,
    cancel: CancelToken,
    *,
    keep_failed_machine: bool = False,
) -> Creation:
    whole = assemble(workspace, plan, given, found, cancel, keep_failed_machine=keep_failed_machine)
    server = found or Server(plan.answers.name, ServerState.INCOMPLETE, plan.group, plan.region)
    remember = RememberStep(workspace, server, whole.azure.machine)
    return IdleCreation(whole.azure, whole.guest, whole.access, whole.more, remember)


@contextmanager
def _nothing_to_look_at(*_given: object) -> Iterator[tuple[Step[Any], ...]]:
    yield ()


@contextmanager
def without_machines() -> Iterator[None]:
    """While inside, operations of this process leave out what needs a machine that answers."""
    with ExitStack() as patches:
        patches.enter_context(patch.object(create, "assemble", _assemble))
        for operation in ("start", "resize", "resume"):
            place = f"app.operations.{operation}.looking_at"
            patches.enter_context(patch(place, _nothing_to_look_at))
        yield
