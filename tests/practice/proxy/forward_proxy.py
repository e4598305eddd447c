"""A real forward proxy on this computer, as organisations have them.

It passes on what `CONNECT` asks for; with a name and password if it was given some; and with
a certificate authority of its own it opens the connections and looks inside. Then Azure's own
host names lead to a practice cloud.
"""

from __future__ import annotations

import base64
import contextlib
import select
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, Final

import requests

from app.practice.certificates import make_certificate

AZURE_HOSTS: Final = (
    "login.microsoftonline.com",
    "management.azure.com",
    "prices.azure.com",
    "api.ipify.org",
)
_HOP_BY_HOP: Final = {"host", "connection", "proxy-authorization", "content-length"}
_NOT_PASSED_BACK: Final = {"content-encoding", "transfer-encoding", "content-length", "connection"}
_LIMIT_SECONDS: Final = 20.0


@dataclass
class Proxy:
    """`connected` are the hosts that were asked for, `refused` how often nobody was let in."""

    port: int = 0
    connected: list[str] = field(default_factory=list)
    refused: int = 0

    def url(self, credentials: str = "") -> str:
        at = f"{credentials}@" if credentials else ""
        return f"http://{at}127.0.0.1:{self.port}"


@dataclass(frozen=True)
class Inside:
    """What looks inside: `context` speaks TLS for Azure's hosts, `url` is where they lead."""

    context: ssl.SSLContext
    url: str
    ca_file: Path


@contextmanager
def forward_proxy(credentials: str = "", inside: Inside | None = None) -> Iterator[Proxy]:
    """A proxy that runs while inside. `credentials` are "NAME:PASSWORD"."""
    proxy = Proxy()

    class Handler(_Handler):
        pass

    Handler.proxy, Handler.inside = proxy, inside
    Handler.wanted = f"Basic {base64.b64encode(credentials.encode()).decode()}"
    Handler.open_to_all = not credentials
    with _Server(("127.0.0.1", 0), Handler) as server:
        proxy.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="proxy")
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def inspecting_proxy(url: str, ca_file: Path, folder: Path) -> Iterator[tuple[Proxy, Path]]:
    """A proxy that opens connections to Azure, and the file with the authority it signs with."""
    certificate = make_certificate(AZURE_HOSTS)
    authority = folder / "organisation.pem"
    authority.write_bytes(certificate.authority_pem)
    with forward_proxy(inside=Inside(certificate.context, url, ca_file)) as proxy:
        yield proxy, authority


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False  # a connection that is kept open must not hold the test up


class _Handler(socketserver.StreamRequestHandler):
    proxy: Proxy
    inside: Inside | None
    wanted: str
    open_to_all: bool

    def handle(self) -> None:
        method, _, rest = self.rfile.readline().decode("latin-1").partition(" ")
        host, _, port = rest.partition(" ")[0].rpartition(":")
        given = ""
        while line := self.rfile.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            if name.lower() == "proxy-authorization":
                given = value.strip()
        if method != "CONNECT":
            self._say("405 Method Not Allowed")
        elif not self.open_to_all and given != self.wanted:
            self.proxy.refused += 1
            self._say("407 Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="here"')
        else:
            self.proxy.connected.append(host)
            with contextlib.suppress(OSError):  # the client left, or does not trust us
                self._connect(host, int(port))

    def _connect(self, host: str, port: int) -> None:
        if self.inside is not None:
            self._say("200 Connection established")
            with self.inside.context.wrap_socket(self.connection, server_side=True) as opened:
                _answering(self.inside, host)(opened, self.client_address, self.server)
            return
        with socket.create_connection((host, port), _LIMIT_SECONDS) as there:
            self._say("200 Connection established")
            _pass_on(self.connection, there)

    def _say(self, status: str, *headers: str) -> None:
        head = "\r\n".join((f"HTTP/1.1 {status}", "Content-Length: 0", *headers))
        self.wfile.write(f"{head}\r\n\r\n".encode())


def _pass_on(here: socket.socket, there: socket.socket) -> None:
    while True:
        ready, _, _ = select.select([here, there], [], [], _LIMIT_SECONDS)
        for one, other in ((here, there), (there, here)):
            if one in ready:
                data = one.recv(65536)
                if not data:
                    return
                other.sendall(data)
        if not ready:
            return


def _answering(inside: Inside, host: str) -> Any:
    """A handler of requests to `host`: the practice cloud answers, under that name."""

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        do_PUT = do_POST = do_DELETE = do_PATCH = do_HEAD = do_GET

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {k: v for k, v in self.headers.items() if k.lower() not in _HOP_BY_HOP}
            path = "/practice/public-address" if host == "api.ipify.org" else self.path
            with requests.Session() as http:
                http.trust_env = False
                found = http.request(
                    self.command,
                    inside.url + path,
                    headers=headers,
                    data=body,
                    verify=str(inside.ca_file),
                    allow_redirects=False,
                    timeout=_LIMIT_SECONDS,
                )
            self._pass_back(found)

        def _pass_back(self, found: requests.Response) -> None:
            own, shown = inside.url, f"https://{host}"
            self.send_response_only(found.status_code)
            for name, value in found.headers.items():
                if name.lower() not in _NOT_PASSED_BACK:
                    self.send_header(name, value.replace(own, shown))
            content = found.content.replace(own.encode(), shown.encode())
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def log_request(self, *_: Any) -> None:
            """Not on the terminal."""

    return Answer
