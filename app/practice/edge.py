"""The cloud's edge: where public addresses are reached from this computer.

Each port of a public address has a port on 127.0.0.1 of its own, kept with the address so
that it stays the same. At each connection the security rules are asked; what they deny is
closed without a word, what they allow is joined to the guest.
"""

from __future__ import annotations

import asyncio
import logging
import socket

from app.practice.arm.references import ADDRESS, MACHINE, References
from app.practice.cloud import Cloud
from app.practice.filtering import Connection, groups_before, is_allowed, named_ports
from app.practice.state import Resource

_logger = logging.getLogger(__name__)
_CHUNK = 65536
_LOOPBACK = "127.0.0.1"


class Edge:
    def __init__(self) -> None:
        self._cloud: Cloud | None = None
        self._servers: dict[str, list[asyncio.Task[None]]] = {}
        self._connections: set[asyncio.Task[None]] = set()

    def attach(self, cloud: Cloud) -> None:
        """Called once, as cloud and edge need each other; opens what is in use already."""
        self._cloud = cloud
        references = References(cloud.state)
        for address in cloud.state.of_type(ADDRESS):
            user = references.user_of_address.get(address.id.lower())
            if user and references.machine_of_interface.get(user[0].id.lower()):
                with cloud.state.change():
                    self._listen_for(address, references)
                    cloud.state.put(address)

    def open(self, address: Resource) -> None:
        """Listen for `address` at all ports of its machine; fills its `inner["edge"]`."""
        self._listen_for(address, References(self._require().state))

    def _listen_for(self, address: Resource, references: References) -> None:
        cloud = self._require()
        user = references.user_of_address.get(address.id.lower())
        if user is None or address.id.lower() in self._servers:
            return
        groups = groups_before(cloud.state, references, *user)
        kept: dict[str, int] = address.inner.setdefault("edge", {})
        servers = self._servers.setdefault(address.id.lower(), [])
        for port in named_ports(groups):
            listener = _listen(kept.get(str(port), 0))
            kept[str(port)] = listener.getsockname()[1]
            servers.append(asyncio.create_task(self._serve(listener, address.id, port)))

    def close(self, address_id: str) -> None:
        for server in self._servers.pop(address_id.lower(), ()):
            server.cancel()

    async def shut_down(self) -> None:
        tasks = [task for tasks in self._servers.values() for task in tasks]
        tasks.extend(self._connections)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def port_of(self, host: str, port: int) -> int | None:
        """The loopback port for `port` of the address with that name or number."""
        for address in self._require().state.of_type(ADDRESS):
            settings = address.properties.get("dnsSettings") or {}
            names = (address.properties.get("ipAddress"), settings.get("fqdn"))
            if host.lower() in names and address.id.lower() in self._servers:
                found = address.inner.get("edge", {}).get(str(port))
                return None if found is None else int(found)
        return None

    def all_ports(self) -> dict[str, int]:
        """The loopback port of each name and port that is listened at ("host:port")."""
        found: dict[str, int] = {}
        for address in self._require().state.of_type(ADDRESS):
            settings = address.properties.get("dnsSettings") or {}
            host = settings.get("fqdn") or address.properties.get("ipAddress")
            if host and address.id.lower() in self._servers:
                for port, local in address.inner.get("edge", {}).items():
                    found[f"{host.lower()}:{port}"] = int(local)
        return found

    def _require(self) -> Cloud:
        if self._cloud is None:
            raise RuntimeError("the edge belongs to no cloud yet")
        return self._cloud

    async def _serve(self, listener: socket.socket, address_id: str, port: int) -> None:
        async def joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            if task is not None:
                self._connections.add(task)
                task.add_done_callback(self._connections.discard)
            try:
                await self._join(address_id, port, reader, writer)
            finally:
                writer.close()

        server = await asyncio.start_server(joined, sock=listener)
        async with server:
            await server.serve_forever()

    async def _join(
        self,
        address_id: str,
        port: int,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        guest_port = self._guest_port(address_id, port)
        if guest_port is None:
            return
        try:
            inner_reader, inner_writer = await asyncio.open_connection(_LOOPBACK, guest_port)
        except OSError:
            return  # nobody listens in the guest, or it is shut down
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_pump(reader, inner_writer))
                group.create_task(_pump(inner_reader, writer))
        except* OSError as broken:
            _logger.debug("a connection to port %d broke: %s", port, broken.exceptions)
        finally:
            inner_writer.close()

    def _guest_port(self, address_id: str, port: int) -> int | None:
        """Where the guest listens; None if the rules or the machine's state forbid it."""
        cloud = self._require()
        references = References(cloud.state)
        user = references.user_of_address.get(address_id.lower())
        machine = references.machine_of_interface.get(user[0].id.lower()) if user else None
        if user is None or machine is None or machine.type != MACHINE:
            return None
        private = user[1]["properties"]["privateIPAddress"]
        connection = Connection(cloud.public_address, private, port)
        if not is_allowed(groups_before(cloud.state, references, *user), connection):
            _logger.info("the rules of %s deny port %d", machine.name, port)
            return None
        found = machine.inner.get("ports", {}).get(str(port))
        return None if found is None else int(found)


def _listen(wanted: int) -> socket.socket:
    """A listener on `wanted`, or where that is taken on a free port."""
    for port in (wanted, 0) if wanted else (0,):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((_LOOPBACK, port))
            listener.listen(64)
            listener.setblocking(False)
        except OSError:
            listener.close()
            if port == 0:
                raise
            continue
        return listener
    raise RuntimeError("unreachable: port 0 always gives a port or raises")


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy until the end, then pass the end on; the other direction may go on."""
    while data := await reader.read(_CHUNK):
        writer.write(data)
        await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()
