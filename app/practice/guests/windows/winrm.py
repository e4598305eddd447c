"""WS-Management over HTTPS with real NTLM, by the acceptor of pyspnego.

Signing in, sealing of the messages and channel binding are NTLM's own, made by the library
that the client's side is made of as well. So this shows that the client does what that
library takes for right; it does not show that Windows takes it.

Who may sign in stands in the file that the environment variable `NTLM_USER_FILE` names: one
machine a process.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import socket
import ssl
import struct
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from weakref import WeakSet

import spnego
from spnego.channel_bindings import GssChannelBindings
from spnego.exceptions import SpnegoError

from app.practice.guests.windows.shells import Shells
from app.practice.guests.windows.soap import Fault, Message, faulty, parse

_BOUNDARY: Final = b"--Encrypted Boundary"
_SEALED: Final = (
    'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted"'
    ';boundary="Encrypted Boundary"'
)


class WinRmServer(ThreadingHTTPServer):
    """`pem` holds certificate and key. `sealed` and `plain` count the messages that came."""

    daemon_threads = False

    def __init__(self, pem: Path, shells: Shells, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(pem)
        self.der = ssl.PEM_cert_to_DER_cert(pem.read_text().partition("-----BEGIN PRIV")[0])
        self.shells = shells
        self.sealed = 0
        self.plain = 0
        self.refused = 0
        self._connections: WeakSet[socket.socket] = WeakSet()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.der).hexdigest()

    def get_request(self) -> tuple[ssl.SSLSocket, Any]:
        raw, address = self.socket.accept()
        wrapped = self._context.wrap_socket(raw, server_side=True, do_handshake_on_connect=False)
        self._connections.add(wrapped)
        return wrapped, address

    def handle_error(self, request: object, client_address: object) -> None:
        """Connections break: nothing to tell."""

    def answer(self, message: Message) -> bytes | None:
        """What is said to `message`; None ends the connection. Raises `Fault`."""
        return self.shells.handle(message)

    def cut_all(self) -> None:
        """End every connection without a word."""
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        self.cut_all()
        self.shutdown()
        self.shells.forget_all()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One connection: who signed in on it belongs to it."""

    server: WinRmServer
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self._signing_in: spnego.ContextProxy | None = None
        self._signed_in: spnego.ContextProxy | None = None

    def log_message(self, *_: Any, **__: Any) -> None:
        """Nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path != "/wsman":
            self._say(404)
            return
        extra = self._sign_in()
        if extra is None:
            return
        if not body:  # only there to carry the sign-in
            self._say(200, extra=extra)
        elif "multipart/encrypted" in (self.headers.get("Content-Type") or ""):
            self.server.sealed += 1
            self._answer(self._unsealed(body))
        else:
            self.server.plain += 1
            self._say(500)

    def _sign_in(self) -> dict[str, str] | None:
        """Headers for the answer; None when the answer is already given."""
        scheme, _, token = (self.headers.get("Authorization") or "").partition(" ")
        if not token:
            if self._signed_in is None:
                self._say(401, extra={"WWW-Authenticate": "Negotiate"})
                return None
            return {}
        try:
            if self._signing_in is None:
                self._signing_in = self._acceptor()
            reply = self._signing_in.step(base64.b64decode(token))
        except SpnegoError:
            self._signing_in = None
            self.server.refused += 1
            self._say(401, extra={"WWW-Authenticate": "Negotiate"})
            return None
        said = f"{scheme} {base64.b64encode(reply).decode()}" if reply else scheme
        if not self._signing_in.complete:
            self._say(401, extra={"WWW-Authenticate": said})
            return None
        self._signed_in, self._signing_in = self._signing_in, None
        return {"WWW-Authenticate": said} if reply else {}

    def _acceptor(self) -> spnego.ContextProxy:
        binding = b"tls-server-end-point:" + hashlib.sha256(self.server.der).digest()
        return spnego.server(
            protocol="ntlm",
            channel_bindings=GssChannelBindings(application_data=binding),
            options=spnego.NegotiateOptions.use_ntlm,
        )

    def _answer(self, message: bytes) -> None:
        try:
            status, answer = 200, self.server.answer(parse(message))
        except Fault as fault:
            status, answer = 500, faulty(fault)
        if answer is None:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._say(status, self._seal(answer), _SEALED)

    def _unsealed(self, body: bytes) -> bytes:
        part = body.split(_BOUNDARY + b"\r\n")[2]
        data = part.split(b"application/octet-stream\r\n", 1)[1]
        data = data.removesuffix(_BOUNDARY + b"--\r\n")
        (length,) = struct.unpack("<i", data[:4])
        return self._context().unwrap_winrm(data[4 : 4 + length], data[4 + length :])

    def _seal(self, message: bytes) -> bytes:
        sealed = self._context().wrap_winrm(message)
        return (
            _BOUNDARY + b"\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n"
            b"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=%d\r\n"
            % len(message)
            + _BOUNDARY
            + b"\r\n\tContent-Type: application/octet-stream\r\n"
            + struct.pack("<i", len(sealed.header))
            + sealed.header
            + sealed.data
            + _BOUNDARY
            + b"--\r\n"
        )

    def _context(self) -> spnego.ContextProxy:
        if self._signed_in is None:
            raise ConnectionError("nobody is signed in")
        return self._signed_in

    def _say(
        self,
        status: int,
        body: bytes = b"",
        kind: str = "application/soap+xml;charset=UTF-8",
        extra: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in (extra or {}).items():
            self.send_header(name, value)
        if body:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
