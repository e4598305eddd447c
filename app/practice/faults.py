"""Failures to rehearse, by name: once or a number of times, at any call or at a certain one.

`parse("quota")` fails once, `parse("throttle=3")` three times, `parse("forbidden=*")` until
it is cleared. `parse("reset@7")` fails at the seventh call from now on,
`parse("throttle@PUT:*/virtualMachines/*#2")` at the second call of that method to such a path.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
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
        "group-deleting": "the resource group is still being deleted (409)",
        "server-error": "500 with a JSON error",
        "unavailable": "503 with a page instead of JSON",
        "reset": "the connection breaks before the call is served",
        "reset-after": "the call is served, its answer is lost",
        "stall": "the call is not served, and never answered",
        "slow": "the answer comes 20 s late",
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


class Strikes(StrEnum):
    """The calls that a fault can happen at."""

    ANY = "any"
    WRITE = "write"
    PROVIDER_WRITE = "provider-write"
    GROUP_WRITE = "group-write"
    """Writes to a resource group, and to what is in one."""
    NETWORK_WRITE = "network-write"
    NEW_MACHINE = "new-machine"
    MACHINE_OR_START = "machine-or-start"
    NEW_ADDRESS = "new-address"
    RUN_COMMAND = "run-command"
    QUERY = "query"
    """Questions to Resource Graph."""
    PERSON = "person"
    """Calls of people only: service principals are not asked for proofs."""


STRIKES: Final[Mapping[str, Strikes]] = MappingProxyType(
    {
        "quota": Strikes.NEW_MACHINE,
        "sku": Strikes.NEW_MACHINE,
        "allocation": Strikes.MACHINE_OR_START,
        "terms": Strikes.NEW_MACHINE,
        "label-taken": Strikes.NEW_ADDRESS,
        "forbidden": Strikes.WRITE,
        "unregistered": Strikes.PROVIDER_WRITE,
        "throttle": Strikes.ANY,
        "throttle-no-retry-after": Strikes.ANY,
        "conflict": Strikes.NETWORK_WRITE,
        "retryable": Strikes.NETWORK_WRITE,
        "group-deleting": Strikes.GROUP_WRITE,
        "server-error": Strikes.ANY,
        "unavailable": Strikes.ANY,
        "reset": Strikes.ANY,
        "reset-after": Strikes.ANY,
        "stall": Strikes.ANY,
        "slow": Strikes.ANY,
        "expired-token": Strikes.ANY,
        "claims-challenge": Strikes.PERSON,
        "sign-in-again": Strikes.PERSON,
        "slow-boot": Strikes.NEW_MACHINE,
        "os-provisioning-timeout": Strikes.NEW_MACHINE,
        "graph-forbidden": Strikes.QUERY,
        "graph-lag": Strikes.QUERY,
        "run-command": Strikes.RUN_COMMAND,
    }
)

_CALL: Final = re.compile(r"(?P<method>[A-Z]+):(?P<path>[^#]+)(#(?P<nth>\d+))?")
_NTH: Final = re.compile(r"\d+")
_DUE: Final[ContextVar[frozenset[str]]] = ContextVar("due", default=frozenset())
"""Which of the faults for a certain call are due in the one that this task serves."""


@dataclass(frozen=True)
class Where:
    """The `nth` call of `method` to a path like `path`, counted from when the fault was added."""

    nth: int = 1
    method: str = "*"
    path: str = "*"

    def is_like(self, method: str, path: str) -> bool:
        return fnmatchcase(method, self.method) and fnmatchcase(path.lower(), self.path.lower())


@dataclass
class _Wanted:
    spec: str
    name: str
    left: int
    where: Where | None
    seen: int = field(default=0)


class Faults:
    """How often each fault is still to happen."""

    def __init__(self) -> None:
        self._wanted: dict[str, _Wanted] = {}

    def add(self, spec: str) -> None:
        """Add `NAME[@WHERE][=COUNT]`, see above. Raises `ValueError` for anything else."""
        name, where, count = parse(spec)
        key = spec.partition("=")[0]
        self._wanted[key] = _Wanted(key, name, count, where)

    def clear(self) -> None:
        self._wanted.clear()

    def begin_call(self, method: str, path: str) -> None:
        """What is taken from now on, in this task, is taken by this call."""
        due = set()
        for wanted in self._wanted.values():
            if wanted.where is not None and wanted.where.is_like(method, path):
                wanted.seen += 1
                # with a count it goes on at the calls that follow
                if wanted.seen >= wanted.where.nth:
                    due.add(wanted.spec)
        _DUE.set(frozenset(due))

    def take(self, name: str) -> bool:
        """True if the fault is to happen now; counts it."""
        for wanted in self._wanted.values():
            if wanted.name != name or wanted.left == 0:
                continue
            if wanted.where is not None and wanted.spec not in _DUE.get():
                continue
            if wanted.left != ALWAYS:
                wanted.left -= 1
            return True
        return False

    def left(self) -> dict[str, int]:
        return {spec: wanted.left for spec, wanted in self._wanted.items() if wanted.left}


def parse(spec: str) -> tuple[str, Where | None, int]:
    """Name, place and count of a fault as written; the count is `ALWAYS` for "*"."""
    # a path may hold "*", never "="
    rest, _, count = spec.partition("=")
    name, _, place = rest.partition("@")
    if name not in KNOWN:
        raise ValueError(f"no fault {name!r}; there are {', '.join(KNOWN)}")
    return name, _where(place), _count(count)


def _where(place: str) -> Where | None:
    if not place:
        return None
    if _NTH.fullmatch(place):
        return Where(nth=int(place))
    call = _CALL.fullmatch(place)
    if call is None:
        raise ValueError(f"a place is the number of a call, or METHOD:PATH[#NUMBER], not {place!r}")
    return Where(int(call["nth"] or 1), call["method"], call["path"])


def _count(count: str) -> int:
    if not count:
        return 1
    if count == "*":
        return ALWAYS
    if not count.isdecimal():
        raise ValueError(f"a count is a number or *, not {count!r}")
    return int(count)
