"""What stands between this computer and the cloud is told apart by the words of the failure."""

from __future__ import annotations

import pytest
import requests
from azure.core.exceptions import ServiceRequestError

from app.azure.network_errors import network_problem

TOLD = {
    "Unable to connect to proxy: Tunnel connection failed: 407 Proxy Authentication Required": (
        "proxy-password-needed"
    ),
    "Unable to connect to proxy: Tunnel connection failed: 403 Forbidden": "proxy-failed",
    "certificate verify failed: certificate has expired": "clock-or-certificate",
    "certificate verify failed: certificate is not yet valid": "clock-or-certificate",
    "certificate verify failed: self-signed certificate in certificate chain": "tls-failed",
    "certificate verify failed: Hostname mismatch, certificate is not valid for 'x'": "login-page",
    "[Errno -2] Name or service not known": "name-not-resolved",
}


@pytest.mark.parametrize("words", TOLD)
def test_by_its_words(words: str) -> None:
    problem = network_problem(ServiceRequestError(words, error=OSError(words)))
    assert problem is not None
    assert problem.code == TOLD[words]


def test_no_password_of_a_proxy_is_told() -> None:
    said = "Failed to parse: http://reader:open-sesame@proxy:99999"
    problem = network_problem(requests.exceptions.InvalidProxyURL(said))
    assert problem is not None
    assert "open-sesame" not in problem.details
    assert "proxy:99999" in problem.details
