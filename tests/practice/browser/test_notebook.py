"""What the user does next: open the address in a browser, log in, plot."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from selenium.webdriver.common.by import By

from tests.practice.browser.chromium import (
    chromium,
    public_key_hash,
    served_certificate,
    why_not,
)
from tests.practice.browser.lab import Lab
from tests.shared.servers import CreatedServer

_REASON = why_not()
pytestmark = pytest.mark.skipif(bool(_REASON), reason=_REASON or "can run here")

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"


def test_the_browser_warns_of_a_certificate_nobody_vouches_for(
    created_server: CreatedServer, tmp_path: Path
) -> None:
    with chromium(tmp_path / "profile") as browser:
        browser.get(created_server.url)
        page = browser.find_element(By.TAG_NAME, "body").text
    assert "ERR_CERT_AUTHORITY_INVALID" in page, "neither an expired nor a misnamed certificate"


def test_with_the_fingerprint_that_create_told_a_notebook_draws_a_plot(
    created_server: CreatedServer, tmp_path: Path
) -> None:
    certificate = served_certificate(created_server.url)
    shown = certificate.fingerprint(SHA256()).hex()
    told = created_server.certificate_sha256.replace(":", "").lower()
    assert shown == told, "the certificate that is served is the one the user can compare"

    with chromium(tmp_path / "profile", public_key_hash(certificate)) as browser:
        lab = Lab(browser)
        lab.log_in(created_server.url, created_server.password.reveal())
        lab.new_notebook()
        lab.run_cell(["import matplotlib.pyplot as plt", "plt.plot([1, 4, 9, 16])"])
        picture = lab.picture()
        page = browser.find_element(By.TAG_NAME, "body").text
    assert picture.startswith(PNG_MAGIC)
    assert len(picture) > 5_000, "a plot with axes, not an empty picture"
    assert "Jupyter news" not in page, "no question about news stands before the work"


def test_a_wrong_password_lets_nobody_in(created_server: CreatedServer, tmp_path: Path) -> None:
    key = public_key_hash(served_certificate(created_server.url))
    with chromium(tmp_path / "profile", key) as browser:
        Lab(browser).log_in(created_server.url, "not the password")
        Lab(browser).expect("Invalid credentials")
        assert "/login" in browser.current_url
