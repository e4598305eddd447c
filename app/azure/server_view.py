"""A server from what the cloud says of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.azure import tags as tag
from app.azure.session import Session
from app.plan import GROUP_PREFIX
from app.server import PublicAddress, Server, ServerState

Json = dict[str, Any]

_BY_POWER = {
    "starting": ServerState.STARTING,
    "running": ServerState.RUNNING,
    "stopping": ServerState.STOPPING,
    "deallocating": ServerState.STOPPING,
    "deallocated": ServerState.STOPPED,
    "stopped": ServerState.STOPPED_BILLED,
}


@dataclass(frozen=True)
class Parts:
    """A server's group, machine and address as JSON in the wire's own names.

    A group without a machine is an unfinished creation. The machine has its instance view.
    """

    group: Json
    machine: Json | None = None
    address: Json | None = None

    @property
    def key(self) -> str:
        """The group's name in small letters: ids and names compare without case."""
        return str(self.group["name"]).lower()

    @property
    def power_is_told(self) -> bool:
        """Whether it is known that the machine runs or does not (or that there is none)."""
        return self.machine is None or bool(_after(_codes(self.machine), "powerstate/"))


def servers_of(session: Session, parts: Sequence[Parts]) -> list[Server]:
    """The servers, each as its parts say; addresses as a browser here reaches them."""
    servers = [_server(one) for one in parts]
    reached = [s for s in servers if s.address is not None and s.is_public]
    places = [(s.address.fqdn, s.public_port) for s in reached if s.address is not None]
    urls = dict(zip((s.group for s in reached), session.dialer.browser_urls(places), strict=True))
    return [replace(server, url=urls.get(server.group, "")) for server in servers]


def _server(parts: Parts) -> Server:
    group, machine = parts.group, parts.machine or {}
    # the group's tags are written later than the machine's, so they win
    tags = {**(machine.get("tags") or {}), **(group.get("tags") or {})}
    public_port, private_port = tag.ports(tags)
    properties = machine.get("properties") or {}
    return Server(
        name=tags.get(tag.NAME) or str(group["name"]).removeprefix(GROUP_PREFIX),
        state=_state(parts, ready=tag.is_ready(tags)),
        group=str(group["name"]),
        region=str(group["location"]),
        size=str((properties.get("hardwareProfile") or {}).get("vmSize") or tags.get(tag.SIZE, "")),
        system=tags.get(tag.SYSTEM, ""),
        address=_public_address(parts.address),
        certificate_sha256=tags.get(tag.CERTIFICATE, ""),
        host_keys=tag.host_keys(tags),
        private_port=private_port,
        public_port=public_port,
        ready=tag.is_ready(tags),
    )


def _state(parts: Parts, *, ready: bool) -> ServerState:
    if (parts.group.get("properties") or {}).get("provisioningState") == "Deleting":
        return ServerState.DELETING
    if parts.machine is None:
        return ServerState.INCOMPLETE
    codes = _codes(parts.machine)
    properties = parts.machine.get("properties") or {}
    state = str(properties.get("provisioningState") or _after(codes, "provisioningstate/")).lower()
    if state == "creating":
        return ServerState.CREATING
    if state == "deleting":
        return ServerState.DELETING
    if state == "failed" and not ready:
        return ServerState.FAILED
    # without a word about power we assume the state that costs most
    return _BY_POWER.get(_after(codes, "powerstate/"), ServerState.RUNNING)


def _codes(machine: Json) -> list[str]:
    view = (machine.get("properties") or {}).get("instanceView") or {}
    return [str(status.get("code", "")).lower() for status in view.get("statuses") or ()]


def _after(codes: Iterable[str], prefix: str) -> str:
    return next((c.removeprefix(prefix).split("/")[0] for c in codes if c.startswith(prefix)), "")


def _public_address(address: Json | None) -> PublicAddress | None:
    properties = (address or {}).get("properties") or {}
    ip, dns = properties.get("ipAddress"), properties.get("dnsSettings") or {}
    return PublicAddress(str(ip), str(dns.get("fqdn") or ip)) if ip else None
