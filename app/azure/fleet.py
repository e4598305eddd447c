"""The servers in the cloud, whoever's computer made them: found by their tags."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Final

from app.azure import tags as tag
from app.azure.fleet_graph import parts_from_graph
from app.azure.fleet_lists import look_at, parts_from_lists
from app.azure.server_view import Parts, servers_of
from app.azure.session import Session
from app.azure.side_by_side import side_by_side
from app.engine.cancel import CancelToken
from app.plan import GROUP_PREFIX
from app.problems import Action, Problem, ProblemError
from app.server import Server
from app.text import text

if TYPE_CHECKING:
    from azure.mgmt.compute.models import VirtualMachine

_LOG = logging.getLogger(__name__)
_MOST_LOOKED_AT: Final = 5
"""With more servers to look at one by one, the plain lists cost fewer requests."""


def list_servers(
    session: Session, cancel: CancelToken, *, changed: Collection[str] = ()
) -> tuple[Server, ...]:
    """All servers of the subscription, by name: one request for a thousand of them.

    `changed` names servers with which something was done lately: Resource Graph may not know
    yet, so these are looked at themselves. Where Resource Graph cannot be asked, three plain
    lists tell the same. Raises `ProblemError`.
    """
    parts = _from_graph(session, changed, cancel)
    if parts is None:
        parts = parts_from_lists(session, cancel)
    return tuple(sorted(servers_of(session, parts), key=lambda server: server.name))


def _from_graph(
    session: Session, changed: Collection[str], cancel: CancelToken
) -> list[Parts] | None:
    """What Resource Graph says, set right; None where the plain lists are the better way."""
    if len(changed) > _MOST_LOOKED_AT:
        return None
    listed: list[Parts] = []

    def ask() -> None:
        listed.extend(parts_from_graph(session, cancel))

    looks = [_Look(session, GROUP_PREFIX + name, cancel) for name in changed]
    try:
        _do([ask, *looks])
    except ProblemError as error:
        if error.problem.action is Action.SIGN_IN:
            raise
        _LOG.info("Resource Graph was not asked: %s", error)
        return None
    untold = [_Look(session, parts.key, cancel) for parts in listed if not parts.power_is_told]
    if len(untold) > _MOST_LOOKED_AT:
        return None
    _do(untold)
    seen = {look.key: look.parts for look in (*looks, *untold)}
    there = [parts for parts in seen.values() if parts is not None]
    return [*(parts for parts in listed if parts.key not in seen), *there]


class _Look:
    """One group looked at itself; `parts` is None where it is gone."""

    def __init__(self, session: Session, group: str, cancel: CancelToken) -> None:
        self.key = group.lower()
        self.parts: Parts | None = None
        self._session = session
        self._cancel = cancel

    def __call__(self) -> None:
        self.parts = look_at(self._session, self.key, self._cancel)


def _do(calls: Sequence[Callable[[], None]]) -> None:
    side_by_side(calls)


def find_server(session: Session, name: str, cancel: CancelToken) -> Server | None:
    """The server called `name` as it is at this moment, or None."""
    parts = look_at(session, GROUP_PREFIX + name, cancel)
    return None if parts is None else servers_of(session, [parts])[0]


def show_server(session: Session, name: str, cancel: CancelToken) -> Server:
    """The server called `name`. Raises `ProblemError` "server-not-found"."""
    server = find_server(session, name, cancel)
    if server is None:
        raise ProblemError(server_not_found(name))
    return server


def server_not_found(name: str) -> Problem:
    return Problem(
        "server-not-found",
        text("There is no server called {name} in this subscription.", name=name),
        text("List your servers to see what there is."),
    )


def set_facts(
    session: Session,
    server: Server,
    cancel: CancelToken,
    *,
    ready: bool | None = None,
    certificate_sha256: str | None = None,
    host_keys: Sequence[str] | None = None,
    size: str | None = None,
) -> None:
    """Have the cloud remember facts about a server; None leaves a fact as it is.

    `certificate_sha256` is the fingerprint in hexadecimal; `host_keys` are one or two
    OpenSSH lines without a comment.
    """
    from azure.mgmt.resource.resources.models import ResourceGroupPatchable

    groups = session.resource.resource_groups
    group = session.call(lambda: groups.get(server.group, cancel=cancel), cancel)
    facts = tag.changed(
        ready=ready, certificate_sha256=certificate_sha256, keys=host_keys, size=size
    )
    patch = ResourceGroupPatchable(tags={**(group.tags or {}), **facts})
    session.call(lambda: groups.update(server.group, patch, cancel=cancel), cancel)


def machine_of(session: Session, server: Server, cancel: CancelToken) -> VirtualMachine:
    """The machine of a server. Raises `ProblemError` where there is none (yet)."""
    machines = session.compute.virtual_machines
    found = session.find(lambda: list(machines.list(server.group, cancel=cancel)), cancel)
    for machine in found or ():
        if tag.is_ours(machine.tags):
            return machine
    raise ProblemError(
        Problem(
            "no-machine",
            text(
                "The server {name} has no machine: its creation was not finished.", name=server.name
            ),
            text("Resume its creation, or delete it."),
        )
    )
