"""Signing in, told as events: what the user is asked, and the code to type."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.azure.graphical_browser import has_browser
from app.azure.guide import LIMIT_SECONDS, Guide, SignInNeeded, Way
from app.engine.events import CodeToType, Emit, LogLine, SignInAsked, SignInEnded
from app.problems import Problem
from app.text import Text, text

AskToSignIn = Callable[[SignInNeeded], Way]
"""Says how to sign in, or raises `ProblemError`. Called from any thread; the run waits."""


def in_the_browser(_needed: SignInNeeded) -> Way:
    """Asks nothing: a browser that opens is question enough."""
    return Way.BROWSER


def with_a_code(_needed: SignInNeeded) -> Way:
    return Way.DEVICE_CODE


def as_this_computer_can(_needed: SignInNeeded) -> Way:
    """In the browser where there is one with windows, else with a code."""
    return Way.BROWSER if has_browser() else Way.DEVICE_CODE


def guide_over(emit: Emit, ask: AskToSignIn, limit_seconds: float = LIMIT_SECONDS) -> Guide:
    """Emits what happens, so that every window and log shows it."""

    def tell(sentence: Text) -> None:
        emit(LogLine(text=sentence))

    def told(needed: SignInNeeded) -> Way:
        way = ask(needed)
        tell(needed.reason)
        emit(
            SignInAsked(
                user_name=needed.user_name,
                reason=needed.reason,
                way=way.value,
                limit_seconds=limit_seconds,
            )
        )
        return way

    def show_code(page: str, code: str, expires: datetime) -> None:
        tell(text("To sign in, open {page} and type the code {code}.", page=page, code=code))
        emit(CodeToType(page=page, code=code, expires=expires.timestamp()))

    def ended(user_name: str, problem: Problem | None) -> None:
        if user_name:
            tell(text("{user} is signed in.", user=user_name))
        emit(SignInEnded(user_name=user_name, problem=problem))

    return Guide(ask=told, show_code=show_code, tell=tell, ended=ended, limit_seconds=limit_seconds)
