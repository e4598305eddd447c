"""Certificates and keys out of files, whatever form they have: PEM, PFX (PKCS #12), DER.

Nothing is judged here but whether a file can be read at all.
"""

from __future__ import annotations

import base64
import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12

from app.certificate.rounds import asks_too_much
from app.finding import Finding
from app.secret import Secret
from app.text import Text, text

LARGEST_FILE_BYTES: Final = 1024 * 1024

KEY_IS_LOCKED: Final = "certificate-passphrase-needed"
KEY_STAYS_LOCKED: Final = "certificate-passphrase-wrong"

UNPARSABLE: Final = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
)
"""Certificates are parsed part by part, some parts only when they are first looked at."""

_PEM: Final = b"-----BEGIN "
_KEY_BLOCK: Final = re.compile(
    rb"-----BEGIN (?P<kind>[A-Z0-9 ]*PRIVATE KEY)-----.*?-----END (?P=kind)-----", re.DOTALL
)


class UnreadableError(Exception):
    """A file that cannot be used, with the finding that says so."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


@dataclass(frozen=True)
class Contents:
    """What a file holds, in its order."""

    certificates: tuple[x509.Certificate, ...]
    keys: tuple[PrivateKeyTypes, ...]


def read(path: Path, field: str, passphrase: Secret | None) -> Contents:
    """What the file at `path` holds. Raises `UnreadableError`; `field` is the answer's name."""
    data = _normalised(_bytes_of(path, field))
    secret = passphrase.reveal().encode() if passphrase else None
    if _PEM in data:
        return Contents(_pem_certificates(data, field), _pem_keys(data, field, secret))
    if _looks_like_pfx(data):
        return _pfx(data, field, secret)
    if data[:1] == b"\x30":
        try:
            return Contents((x509.load_der_x509_certificate(data),), ())
        except UNPARSABLE as error:
            raise _unknown(field, path) from error
    raise _unknown(field, path)


def _bytes_of(path: Path, field: str) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE_BYTES + 1)
    except (OSError, ValueError) as error:  # a path with a null character is a ValueError
        raise _unreadable(
            "certificate-file-missing",
            field,
            text("The file {file} cannot be read.", file=path),
        ) from error
    if len(data) > LARGEST_FILE_BYTES:
        raise _unreadable(
            "certificate-file-large",
            field,
            text("{file} is larger than 1 MiB; a certificate takes a few KiB.", file=path),
        )
    if not data.strip():
        raise _unreadable(
            "certificate-file-empty", field, text("The file {file} is empty.", file=path)
        )
    return data


def _normalised(data: bytes) -> bytes:
    """Without the byte order marks that editors on Windows leave, in one byte a character."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace").encode("utf-8")
    return data.removeprefix(codecs.BOM_UTF8)


def _pem_certificates(data: bytes, field: str) -> tuple[x509.Certificate, ...]:
    if b"-----BEGIN CERTIFICATE-----" not in data:
        return ()
    try:
        return tuple(x509.load_pem_x509_certificates(data))
    except UNPARSABLE as error:
        raise _unreadable(
            "certificate-damaged", field, text("A certificate in this file is damaged.")
        ) from error


def _pem_keys(data: bytes, field: str, passphrase: bytes | None) -> tuple[PrivateKeyTypes, ...]:
    return tuple(_pem_key(m.group(), field, passphrase) for m in _KEY_BLOCK.finditer(data))


def _pem_key(block: bytes, field: str, passphrase: bytes | None) -> PrivateKeyTypes:
    encrypted = b"ENCRYPTED" in block
    if encrypted and passphrase is None:
        raise _passphrase_needed(field)
    if encrypted and asks_too_much(_der(block)):
        raise _too_many_rounds(field)
    try:
        return load_pem_private_key(block, passphrase if encrypted else None)
    except UnsupportedAlgorithm as error:
        raise _unreadable(
            "certificate-key-kind",
            field,
            text("The private key is of a kind that notebooks cannot use. Use RSA or ECDSA."),
        ) from error
    except (ValueError, TypeError) as error:
        if encrypted:
            raise _passphrase_wrong(field) from error
        raise _unreadable(
            "certificate-key-damaged", field, text("The private key in this file is damaged.")
        ) from error


def _der(block: bytes) -> bytes:
    """The body of a PEM block; nothing where it is none."""
    try:
        return base64.b64decode(b"".join(block.splitlines()[1:-1]))
    except ValueError:
        return b""


def _looks_like_pfx(data: bytes) -> bool:
    """A sequence that begins with the version 3 (RFC 7292, 4: PFX)."""
    return data[:1] == b"\x30" and b"\x02\x01\x03" in data[2:10]


def _pfx(data: bytes, field: str, passphrase: bytes | None) -> Contents:
    if asks_too_much(data):
        raise _too_many_rounds(field)
    # "no passphrase" and "an empty one" are two things in PKCS #12, and tools write both
    for attempt in (passphrase,) if passphrase else (None, b""):
        try:
            store = pkcs12.load_pkcs12(data, attempt)
        except ValueError:
            continue
        except UNPARSABLE as error:
            raise _unreadable(
                "certificate-damaged",
                field,
                text("This PFX file is damaged or of an unknown kind. Export it anew."),
            ) from error
        certificates = [store.cert, *store.additional_certs]
        return Contents(
            tuple(c.certificate for c in certificates if c is not None),
            (store.key,) if store.key is not None else (),
        )
    raise _passphrase_wrong(field) if passphrase else _passphrase_needed(field)


def _passphrase_needed(field: str) -> UnreadableError:
    return _unreadable(
        KEY_IS_LOCKED, field, text("The private key is encrypted. Give its passphrase.")
    )


def _passphrase_wrong(field: str) -> UnreadableError:
    return _unreadable(
        KEY_STAYS_LOCKED,
        field,
        text("The passphrase does not open the private key, or the file is damaged."),
    )


def _too_many_rounds(field: str) -> UnreadableError:
    return _unreadable(
        "certificate-rounds",
        field,
        text(
            "Opening this file would take this computer very long, as whoever made it wanted."
            " Export it anew."
        ),
    )


def _unknown(field: str, path: Path) -> UnreadableError:
    return _unreadable(
        "certificate-file-unknown",
        field,
        text(
            "{file} is neither a PEM file (it would begin with “-----BEGIN”) nor a PFX file.",
            file=path,
        ),
    )


def _unreadable(code: str, field: str, sentence: Text) -> UnreadableError:
    return UnreadableError(Finding(code, field, sentence))
