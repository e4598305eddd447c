"""A token that looks good by this computer's clock, but not by the service's.

A clock that was set back, or a token that was revoked: asking for a token again would give
the same one from the cache. A request for claims passes the cache by, and "not before now"
is what the service itself asks for when it revokes tokens.
Source: learn.microsoft.com, "Claims challenges, claims requests and client capabilities".
"""

from __future__ import annotations

import json
import threading
import time

from azure.core.credentials import TokenRequestOptions


class Renewal:
    """Of one credential, for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._claims = ""

    def ask(self) -> None:
        """The service refused a token: those that were given until now are no good."""
        since = {"essential": True, "value": str(int(time.time()))}
        with self._lock:
            self._claims = json.dumps({"access_token": {"nbf": since}})

    def options(self, asked: TokenRequestOptions) -> TokenRequestOptions:
        """`asked`, past the cache where a renewal was asked for."""
        with self._lock:
            claims = self._claims
        return {**asked, "claims": claims} if claims and not asked.get("claims") else asked

    def done(self, asked: TokenRequestOptions) -> None:
        """`asked` brought a new token."""
        with self._lock:
            if asked.get("claims") == self._claims:
                self._claims = ""
