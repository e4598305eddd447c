"""A publisher's own server: real HTTPS on this computer, with a certificate of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from app.practice.certificates import make_certificate
from tests.shared.waiting import PATIENCE_SECONDS

PAGE = "https://kumonote.example/releases"


@dataclass
class Publisher:
    """Answers `document` with `status`; `asked` are the requests' paths and headers.

    With `silent` it takes a request and says nothing, with `dripping` the answer never ends,
    until `leave` is set.
    """

    document: bytes = b""
    status: int = 200
    elsewhere: str = ""
    silent: bool = False
    dripping: bool = False
    address: str = ""
    asked: list[tuple[str, Message]] = field(default_factory=list)
    came: threading.Event = field(default_factory=threading.Event)
    leave: threading.Event = field(default_factory=threading.Event)

    def tell(self, version: str, page: str = PAGE, **more: Any) -> None:
        self.document = json.dumps({"version": version, "page": page, **more}).encode()


@contextmanager
def publisher(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """Runs while inside, and is trusted by this process."""
    certificate = make_certificate(("localhost",))
    authority = folder / "publisher.pem"
    authority.write_bytes(certificate.authority_pem)
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority))
    told = Publisher()

    class Handler(_Handler):
        publisher = told

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    server.socket = certificate.context.wrap_socket(server.socket, server_side=True)
    told.address = f"https://localhost:{server.server_address[1]}/newest.json"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="publisher")
    thread.start()
    try:
        yield told
    finally:
        told.leave.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    publisher: Publisher

    def do_GET(self) -> None:
        told = self.publisher
        told.asked.append((self.path, self.headers))
        told.came.set()
        if told.silent:
            told.leave.wait(PATIENCE_SECONDS)
            return
        self.send_response(told.status)
        if told.elsewhere:
            self.send_header("Location", told.elsewhere)
        self.send_header("Content-Type", "application/json")
        self.end_headers()  # without a length: the end of the connection is the end
        self.wfile.write(told.document)
        while told.dripping and not told.leave.wait(0.02):
            try:
                self.wfile.write(b" ")
                self.wfile.flush()
            except OSError:
                return  # the client has gone

    def log_message(self, *_words: object) -> None:
        """Keep the output of the tests clean."""
