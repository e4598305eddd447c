"""Certificates made for tests, good and bad ones, with real keys and signatures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOST = "aurora-lab.japaneast.cloudapp.azure.com"

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def new_key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True)
class Issued:
    """A certificate with its key, and the chain above it."""

    certificate: x509.Certificate
    key: Key
    above: tuple[x509.Certificate, ...] = ()

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def key_pem(self, passphrase: str = "") -> bytes:
        encryption = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)

    def chain_pem(self) -> bytes:
        return self.pem + b"".join(c.public_bytes(Encoding.PEM) for c in self.above)

    def pfx(self, passphrase: str = "") -> bytes:
        encryption = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        return pkcs12.serialize_key_and_certificates(
            b"nb", self.key, self.certificate, self.above, encryption
        )


@dataclass(frozen=True)
class Wish:
    """What a certificate shall be like. The defaults pass all checks."""

    names: tuple[str, ...] = (HOST,)
    begins: datetime = NOW - timedelta(days=1)
    ends: datetime = NOW + timedelta(days=90)
    authority: bool = False
    uses: tuple[x509.ObjectIdentifier, ...] | None = (ExtendedKeyUsageOID.SERVER_AUTH,)
    subject: str = "notebook"
    key: Key = field(default_factory=new_key)


def issue(wish: Wish, by: Issued | None = None) -> Issued:
    """A certificate as wished, signed `by` another one or by itself."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, wish.subject)])
    signer = by.key if by else wish.key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(wish.key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(wish.begins)
        .not_valid_after(wish.ends)
        .add_extension(x509.BasicConstraints(wish.authority, None), critical=True)
    )
    if wish.names:
        names = x509.SubjectAlternativeName([x509.DNSName(name) for name in wish.names])
        builder = builder.add_extension(names, critical=False)
    if wish.uses is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage(wish.uses), critical=False)
    algorithm = None if isinstance(signer, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    above = (by.certificate, *by.above) if by else ()
    return Issued(builder.sign(signer, algorithm), wish.key, above)


def authority(subject: str, by: Issued | None = None, *, ends: datetime = Wish.ends) -> Issued:
    """A certificate that may sign others."""
    begins = min(NOW, ends) - timedelta(days=1)
    return issue(Wish((), begins, ends, authority=True, uses=None, subject=subject), by)


ROOT = authority("Root")
INTERMEDIATE = authority("Intermediate", ROOT)
GOOD = issue(Wish(), INTERMEDIATE)
