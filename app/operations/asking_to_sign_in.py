"""Signing in, told as events: what the user is asked, and the code to type."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.azure.guide import Guide, SignInNeeded, Way
from app.engine.events import CodeToType, Emit, LogLine
from app.text import Text, text

AskToSignIn = Callable[[SignInNeeded], Way]
"""Says how to sign in, or raises `ProblemError`. Called from any thread; the run waits."""


def in_the_browser(_needed: SignInNeeded) -> Way:
    """Asks nothing: a browser that opens is question enough."""
    return Way.BROWSER


def with_a_code(_needed: SignInNeeded) -> Way:
    return Way.DEVICE_CODE


def guide_over(emit: Emit, ask: AskToSignIn) -> Guide:
    """Emits what happens, so that every window and log shows it."""

    def tell(sentence: Text) -> None:
        emit(LogLine(text=sentence))

    def told(needed: SignInNeeded) -> Way:
        tell(needed.reason)
        way = ask(needed)
        if way is Way.BROWSER:
            tell(text("Sign in in the browser window that opens. The work waits for you."))
        return way

    def show_code(page: str, code: str, expires: datetime) -> None:
        tell(text("To sign in, open {page} and type the code {code}.", page=page, code=code))
        emit(CodeToType(page=page, code=code, expires=expires.timestamp()))

    return Guide(ask=told, show_code=show_code, tell=tell)
