"""Recorded answers of the service, handed to the real SDK clients."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import RequestsTransport
from requests.adapters import HTTPAdapter
from urllib3.response import HTTPResponse

RECORDINGS = Path(__file__).resolve().parents[4] / "shared" / "arm" / "recordings"
SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"


class NoToken:
    """The service is not asked, so nobody looks at the token."""

    def get_token(self, *_scopes: str, **_kwargs: Any) -> AccessToken:
        return AccessToken("none", 2**40)


class _Answering(HTTPAdapter):
    """Answers every request with one recorded body.

    A double of the wire alone: it shows how the SDK and we read what the service once sent,
    not that the service takes our requests.
    """

    def __init__(self, status: int, body: Any) -> None:
        super().__init__()
        self._status = status
        self._body = json.dumps(body).encode()

    def send(self, request: requests.PreparedRequest, *_args: Any, **_kw: Any) -> requests.Response:
        raw = HTTPResponse(
            body=BytesIO(self._body),
            headers={"Content-Type": "application/json"},
            status=self._status,
            preload_content=False,
        )
        return self.build_response(request, raw)


def recording(name: str) -> dict[str, Any]:
    if not RECORDINGS.is_dir():
        pytest.skip("the recorded answers of the service are not beside this checkout")
    return dict(json.loads((RECORDINGS / f"{name}.json").read_text("utf-8")))


def transport_of(name: str) -> RequestsTransport:
    """A transport for the SDK on which every request is answered as recorded."""
    answer = recording(name)["response"]
    http = requests.Session()
    http.mount("https://", _Answering(answer["status"], answer["body"]))
    return RequestsTransport(session=http, session_owner=False)
