"""A login to the notebook of a practice server, as its user would do it."""

from __future__ import annotations

import socket

from app.dialing import DirectDialer
from app.engine.cancel import CancelToken
from app.guest.notebook_check import NotebookTarget, check_notebook
from app.secret import Secret


def log_in(url: str, certificate_sha256: str, password: Secret) -> bytes:
    """Use the notebook at `url` as its user would; the picture that it draws."""
    host, _, port = url.removeprefix("https://").rstrip("/").partition(":")
    target = NotebookTarget(host, int(port or 443), certificate_sha256)
    return check_notebook(_Loopback(), target, password, CancelToken()).picture


class _Loopback(DirectDialer):
    """Resolves names below `localhost` as browsers do; not every system's resolver does."""

    def connect(self, host: str, port: int, timeout_seconds: float) -> socket.socket:
        del host
        return super().connect("127.0.0.1", port, timeout_seconds)
