"""A WS-Management server for each test, with users, a certificate, and clients to close."""

from __future__ import annotations

import datetime
import ipaddress
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from app.dialing import Dialer, DirectDialer
from app.engine.cancel import CancelToken
from app.guest.windows.winrm import WinRmGuest
from app.guest.windows.winrm_connecting import connect
from app.guest.windows.winrm_transport import Limits
from app.secret import Secret
from tests.winrm.gate import Gate
from tests.winrm.server import TroubledServer

USER = "azureuser"
PASSWORD = Secret("Kyoto-夏 & 42!")
HOST = "127.0.0.1"
SHORT = Limits(operation=1, read=3)
"""For tests in which somebody waits in vain."""


def new_certificate(file: Path) -> Path:
    """A self-signed certificate with its key, as Windows makes them: RSA, SHA-256."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.IPv4Address(HOST))]), False
        )
        .sign(key, hashes.SHA256())
    )
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


@pytest.fixture(scope="session")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_certificate(tmp_path_factory.mktemp("winrm") / "winrm.pem")


@pytest.fixture
def server(pem: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TroubledServer]:
    users = tmp_path / "users"
    users.write_text(f":{USER}:{PASSWORD.reveal()}\n", encoding="utf-8")
    monkeypatch.setenv("NTLM_USER_FILE", str(users))
    # whatever a computer has in its environment, WinRM goes its own way
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    folder = tmp_path / "machine"
    folder.mkdir()
    serving = TroubledServer(pem, folder)
    thread = threading.Thread(target=serving.serve_forever, args=(0.05,), name="winrm-server")
    thread.start()
    try:
        yield serving
    finally:
        serving.stop()
        thread.join()


class Clients:
    """Connects to the server, and closes what it made."""

    def __init__(self, server: TroubledServer) -> None:
        self._server = server
        self._made: list[WinRmGuest] = []

    def connect(
        self,
        *,
        password: Secret = PASSWORD,
        certificate_sha256: str = "",
        cancel: CancelToken | None = None,
        dialer: Dialer | None = None,
        port: int = 0,
        limit_seconds: float = 0.0,
        limits: Limits | None = None,
    ) -> WinRmGuest:
        guest = connect(
            dialer or DirectDialer(),
            HOST,
            user=USER,
            password=password,
            certificate_sha256=certificate_sha256 or self._server.fingerprint,
            cancel=cancel or CancelToken(),
            port=port or self._server.port,
            limit_seconds=limit_seconds,
            limits=limits or Limits(),
        )
        self._made.append(guest)
        return guest

    def close(self) -> None:
        for guest in self._made:
            guest.close()


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    made = Gate(tmp_path / "gate")
    yield made
    made.close()


@pytest.fixture
def clients(server: TroubledServer) -> Iterator[Clients]:
    made = Clients(server)
    yield made
    made.close()
