"""What is left of servers and belongs to no machine: disks, addresses, network interfaces.

Found by Kumonote's tag on the thing itself, in the plain lists: what is about money and
removal is not taken from Resource Graph, which lags behind. Nothing without the tag counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final

from app.azure.server_view import Json
from app.azure.session import Session
from app.azure.side_by_side import side_by_side
from app.azure.tags import CREATED_BY, NAME, OURS, is_ours
from app.engine.cancel import CancelToken
from app.plan import GROUP_PREFIX
from app.problems import Problem, ProblemError
from app.text import Text, text

_LIMIT_SECONDS: Final = 600.0


class PartKind(StrEnum):
    """In the order in which they are removed: an interface holds its address."""

    INTERFACE = "interface"
    ADDRESS = "address"
    DISK = "disk"


PART_WORDS: Final[Mapping[PartKind, Text]] = {
    PartKind.INTERFACE: text("network interface"),
    PartKind.ADDRESS: text("public address"),
    PartKind.DISK: text("disk"),
}


@dataclass(frozen=True)
class Orphan:
    """`server` names the unfinished server it belongs to, and is empty if there is none.

    `sku` and `gib` tell what a disk costs.
    """

    kind: PartKind
    id: str
    name: str
    group: str
    region: str
    server: str = ""
    sku: str = ""
    gib: int = 0


def find_orphans(session: Session, cancel: CancelToken) -> tuple[Orphan, ...]:
    """Everything of ours that no machine uses. Raises `ProblemError`."""
    lists: tuple[Callable[[], Iterable[Any]], ...] = (
        lambda: session.compute.virtual_machines.list_all(cancel=cancel),
        lambda: session.resource.resource_groups.list(
            filter=f"tagName eq '{CREATED_BY}' and tagValue eq '{OURS}'", cancel=cancel
        ),
        lambda: session.network.network_interfaces.list_all(cancel=cancel),
        lambda: session.network.public_ip_addresses.list_all(cancel=cancel),
        lambda: session.compute.disks.list(cancel=cancel),
    )
    machines, groups, interfaces, addresses, disks = side_by_side(
        [partial(_listed, session, wanted, cancel) for wanted in lists]
    )
    alone = [i for i in interfaces if _is_alone(PartKind.INTERFACE, i)]
    ids = tuple(str(interface["id"]).lower() + "/" for interface in alone)
    loose = [a for a in addresses if _is_alone(PartKind.ADDRESS, a) or _held_by(a).startswith(ids)]
    unused = [d for d in disks if _is_alone(PartKind.DISK, d)]
    unfinished = _unfinished(groups, machines)
    going = {_group_of(group) for group in groups if not _is_settled(group)}
    found = (
        *((PartKind.INTERFACE, part) for part in alone),
        *((PartKind.ADDRESS, part) for part in loose),
        *((PartKind.DISK, part) for part in unused),
    )
    return tuple(
        _orphan(kind, part, unfinished)
        for kind, part in found
        if _is_settled(part) and _group_of(part) not in going
    )


def remove_orphan(
    session: Session,
    orphan: Orphan,
    cancel: CancelToken,
    on_tick: Callable[[float], None] = lambda _seconds: None,
) -> bool:
    """Delete `orphan` if it is still ours and still unused; False if it is gone already.

    Raises `ProblemError`, "orphan-in-use" for one that has found a machine meanwhile.
    """
    get, begin_delete = _calls(session, orphan.kind)
    part = session.find(lambda: [get(orphan.group, orphan.name, cancel=cancel).as_dict()], cancel)
    if not part:
        return False
    if not is_ours(part[0].get("tags")) or not _is_alone(orphan.kind, part[0]):
        raise ProblemError(_in_use(orphan))
    session.wait_for(
        lambda polling, token: begin_delete(
            orphan.group, orphan.name, polling=polling, cancel=token
        ),
        cancel,
        limit_seconds=_LIMIT_SECONDS,
        on_tick=on_tick,
    )
    return True


def _listed(
    session: Session, wanted: Callable[[], Iterable[Any]], cancel: CancelToken
) -> list[Json]:
    found: list[Json] = session.call(lambda: [model.as_dict() for model in wanted()], cancel)
    return [part for part in found if is_ours(part.get("tags"))]


def _is_alone(kind: PartKind, part: Json) -> bool:
    properties = part.get("properties") or {}
    match kind:
        case PartKind.INTERFACE:
            return not any(properties.get(use) for use in ("virtualMachine", "privateEndpoint"))
        case PartKind.ADDRESS:
            return not any(properties.get(use) for use in ("ipConfiguration", "natGateway"))
        case PartKind.DISK:
            return not part.get("managedBy") and not part.get("managedByExtended")


def _held_by(address: Json) -> str:
    """The id of the configuration that uses an address, in small letters."""
    use = (address.get("properties") or {}).get("ipConfiguration") or {}
    return str(use.get("id", "")).lower()


def _is_settled(part: Json) -> bool:
    """What is just being made or removed is somebody's work, and left to it."""
    state = (part.get("properties") or {}).get("provisioningState", "Succeeded")
    return state in ("Succeeded", "Failed")


def _group_of(resource: Json) -> str:
    """The name of the group a resource is in, or is, in small letters."""
    return str(resource["id"]).split("/")[4].lower()


def _unfinished(groups: Iterable[Json], machines: Iterable[Json]) -> dict[str, str]:
    """Names of the servers without a machine, by their groups in small letters."""
    with_machine = {_group_of(machine) for machine in machines}
    return {
        _group_of(group): (group.get("tags") or {}).get(
            NAME, str(group["name"]).removeprefix(GROUP_PREFIX)
        )
        for group in groups
        if _group_of(group) not in with_machine
    }


def _orphan(kind: PartKind, part: Json, unfinished: Mapping[str, str]) -> Orphan:
    disk = kind is PartKind.DISK
    return Orphan(
        kind,
        id=str(part["id"]),
        name=str(part["name"]),
        group=str(part["id"]).split("/")[4],
        region=str(part["location"]),
        server=unfinished.get(_group_of(part), ""),
        sku=str((part.get("sku") or {}).get("name", "")) if disk else "",
        gib=int((part.get("properties") or {}).get("diskSizeGB", 0)) if disk else 0,
    )


def _calls(session: Session, kind: PartKind) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """How one is read, and how its deletion begins."""
    match kind:
        case PartKind.INTERFACE:
            interfaces = session.network.network_interfaces
            return interfaces.get, interfaces.begin_delete
        case PartKind.ADDRESS:
            addresses = session.network.public_ip_addresses
            return addresses.get, addresses.begin_delete
        case PartKind.DISK:
            disks = session.compute.disks
            return disks.get, disks.begin_delete


def _in_use(orphan: Orphan) -> Problem:
    return Problem(
        "orphan-in-use",
        text("{kind} {name} is in use by now.", kind=PART_WORDS[orphan.kind], name=orphan.name),
        text("It is left as it is. Look again at what is left over."),
    )
