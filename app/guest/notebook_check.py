"""What a user would do first, done by the app itself: log in, run a cell, see a plot.

A server is called ready only after this. Everything goes over TLS to the pinned certificate,
through the very address that a browser will use.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import http.client
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import websocket

from app.awake import Limit
from app.dialing import Dialer
from app.engine.cancel import CancelToken
from app.guest import notebook_problems as problems
from app.guest.kernel import Kernel, KernelError
from app.guest.notebook_login import Tell, log_in
from app.guest.pinned_https import PinnedDialer, PinnedSession, WrongCertificateError
from app.secret import Secret
from app.text import Text, text

PNG: Final = b"\x89PNG\r\n\x1a\n"
PAGE_LIMIT_SECONDS: Final = 120.0
_KERNEL_LIMIT_SECONDS: Final = 180.0
_REQUEST_SECONDS: Final = 60.0
_RETRY_SECONDS: Final = 0.25

_PLOT: Final = """\
%matplotlib inline
import matplotlib.pyplot as plt
import numpy as np
x = np.linspace(0, 4 * np.pi, 400)
figure, axes = plt.subplots(figsize=(6, 3.4), dpi=110)
axes.plot(x, np.sin(x), label="sin x")
axes.plot(x, np.cos(x), "--", label="cos x")
axes.set(title="Kumonote: this plot was drawn on your server", xlabel="x")
axes.legend()
axes.grid(alpha=0.3)
plt.show()
"""

_logger = logging.getLogger("websocket")
_logger.addHandler(logging.NullHandler())  # it would write to stderr about lost connections


@dataclass(frozen=True)
class NotebookTarget:
    """Where the notebook is, and the SHA-256 of the one certificate to accept."""

    host: str
    port: int
    certificate_sha256: str


@dataclass(frozen=True)
class Checked:
    """`picture` is the plot as PNG; `seconds` from the login to the plot."""

    picture: bytes
    seconds: float


def check_page(
    dialer: Dialer,
    target: NotebookTarget,
    cancel: CancelToken,
    *,
    limit_seconds: float = PAGE_LIMIT_SECONDS,
) -> None:
    """Wait until the login page is there, and see that nothing is without it.

    Raises `ProblemError` "notebook-certificate", "notebook-unreachable" or "notebook-open".
    """
    with _session(dialer, target, cancel) as (_, session):
        _wait_for_page(session, target, cancel, limit_seconds)


def check_notebook(
    dialer: Dialer,
    target: NotebookTarget,
    password: Secret,
    cancel: CancelToken,
    *,
    tell: Tell | None = None,
    limit_seconds: float = PAGE_LIMIT_SECONDS,
) -> Checked:
    """Log in, start a kernel, draw a plot, end the kernel. Raises `ProblemError`."""
    told = tell or _untold
    with _session(dialer, target, cancel) as (pinned, session):
        told(0.05, text("Waiting for the notebook's page"))
        _wait_for_page(session, target, cancel, limit_seconds)
        began = time.monotonic()
        told(0.3, text("Logging in"))
        log_in(session, password, cancel, told)
        told(0.45, text("Starting a kernel"))
        kernel_id = _start_kernel(session)
        try:
            told(0.6, text("Drawing a plot"))
            picture = _draw(pinned, session, kernel_id, cancel)
        finally:
            _end_kernel(session, kernel_id)
        told(1.0, text("The plot is here"))
        return Checked(picture, time.monotonic() - began)


def _untold(_fraction: float, _words: Text) -> None:
    """Nobody asked."""


@contextmanager
def _session(
    dialer: Dialer, target: NotebookTarget, cancel: CancelToken
) -> Iterator[tuple[PinnedDialer, PinnedSession]]:
    pinned = PinnedDialer(dialer, target.host, target.port, target.certificate_sha256, cancel)
    session = PinnedSession(pinned, _REQUEST_SECONDS)
    try:
        yield pinned, session
    except WrongCertificateError as error:
        raise problems.wrong_certificate(target.host, str(error)) from error
    except KernelError as error:
        raise problems.kernel_failed(str(error)) from error
    except (OSError, http.client.HTTPException, websocket.WebSocketException) as error:
        cancel.check()
        raise problems.broke_off(f"{type(error).__name__}: {error}") from error
    except (ValueError, KeyError) as error:
        raise problems.unexpected(f"{type(error).__name__}: {error}") from error
    finally:
        session.close()
        pinned.close()


def _wait_for_page(
    session: PinnedSession, target: NotebookTarget, cancel: CancelToken, limit_seconds: float
) -> None:
    limit = Limit(limit_seconds)
    while True:
        cancel.check()
        try:
            page = session.request("GET", "/login")
            if page.status == http.client.OK and "_xsrf" in session.cookies:
                break
            last = f"status {page.status}"
        except (OSError, http.client.HTTPException) as error:
            last = f"{type(error).__name__}: {error}"
        if limit.over:
            raise problems.unreachable(target.host, target.port, last)
        cancel.wait(_RETRY_SECONDS)
    without = session.request("GET", "/api/kernels")
    if without.status != http.client.FORBIDDEN:
        raise problems.open_to_all(f"GET /api/kernels: {without.status}")


def _start_kernel(session: PinnedSession) -> str:
    headers = {"Content-Type": "application/json", "X-XSRFToken": session.cookies["_xsrf"]}
    body = json.dumps({"name": "python3"}).encode()
    started = session.request("POST", "/api/kernels", body=body, headers=headers)
    if started.status != http.client.CREATED:
        raise problems.kernel_failed(f"status {started.status}")
    return str(started.json()["id"])


def _end_kernel(session: PinnedSession, kernel_id: str) -> None:
    """A failure here must not hide the one that led here; the server ends idle kernels' owner."""
    with contextlib.suppress(OSError, http.client.HTTPException, WrongCertificateError):
        session.request(
            "DELETE",
            f"/api/kernels/{kernel_id}",
            headers={"X-XSRFToken": session.cookies["_xsrf"]},
        )


def _draw(
    pinned: PinnedDialer, session: PinnedSession, kernel_id: str, cancel: CancelToken
) -> bytes:
    kernel = Kernel(pinned, session, kernel_id)
    try:
        shown = kernel.execute(_PLOT, cancel=cancel, limit_seconds=_KERNEL_LIMIT_SECONDS)
    finally:
        kernel.close()
    try:
        picture = base64.b64decode(str(shown.get("image/png", "")))
    except binascii.Error as error:
        raise problems.no_plot("not base64") from error
    if not picture.startswith(PNG):
        raise problems.no_plot(f"displayed: {sorted(shown)}")
    return picture
