"""The servers in the cloud, whoever's computer made them: found by their tags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from app.azure import tags as tag
from app.azure.session import Session
from app.azure.side_by_side import side_by_side
from app.engine.cancel import CancelToken
from app.problems import Problem, ProblemError
from app.server import PublicAddress, Server, ServerState
from app.text import text

if TYPE_CHECKING:
    from azure.mgmt.compute.models import VirtualMachine

Json = dict[str, Any]

_BY_POWER = {
    "starting": ServerState.STARTING,
    "running": ServerState.RUNNING,
    "stopping": ServerState.STOPPING,
    "deallocating": ServerState.STOPPING,
    "deallocated": ServerState.STOPPED,
    "stopped": ServerState.STOPPED_BILLED,
}
_OURS_FILTER = f"tagName eq '{tag.CREATED_BY}' and tagValue eq '{tag.OURS}'"


def list_servers(session: Session, cancel: CancelToken) -> tuple[Server, ...]:
    """All servers of the subscription, by name: three requests (and their further pages).

    A group of ours without a machine is an unfinished creation: `ServerState.INCOMPLETE`.
    """

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
    machine_of = _by_group(m for m in found_machines if tag.is_ours(m.get("tags")))
    address_of = _by_group(a for a in found_addresses if tag.is_ours(a.get("tags")))
    servers = [
        server_of(
            session,
            group,
            machine_of.get(str(group["name"]).lower()),
            address_of.get(str(group["name"]).lower()),
        )
        for group in found_groups
    ]
    return tuple(sorted(servers, key=lambda server: server.name))


def find_server(session: Session, name: str, cancel: CancelToken) -> Server | None:
    """The server called `name`, or None."""
    servers = list_servers(session, cancel)
    return next((server for server in servers if server.name.lower() == name.lower()), None)


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
) -> None:
    """Have the cloud remember facts about a server; None leaves a fact as it is.

    `certificate_sha256` is the fingerprint in hexadecimal; `host_keys` are one or two
    OpenSSH lines without a comment.
    """
    from azure.mgmt.resource.resources.models import ResourceGroupPatchable

    groups = session.resource.resource_groups
    group = session.call(lambda: groups.get(server.group, cancel=cancel), cancel)
    facts = tag.changed(ready=ready, certificate_sha256=certificate_sha256, keys=host_keys)
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


def server_of(session: Session, group: Json, machine: Json | None, address: Json | None) -> Server:
    """A server from the JSON of its group, machine and address."""
    # the group's tags are written later than the machine's, so they win
    tags = {**((machine or {}).get("tags") or {}), **(group.get("tags") or {})}
    public_port, private_port = tag.ports(tags)
    public = _public_address(address)
    properties = (machine or {}).get("properties") or {}
    return Server(
        name=tags.get(tag.NAME) or str(group["name"]).removeprefix("kumonote-"),
        state=_state(group, machine, ready=tag.is_ready(tags)),
        group=str(group["name"]),
        region=str(group["location"]),
        size=str((properties.get("hardwareProfile") or {}).get("vmSize") or tags.get(tag.SIZE, "")),
        system=tags.get(tag.SYSTEM, ""),
        address=public,
        url=session.dialer.browser_url(public.fqdn, public_port) if public and public_port else "",
        certificate_sha256=tags.get(tag.CERTIFICATE, ""),
        host_keys=tag.host_keys(tags),
        private_port=private_port,
        public_port=public_port,
        ready=tag.is_ready(tags),
    )


def _state(group: Json, machine: Json | None, *, ready: bool) -> ServerState:
    if (group.get("properties") or {}).get("provisioningState") == "Deleting":
        return ServerState.DELETING
    if machine is None:
        return ServerState.INCOMPLETE
    properties = machine.get("properties") or {}
    codes = [
        str(status.get("code", "")).lower()
        for status in (properties.get("instanceView") or {}).get("statuses") or ()
    ]
    state = str(properties.get("provisioningState") or _after(codes, "provisioningstate/")).lower()
    if state == "creating":
        return ServerState.CREATING
    if state == "deleting":
        return ServerState.DELETING
    if state == "failed" and not ready:
        return ServerState.FAILED
    # without a word about power we assume the state that costs most
    return _BY_POWER.get(_after(codes, "powerstate/"), ServerState.RUNNING)


def _after(codes: Iterable[str], prefix: str) -> str:
    return next((c.removeprefix(prefix).split("/")[0] for c in codes if c.startswith(prefix)), "")


def _public_address(address: Json | None) -> PublicAddress | None:
    properties = (address or {}).get("properties") or {}
    ip, dns = properties.get("ipAddress"), properties.get("dnsSettings") or {}
    return PublicAddress(str(ip), str(dns.get("fqdn") or ip)) if ip else None


def _by_group(resources: Iterable[Json]) -> dict[str, Json]:
    """Resources by the lower-case name of their group (one machine and address a group)."""
    return {str(r["id"]).split("/")[4].lower(): r for r in resources}
