"""The user's own certificate: read from PEM or PFX files and checked before anything is made."""

from app.certificate.fingerprint import fingerprint_sha256
from app.certificate.loading import CertificateError, OwnCertificate, load

__all__ = ["CertificateError", "OwnCertificate", "fingerprint_sha256", "load"]
