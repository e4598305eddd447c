"""Servers from the plain lists of Resource Manager, which know everything at once."""

from __future__ import annotations

from collections.abc import Iterable

from app.azure import tags as tag
from app.azure.server_view import Json, Parts
from app.azure.session import Session
from app.azure.side_by_side import side_by_side
from app.engine.cancel import CancelToken

_OURS_FILTER = f"tagName eq '{tag.CREATED_BY}' and tagValue eq '{tag.OURS}'"


def parts_from_lists(session: Session, cancel: CancelToken) -> list[Parts]:
    """All servers of the subscription: three requests (and their further pages)."""

    def groups() -> list[Json]:
        pages = session.resource.resource_groups.list(filter=_OURS_FILTER, cancel=cancel)
        return [group.as_dict() for group in pages]

    def machines() -> list[Json]:
        pages = session.compute.virtual_machines.list_all(status_only="true", cancel=cancel)
        return [machine.as_dict() for machine in pages]

    def addresses() -> list[Json]:
        pages = session.network.public_ip_addresses.list_all(cancel=cancel)
        return [address.as_dict() for address in pages]

    found_groups, found_machines, found_addresses = side_by_side(
        [
            lambda: session.call(groups, cancel),
            lambda: session.call(machines, cancel),
            lambda: session.call(addresses, cancel),
        ]
    )
    machine_of = _by_group(found_machines)
    address_of = _by_group(found_addresses)
    parts = (Parts(group) for group in found_groups)
    return [Parts(p.group, machine_of.get(p.key), address_of.get(p.key)) for p in parts]


def look_at(session: Session, group_name: str, cancel: CancelToken) -> Parts | None:
    """The server in a group as it is at this moment; None if there is no such group of ours."""
    groups = session.resource.resource_groups

    def group() -> list[Json]:
        return [groups.get(group_name, cancel=cancel).as_dict()]

    def machines() -> list[Json]:
        pages = session.compute.virtual_machines.list(
            group_name, expand="instanceView", cancel=cancel
        )
        return [machine.as_dict() for machine in pages]

    def addresses() -> list[Json]:
        pages = session.network.public_ip_addresses.list(group_name, cancel=cancel)
        return [address.as_dict() for address in pages]

    found_group, found_machines, found_addresses = side_by_side(
        [
            lambda: session.find(group, cancel),
            lambda: session.find(machines, cancel),
            lambda: session.find(addresses, cancel),
        ]
    )
    if not found_group or not tag.is_ours(found_group[0].get("tags")):
        return None
    parts = Parts(found_group[0])
    machine, address = (
        _by_group(found or ()).get(parts.key) for found in (found_machines, found_addresses)
    )
    return Parts(parts.group, machine, address)


def _by_group(resources: Iterable[Json]) -> dict[str, Json]:
    """What is ours by the small-letter name of its group (one machine and address a group)."""
    ours = (r for r in resources if tag.is_ours(r.get("tags")))
    return {str(r["id"]).split("/")[4].lower(): r for r in ours}
