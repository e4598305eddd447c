"""Headless Chromium with a profile of its own, and no errand but the page it is sent to."""

from __future__ import annotations

import base64
import hashlib
import shutil
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

_FLAGS = (
    "--headless=new",
    "--no-sandbox",  # the superuser's Chromium refuses to start with it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1400,1000",
)


def why_not() -> str:
    """Why no browser can be driven here; empty if one can."""
    missing = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return f"a browser test takes {' and '.join(missing)}" if missing else ""


def served_certificate(url: str) -> x509.Certificate:
    """The certificate that the server at `url` shows; the caller compares its fingerprint."""
    address = urlsplit(url)
    pem = ssl.get_server_certificate(("127.0.0.1", address.port or 443), timeout=120)
    return x509.load_pem_x509_certificate(pem.encode())


def public_key_hash(certificate: x509.Certificate) -> str:
    """What Chromium pins: base64 of the SHA-256 of the public key in DER (RFC 7469)."""
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


@contextmanager
def chromium(profile: Path, trusted_key: str = "") -> Iterator[webdriver.Chrome]:
    """A browser that trusts what the system trusts and `trusted_key`, a public key's hash."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    if trusted_key:
        options.add_argument(f"--ignore-certificate-errors-spki-list={trusted_key}")
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_page_load_timeout(240)
    try:
        yield driver
    finally:
        driver.quit()
