"""How the user is involved in signing in: asked how, shown a code, told what happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.problems import Problem
from app.text import Text

LIMIT_SECONDS: Final = 600.0


class Way(StrEnum):
    """How a person signs in: in this computer's browser, or with a code on any device."""

    BROWSER = "browser"
    DEVICE_CODE = "device-code"


@dataclass(frozen=True)
class SignInNeeded:
    """Why a request waits. `user_name` is empty if nobody was signed in."""

    user_name: str
    reason: Text


@dataclass(frozen=True)
class Guide:
    """Called from the thread that needs a token, which waits; so from any thread.

    `ask` says how to sign in, or raises `ProblemError` to leave it. `show_code` gets the
    page to open, the code to type there, and when it expires (UTC). `tell` is for the log.
    `ended` gets the name of whoever signed in, or why nobody did. A sign-in that nobody
    finishes is given up after `limit_seconds`.
    """

    ask: Callable[[SignInNeeded], Way]
    show_code: Callable[[str, str, datetime], None]
    tell: Callable[[Text], None]
    ended: Callable[[str, Problem | None], None] = lambda _user_name, _problem: None
    limit_seconds: float = LIMIT_SECONDS
