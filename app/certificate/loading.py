"""The user's certificate as the server will get it: the chain in order, and the key."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from app.certificate.fingerprint import fingerprint_sha256
from app.certificate.names import names_in
from app.certificate.reading import KEY_IS_LOCKED, UNPARSABLE, Contents, UnreadableError, read
from app.certificate.rules import judge
from app.finding import Finding
from app.problems import Action, Problem, ProblemError
from app.secret import Secret
from app.text import Text, text

FILE: Final = "certificate.file"
KEY_FILE: Final = "certificate.key_file"


@dataclass(frozen=True)
class OwnCertificate:
    """A certificate that passed its checks.

    `chain_pem` is the server's own certificate and those between it and its authority, in
    the order of TLS; `key_pem` the unencrypted PKCS #8 key; `warnings` what is allowed but
    may surprise.
    """

    chain_pem: str
    key_pem: Secret
    fingerprint: str
    names: tuple[str, ...]
    not_valid_after: datetime
    warnings: tuple[Text, ...] = ()


class CertificateError(ProblemError):
    """The certificate cannot be used, because of `findings` (at least one).

    The problem's code is the first finding's, so "certificate-passphrase-needed" tells who
    shows it to ask for the passphrase.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        super().__init__(
            Problem(
                code=first.code,
                message=first.sentence,
                advice=text("Give the passphrase and try again.")
                if first.code == KEY_IS_LOCKED
                else text("Choose another certificate, or let the server make its own."),
                action=Action.EDIT_ANSWERS,
            )
        )
        self.findings = tuple(findings)


def load(
    file: Path,
    key_file: Path | None = None,
    passphrase: Secret | None = None,
    *,
    host: str = "",
    now: datetime | None = None,
) -> OwnCertificate:
    """The certificate in `file` (PEM or PFX), its key there or in `key_file` (PEM).

    `host` is the name under which browsers will reach the server; without it the
    certificate's names are not compared. Raises `CertificateError` with all findings.
    """
    with warnings.catch_warnings():
        # of forms that are out of fashion; the rules below say what is too old
        warnings.simplefilter("ignore")
        return _load(file, key_file, passphrase, host, now or datetime.now(UTC))


def _load(
    file: Path, key_file: Path | None, passphrase: Secret | None, host: str, now: datetime
) -> OwnCertificate:
    try:
        contents = read(file, FILE, passphrase)
        if key_file is not None:
            apart = read(key_file, KEY_FILE, passphrase)
            contents = Contents((*contents.certificates, *apart.certificates), apart.keys)
    except UnreadableError as error:
        raise CertificateError([error.finding]) from error
    if not contents.certificates:
        raise CertificateError(
            [Finding("certificate-missing", FILE, text("There is no certificate in this file."))]
        )
    try:
        return _assembled(contents, KEY_FILE if key_file else FILE, host, now)
    except UNPARSABLE as error:
        sentence = text("A certificate in this file is damaged.")
        raise CertificateError([Finding("certificate-damaged", FILE, sentence)]) from error


def _assembled(contents: Contents, key_field: str, host: str, now: datetime) -> OwnCertificate:
    leaf, key = _pair(contents, key_field)
    chain = _chain(leaf, contents.certificates)
    findings = judge(chain, host, now)
    if findings:
        raise CertificateError(findings)
    return OwnCertificate(
        chain_pem="".join(c.public_bytes(Encoding.PEM).decode("ascii") for c in chain),
        key_pem=_key_pem(key),
        fingerprint=fingerprint_sha256(leaf.public_bytes(Encoding.DER)),
        names=names_in(leaf),
        not_valid_after=leaf.not_valid_after_utc,
        warnings=_warnings(chain),
    )


def _pair(contents: Contents, field: str) -> tuple[x509.Certificate, PrivateKeyTypes]:
    """The certificate that a key is for, wherever both stand in the files."""
    if not contents.keys:
        sentence = text("There is no private key here. Give the file with it, too.")
        raise CertificateError([Finding("certificate-key-missing", field, sentence)])
    for key in contents.keys:
        wanted = _spki(key.public_key())
        for certificate in contents.certificates:
            if _certificate_spki(certificate) == wanted:
                return certificate, key
    sentence = text("The private key does not belong to this certificate.")
    raise CertificateError([Finding("certificate-key-mismatch", field, sentence)])


def _chain(
    leaf: x509.Certificate, certificates: Sequence[x509.Certificate]
) -> list[x509.Certificate]:
    """From `leaf` upwards; without the root, which browsers have or must not take from us.

    Raises `CertificateError` where the files hold others, but not those that signed this one.
    """
    chain = [leaf]
    rest = [c for c in certificates if c != leaf]
    while issuer := next((c for c in rest if _issued(c, chain[-1])), None):
        rest.remove(issuer)
        if _issued(issuer, issuer):
            return chain
        chain.append(issuer)
    if _is_broken(chain, rest):
        raise CertificateError([_broken_chain()])
    return chain


def _is_broken(chain: Sequence[x509.Certificate], rest: Sequence[x509.Certificate]) -> bool:
    """Whether the end of `chain` names a signer that is there but did not sign it."""
    end = chain[-1]
    if end.issuer == end.subject:
        return not _issued(end, end)
    nobody_signed = len(chain) == 1 and bool(rest)
    return nobody_signed or any(c.subject == end.issuer for c in rest)


def _broken_chain() -> Finding:
    return Finding(
        "certificate-chain",
        FILE,
        text(
            "The certificates do not belong together: none of the others has signed the server's,"
            " or one is damaged. Ask your authority for the whole chain."
        ),
    )


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _warnings(chain: Sequence[x509.Certificate]) -> tuple[Text, ...]:
    leaf = chain[0]
    if leaf.issuer == leaf.subject:
        return (
            text("It is signed by itself, so browsers warn of it until it is made known to them."),
        )
    if len(chain) == 1:
        return (
            text(
                "No intermediate certificate is in the file. Browsers that do not know it yet warn"
                " of the server; ask your authority for the whole chain."
            ),
        )
    return ()


def _key_pem(key: PrivateKeyTypes) -> Secret:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Secret(pem.decode("ascii"))


def _certificate_spki(certificate: x509.Certificate) -> bytes:
    try:
        return _spki(certificate.public_key())
    except (UnsupportedAlgorithm, ValueError):
        return b""


def _spki(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
