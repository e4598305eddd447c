"""A forward proxy as campuses have them: GET of whole addresses, and CONNECT for the rest."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import requests

_LIMIT_SECONDS = 60.0
_CHUNK = 1 << 16


class Proxy(ThreadingHTTPServer):
    """`asked` are the hosts that it was asked to reach."""

    daemon_threads = True

    def __init__(self, address: str) -> None:
        super().__init__((address, 0), _Handler)
        self.asked: set[str] = set()

    @property
    def url(self) -> str:
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"


class _Handler(BaseHTTPRequestHandler):
    server: Proxy

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        self.server.asked.add(str(urlsplit(self.path).hostname))
        kept = {name: value for name, value in self.headers.items() if "proxy" not in name.lower()}
        with requests.Session() as session:
            session.trust_env = False
            answer = session.request(
                self.command, self.path, headers=kept, timeout=_LIMIT_SECONDS, stream=True
            )
            body = answer.raw.read()
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_CONNECT(self) -> None:
        host, _, port = self.path.rpartition(":")
        self.server.asked.add(host)
        with socket.create_connection((host, int(port)), _LIMIT_SECONDS) as there:
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                _carry(self.connection, there)
        self.close_connection = True

    def log_message(self, *_: Any, **__: Any) -> None:
        """Nobody reads it."""


def _carry(here: socket.socket, there: socket.socket) -> None:
    """Bytes in both directions until one side has ended."""
    other = {here: there, there: here}
    while True:
        ready, _, _ = select.select(list(other), [], [], _LIMIT_SECONDS)
        for end in ready:
            data = end.recv(_CHUNK)
            if not data:
                return
            other[end].sendall(data)


@contextmanager
def forward_proxy() -> Iterator[Proxy]:
    """A proxy that machines reach: their way out leads to every address but the loopback."""
    with Proxy(_own_address()) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, name="forward-proxy")
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()


def _own_address() -> str:
    """The address of this computer on the way out; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
