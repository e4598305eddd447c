"""A request waits because somebody must sign in: the question, from its thread to the window."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from app.problems import Action, Problem, ProblemError
from app.text import text

if TYPE_CHECKING:
    from app.azure.guide import SignInNeeded, Way


class SignInQuestion:
    """Asked in a worker thread, which waits; answered in the window's, once."""

    def __init__(self, needed: SignInNeeded) -> None:
        self.needed = needed
        self._answered = threading.Event()
        self._way: Way | None = None

    def wait(self) -> Way:
        """How to sign in. Raises `ProblemError` where the user does not want to now."""
        self._answered.wait()
        if self._way is None:
            raise ProblemError(_NOT_NOW)
        return self._way

    def answer(self, way: str) -> None:
        """Sign in that way (`Way`); empty: not now."""
        from app.azure.guide import Way

        if not self._answered.is_set():
            self._way = Way(way) if way else None
            self._answered.set()


_NOT_NOW = Problem(
    "sign-in-cancelled",
    text("The sign-in was not finished."),
    text("Sign in again when you are ready."),
    action=Action.SIGN_IN,
)
