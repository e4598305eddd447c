"""The practice cloud's own calls, for the same user only: connection, speed, faults, end."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.practice import local
from app.practice.arm.permissions import set_role
from app.practice.authority.kept import Kept, SignIns
from app.practice.cloud import Cloud
from app.practice.errors import JsonObject
from app.practice.traffic import TrafficLog

_logger = logging.getLogger(__name__)


class Control:
    """Answers questions of the form `{"call": NAME, …}` with `{"ok": true, …}` or
    `{"ok": false, "error": SENTENCE}`.
    """

    def __init__(
        self,
        cloud: Cloud,
        connection: Callable[[], JsonObject],
        traffic: TrafficLog,
        sign_ins: SignIns,
        stop: Callable[[], None],
    ) -> None:
        self._cloud = cloud
        self._connection = connection
        self._traffic = traffic
        self._sign_ins = sign_ins
        self._stop = stop
        self._calls: dict[str, Callable[[JsonObject], JsonObject]] = {
            "connection": lambda _: self._connection(),
            "status": lambda _: self._status(),
            "speed": self._speed,
            "fault": self._fault,
            "clear-faults": self._clear_faults,
            "limits": self._limits,
            "role": self._role,
            "public-address": self._public_address,
            "traffic-log": self._traffic_log,
            "sign-ins": self._sign_in_times,
            "stop": self._end,
        }

    def answer(self, question: JsonObject) -> JsonObject:
        call = self._calls.get(str(question.get("call")))
        if call is None:
            return {"ok": False, "error": f"there is no call {question.get('call')!r}"}
        try:
            return {"ok": True, **call(question)}
        except (ValueError, KeyError, TypeError) as error:
            return {"ok": False, "error": str(error)}

    def _status(self) -> JsonObject:
        running = [
            machine.name
            for machine in self._cloud.state.of_type("Microsoft.Compute/virtualMachines")
            if machine.inner.get("power") == "running"
        ]
        return {
            "pid": os.getpid(),
            "speed": self._cloud.clock.speed,
            "faults": self._cloud.faults.left(),
            "machines": len(self._cloud.state.of_type("Microsoft.Compute/virtualMachines")),
            "running": running,
            "operations": len(self._cloud.operations.all_running()),
            "public_address": self._cloud.public_address,
        }

    def _speed(self, question: JsonObject) -> JsonObject:
        reading = self._cloud.clock.set_speed(float(question["value"]))
        self._cloud.state.set_meta("clock", vars(reading))
        self._cloud.operations.wake()
        return {"speed": reading.speed}

    def _fault(self, question: JsonObject) -> JsonObject:
        self._cloud.faults.add(str(question["fault"]))
        return {"faults": self._cloud.faults.left()}

    def _clear_faults(self, _question: JsonObject) -> JsonObject:
        self._cloud.faults.clear()
        return {"faults": {}}

    def _limits(self, question: JsonObject) -> JsonObject:
        """Quotas by name ("cores", "standardBsv2Family", "PublicIPAddresses", …)."""
        wanted: dict[str, Any] = dict(question["limits"])
        limits = {name: int(value) for name, value in wanted.items()}
        kept = self._cloud.state.meta("limits") or {}
        self._cloud.state.set_meta("limits", {**kept, **limits})
        return {"limits": {**kept, **limits}}

    def _role(self, question: JsonObject) -> JsonObject:
        """The built-in role of everybody in the subscription: "Contributor", "Reader", "Owner"."""
        set_role(self._cloud, str(question["name"]))
        return {}

    def _public_address(self, question: JsonObject) -> JsonObject:
        self._cloud.public_address = str(question["value"])
        return {"public_address": self._cloud.public_address}

    def _traffic_log(self, question: JsonObject) -> JsonObject:
        self._traffic.file = Path(question["file"]) if question["file"] else None
        return {}

    def _sign_in_times(self, question: JsonObject) -> JsonObject:
        """How long new tokens of people, and what renews them, are good (real seconds)."""
        times = self._sign_ins
        times.token_lifetime = int(question.get("token_lifetime", times.token_lifetime))
        times.early_end = int(question.get("early_end", times.early_end))
        for kept in ("refresh", "devices"):
            found: Kept[Any] = getattr(times, kept)
            found.lifetime = float(question.get(f"{kept}_lifetime", found.lifetime))
        return {"token_lifetime": times.token_lifetime}

    def _end(self, _question: JsonObject) -> JsonObject:
        asyncio.get_running_loop().call_soon(self._stop)
        return {}


class ControlLine:
    """Listens on the line and lets `Control` answer, on the event loop."""

    def __init__(self, control: Control, practice: Path) -> None:
        self._control = control
        self._address = local.line_address(practice)
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        if sys.platform == "win32":
            loop = asyncio.get_running_loop()
            thread = threading.Thread(
                target=self._serve_pipe, args=(loop,), name="control", daemon=True
            )
            thread.start()
            return
        # We hold the lock of the folder: what is left here is of a process that was killed.
        Path(self._address).unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            self._server = await asyncio.start_unix_server(self._joined, self._address)
        finally:
            os.umask(before)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            Path(self._address).unlink(missing_ok=True)

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            local.check_peer(writer.get_extra_info("socket"))
            answer = self._control.answer(json.loads(await reader.readline()))
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
        except local.NotOursError:
            _logger.warning("another user of this computer asked; there was no answer")
        except (OSError, ValueError) as error:
            _logger.info("a question was not understood: %s", error)
        finally:
            writer.close()

    def _serve_pipe(self, loop: asyncio.AbstractEventLoop) -> None:
        from multiprocessing.connection import Listener

        with Listener(self._address, "AF_PIPE") as listener:
            while True:
                with listener.accept() as line:
                    question = json.loads(line.recv_bytes())
                    answer = asyncio.run_coroutine_threadsafe(self._answered(question), loop)
                    line.send_bytes(json.dumps(answer.result()).encode())

    async def _answered(self, question: JsonObject) -> JsonObject:
        return self._control.answer(question)
