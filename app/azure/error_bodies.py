"""Reads the service's error bodies, however deep the telling part is buried.

Resource Manager answers `{"error": {"code", "message", "details": […]}}`; a failed operation
has the same under `error` beside `status`; inner errors may stand in `details`, in
`innererror`, or as JSON text inside a `message`. Some gateways answer without any JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.foreign_json import decoded

_DEEPEST = 8
_LONGEST_CODE = 200


@dataclass(frozen=True)
class ServiceError:
    code: str
    message: str
    target: str = ""


def service_errors(body: Any) -> tuple[ServiceError, ...]:
    """All errors of a decoded JSON body, outermost first; empty if it holds none."""
    return tuple(_walk(body, 0))


def service_errors_of_text(text: str) -> tuple[ServiceError, ...]:
    """The same for a body as it came; text that is not JSON holds none."""
    try:
        return service_errors(decoded(text))
    except ValueError:
        return ()


def _walk(node: Any, depth: int) -> Iterator[ServiceError]:
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        for item in node:
            yield from _walk(item, depth + 1)
    elif isinstance(node, Mapping):
        inner = node.get("error") or node.get("Error")
        if isinstance(inner, Mapping):
            yield from _walk(inner, depth + 1)
            return
        yield from _one(node, depth)


def _one(node: Mapping[str, Any], depth: int) -> Iterator[ServiceError]:
    code = node.get("code") or node.get("Code") or node.get("internalErrorCode") or ""
    message = node.get("message") or node.get("Message") or ""
    if isinstance(code, str) and (code or message):
        yield ServiceError(code[:_LONGEST_CODE], str(message), str(node.get("target") or ""))
    for key in ("details", "innererror", "innerError", "statusMessage"):
        yield from _walk(node.get(key), depth + 1)
    if isinstance(message, str) and message.lstrip().startswith("{"):
        try:
            nested = decoded(message)
        except ValueError:
            return
        yield from _walk(nested, depth + 1)
