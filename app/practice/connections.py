"""The open connections, so that one can be broken as a network would break it."""

from __future__ import annotations

import asyncio
import socket
import struct

from starlette.requests import Request
from uvicorn.protocols.http.h11_impl import H11Protocol

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Connections:
    """Knows the transport of each client, by its address."""

    def __init__(self) -> None:
        self._transports: dict[tuple[str, int], asyncio.Transport] = {}

    def protocol(self) -> type[H11Protocol]:
        """The protocol class that keeps this register."""
        transports = self._transports

        class NotedProtocol(H11Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                if not isinstance(transport, asyncio.Transport):
                    raise TypeError("HTTP needs a stream transport")
                super().connection_made(transport)
                if self.client is not None:
                    transports[self.client] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                if self.client is not None:
                    transports.pop(self.client, None)
                super().connection_lost(exc)

        return NotedProtocol

    def reset(self, request: Request) -> None:
        """End the connection of `request` with a TCP reset."""
        client = request.client
        transport = self._transports.get((client.host, client.port)) if client else None
        if transport is None:
            return
        raw = transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        transport.abort()
