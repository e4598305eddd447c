"""The app's own login to the notebook: a wrong password first, which must be refused."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from app.awake import Limit
from app.engine.cancel import CancelToken
from app.guest import notebook_problems as problems
from app.guest.pinned_https import Answer, PinnedSession
from app.secret import Secret
from app.text import Text, text

Tell = Callable[[float, Text], None]
"""Takes how much is done (0 to 1) and what goes on."""

LOGIN_LIMIT_SECONDS: Final = 180.0
"""The server asks for a minute at the longest, and others may then be faster than we are."""
_LONGEST_WAIT_SECONDS: Final = 60.0


def log_in(session: PinnedSession, password: Secret, cancel: CancelToken, tell: Tell) -> None:
    """Raises `ProblemError` "notebook-open" or "notebook-login".

    Where somebody at the same address typed many wrong passwords the server asks to wait.
    """
    limit = Limit(LOGIN_LIMIT_SECONDS)

    def answer_to(typed: Secret) -> Answer:
        while True:
            answer = _post_password(session, typed)
            seconds = _asked_to_wait(answer)
            if not seconds or limit.over:
                return answer
            tell(0.3, text("Too many wrong passwords from this address: waiting"))
            cancel.wait(seconds)

    wrong = answer_to(Secret(f"{password.reveal()}-not"))
    if wrong.status == http.client.FOUND:
        raise problems.open_to_all("a wrong password was taken")
    answer = answer_to(password)
    if _asked_to_wait(answer):
        raise problems.login_held_up(f"status {answer.status}")
    if answer.status != http.client.FOUND:
        raise problems.login_failed(f"status {answer.status}")
    known = session.request("GET", "/api/kernels")
    if known.status != http.client.OK:
        raise problems.login_failed(f"after the login: status {known.status}")


def _asked_to_wait(answer: Answer) -> float:
    """Seconds; 0 where the password was judged."""
    if answer.status != http.client.TOO_MANY_REQUESTS:
        return 0.0
    asked = int(answer.retry_after) if answer.retry_after.isdecimal() else 1
    return min(max(float(asked), 1.0), _LONGEST_WAIT_SECONDS)


def _post_password(session: PinnedSession, password: Secret) -> Answer:
    form = {"_xsrf": session.cookies["_xsrf"], "password": password.reveal()}
    return session.request(
        "POST",
        "/login?next=%2Flab",
        body=urlencode(form).encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
