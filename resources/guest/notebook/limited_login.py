"""Whoever guesses the notebook's password waits longer and longer.

Becomes part of `jupyter_server_config.py`, as Jupyter Server has no limit of its own. It runs in
the notebook's environment, which is why it imports what the setup program never could.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final, NoReturn

from jupyter_server.auth.identity import PasswordIdentityProvider, User
from tornado.escape import url_escape
from tornado.web import Finish, RequestHandler


class LoginLimit:
    """Which addresses must wait, and how long. Only wrong passwords count.

    Everybody behind one address waits together: a campus network, and on Windows, where the
    endpoint hands connections on from loopback, everybody. Therefore the wait stays short.
    Browsers that are logged in already do not log in, and never wait.
    """

    FREE: Final = 5
    """So many wrong passwords cost nothing."""
    LONGEST_SECONDS: Final = 60.0
    FORGOTTEN_SECONDS: Final = 900.0
    ADDRESSES: Final = 10_000
    """More are not remembered, so that memory stays bounded; the oldest goes first."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def seconds_to_wait(self, address: str) -> float:
        """0 for who may try now."""
        count, last = self._remembered(_network(address))
        if count <= self.FREE:
            return 0.0
        wait = min(2.0 ** (count - self.FREE - 1), self.LONGEST_SECONDS)
        return max(0.0, last + wait - self._now())

    def was_wrong(self, address: str) -> None:
        network = _network(address)
        count, _ = self._remembered(network)
        self._wrong[network] = (count + 1, self._now())
        self._wrong.move_to_end(network)
        if len(self._wrong) > self.ADDRESSES:
            self._wrong.popitem(last=False)

    def was_right(self, address: str) -> None:
        self._wrong.pop(_network(address), None)

    def _remembered(self, network: str) -> tuple[int, float]:
        count, last = self._wrong.get(network, (0, 0.0))
        if self._now() - last > self.FORGOTTEN_SECONDS:
            return 0, 0.0
        return count, last


def _network(address: str) -> str:
    """Who has an IPv6 address commonly has its whole network, 2^64 of them."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if known.version == 4:
        return str(known)
    return str(ipaddress.ip_network((known, 64), strict=False))


class LimitedLogin(PasswordIdentityProvider):
    """Jupyter's own login by password, which answers 429 to who must wait."""

    limit = LoginLimit()

    def process_login_form(self, handler: RequestHandler) -> User | None:
        address = str(handler.request.remote_ip)
        wait = self.limit.seconds_to_wait(address)
        if wait > 0:
            _ask_to_wait(handler, math.ceil(wait))
        user = super().process_login_form(handler)
        if user is None:
            self.limit.was_wrong(address)
        else:
            self.limit.was_right(address)
        return user


def _ask_to_wait(handler: Any, seconds: int) -> NoReturn:
    """Show the login page again, which says so. Raises `Finish`."""
    words = f"Too many wrong passwords. Try again in {seconds} s."
    if handler.request.headers.get("Accept-Language", "").lower().startswith("ja"):
        words = f"パスワードの間違いが続きました。{seconds} 秒後にもう一度お試しください。"
    handler.set_status(HTTPStatus.TOO_MANY_REQUESTS)
    handler.set_header("Retry-After", str(seconds))
    next_page = url_escape(handler.get_argument("next", default=handler.base_url))
    page = handler.render_template("login.html", next=next_page, message={"error": words})
    handler.write(page)
    raise Finish
