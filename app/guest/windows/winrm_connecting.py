"""Reaching a Windows machine over WinRM, at exactly the certificate that is pinned."""

from __future__ import annotations

from typing import Final

from app.awake import Limit
from app.dialing import Dialer
from app.engine.cancel import CancelToken
from app.guest.pinned_https import PinnedDialer
from app.guest.windows import winrm_errors
from app.guest.windows.scripts import WINRM_PORT
from app.guest.windows.winrm import WinRmGuest
from app.guest.windows.winrm_transport import Limits, protocol_over
from app.problems import ProblemError
from app.secret import Secret

BOOT_LIMIT_SECONDS: Final = 600.0
"""Windows restarts now and then while it is prepared."""

_LIMITS: Final = Limits()
_RETRY_SECONDS: Final = 1.0
_MAY_PASS: Final = frozenset({"winrm-connection-lost", "guest-too-slow"})
"""While a machine boots, connections are refused, cut, or left without an answer."""


def connect(
    dialer: Dialer,
    host: str,
    *,
    user: str,
    password: Secret,
    certificate_sha256: str,
    cancel: CancelToken,
    port: int = WINRM_PORT,
    limit_seconds: float = BOOT_LIMIT_SECONDS,
    limits: Limits = _LIMITS,
) -> WinRmGuest:
    """Wait until `host` answers and open a shell there as `user`.

    `certificate_sha256` is the fingerprint ("AA:BB:…" or plain) of the only certificate to
    talk to. Raises `ProblemError`: "winrm-certificate" at once for any other, before
    anything is sent; "winrm-login-refused" and "winrm-quota" at once; "winrm-no-answer"
    after `limit_seconds`.
    """
    limit = Limit(limit_seconds)
    while True:
        cancel.check()
        pinned = PinnedDialer(dialer, host, port, certificate_sha256, cancel)
        protocol = protocol_over(pinned, user, password, limits)
        guest = WinRmGuest(protocol, pinned, user, limits)
        try:
            guest.open(cancel)
            return guest
        except ProblemError as error:
            guest.close()
            if error.problem.code not in _MAY_PASS:
                raise
            if limit.over:
                raise winrm_errors.no_answer(host, error.problem.details) from error
        except BaseException:
            guest.close()
            raise
        cancel.wait(_RETRY_SECONDS)
