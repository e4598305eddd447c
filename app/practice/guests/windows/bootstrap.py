"""The two PowerShell scripts that a Windows machine answers to, though it has no PowerShell.

One opens WinRM and tells the certificate, the other gives the administrator a new password and
tells it encrypted. The host knows them by their whole text and does for the machine what they
ask of Windows; whatever else is sent to Run Command is refused.
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
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.private_file import write_private_file
from app.secret import Secret

NOTE = "No PowerShell ran: this practice machine did for itself what the script asks for."

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
    given = _given(script, "bootstrap")
    if given is None:
        return None
    names = tuple(_values(given.get("names", "")))
    marks = _values(given.get("mark", ""))
    if not names or len(marks) != 1 or not given.get("port", "").isdecimal():
        return None
    return Bootstrap(names, int(given["port"]), marks[0])


@dataclass(frozen=True)
class PasswordAsked:
    """Who gets a new password, and the RSA modulus of the key that it is encrypted for."""

    user: str
    modulus: int
    mark: str


def read_password_asked(script: str) -> PasswordAsked | None:
    """What `script` asks for; None for every other script."""
    given = _given(script, "password")
    if given is None:
        return None
    users, moduli, marks = (
        _values(given.get(name, "")) for name in ("userName", "modulus", "mark")
    )
    if not len(users) == len(moduli) == len(marks) == 1:
        return None
    return PasswordAsked(users[0], int.from_bytes(base64.b64decode(moduli[0]), "big"), marks[0])


def told_password(asked: PasswordAsked, password: Secret) -> str:
    """What the script prints, beside who really did it."""
    form = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    key = rsa.RSAPublicNumbers(65537, asked.modulus).public_key()
    sealed = key.encrypt(password.reveal().encode("ascii"), form)
    return f"{NOTE}\n{asked.mark}{base64.b64encode(sealed).decode()}\n"


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


def _given(script: str, name: str) -> dict[str, str] | None:
    """The variables in front, if `script` is the one of that name."""
    script = script.replace("\r\n", "\n").strip() + "\n"
    head, begin, rest = script.partition(_BEGIN)
    body, end, _tail = rest.rpartition(_END)
    return dict(_GIVEN.findall(head)) if begin and end and body == _body(name) else None


@cache
def _body(name: str) -> str:
    file = resources.files("resources") / "guest" / "windows" / f"{name}.ps1"
    return file.read_text(encoding="utf-8")


def _values(expression: str) -> list[str]:
    return [
        base64.b64decode(encoded).decode() if plain == "" else plain[1:-1].replace("''", "'")
        for encoded, plain in _VALUE.findall(expression)
    ]
