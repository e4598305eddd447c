"""The fingerprint that people compare."""

from __future__ import annotations

import hashlib


def fingerprint_sha256(der: bytes) -> str:
    """SHA-256 of a certificate's DER form as browsers show it: "AA:BB:…", 32 pairs."""
    return hashlib.sha256(der).digest().hex(":").upper()
