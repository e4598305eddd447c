"""Calls to the Resource Manager for which the installed SDK has no client.

They travel through the SDK's own pipeline: the same sign-in, retries and connections.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.azure.session import Session
from app.engine.cancel import CancelToken

Json = dict[str, Any]


def arm_json(
    session: Session,
    method: str,
    path: str,
    cancel: CancelToken,
    *,
    api_version: str,
    query: Mapping[str, str] | None = None,
    body: Json | None = None,
) -> Json:
    """The JSON object that the service answers with. Raises `ProblemError`.

    `path` begins with a slash, or is the address of a list's next page, which is called
    as it is.
    """

    def ask() -> Json:
        from azure.core.rest import HttpRequest

        whole = path if path.startswith("https://") else session.endpoints.resource_manager + path
        params = {} if path.startswith("https://") else {"api-version": api_version}
        request = HttpRequest(method, whole, params={**params, **(query or {})}, json=body)
        answer = session.resource.send_request(request, cancel=cancel)
        answer.raise_for_status()
        return dict(answer.json())

    return session.call(ask, cancel)


def arm_list(
    session: Session,
    path: str,
    cancel: CancelToken,
    *,
    api_version: str,
    query: Mapping[str, str] | None = None,
) -> list[Json]:
    """The items of a list, page after page. Raises `ProblemError`."""
    items: list[Json] = []
    following = path
    while following:
        page = arm_json(
            session,
            "GET",
            following,
            cancel,
            api_version=api_version,
            query=query if following == path else None,
        )
        items.extend(page.get("value") or ())
        following = str(page.get("nextLink") or "")
    return items
