"""A real HTTPS server that gives the SDK exactly the answer it is told to give."""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import time
from typing import Any, ClassVar

from azure.core.credentials import AccessToken, AccessTokenInfo, TokenRequestOptions

from app.azure.endpoints import Endpoints
from app.azure.session import Session
from app.dialing import DirectDialer
from app.practice.certificates import make_certificate

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
_OPERATION = "/operation"
_OF_THE_CONNECTION = frozenset({"content-length", "transfer-encoding", "connection"})


class AnyToken:
    """Stands for a sign-in that worked; it does not prove that one does."""

    def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
        return AccessToken("of-a-test", int(time()) + 3600)

    def get_token_info(
        self, *_scopes: str, options: TokenRequestOptions | None = None
    ) -> AccessTokenInfo:
        del options
        return AccessTokenInfo("of-a-test", int(time()) + 3600)

    def close(self) -> None:
        """Nothing to close."""


@dataclass
class Answer:
    """What is answered to every call, or, with `in_operation`, to the polls of an operation."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    in_operation: bool = False


@dataclass
class AnsweringCloud:
    session: Session
    url: str
    answer: Answer = field(default_factory=Answer)
    calls: list[str] = field(default_factory=list)
    """Method and path of each call that was served."""


class _Handler(BaseHTTPRequestHandler):
    cloud: ClassVar[AnsweringCloud]
    protocol_version = "HTTP/1.1"

    def _serve(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        cloud = self.cloud
        cloud.calls.append(f"{self.command} {self.path.partition('?')[0]}")
        answer = cloud.answer
        if "/register" in self.path or self.path.startswith(f"/subscriptions/{SUBSCRIPTION}/prov"):
            # the SDK registers by itself before it reports the refusal
            self._send(Answer(200, {"registrationState": "Registered"}))
        elif answer.in_operation and not self.path.startswith(_OPERATION):
            begun = {"properties": {"provisioningState": "Creating"}, "location": "japaneast"}
            self._send(Answer(201, begun, {"Azure-AsyncOperation": cloud.url + _OPERATION}))
        else:
            self._send(answer)

    do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = do_HEAD = _serve

    def _send(self, answer: Answer) -> None:
        content = b""
        if answer.body is not None:
            text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
            content = text.encode()
        names = {name.lower() for name in answer.headers}
        if "date" in names:
            self.send_response_only(answer.status)
        else:
            self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in _OF_THE_CONNECTION:
                self.send_header(name, value)
        if "content-type" not in names:
            self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Tests have nothing to read."""


@contextmanager
def answering_cloud() -> Iterator[AnsweringCloud]:
    """A server, and a session of ours that takes it for Azure. One at a time."""
    certificate = make_certificate()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.socket = certificate.context.wrap_socket(server.socket, server_side=True)
    url = f"https://127.0.0.1:{server.server_address[1]}"
    with tempfile.TemporaryDirectory() as folder:
        trusted = Path(folder) / "authority.pem"
        trusted.write_bytes(certificate.authority_pem)
        session = Session(
            cloud="azure",
            endpoints=Endpoints(url, url, f"{url}/.default", url, url, trusted),
            subscription_id=SUBSCRIPTION,
            dialer=DirectDialer(),
            make_credential=lambda _transport: AnyToken(),
        )
        cloud = AnsweringCloud(session, url)
        _Handler.cloud = cloud
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield cloud
        finally:
            session.close()
            server.shutdown()
            server.server_close()
            thread.join()
