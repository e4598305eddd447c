"""The one PowerShell script that a Windows machine answers to, though it has no PowerShell.

It opens WinRM and tells the certificate. The host knows it by its whole text and does for
the machine what the script asks of Windows; whatever else is sent to Run Command is refused.
"""

from __future__ import annotations

import base64
import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.private_file import write_private_file

NOTE = "No PowerShell ran: this practice machine did for itself what the bootstrap script asks for."

_YEARS = 5
_BEGIN = "try {\n"
_END = "} catch {\n"
_GIVEN = re.compile(r"\$(\w+) = (.+)")
_STRING = r"'(?:[^']|'')*'"
_DECODED = (
    r"\[Text\.Encoding\]::UTF8\.GetString\(\[Convert\]::FromBase64String\('([A-Za-z0-9+/=]*)'\)\)"
)
_VALUE = re.compile(f"{_DECODED}|({_STRING})")


@dataclass(frozen=True)
class Bootstrap:
    """What the script was given that matters here."""

    names: tuple[str, ...]
    port: int
    mark: str


def read_bootstrap(script: str) -> Bootstrap | None:
    """What `script` asks for; None for every other script."""
    script = script.replace("\r\n", "\n").strip() + "\n"
    head, begin, rest = script.partition(_BEGIN)
    body, end, _tail = rest.rpartition(_END)
    if not begin or not end or body != _body():
        return None
    given = dict(_GIVEN.findall(head))
    names = tuple(_values(given.get("names", "")))
    marks = _values(given.get("mark", ""))
    if not names or len(marks) != 1 or not given.get("port", "").isdecimal():
        return None
    return Bootstrap(names, int(given["port"]), marks[0])


def told(asked: Bootstrap, der: bytes) -> str:
    """What the script prints, beside who really did it."""
    return f"{NOTE}\n{asked.mark}{base64.b64encode(der).decode()}\n"


def make_certificate(file: Path, names: Sequence[str]) -> None:
    """A key and its certificate as `New-SelfSignedCertificate` makes them, in PEM."""
    key = rsa.generate_private_key(65537, 3072)
    title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(title)
        .issuer_name(title)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=365 * _YEARS))
        # Windows calls all of them DNS names, addresses too
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_private_file(file, certificate.public_bytes(serialization.Encoding.PEM) + private)


def certificate_of(file: Path) -> bytes:
    """The certificate (DER) in such a file."""
    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    return certificate.public_bytes(serialization.Encoding.DER)


@cache
def _body() -> str:
    file = resources.files("resources") / "guest" / "windows" / "bootstrap.ps1"
    return file.read_text(encoding="utf-8")


def _values(expression: str) -> list[str]:
    return [
        base64.b64decode(encoded).decode() if plain == "" else plain[1:-1].replace("''", "'")
        for encoded, plain in _VALUE.findall(expression)
    ]
