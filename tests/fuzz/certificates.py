"""Certificates and keys that the user brings."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Final

from app.certificate.loading import CertificateError, load
from app.secret import Secret
from tests.fuzz.target import Target, say, written
from tests.unit.wizard.authorities import GOOD, HOST, NOW

_WORDS: Final = "correct horse"
_INTEGER, _OCTETS, _SEQUENCE = 0x02, 0x04, 0x30
_DATA: Final = bytes.fromhex("06092a864886f70d010701")
_PBES2: Final = bytes.fromhex("06092a864886f70d01050d")
_PBKDF2: Final = bytes.fromhex("06092a864886f70d01050c")
_AES_256_CBC: Final = bytes.fromhex("060960864801650304012a")
_SHA_256: Final = bytes.fromhex("0609608648016503040201")


def parse_certificate(data: bytes) -> None:
    _parse(data, None)


def parse_locked(data: bytes) -> None:
    _parse(data, Secret(_WORDS))


def _parse(data: bytes, passphrase: Secret | None) -> None:
    file = written("certificate", data)
    for key_file in (None, file):
        try:
            load(file, key_file, passphrase, host=HOST, now=NOW)
        except CertificateError as error:
            say(error.problem)


def certificates() -> Sequence[bytes]:
    return [
        GOOD.chain_pem() + GOOD.key_pem(),
        GOOD.pem,
        GOOD.pfx(),
        (GOOD.pem + GOOD.key_pem()).decode().encode("utf-16"),
    ]


def locked() -> Sequence[bytes]:
    return [GOOD.pem + GOOD.key_pem(_WORDS), GOOD.pfx(_WORDS)]


def _der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    assert len(content) < 256
    return bytes((tag, 0x81, len(content))) + content


def endless() -> tuple[bytes, bytes]:
    """A key and a PFX file that take 2^31 rounds to open."""
    salt, rounds = _der(_OCTETS, bytes(8)), _der(_INTEGER, b"\x7f\xff\xff\xff")
    pbkdf2 = _der(_SEQUENCE, _PBKDF2, _der(_SEQUENCE, salt, rounds))
    cipher = _der(_SEQUENCE, _AES_256_CBC, _der(_OCTETS, bytes(16)))
    scheme = _der(_SEQUENCE, _PBES2, _der(_SEQUENCE, pbkdf2, cipher))
    body = base64.b64encode(_der(_SEQUENCE, scheme, _der(_OCTETS, bytes(64))))
    key = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n%b\n-----END ENCRYPTED PRIVATE KEY-----\n" % body
    nothing = _der(_SEQUENCE, _DATA, _der(0xA0, _der(_OCTETS, _der(_SEQUENCE))))
    digest = _der(_SEQUENCE, _der(_SEQUENCE, _SHA_256), _der(_OCTETS, bytes(32)))
    mac = _der(_SEQUENCE, digest, salt, rounds)
    return key, _der(_SEQUENCE, b"\x02\x01\x03", nothing, mac)


TARGETS: Final = (
    Target("certificate", "certificates (PEM, DER, PFX)", parse_certificate, certificates),
    Target(
        *("locked-certificate", "encrypted keys and PFX files", parse_locked, locked),
        found=endless(),
    ),
)
