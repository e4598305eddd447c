"""Turns whatever the cloud, the sign-in or the network answers into a `Problem`.

The table of codes is `error_codes`; this module finds the telling code in an answer, looks
at the message where one code has several causes, and keeps the service's own words, the
correlation id and the time for the details.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import requests
from azure.core.exceptions import AzureError, ClientAuthenticationError, HttpResponseError

from app.azure import error_table as meaning
from app.azure.error_bodies import ServiceError, service_errors, service_errors_of_text
from app.azure.error_codes import GENERIC, MEANINGS
from app.azure.error_table import Meaning
from app.azure.network_errors import network_problem
from app.azure.sign_in_errors import sign_in_problem
from app.problems import Problem, ProblemError
from app.text import Text, text

_ID_HEADERS: Final = ("x-ms-correlation-request-id", "x-ms-request-id", "date")
_LONGEST_DETAILS: Final = 4000


@contextmanager
def translated() -> Iterator[None]:
    """Raise every failure of the SDK and of `requests` inside as a `ProblemError`."""
    try:
        yield
    except (AzureError, requests.RequestException) as error:
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
    found = found or _meaning_of_status(status)
    details = "\n".join(
        [*(f"{e.code or '-'}: {e.message}" for e in errors), *([ids] if ids else [])]
    )[:_LONGEST_DETAILS]
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
    message = _with_facts(found, chosen)
    return Problem(
        found.code, message, found.advice, found.retryable, found.action, details=details
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
    """The innermost error with a code we know, generic codes only if there is no other."""
    known = [e for e in reversed(errors) if e.code.lower() in MEANINGS]
    telling = [e for e in known if e.code.lower() not in GENERIC or _refined(e) is not None]
    named = [e for e in errors if e.code]
    for candidates in (telling, known, named, list(errors)):
        if candidates:
            return candidates[0]
    return None


def _meaning_of(error: ServiceError, status: int | None) -> Meaning | None:
    found = _refined(error) or MEANINGS.get(error.code.lower())
    if found is None and re.search(r"(Count|Quota)\w*(LimitReached|Exceeded)$", error.code):
        found = meaning.ADDRESS_QUOTA if "publicip" in error.code.lower() else meaning.OTHER_QUOTA
    if found is not None and error.code.lower() in GENERIC and status == 429:
        return meaning.THROTTLED
    return found


def _meaning_of_status(status: int | None) -> Meaning | None:
    by_status = {
        401: meaning.EXPIRED,
        403: meaning.FORBIDDEN,
        404: meaning.NOT_FOUND,
        408: meaning.SERVER_ERROR,
        429: meaning.THROTTLED,
        500: meaning.SERVER_ERROR,
        502: meaning.SERVER_ERROR,
        503: meaning.SERVER_ERROR,
        504: meaning.SERVER_ERROR,
    }
    return by_status.get(status) if status is not None else None


_REFINEMENTS: Final[tuple[tuple[str, str, Meaning], ...]] = (
    # code, pattern in "target message", meaning; the first that fits wins
    ("operationnotallowed", r"quota|exceed\w* approved", meaning.QUOTA),
    ("operationnotallowed", r"too many requests", meaning.THROTTLED),
    ("operationnotallowed", r"marked for deletion|being deleted", meaning.BEING_DELETED),
    ("operationnotallowed", r"locked|lock ", meaning.LOCKED),
    ("operationnotallowed", r"another operation|in progress", meaning.BUSY),
    ("resourcepurchasevalidationfailed", r"legal terms|accept", meaning.TERMS),
    ("resourcepurchasevalidationfailed", r"not found", meaning.IMAGE),
    ("resourcepurchasevalidationfailed", r"", meaning.PURCHASE),
    ("marketplacepurchaseeligibilityfailed", r"legal terms|accept", meaning.TERMS),
    ("invalidtemplatedeployment", r"quota", meaning.QUOTA),
    ("(badrequest|)", r"legal terms have not been accepted", meaning.TERMS),
    ("(badrequest|invalidparameter)", r"hypervisor generation", meaning.SIZE_MISFIT),
    ("(badrequest|invalidparameter)", r"trusted ?launch", meaning.SIZE_MISFIT),
    ("invalidparameter", r"imagereference|^image", meaning.IMAGE),
    ("invalidparameter", r"vmsize", meaning.SIZE),
    ("invalidparameter", r"adminpassword|supplied password", meaning.PASSWORD),
    ("invalidparameter", r"adminusername", meaning.USER_NAME),
    ("conflict", r"run ?command", meaning.RUN_COMMAND_BUSY),
    ("conflict", r"failed state", meaning.FAILED_PART),
    ("conflict", r"being deleted|deprovisioning", meaning.BEING_DELETED),
)


def _refined(error: ServiceError) -> Meaning | None:
    """One code has several causes: the message tells which."""
    told = f"{error.target} {error.message}".strip()
    for code, pattern, found in _REFINEMENTS:
        if re.fullmatch(code, error.code, re.IGNORECASE) and re.search(
            pattern, told, re.IGNORECASE
        ):
            return found
    return None


_QUOTA_FACTS: Final = re.compile(
    r"approved (?P<kind>.+?) quota.*?Location: (?P<region>\w+), Current Limit: (?P<limit>\d+), "
    r"Current Usage: (?P<used>\d+), Additional Required: (?P<needed>\d+)",
    re.DOTALL,
)


def _with_facts(found: Meaning, error: ServiceError | None) -> Text:
    """The meaning's sentence with the numbers the service gave, where it gave any."""
    facts = _QUOTA_FACTS.search(error.message) if error else None
    if found is meaning.QUOTA and facts:
        return text(
            "This machine needs {needed} more processor cores in {region}, but your subscription "
            "has {used} of {limit} in use ({kind}).",
            **facts.groupdict(),
        )
    return found.message


def as_not_retryable(problem: Problem) -> Problem:
    """The same problem, told to the user instead of tried again."""
    return replace(problem, retryable=False)
