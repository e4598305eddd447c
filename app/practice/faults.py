"""Failures to rehearse, by name, each once or a number of times.

`parse("quota")` fails once, `parse("throttle=3")` three times, `parse("forbidden=*")` until
it is cleared.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

KNOWN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "quota": "making a machine exceeds the quota of vCPUs",
        "sku": "the size of a new machine is not to be had in the region",
        "allocation": "making or starting a machine fails for want of capacity",
        "terms": "the terms of the image were not accepted",
        "label-taken": "somebody else has the DNS label of a new address",
        "forbidden": "the account may not write",
        "unregistered": "the resource provider is not registered for the subscription",
        "throttle": "too many requests, with a time to wait",
        "throttle-no-retry-after": "too many requests, without a time to wait",
        "conflict": "another operation is under way on a network resource (409)",
        "retryable": "a network resource is not ready to be referred to (429)",
        "unavailable": "503 with a page instead of JSON",
        "reset": "the connection breaks before the call is served",
        "reset-after": "the call is served, its answer is lost",
        "expired-token": "the access token counts as expired",
        "claims-challenge": "the next call of a person wants a second proof",
        "sign-in-again": "the next renewal of a person's token is refused",
        "slow-boot": "a new machine boots minutes late",
        "os-provisioning-timeout": "making a machine fails, and leaves it behind, billed",
        "graph-forbidden": "Resource Graph does not let the account ask",
        "graph-lag": "Resource Graph answers with what it knew at the question before",
        "run-command": "Run Command fails because the agent does not report",
    }
)

ALWAYS: Final = -1


class Faults:
    """How often each fault is still to happen."""

    def __init__(self) -> None:
        self._left: dict[str, int] = {}

    def add(self, spec: str) -> None:
        """Add `NAME`, `NAME=COUNT` or `NAME=*`. Raises `ValueError` for anything else."""
        name, count = parse(spec)
        self._left[name] = count

    def clear(self) -> None:
        self._left.clear()

    def take(self, name: str) -> bool:
        """True if the fault is to happen now; counts it."""
        left = self._left.get(name, 0)
        if left == 0:
            return False
        if left != ALWAYS:
            self._left[name] = left - 1
        return True

    def left(self) -> dict[str, int]:
        return {name: left for name, left in self._left.items() if left}


def parse(spec: str) -> tuple[str, int]:
    """Name and count of a fault as written; the count is `ALWAYS` for "*"."""
    name, _, count = spec.partition("=")
    if name not in KNOWN:
        raise ValueError(f"no fault {name!r}; there are {', '.join(KNOWN)}")
    if not count:
        return name, 1
    if count == "*":
        return name, ALWAYS
    if not count.isdecimal():
        raise ValueError(f"{spec!r}: a count is a number or *")
    return name, int(count)
