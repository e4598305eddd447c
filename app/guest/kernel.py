"""One Jupyter kernel, talked to over its websocket.

Message formats: the Jupyter messaging protocol 5.3, as JSON texts (the websocket's default
framing), see "Messaging in Jupyter" of jupyter_client.
"""

from __future__ import annotations

import json
import time
import uuid
from typing import Any, Final

import websocket

from app.engine.cancel import CancelToken
from app.foreign_json import decoded
from app.guest.pinned_https import PinnedDialer, PinnedSession

_CONNECT_SECONDS: Final = 30.0
_TICK_SECONDS: Final = 1.0


class KernelError(Exception):
    """The code raised an exception, or the kernel died; the message is what it said."""


def told(received: str | bytes) -> dict[str, Any]:
    """The message in a frame of the websocket. Raises `ValueError` where it is none."""
    message = decoded(received)
    if not isinstance(message, dict):
        raise ValueError("a message that is no object")
    content = message.get("content", {})
    parts = [content, message.get("parent_header", {})]
    if message.get("msg_type") in ("display_data", "execute_result"):
        parts.append(content.get("data") if isinstance(content, dict) else None)
    if not all(isinstance(part, dict) for part in parts):
        raise ValueError("a message of another form")
    return message


class Kernel:
    """A kernel that was started on the server; `channels` opens its websocket."""

    def __init__(self, dialer: PinnedDialer, session: PinnedSession, kernel_id: str) -> None:
        self._id = uuid.uuid4().hex
        path = f"/api/kernels/{kernel_id}/channels?session_id={self._id}"
        self._socket = websocket.create_connection(
            f"wss://{dialer.origin.removeprefix('https://')}{path}",
            timeout=_CONNECT_SECONDS,
            socket=dialer.connect_tls(_CONNECT_SECONDS),
            cookie=session.cookie_header,
            origin=dialer.origin,
        )

    def execute(self, code: str, *, cancel: CancelToken, limit_seconds: float) -> dict[str, Any]:
        """Run `code`; the data of what it displayed last, by MIME type.

        Raises `KernelError`, `ValueError`, `TimeoutError`, `OSError` and
        `websocket.WebSocketException`.
        """
        asked = self._ask(code)
        deadline = time.monotonic() + limit_seconds
        shown: dict[str, Any] = {}
        while True:
            message = self._next(deadline, cancel)
            if message.get("parent_header", {}).get("msg_id") != asked:
                continue
            content = message.get("content", {})
            match message.get("msg_type"):
                case "display_data" | "execute_result":
                    shown = content["data"]
                case "error":
                    raise KernelError(f"{content.get('ename')}: {content.get('evalue')}")
                case "status" if content.get("execution_state") == "idle":
                    return shown
                case "status" if content.get("execution_state") == "dead":
                    raise KernelError("the kernel died")

    def close(self) -> None:
        self._socket.close()

    def _ask(self, code: str) -> str:
        message = uuid.uuid4().hex
        header = {
            "msg_id": message,
            "msg_type": "execute_request",
            "session": self._id,
            "username": "kumonote",
            "version": "5.3",
            "date": "",
        }
        content = {
            "code": code,
            "silent": False,
            "store_history": False,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": True,
        }
        self._socket.send(
            json.dumps(
                {
                    "channel": "shell",
                    "header": header,
                    "parent_header": {},
                    "metadata": {},
                    "content": content,
                }
            )
        )
        return message

    def _next(self, deadline: float, cancel: CancelToken) -> dict[str, Any]:
        self._socket.settimeout(_TICK_SECONDS)
        while True:
            cancel.check()
            try:
                received = self._socket.recv()
            except websocket.WebSocketTimeoutException as error:
                if time.monotonic() > deadline:
                    raise TimeoutError("no answer from the kernel") from error
                continue
            if received:
                return told(received)
