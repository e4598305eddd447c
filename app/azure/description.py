"""What is in a server's group, in full, as Resource Manager itself says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from app.azure.daily_stop import SCHEDULE_PREFIX
from app.azure.session import Session
from app.azure.side_by_side import side_by_side
from app.engine.cancel import CancelToken
from app.server import Server

Json = dict[str, Any]


class _Model(Protocol):
    def as_dict(self) -> Json: ...


def describe(session: Session, server: Server, cancel: CancelToken) -> tuple[Json, ...]:
    """Every resource of the types that Kumonote makes, each as the JSON of its GET.

    Empty for a group that is not there. Raises `ProblemError`.
    """
    group = server.group
    network, compute = session.network, session.compute
    listings: tuple[Callable[[], Iterable[_Model]], ...] = (
        lambda: network.network_security_groups.list(group, cancel=cancel),
        lambda: network.virtual_networks.list(group, cancel=cancel),
        lambda: network.public_ip_addresses.list(group, cancel=cancel),
        lambda: network.network_interfaces.list(group, cancel=cancel),
        lambda: compute.virtual_machines.list(group, cancel=cancel),
    )
    found = side_by_side(
        [
            *(_listing(session, listing, cancel) for listing in listings),
            lambda: _schedule(session, server, cancel),
        ]
    )
    return tuple(resource for part in found for resource in part)


def _listing(
    session: Session, listing: Callable[[], Iterable[_Model]], cancel: CancelToken
) -> Callable[[], list[Json]]:
    def look() -> list[Json]:
        return [model.as_dict() for model in listing()]

    return lambda: session.find(look, cancel) or []


def _schedule(session: Session, server: Server, cancel: CancelToken) -> list[Json]:
    """The daily stop, if there is one."""
    schedules = session.devtestlabs.global_schedules
    name = SCHEDULE_PREFIX + server.name
    found = session.find(lambda: schedules.get(server.group, name, cancel=cancel), cancel)
    return [] if found is None else [dict(found.serialize(keep_readonly=True))]
