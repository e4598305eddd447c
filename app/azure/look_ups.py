"""What is read over the session's connections but is no part of Resource Manager.

The price list, the service that tells this computer's public address, and the logs behind
signed addresses: plain GET requests, without a token.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import AddressValueError, IPv4Address
from typing import TYPE_CHECKING, Any, TypeVar

from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.foreign_json import decoded
from app.problems import Problem, ProblemError
from app.text import text

if TYPE_CHECKING:
    import requests

T = TypeVar("T")
_TIMEOUT_SECONDS = 20.0
_WAITS_BETWEEN_TRIES = (0.5, 2.0)


def get_text(session: Session, url: str, cancel: CancelToken) -> str:
    """The text at `url`. Raises `ProblemError`."""
    return _get(session, url, cancel, lambda answer: answer.text)


def get_json(
    session: Session, url: str, cancel: CancelToken, *, query: Mapping[str, str] | None = None
) -> Any:
    """The decoded JSON at `url`. Raises `ProblemError`."""
    return _get(session, url, cancel, _json, query)


def _json(answer: requests.Response) -> Any:
    try:
        return decoded(answer.content)
    except ValueError as error:
        from requests.exceptions import InvalidJSONError

        if is_page(answer.text):
            raise _login_page(answer.url) from error
        raise InvalidJSONError(str(error), response=answer) from error


def public_address(session: Session, cancel: CancelToken) -> str:
    """This computer's public IPv4 address, as the look-up service sees it."""
    answer = get_text(session, session.endpoints.public_address, cancel).strip()
    try:
        return str(IPv4Address(answer))
    except AddressValueError as error:
        if is_page(answer):
            raise _login_page(session.endpoints.public_address) from error
        raise ProblemError(
            Problem(
                "public-address-unknown",
                text("The service that tells this computer's public address gave no address."),
                text("Type the address yourself, or name another service in the settings."),
                details=answer[:200],
            )
        ) from error


def is_page(answer: str) -> bool:
    """Whether it was made for a browser: what a login page of a network sends."""
    return "<html" in answer[:2000].lower()


def _login_page(asked: str) -> ProblemError:
    from app.azure.network_errors import login_page

    return ProblemError(login_page(f"{asked} answered a page"))


def _get(
    session: Session,
    url: str,
    cancel: CancelToken,
    read: Callable[[requests.Response], T],
    query: Mapping[str, str] | None = None,
) -> T:
    def get() -> T:
        answer = session.http.get(url, params=query, timeout=_TIMEOUT_SECONDS)
        answer.raise_for_status()
        return read(answer)

    for wait_seconds in _WAITS_BETWEEN_TRIES:
        try:
            return session.call(get, cancel)
        except ProblemError as error:
            if not error.problem.retryable:
                raise
        cancel.wait(wait_seconds)
    return session.call(get, cancel)
