"""The traffic log: each call to the Resource Manager and its answer, one JSON line each.

Tokens, passwords, customData and signatures are replaced before anything is written.
"""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_HIDDEN = "REDACTED"
_HIDDEN_BASE64 = base64.b64encode(_HIDDEN.encode()).decode()
_SECRET_HEADERS = frozenset(["authorization", "cookie", "set-cookie"])


class TrafficLog:
    """Appends to a file; without one it does nothing."""

    def __init__(self, file: Path | None) -> None:
        self.file = file

    def add(
        self,
        method: str,
        url: str,
        body: Any,
        status: int,
        headers: Mapping[str, str],
        answer: Any,
    ) -> None:
        if self.file is None:
            return
        line = {
            "method": method,
            "url": url,
            "body": redacted(body),
            "response": {
                "status": status,
                "headers": {k: v for k, v in headers.items() if k.lower() not in _SECRET_HEADERS},
                "body": redacted(answer),
            },
        }
        # In one piece, because several clouds may write to one file.
        log = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(log, (json.dumps(line, ensure_ascii=False) + "\n").encode())
        finally:
            os.close(log)


def redacted(value: Any) -> Any:
    """`value` with everything secret in it replaced, its shape unchanged."""
    if isinstance(value, dict):
        found = {name: _redacted_item(name, item) for name, item in value.items()}
        return _without_secure_parameters(found)
    if isinstance(value, list):
        return [redacted(item) for item in value]
    if isinstance(value, str):
        return re.sub(r"([?&]sig=)[^&]+", rf"\1{_HIDDEN}", value)
    return value


def _redacted_item(name: str, item: Any) -> Any:
    if isinstance(item, str) and name.lower() in ("customdata", "userdata"):
        return _HIDDEN_BASE64
    if isinstance(item, str) and name.lower() in ("adminpassword", "password", "access_token"):
        return _HIDDEN
    return redacted(item)


def _without_secure_parameters(body: dict[str, Any]) -> dict[str, Any]:
    """A deployment says in its template which of the parameters beside it are secret."""
    template, given = body.get("template"), body.get("parameters")
    if not isinstance(template, dict) or not isinstance(given, dict):
        return body
    declared = template.get("parameters")
    types = declared if isinstance(declared, dict) else {}
    secret = {
        name.lower()
        for name, declaration in types.items()
        if isinstance(declaration, dict)
        and str(declaration.get("type", "")).lower().startswith("secure")
    }
    hidden = {"value": _HIDDEN}
    shown = {name: hidden if name.lower() in secret else item for name, item in given.items()}
    return {**body, "parameters": shown}
