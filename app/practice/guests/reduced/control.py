"""How programs in a reduced guest, and its host, ask its process for something.

A line of JSON over loopback, with a token that only this user can read: the one way that
works alike on Linux, macOS and Windows.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from app.practice.guests.reduced.shim import CONTROL

Answer = Callable[[str, str], Awaitable[dict[str, Any]]]


class Control:
    """Listens until closed; `answer(action, name)` says what to reply."""

    def __init__(self, root: Path, answer: Answer) -> None:
        self._file = root / CONTROL
        self._answer = answer
        self._token = secrets.token_urlsafe(24)
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self._file.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(self._file, flags, 0o600), "w") as stream:
            json.dump({"port": port, "token": self._token}, stream)

    async def close(self) -> None:
        self._file.unlink(missing_ok=True)
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = json.loads(await reader.readline())
            if hmac.compare_digest(str(request.pop("token", "")), self._token):
                reply = await self._answer(str(request["action"]), str(request.get("name", "")))
            else:
                reply = {"error": "not allowed"}
        except (OSError, ValueError, KeyError) as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        try:
            writer.write(json.dumps(reply).encode() + b"\n")
            await writer.drain()
        finally:
            writer.close()
