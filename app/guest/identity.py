"""What a machine is known by: its SSH host key, or the certificate of its WinRM listener.

Both are kept as one line of text, in the cloud's tags too: "ssh-ed25519 AAAA…" or
"x509-sha256 " with 64 digits.
"""

from __future__ import annotations

from typing import Final

from app.guest.keys import fingerprint

CERTIFICATE: Final = "x509-sha256"


def certificate_identity(sha256: str) -> str:
    """The line for a certificate with this fingerprint in hexadecimal digits."""
    return f"{CERTIFICATE} {sha256}"


def certificate_sha256(identity: str) -> str:
    """The fingerprint in such a line. Raises `ValueError` for any other line."""
    kind, _, digits = identity.partition(" ")
    if kind != CERTIFICATE or len(digits) != 64:
        raise ValueError("no certificate")
    return digits


def shown(identity: str) -> str:
    """As people compare it: "SHA256:…" of a host key, "AA:BB:…" of a certificate."""
    if identity.startswith(CERTIFICATE):
        return bytes.fromhex(certificate_sha256(identity)).hex(":").upper()
    return fingerprint(identity)
