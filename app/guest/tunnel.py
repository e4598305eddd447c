"""Reaching a port of a machine through its SSH connection, as a real socket."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Sequence
from typing import Final, Protocol

_CHUNK: Final = 65536


class Stream(Protocol):
    """What a tunnel needs of an SSH channel."""

    def recv(self, nbytes: int) -> bytes: ...
    def sendall(self, s: bytes) -> None: ...
    def close(self) -> None: ...


class StreamOpener(Protocol):
    def open_stream(self, host: str, port: int, timeout_seconds: float) -> Stream: ...


class TunnelDialer:
    """A `Dialer` that reaches only the machine itself, whatever host is asked for.

    TLS wants a socket with a file descriptor, which an SSH channel is not. So the two ends
    of a socket pair stand for it, with a thread for each direction; both threads end when
    either side closes.
    """

    def __init__(self, guest: StreamOpener) -> None:
        self._guest = guest

    def connect(self, host: str, port: int, timeout_seconds: float) -> socket.socket:
        del host
        stream = self._guest.open_stream("127.0.0.1", port, timeout_seconds)
        ours, theirs = socket.socketpair()
        for name, pump in (("out", _pump_out), ("in", _pump_in)):
            threading.Thread(
                target=pump, args=(theirs, stream), name=f"tunnel-{name}-{port}", daemon=True
            ).start()
        return ours

    def browser_urls(self, places: Sequence[tuple[str, int]]) -> list[str]:
        """Browsers know no tunnel: one has to be opened for them on this computer."""
        raise ValueError(f"what is reached through SSH only: {places}")


def _pump_out(theirs: socket.socket, stream: Stream) -> None:
    with contextlib.suppress(OSError, EOFError):
        while data := theirs.recv(_CHUNK):
            stream.sendall(data)
    stream.close()  # which ends the other thread, too


def _pump_in(theirs: socket.socket, stream: Stream) -> None:
    """Ends when the machine closes its side, or the connection breaks."""
    with contextlib.suppress(OSError, EOFError):
        while data := stream.recv(_CHUNK):
            theirs.sendall(data)
    with contextlib.suppress(OSError):
        theirs.shutdown(socket.SHUT_RDWR)
    theirs.close()
    stream.close()
