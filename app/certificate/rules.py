"""What a server's certificate must keep, so that browsers take it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.certificate.names import is_for, names_in
from app.certificate.reading import UNPARSABLE
from app.finding import Finding
from app.text import Text, text

LEAST_DAYS: Final = 3
LEAST_RSA_BITS: Final = 2048
_CURVES: Final = (ec.SECP256R1, ec.SECP384R1)
_WEAK_HASHES: Final = (hashes.SHA1, hashes.MD5)
_FIELD: Final = "certificate.file"

ExtensionT = TypeVar("ExtensionT", bound=x509.ExtensionType)


def judge(chain: Sequence[x509.Certificate], host: str, now: datetime) -> tuple[Finding, ...]:
    """What is wrong with `chain` (the server's own certificate first) for `host`.

    Without a `host` its names are not compared. Sources: CA/Browser Forum Baseline
    Requirements 6.1.5 (RSA 2048 bits, P-256, P-384), 7.1.3 (no SHA-1), 7.1.2.7 (subscriber
    certificates: not a CA, serverAuth, subjectAltName); browsers know neither P-521 nor
    Ed25519 for servers.
    """
    leaf, *others = chain
    findings = [
        *_dates(leaf, now),
        *_key(leaf),
        *_signature(leaf),
        *_purpose(leaf),
        *_host(leaf, host),
    ]
    for other in others:
        findings += _dates(other, now)
        findings += _signature(other)
    return tuple(dict.fromkeys(findings))


def _dates(certificate: x509.Certificate, now: datetime) -> Iterator[Finding]:
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now < begins:
        yield _finding(
            "certificate-not-yet-valid",
            text("A certificate is valid from {date} on, not yet today.", date=_day(begins)),
        )
    if ends <= now:
        yield _finding(
            "certificate-expired",
            text("A certificate expired on {date}. Get a new one.", date=_day(ends)),
        )
    elif ends < now + timedelta(days=LEAST_DAYS):
        yield _finding(
            "certificate-expires-soon",
            text(
                "A certificate expires on {date}. Take one that is valid for {days} days or more.",
                date=_day(ends),
                days=LEAST_DAYS,
            ),
        )


def _key(leaf: x509.Certificate) -> Iterator[Finding]:
    try:
        key = leaf.public_key()
    except UNPARSABLE:
        key = None
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < LEAST_RSA_BITS:
            yield _finding(
                "certificate-key-weak",
                text(
                    "The key has {bits} bits. RSA keys need {least} bits or more.",
                    bits=key.key_size,
                    least=LEAST_RSA_BITS,
                ),
            )
    elif not (isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, _CURVES)):
        yield _finding(
            "certificate-key-kind",
            text(
                "Browsers do not take a key of this kind. Use RSA with {least} bits or more, or"
                " ECDSA with P-256 or P-384.",
                least=LEAST_RSA_BITS,
            ),
        )


def _signature(certificate: x509.Certificate) -> Iterator[Finding]:
    if certificate.issuer == certificate.subject:
        return  # nobody looks at a signature that vouches for itself
    try:
        algorithm = certificate.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return
    if isinstance(algorithm, _WEAK_HASHES):
        yield _finding(
            "certificate-signature-weak",
            text(
                "A certificate is signed with {algorithm}, which browsers refuse. Get one with"
                " SHA-256.",
                algorithm=algorithm.name.upper(),
            ),
        )


def _purpose(leaf: x509.Certificate) -> Iterator[Finding]:
    try:
        extensions = leaf.extensions
    except UNPARSABLE:
        yield _finding("certificate-damaged", text("A certificate in this file is damaged."))
        return
    constraints = _value(extensions, x509.BasicConstraints)
    if constraints is not None and constraints.ca:
        yield _finding(
            "certificate-is-authority",
            text(
                "This is the certificate of an authority (CA), not of a server. Take the one that"
                " was issued for the server."
            ),
        )
    usage = _value(extensions, x509.ExtendedKeyUsage)
    allowed = {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
    if usage is not None and allowed.isdisjoint(usage):
        yield _finding(
            "certificate-purpose",
            text("This certificate is not meant for servers (serverAuth is not among its uses)."),
        )


def _value(extensions: x509.Extensions, kind: type[ExtensionT]) -> ExtensionT | None:
    try:
        return extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _host(leaf: x509.Certificate, host: str) -> Iterator[Finding]:
    names = names_in(leaf)
    if not names:
        yield _finding(
            "certificate-without-names",
            text(
                "The certificate names no host (subjectAltName is missing), so browsers refuse it."
            ),
        )
    elif host and not is_for(leaf, host):
        yield _finding(
            "certificate-host",
            text(
                "The certificate is for {names}, but the server will be {host}.",
                names=", ".join(names[:5]) + ("…" if len(names) > 5 else ""),
                host=host,
            ),
        )


def _day(time: datetime) -> str:
    return time.date().isoformat()


def _finding(code: str, sentence: Text) -> Finding:
    return Finding(code, _FIELD, sentence)
