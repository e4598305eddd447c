"""One SSH connection that several steps share, made anew when it breaks."""

from __future__ import annotations

from collections.abc import Callable, Collection

from app.dialing import Dialer
from app.engine.cancel import CancelToken
from app.guest.connecting import BOOT_LIMIT_SECONDS, SSH_PORT, connect
from app.guest.ssh import SshGuest
from app.secret import Secret
from app.server import PublicAddress

HostKeys = Callable[[], Collection[str]]
"""The public host keys to accept at this moment, as "ssh-ed25519 AAAA…"."""


class GuestAccess:
    """How the guest steps reach a machine. Steps run one after another, so it has no lock."""

    def __init__(
        self,
        dialer: Dialer,
        *,
        user: str,
        login_key: Secret,
        host_keys: HostKeys,
        port: int = SSH_PORT,
        limit_seconds: float = BOOT_LIMIT_SECONDS,
    ) -> None:
        self.dialer = dialer
        self.user = user
        self._login_key = login_key
        self._host_keys = host_keys
        self._port = port
        self._limit_seconds = limit_seconds
        self._guest: SshGuest | None = None

    @property
    def host_keys(self) -> tuple[str, ...]:
        return tuple(self._host_keys())

    def guest(self, address: PublicAddress, cancel: CancelToken) -> SshGuest:
        """The open connection, or a new one. Raises `ProblemError` as `connect` does."""
        if self._guest is not None and self._guest.is_open:
            return self._guest
        self._guest = connect(
            self.dialer,
            # A new name may be unknown for minutes wherever it was asked for too early. The
            # host key says who answers, so the name is not needed.
            address.ip or address.fqdn,
            user=self.user,
            login_key=self._login_key,
            host_keys=self._host_keys(),
            cancel=cancel,
            port=self._port,
            limit_seconds=self._limit_seconds,
        )
        return self._guest

    def close(self) -> None:
        if self._guest is not None:
            self._guest.close()
            self._guest = None
