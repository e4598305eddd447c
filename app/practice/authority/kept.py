"""What the authority remembers between two requests of one sign-in. In memory only."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.practice.authority.people import Person, Tenant

T = TypeVar("T")
_MOST = 500
"""Of each kind: the oldest are forgotten, so that nobody can fill the memory."""


@dataclass(frozen=True)
class Granted:
    """Who signed in, where, and whether with a second proof. `nonce` is the client's."""

    person: Person
    tenant: Tenant
    client: str
    second_proof: bool
    nonce: str = ""


@dataclass(frozen=True)
class Asked:
    """A sign-in that a client asked for in the browser.

    `by_form`: the answer is posted to it (form_post), else it stands in the address (query).
    """

    tenant: str
    client: str
    redirect_uri: str
    challenge: str
    state: str
    nonce: str
    wants_proof: bool
    by_form: bool = True


@dataclass(frozen=True)
class Code:
    """An authorization code: good once, for the client that asked, with its verifier."""

    asked: Asked
    granted: Granted


@dataclass
class DeviceRequest:
    """A sign-in with a code to type. One of `granted` and `declined` ends the waiting."""

    tenant: str
    client: str
    user_code: str
    scope: str
    wants_proof: bool
    granted: Granted | None = None
    declined: bool = False


@dataclass(frozen=True)
class Page:
    """What the person before a page decides on, and the code that proves who they are."""

    about: Asked | DeviceRequest
    proof: str


@dataclass
class _Entry(Generic[T]):
    value: T
    ends: float


class Kept(Generic[T]):
    """Values by unguessable names, each until its time is over (seconds of `clock`)."""

    def __init__(self, lifetime: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.lifetime = lifetime
        self._clock = clock
        self._entries: dict[str, _Entry[T]] = {}

    def keep(self, value: T, name: str = "") -> str:
        name = name or secrets.token_urlsafe(32)
        while len(self._entries) >= _MOST:
            self._entries.pop(next(iter(self._entries)))
        self._entries[name] = _Entry(value, self._clock() + self.lifetime)
        return name

    def get(self, name: str) -> T | None:
        entry = self._entries.get(name)
        if entry is None or self._clock() >= entry.ends:
            return None
        return entry.value

    def take(self, name: str) -> T | None:
        """The value, which is forgotten."""
        value = self.get(name)
        self._entries.pop(name, None)
        return value

    def find(self, wanted: Callable[[T], bool]) -> T | None:
        return next(
            (v for name in self._entries if (v := self.get(name)) is not None and wanted(v)), None
        )

    def clear(self) -> None:
        self._entries.clear()


@dataclass
class SignIns:
    """All that is under way, and all that may be renewed. Lifetimes are real seconds.

    Tokens end `early_end` seconds before their answer says: that is how it looks to a client
    whose clock was set back meanwhile.
    """

    pages: Kept[Page] = field(default_factory=lambda: Kept(600))
    codes: Kept[Code] = field(default_factory=lambda: Kept(60))
    devices: Kept[DeviceRequest] = field(default_factory=lambda: Kept(900))
    refresh: Kept[Granted] = field(default_factory=lambda: Kept(24 * 3600))
    token_lifetime: int = 3600
    early_end: int = 0
