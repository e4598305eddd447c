"""One sign-in of a person in the browser or with a code, which can be given up at any time.

azure-identity waits for the browser, and polls for the code, without a way to stop it. So
it does so in a thread of its own; giving up ends that thread from the outside: the address
where the browser would come back is called with an error, and the next poll is refused.
"""

from __future__ import annotations

import contextlib
import math
import socket
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, Protocol

from azure.core.exceptions import ClientAuthenticationError, ServiceRequestError
from azure.core.pipeline.transport import HttpTransport
from azure.identity import (
    AuthenticationRecord,
    CredentialUnavailableError,
    DeviceCodeCredential,
    InteractiveBrowserCredential,
)

from app.azure.graphical_browser import has_browser
from app.azure.guide import Way

_PORTS: Final = range(8400, 9000)
"""Where azure-identity lets the browser come back, too: apps are registered for localhost."""
_KNOCK_SECONDS: Final = 5.0


ShowCode = Callable[[str, str, datetime], None]


class SignInGivenUp(Exception):
    """Somebody called `give_up`."""


class NobodySignedIn(Exception):
    """The time was over before anybody had signed in."""


class NoBrowser(Exception):
    """No browser could be opened, or none could come back to this program."""


class PersonsCredential(Protocol):
    """What the two credentials of azure-identity have in common."""

    def authenticate(self, **options: Any) -> AuthenticationRecord: ...
    def get_token_info(self, *scopes: str, options: Any = None) -> Any: ...
    def close(self) -> None: ...


class _RefusingTransport(HttpTransport[Any, Any]):
    """Sends with `transport` until the sign-in is given up."""

    def __init__(self, transport: Any, given_up: threading.Event) -> None:
        self._transport = transport
        self._given_up = given_up

    def send(self, request: Any, **options: Any) -> Any:
        if self._given_up.is_set():
            raise ServiceRequestError("the sign-in was given up")
        return self._transport.send(request, **options)

    def sleep(self, duration: float) -> None:
        self._given_up.wait(duration)

    def open(self) -> None:
        self._transport.open()

    def close(self) -> None:
        """The transport is the session's."""

    def __exit__(self, *args: object) -> None:
        """The same."""


class Attempt:
    """`common` are the options of both credentials, `transport` the session's.

    `user_name` is who is expected to sign in; the page offers them first. Raises `NoBrowser`.
    """

    def __init__(
        self,
        way: Way,
        common: dict[str, Any],
        transport: Any,
        show_code: ShowCode,
        *,
        user_name: str,
        limit_seconds: float,
    ) -> None:
        self._limit = limit_seconds
        self._left = threading.Event()
        self._awake = threading.Event()
        self._port = 0
        self._error: BaseException | None = None
        self.record: AuthenticationRecord | None = None
        options = {
            **common,
            "transport": _RefusingTransport(transport, self._left),
            "timeout": math.ceil(limit_seconds),
            "disable_automatic_authentication": True,
        }
        self.credential: PersonsCredential
        if way is Way.BROWSER:
            if not has_browser():  # azure-identity would leave its port open
                raise NoBrowser
            self._port = _free_port()
            self.credential = InteractiveBrowserCredential(
                redirect_uri=f"http://localhost:{self._port}",
                login_hint=user_name or None,
                **options,
            )
        else:
            self.credential = DeviceCodeCredential(prompt_callback=show_code, **options)

    def run(self, **options: Any) -> AuthenticationRecord:
        """Wait for the person. `options` are those of azure-identity's `authenticate`.

        Raises `ClientAuthenticationError`, `SignInGivenUp`, `NobodySignedIn` or `NoBrowser`.
        """

        def work() -> None:
            try:
                self.record = self.credential.authenticate(**options)
            except ClientAuthenticationError as error:
                self._error = error
            finally:
                self._awake.set()

        threading.Thread(target=work, name="sign-in", daemon=True).start()
        self._awake.wait(self._limit + _KNOCK_SECONDS)
        if self._left.is_set():
            raise SignInGivenUp
        if isinstance(self._error, CredentialUnavailableError):
            raise NoBrowser from self._error
        if self._error is not None and not _timed_out(self._error):
            raise self._error
        if self.record is None:
            raise NobodySignedIn
        return self.record

    def give_up(self) -> None:
        """End the waiting, from any thread; at once for whoever waits in `run`."""
        self._left.set()
        self._awake.set()
        if self._port:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("localhost", self._port), _KNOCK_SECONDS) as knock,
            ):
                knock.sendall(b"GET /?error=given_up HTTP/1.0\r\n\r\n")


def _free_port() -> int:
    for port in _PORTS:
        with contextlib.suppress(OSError), socket.create_server(("localhost", port)):
            return port
    raise NoBrowser


def _timed_out(error: BaseException) -> bool:
    """azure-identity has no kind of its own for that."""
    return str(error).startswith("Timed out") or "AADSTS70020" in str(error)
