"""What can be wrong on the way to the cloud, tried with real connections."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from app.azure.fleet import list_servers
from app.azure.practice import PracticeDialer, session_over
from app.azure.session import Session
from app.engine.cancel import Cancelled, CancelToken
from app.practice import process
from app.practice.guest_ports import free_port
from app.problems import ProblemError
from app.secret import Secret
from tests.practice.azure.conftest import CloudUnderTest


def _problem_code(session: Session) -> str:
    try:
        with pytest.raises(ProblemError) as failed:
            list_servers(session, CancelToken())
        return failed.value.problem.code
    finally:
        session.close()


def test_a_wrong_secret_is_told(cloud: CloudUnderTest) -> None:
    connection = replace(cloud.connect(), client_secret=Secret("something else"))
    assert _problem_code(session_over(connection)) == "app-secret-wrong"


def test_an_unknown_client_is_told(cloud: CloudUnderTest) -> None:
    connection = replace(cloud.connect(), client_id="00000000-0000-4000-8000-000000000001")
    assert _problem_code(session_over(connection)) == "app-unknown"


def test_another_subscription_is_told(cloud: CloudUnderTest) -> None:
    connection = replace(cloud.connect(), subscription="00000000-0000-4000-8000-000000000002")
    assert _problem_code(session_over(connection)) == "subscription-not-found"


def test_a_certificate_that_nobody_vouches_for_is_told(
    cloud: CloudUnderTest, tmp_path: Path
) -> None:
    anchor = tmp_path / "other.pem"
    anchor.write_bytes(_another_anchor())
    assert _problem_code(session_over(replace(cloud.connect(), ca_file=anchor))) == "tls-failed"


def _another_anchor() -> bytes:
    """A certificate authority that has issued nothing."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Another authority")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(Encoding.PEM)


def test_nobody_listening_is_told(cloud: CloudUnderTest) -> None:
    connection = replace(cloud.connect(), url=f"https://127.0.0.1:{free_port()}")
    assert _problem_code(session_over(connection)) == "connection-failed"


def test_a_name_that_does_not_exist_is_told(cloud: CloudUnderTest) -> None:
    connection = replace(cloud.connect(), url="https://nowhere.invalid")
    assert _problem_code(session_over(connection)) == "name-not-resolved"


def test_a_dead_connection_can_be_left_at_once(cloud: CloudUnderTest) -> None:
    """A server that accepts and never answers: the worst that a network can do."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        session = session_over(replace(cloud.connect(), url=f"https://127.0.0.1:{port}"))
        cancel = CancelToken()
        threading.Timer(0.3, cancel.cancel).start()
        began = time.monotonic()
        with pytest.raises(Cancelled):
            list_servers(session, cancel)
        assert time.monotonic() - began < 8, "far less than the read timeout"
    session.settle()  # the socket is closed: what was left behind ends
    session.close()


def test_a_pause_that_the_cloud_asks_for_can_be_left_at_once(cloud: CloudUnderTest) -> None:
    session = session_over(cloud.connect("throttle=*"))
    cancel = CancelToken()
    threading.Timer(0.5, cancel.cancel).start()
    try:
        with pytest.raises(Cancelled):
            list_servers(session, cancel)
    finally:
        process.control(cloud.paths, "clear-faults")
        session.settle()
        session.close()


def test_the_dialer_knows_nothing_of_other_names(cloud: CloudUnderTest) -> None:
    dialer = PracticeDialer(cloud.connect())
    assert dialer.local_port("example.org", 443) is None
    with pytest.raises(ConnectionRefusedError):
        dialer.connect("example.org", 443, 1.0)
    assert dialer.browser_urls([("x.practice.localhost", 443)]) == ["https://x.practice.localhost/"]


def test_side_by_side_requests_sign_in_once(cloud: CloudUnderTest) -> None:
    session = session_over(cloud.connect())
    asked: list[str] = []

    def note(answer: requests.Response, *_args: object, **_options: object) -> None:
        asked.append(urlsplit(answer.url).path)

    session.http.hooks["response"].append(note)
    list_servers(session, CancelToken())
    assert len([path for path in asked if path.endswith("/oauth2/v2.0/token")]) == 1
    session.close()
