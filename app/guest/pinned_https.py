"""HTTPS to a server that is known by its certificate's fingerprint, over a dialer's sockets.

No authority and no host name is trusted: exactly the certificate with this SHA-256 is, and
it is compared before the first byte of a request leaves. That holds for self-signed
certificates and for the user's own alike.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from app.dialing import Dialer
from app.engine.cancel import CancelToken
from app.foreign_json import decoded


class WrongCertificateError(Exception):
    """Another certificate than the pinned one was shown."""

    def __init__(self, expected: str, shown: str) -> None:
        super().__init__(f"expected SHA-256 {expected}, shown {shown}")


class PinnedDialer:
    """Opens connections to one server, and closes them all when the work is cancelled."""

    def __init__(
        self, dialer: Dialer, host: str, port: int, fingerprint: str, cancel: CancelToken
    ) -> None:
        self._dialer = dialer
        self.host = host
        self.port = port
        self.fingerprint = plain_fingerprint(fingerprint)
        self._cancel = cancel
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._forget = cancel.on_cancel(self.shut)

    @property
    def origin(self) -> str:
        """The address as a browser has it."""
        return f"https://{self.host}" + ("" if self.port == 443 else f":{self.port}")

    def connect_tls(self, timeout_seconds: float) -> ssl.SSLSocket:
        """A TLS connection to the pinned certificate. Raises `WrongCertificateError`, `OSError`."""
        self._cancel.check()
        raw = self._dialer.connect(self.host, self.port, timeout_seconds)
        raw.settimeout(timeout_seconds)
        self._keep(raw)
        try:
            wrapped = _tls_context().wrap_socket(raw, server_hostname=self.host)
        except BaseException:
            raw.close()
            raise
        self._keep(wrapped)  # the file descriptor has moved into it
        shown = hashlib.sha256(wrapped.getpeercert(binary_form=True) or b"").hexdigest()
        if shown != self.fingerprint:
            wrapped.close()
            raise WrongCertificateError(self.fingerprint, shown)
        return wrapped

    def close(self) -> None:
        self._forget()
        with self._lock:
            connections, self._open = self._open, []
        for connection in connections:
            connection.close()

    def _keep(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.append(connection)

    def shut(self) -> None:
        """Wake whoever reads or writes; the owner of each socket then closes it."""
        with self._lock:
            connections = tuple(self._open)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def _tls_context() -> ssl.SSLContext:
    """TLS 1.2 or later; whoever uses it compares the fingerprint."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def plain_fingerprint(shown: str) -> str:
    """ "AA:BB:…" or "aabb…" as 64 lower-case digits. Raises `ValueError`."""
    plain = shown.replace(":", "").strip().lower()
    if len(plain) != 64 or not set(plain) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256 fingerprint")
    return plain


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    location: str = ""
    retry_after: str = ""

    def json(self) -> Any:
        """Raises `ValueError`."""
        return decoded(self.body)


class PinnedSession:
    """Requests to one server, one after another, with the cookies it sets."""

    def __init__(self, dialer: PinnedDialer, timeout_seconds: float) -> None:
        self._dialer = dialer
        self._connection = _Connection(dialer, timeout_seconds)
        self.cookies: dict[str, str] = {}

    @property
    def cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def request(
        self,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask once. Raises `OSError`, `http.client.HTTPException`, `WrongCertificateError`."""
        sent = {"Cookie": self.cookie_header} if self.cookies else {}
        sent |= {"Origin": self._dialer.origin, **(headers or {})}
        try:
            self._connection.request(method, path, body or None, sent)
            response = self._connection.getresponse()
            content = response.read()
        except BaseException:
            self._connection.close()  # the next request then opens a new one
            raise
        for line in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        location, later = (response.headers.get(name, "") for name in ("Location", "Retry-After"))
        return Answer(response.status, content, location, later)

    def close(self) -> None:
        self._connection.close()


class _Connection(http.client.HTTPConnection):
    """Its `connect` is called before the first request and after each end of a connection."""

    default_port = http.client.HTTPS_PORT

    def __init__(self, dialer: PinnedDialer, timeout_seconds: float) -> None:
        super().__init__(dialer.host, dialer.port, timeout_seconds)
        self._dialer = dialer
        self._seconds = timeout_seconds

    def connect(self) -> None:
        self.sock = self._dialer.connect_tls(self._seconds)
