"""The one way to stop a run: a token that every wait looks at."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Cancelled(Exception):
    """Somebody asked the work to stop."""


class CancelToken:
    """Set once, from any thread; looked at by every wait.

    >>> token = CancelToken()
    >>> token.wait(0.01)      # a pause that ends early when cancelled
    >>> token.cancel()
    >>> token.check()
    Traceback (most recent call last):
    app.engine.cancel.Cancelled
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def cancel(self) -> None:
        """Ask the work to stop. Callbacks run once, in the calling thread."""
        with self._lock:
            if self._event.is_set():
                return
            self._event.set()
            callbacks = tuple(self._callbacks)
        for callback in callbacks:
            callback()

    def check(self) -> None:
        """Raise `Cancelled` if somebody asked to stop."""
        if self._event.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Pause for `seconds`; raise `Cancelled` as soon as somebody asks to stop."""
        if self._event.wait(seconds):
            raise Cancelled

    def on_cancel(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have `callback` called on cancel (e.g. to close a socket that blocks).

        Returns a function that takes the callback back. If the token is already
        cancelled, `callback` runs at once.
        """
        with self._lock:
            if not self._event.is_set():
                self._callbacks.append(callback)
                return lambda: self._forget(callback)
        callback()
        return lambda: None

    def _forget(self, callback: Callable[[], None]) -> None:
        with self._lock:
            if callback in self._callbacks:
                self._callbacks.remove(callback)
