"""The way from this computer to a machine, with everything that can happen to it."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress

from app.dialing import Dialer

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_CHUNK = 65536

Trouble = Callable[[], socket.socket]
"""What becomes of one attempt to connect in place of a connection. May raise `OSError`."""


class Relay:
    """One TCP connection, handed on byte by byte until it is cut or goes still."""

    def __init__(self, far: socket.socket) -> None:
        far.settimeout(None)
        self._far = far
        self.near, self._middle = _pair()
        self._passes = threading.Event()
        self._passes.set()
        for source, sink in ((self._middle, far), (far, self._middle)):
            threading.Thread(target=self._hand_on, args=(source, sink), daemon=True).start()

    def reset(self) -> None:
        """End it with a TCP reset."""
        self._passes.set()
        with suppress(OSError):
            self._middle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        _end(self._middle)
        _end(self._far)

    def stall(self) -> None:
        """Nothing passes any more, and nobody is told."""
        self._passes.clear()

    def _hand_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(_CHUNK):
                self._passes.wait()
                sink.sendall(data)
        if self._passes.is_set():
            _end(sink)


class DisturbedDialer:
    """Dials as `dialer` does; connections can be disturbed, and attempts come to nothing."""

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer
        self._relays: list[Relay] = []
        self._next: list[Trouble] = []
        self._always: Trouble | None = None
        self._kept = ExitStack()

    def connect(self, host: str, port: int, timeout_seconds: float) -> socket.socket:
        trouble = self._next.pop(0) if self._next else self._always
        if trouble is not None:
            return trouble()
        relay = Relay(self._dialer.connect(host, port, timeout_seconds))
        self._relays.append(relay)
        return relay.near

    def browser_urls(self, places: Sequence[tuple[str, int]]) -> list[str]:
        return self._dialer.browser_urls(places)

    def reset_all(self, *then: Trouble, always: Trouble | None = None) -> None:
        """Cut what is open; the next attempts meet `then`, those after them `always`."""
        self._next, self._always = list(then), always
        for relay in self._relays:
            relay.reset()

    def stall_all(self) -> None:
        """What is open goes still; new connections pass."""
        for relay in self._relays:
            relay.stall()

    def silent(self) -> socket.socket:
        """A connection that is taken, and on which nothing is ever said."""
        near, middle = _pair()
        self._kept.callback(middle.close)
        return near

    def close(self) -> None:
        self.reset_all()
        self._kept.close()


def refused() -> socket.socket:
    raise ConnectionRefusedError("nobody listens")


def _pair() -> tuple[socket.socket, socket.socket]:
    """Both ends of a real TCP connection on this computer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        near = socket.create_connection(listener.getsockname())
        return near, listener.accept()[0]


def _end(end: socket.socket) -> None:
    """`shutdown` wakes the thread that reads it; after a linger of 0 `close` resets."""
    with suppress(OSError):
        end.shutdown(socket.SHUT_RD)
    end.close()
