"""The fingerprint that people compare."""

from __future__ import annotations

import hashlib

from app.certificate import fingerprint_sha256


def test_the_fingerprint_is_written_as_browsers_do() -> None:
    written = fingerprint_sha256(b"der")
    assert written.split(":")[:2] == [f"{b:02X}" for b in hashlib.sha256(b"der").digest()[:2]]
    assert len(written) == 32 * 3 - 1
