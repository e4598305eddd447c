"""Deletes a server with everything that belongs to it, and says what that was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.azure.session import Session
from app.azure.tags import is_ours
from app.engine.cancel import CancelToken
from app.problems import Problem, ProblemError
from app.server import Server
from app.text import Text, text

_LIMIT_SECONDS: Final = 1800.0

MACHINE: Final = "microsoft.compute/virtualmachines"
ADDRESS: Final = "microsoft.network/publicipaddresses"
DISK: Final = "microsoft.compute/disks"

_WORDS: Final = {
    MACHINE: text("machine"),
    DISK: text("disk"),
    "microsoft.network/networkinterfaces": text("network interface"),
    ADDRESS: text("public address"),
    "microsoft.network/networksecuritygroups": text("firewall rules"),
    "microsoft.network/virtualnetworks": text("network"),
    "microsoft.devtestlab/schedules": text("daily stop"),
}


def delete_server(
    session: Session,
    server: Server,
    cancel: CancelToken,
    on_tick: Callable[[float], None] = lambda _seconds: None,
) -> tuple[Text, ...]:
    """Delete the server's group, wait until it is gone, and return what was removed.

    What is gone already counts as removed. Raises `ProblemError` "group-not-ours" for a
    group without Kumonote's tag, which is left as it is.
    """
    session.settle()
    groups = session.resource.resource_groups
    group = session.find(lambda: groups.get(server.group, cancel=cancel), cancel)
    if group is None:
        return ()
    if not is_ours(group.tags):
        raise ProblemError(
            Problem(
                "group-not-ours",
                text("Kumonote did not make the resource group {group}.", group=server.group),
                text("It is left as it is. Delete it in the Azure portal if you want."),
            )
        )
    removed = content_of(session, server.group, cancel) or ()
    session.wait_for(
        lambda polling, token: groups.begin_delete(server.group, polling=polling, cancel=token),
        cancel,
        limit_seconds=_LIMIT_SECONDS,
        on_tick=on_tick,
    )
    return (*(part.words for part in removed), group_words(server.group))


@dataclass(frozen=True)
class Part:
    """One resource of a group; `type` in small letters."""

    type: str
    name: str

    @property
    def words(self) -> Text:
        return text("{kind} {name}", kind=_WORDS.get(self.type, self.type), name=self.name)


def content_of(session: Session, group: str, cancel: CancelToken) -> tuple[Part, ...] | None:
    """What is in the group; None where there is no such group. Raises `ProblemError`."""
    resources = session.resource.resources
    found = session.find(
        lambda: list(resources.list_by_resource_group(group, cancel=cancel)), cancel
    )
    if found is None:
        return None
    return tuple(Part(str(one.type).lower(), str(one.name)) for one in found)


def group_words(group: str) -> Text:
    return text("resource group {group}", group=group)
