"""What is wrong between this computer and the cloud: names, proxies, certificates, time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import requests
import urllib3
from azure.core.exceptions import IncompleteReadError, ServiceRequestError, ServiceResponseError

from app.problems import Action, Problem
from app.text import Text, text

_OURS: Final = (
    ServiceRequestError,
    ServiceResponseError,
    IncompleteReadError,
    requests.RequestException,
    # without retries of its own, requests lets these through as they are
    urllib3.exceptions.HTTPError,
)
LOGIN_PAGE: Final = "login-page"
_STRANGER: Final = text(
    "Not the cloud answered but something else: a login page of the network, it seems."
)
_LOG_IN_THERE: Final = text(
    "In hotels, in cafés and on campus such a page often stands before the internet. Open any web "
    "page in the browser, log in there, and try again."
)
_WORDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("proxy-password", ("failed: 407", "Proxy Authentication Required")),
    ("proxy", ("ProxyError", "Unable to connect to proxy", "Tunnel connection failed")),
    ("clock", ("certificate has expired", "certificate is not yet valid")),
    ("stranger", ("Hostname mismatch", "doesn't match", "name does not match")),
    ("certificate", ("SSLError", "CERTIFICATE_VERIFY_FAILED", "certificate verify failed")),
    ("name", ("NameResolutionError", "getaddrinfo failed", "Name or service not known")),
    ("name", ("Temporary failure in name resolution", "nodename nor servname")),
    ("time", ("ConnectTimeout", "ReadTimeout", "timed out")),
)


def network_problem(error: BaseException) -> Problem | None:
    """The problem behind a failed connection, or None if `error` is something else."""
    if not isinstance(error, _OURS):
        return None
    if isinstance(error, requests.HTTPError) and error.response is not None:
        told = error.response.text[:1000]
        return _unexpected_answer(error.response.status_code, f"{error}\n{told}")
    causes = " | ".join(f"{type(e).__name__}: {e}" for e in _chain(error))
    kind = next((kind for kind, signs in _WORDS if any(s in causes for s in signs)), "connection")
    code, message, advice = _TEXTS[kind]
    return Problem(
        code,
        message,
        advice,
        retryable=kind in ("name", "time", "connection"),
        action=Action.RETRY,
        details=_without_secrets(causes)[:2000],
    )


def login_page(details: str) -> Problem:
    """A page for people came in place of an answer of the cloud."""
    return Problem(
        LOGIN_PAGE,
        _STRANGER,
        _LOG_IN_THERE,
        action=Action.RETRY,
        details=_without_secrets(details)[:2000],
    )


def _without_secrets(words: str) -> str:
    """Some addresses carry a password, or their permission in the query: no report has those."""
    words = re.sub(r"//[^\s/@'\"]+@", "//...@", words)
    return re.sub(r"\?[^\s'\"()]+=[^\s'\"()]+", "?...", words)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and everything it was made from."""
    seen: list[BaseException] = []
    waiting: list[BaseException] = [error]
    while waiting:
        current = waiting.pop(0)
        if current in seen:
            continue
        seen.append(current)
        yield current
        inner = getattr(current, "inner_exception", None)
        others = (inner, current.__cause__, current.__context__, *current.args)
        waiting.extend(other for other in others if isinstance(other, BaseException))


def _unexpected_answer(status: int, details: str) -> Problem:
    return Problem(
        "service-unavailable",
        text("A service on the internet answered with an error (HTTP {status}).", status=status),
        text("Try again in a few minutes."),
        retryable=status == 429 or status >= 500,
        action=Action.RETRY,
        details=_without_secrets(details)[:2000],
    )


_TEXTS: Final[dict[str, tuple[str, Text, Text]]] = {
    "proxy-password": (
        "proxy-password-needed",
        text("The proxy between this computer and the internet asks for a name and a password."),
        text(
            "Set the variable HTTPS_PROXY to http://NAME:PASSWORD@PROXY:PORT, or ask those who run "
            "the proxy how programs pass it."
        ),
    ),
    "clock": (
        "clock-or-certificate",
        text("By this computer's clock the certificate of the cloud is not valid today."),
        text(
            "Check date and time of this computer. If they are right, your organisation's proxy "
            "has an old certificate: tell those who run it."
        ),
    ),
    "proxy": (
        "proxy-failed",
        text("The proxy between this computer and the internet does not let Kumonote through."),
        text("Check the proxy in Kumonote's settings or in the system's, then try again."),
    ),
    "stranger": (LOGIN_PAGE, _STRANGER, _LOG_IN_THERE),
    "certificate": (
        "tls-failed",
        text("The connection to the cloud is not trusted by this computer."),
        text(
            "If your organisation inspects connections, its certificate must be in the system's "
            "trust store. In a hotel or a café a login page may stand before the internet: log in "
            "there with the browser. Also check that this computer's clock is right."
        ),
    ),
    "name": (
        "name-not-resolved",
        text("The cloud's address could not be looked up."),
        text("Check that this computer is connected to the internet."),
    ),
    "time": (
        "network-timeout",
        text("The cloud did not answer in time."),
        text("Check the connection; Kumonote tries again by itself."),
    ),
    "connection": (
        "connection-failed",
        text("The connection to the cloud broke off or could not be made."),
        text("Check that this computer is connected to the internet and that no firewall blocks."),
    ),
}
