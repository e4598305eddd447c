"""Turns whatever the cloud, the sign-in or the network answers into a `Problem`.

The table of codes is `error_codes`, that of messages `error_messages`, where one code has
several causes; this module finds the telling error in an answer and keeps the service's own
words, the correlation id and the time for the details.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import requests
import urllib3
from azure.core.exceptions import AzureError, ClientAuthenticationError, HttpResponseError

from app.azure.error_bodies import ServiceError, service_errors, service_errors_of_text
from app.azure.error_codes import GENERIC, meaning_of_code
from app.azure.error_facts import sentence
from app.azure.error_meanings import access, machines, waiting
from app.azure.error_meanings.meaning import Meaning
from app.azure.error_messages import meaning_of_message
from app.azure.network_errors import network_problem
from app.azure.sign_in_errors import sign_in_problem
from app.problems import Problem, ProblemError
from app.text import text

_ID_HEADERS: Final = ("x-ms-correlation-request-id", "x-ms-request-id", "date")
_LONGEST_DETAILS: Final = 4000


@contextmanager
def translated() -> Iterator[None]:
    """Raise every failure of the SDK and of `requests` inside as a `ProblemError`."""
    try:
        yield
    except (AzureError, requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise ProblemError(problem_from(error)) from error


def problem_from(error: BaseException) -> Problem:
    """The problem behind any exception; code "unexpected" for what is not the cloud's."""
    if isinstance(error, ProblemError):
        return error.problem
    if isinstance(error, HttpResponseError):
        return _of_response(error)
    problem = network_problem(error)
    if problem is None and isinstance(error, ClientAuthenticationError):
        problem = sign_in_problem(error)
    return problem or Problem(
        "unexpected",
        text("Something unexpected happened: {kind}.", kind=type(error).__name__),
        text("Resume, or report this with the details."),
        details=str(error)[:_LONGEST_DETAILS],
    )


def problem_from_errors(
    errors: tuple[ServiceError, ...], *, status: int | None = None, ids: str = ""
) -> Problem:
    """The problem told by a service's errors, outermost first, and the HTTP `status`."""
    chosen = _most_telling(errors)
    found = _meaning_of(chosen, status) if chosen else None
    found = found or _BY_STATUS.get(status or 0)
    told = "\n".join(f"{e.code or '-'}: {e.message}" for e in errors)
    details = "\n".join(part for part in (told[:_LONGEST_DETAILS], ids) if part)
    if found is None:
        code = chosen.code if chosen else f"HTTP {status}"
        return Problem(
            "azure-error",
            text(
                "Azure answered with an error that Kumonote does not know: {code}: {message}",
                code=code,
                message=chosen.message if chosen else text("no explanation"),
            ),
            text("The details are for the support of Azure or for a report to Kumonote."),
            retryable=status is not None and status >= 500,
            details=details,
        )
    return Problem(
        found.code,
        sentence(found, chosen) if chosen else found.message,
        found.advice,
        found.retryable,
        found.action,
        details=details,
        alternative=found.alternative,
    )


def _of_response(error: HttpResponseError) -> Problem:
    if isinstance(error, ClientAuthenticationError):
        problem = sign_in_problem(error)
        if problem is not None:
            return problem
    errors = _errors_in(error)
    return problem_from_errors(errors, status=error.status_code, ids=_ids(error))


def _errors_in(error: HttpResponseError) -> tuple[ServiceError, ...]:
    body = ""
    if error.response is not None:
        body = error.response.text()
    found = service_errors_of_text(body)
    if found:
        return found
    if error.error is not None and getattr(error.error, "code", None):
        return service_errors({"code": error.error.code, "message": error.error.message})
    return (ServiceError("", (body or error.message or "")[:500]),)


def _ids(error: HttpResponseError) -> str:
    response: Any = error.response
    headers = response.headers if response is not None else {}
    parts = [f"{name}: {headers[name]}" for name in _ID_HEADERS if headers.get(name)]
    if not headers.get("date"):
        parts.append(f"time: {datetime.now(UTC).isoformat(timespec='seconds')}")
    if error.status_code:
        parts.insert(0, f"HTTP {error.status_code}")
    return ", ".join(parts)


def _most_telling(errors: tuple[ServiceError, ...]) -> ServiceError | None:
    """The innermost error whose code or message tells much; generic ones if there is no other."""
    inwards = list(reversed(errors))
    telling = [
        e
        for e in inwards
        if meaning_of_message(e) is not None
        or (e.code.lower() not in GENERIC and meaning_of_code(e.code) is not None)
    ]
    generic = [e for e in inwards if e.code.lower() in GENERIC]
    named = [e for e in errors if e.code]
    for candidates in (telling, generic, named, list(errors)):
        if candidates:
            return candidates[0]
    return None


def _meaning_of(error: ServiceError, status: int | None) -> Meaning | None:
    found = meaning_of_message(error) or meaning_of_code(error.code)
    if found is not None and error.code.lower() in GENERIC and status == _TOO_MANY_REQUESTS:
        return waiting.THROTTLED
    return found


_TOO_MANY_REQUESTS: Final = 429
_BY_STATUS: Final = {
    401: access.EXPIRED,
    403: access.FORBIDDEN,
    404: machines.NOT_FOUND,
    408: waiting.SERVER_ERROR,
    _TOO_MANY_REQUESTS: waiting.THROTTLED,
    500: waiting.SERVER_ERROR,
    502: waiting.SERVER_ERROR,
    503: waiting.SERVER_ERROR,
    504: waiting.SERVER_ERROR,
}
