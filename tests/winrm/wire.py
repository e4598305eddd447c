"""A wire between client and server that can be looked at."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from pathlib import Path


class Listener:
    """Speaks TLS with a certificate of its own, answers nothing, and keeps all it is told.

    `records` are the types of the TLS records that came, as they were on the wire; `said` is
    what was in them for an application. Up to TLS 1.2 everything that an application says
    is in records of the type 23; in TLS 1.3 the end of the handshake is too.
    """

    def __init__(self, pem: Path, newest: ssl.TLSVersion) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(pem)
        self._context.maximum_version = newest
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.raw = b""
        self.said = b""
        self.connections = 0
        self._thread = threading.Thread(target=self._serve, name="listener")
        self._thread.start()

    @property
    def records(self) -> list[int]:
        types, rest = [], self.raw
        while len(rest) >= 5:
            types.append(rest[0])
            rest = rest[5 + int.from_bytes(rest[3:5], "big") :]
        return types

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            with connection, contextlib.suppress(OSError):
                self._listen(connection)

    def _listen(self, connection: socket.socket) -> None:
        coming, going = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self._context.wrap_bio(coming, going, server_side=True)
        shaken = False
        while data := connection.recv(65536):
            self.raw += data
            coming.write(data)
            with contextlib.suppress(ssl.SSLWantReadError, ssl.SSLZeroReturnError):
                if not shaken:
                    tls.do_handshake()
                    shaken = True
                while told := tls.read(65536):
                    self.said += told
            if going.pending:
                connection.sendall(going.read())
