"""Replies of the cloud's parts as answers over HTTP."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping

from starlette.responses import Response

from app.practice.arm.calls import Reply


def response_of(reply: Reply) -> Response:
    """`reply` with the ids that the service gives every answer."""
    headers: Mapping[str, str] = {
        "Cache-Control": "no-cache",
        "x-ms-request-id": str(uuid.uuid4()),
        "x-ms-correlation-request-id": str(uuid.uuid4()),
        **reply.headers,
    }
    if reply.body is None:
        return Response(status_code=reply.status, headers=headers)
    content = json.dumps(reply.body, ensure_ascii=False)
    media_type = "application/json; charset=utf-8"
    return Response(content, reply.status, headers, media_type)
