"""The way from this computer to a cloud, looked at piece by piece: proxy, name, trust, clock.

Nobody signs in for it, and nothing is changed. Each function raises `ProblemError` with what
the same trouble is called everywhere else.
"""

from __future__ import annotations

import socket
import ssl
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.problems import Action, Problem, ProblemError
from app.text import text

_SECONDS: Final = 10.0
_HTTPS: Final = 443


@dataclass(frozen=True)
class Service:
    """Where the Resource Manager of a session is."""

    host: str
    port: int

    @classmethod
    def of(cls, session: Session) -> Service:
        parts = urlsplit(session.endpoints.resource_manager)
        return cls(parts.hostname or "", parts.port or _HTTPS)


def proxy_of(session: Session) -> str:
    """The proxy that the session's calls go through, without its password; "" for none."""
    import requests

    http = session.http
    address = session.endpoints.resource_manager
    found: Any = dict(http.proxies)
    if http.trust_env:
        found = {**requests.utils.get_environ_proxies(address), **found}
    proxy = requests.utils.select_proxy(address, found) or ""
    parts = urlsplit(proxy)
    return f"{parts.scheme}://{parts.hostname}:{parts.port}" if parts.hostname else ""


def addresses_of(service: Service) -> tuple[str, ...]:
    """What the host name leads to."""
    try:
        found = socket.getaddrinfo(service.host, service.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ProblemError(
            Problem(
                "name-not-resolved",
                text("The cloud's address could not be looked up."),
                text("Check that this computer is connected to the internet."),
                retryable=True,
                action=Action.RETRY,
                details=f"{service.host}: {error}",
            )
        ) from error
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def issuer_of(session: Session, service: Service) -> str:
    """Who made the certificate that the service shows, as this computer trusts it.

    Another name than a known one means that somebody inspects the connection. Only without a
    proxy, where the service can be dialled directly.
    """
    import truststore

    from app.azure.network_errors import network_problem

    trusted = session.endpoints.ca_file
    context: ssl.SSLContext = (
        ssl.create_default_context(cafile=str(trusted))
        if trusted is not None
        else truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    )
    try:
        with (
            socket.create_connection((service.host, service.port), _SECONDS) as connection,
            context.wrap_socket(connection, server_hostname=service.host) as encrypted,
        ):
            shown = encrypted.getpeercert() or {}
    except OSError as error:
        import requests

        kind = requests.exceptions.SSLError if isinstance(error, ssl.SSLError) else None
        made = (kind or requests.exceptions.ConnectionError)(error)
        problem = network_problem(made)
        raise ProblemError(problem) if problem else error from error
    issuer: Any = shown.get("issuer") or ()
    names = {key: value for part in issuer for key, value in part}
    return str(names.get("organizationName") or names.get("commonName") or "")


def clock_skew(session: Session, cancel: CancelToken) -> float:
    """Seconds that the service's clock is ahead of this computer's, by its Date header.

    Its answer has whole seconds, so less than one says nothing.
    """
    url = f"{session.endpoints.resource_manager}/subscriptions"

    def ask() -> tuple[float, str]:
        began = time.time()
        # without a token: the refusal has a date too
        answer = session.http.get(url, params={"api-version": "2022-12-01"}, timeout=_SECONDS)
        return (began + time.time()) / 2, str(answer.headers.get("Date") or "")

    here, date = session.call(ask, cancel)
    try:
        # the header is cut to the second: on average half a second is missing
        return parsedate_to_datetime(date).timestamp() + 0.5 - here
    except (TypeError, ValueError) as error:
        raise ProblemError(
            Problem(
                "service-unavailable",
                text("The cloud's answer has no date."),
                text("Try again in a few minutes."),
                details=date[:100],
            )
        ) from error
