"""The one session in which somebody signs in, kept open as long as the windows are.

Where the system has no encrypted store, the tokens live in this session alone: whatever works
as that person works in it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.paths import Paths

if TYPE_CHECKING:
    from app.azure.session import Session
    from app.operations.asking_to_sign_in import AskToSignIn
    from app.operations.known_account import Cloud


class HeldAccount:
    """Opened by the first that needs it, in that one's thread."""

    def __init__(self, paths: Paths, emit: Emit, ask: Callable[[], AskToSignIn], *, practice: bool):
        self._paths = paths
        self._practice = practice
        self._emit = emit
        self._ask = ask
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._session: Session | None = None

    @property
    def cloud(self) -> Cloud:
        from app.operations.known_account import Cloud

        return Cloud(self._paths, self._practice)

    @property
    def open(self) -> bool:
        """Whether somebody signed in, or was asked to, since the windows were opened."""
        return self._session is not None

    def known(self) -> bool:
        """Whether somebody signed in and did not sign out, as far as this computer noted it."""
        from app.operations.known_account import known_account

        return known_account(self.cloud) is not None

    def session(self, cancel: CancelToken) -> Session:
        """Raises `ProblemError`, e.g. where the environment names a service principal."""
        from app.operations.account import account_session

        with self._lock:
            if self._session is None:
                opening = account_session(self.cloud, self._emit, cancel, self._ask())
                self._session = self._stack.enter_context(opening)
            return self._session

    def give_up(self) -> None:
        """End a sign-in that waits for the user; from any thread but the window's own."""
        from app.azure.organisations import person_of

        with self._lock:
            session = self._session
        if session is not None:
            person_of(session).give_up()

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            self._session = None
            self._stack.close()
            self._stack = ExitStack()
