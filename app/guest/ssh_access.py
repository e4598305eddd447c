"""Reaching a Linux machine over SSH."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.dialing import Dialer
from app.engine.cancel import CancelToken
from app.guest.access import Identities, SharedAccess
from app.guest.connecting import BOOT_LIMIT_SECONDS, SSH_PORT, connect
from app.guest.linux_setup import SudoLauncher
from app.guest.setup import SetupProgram
from app.guest.sftp_folder import SftpFolder
from app.guest.ssh import SshGuest
from app.guest.tunnel import TunnelDialer
from app.secret import Secret
from app.server import PublicAddress


class SshAccess(SharedAccess[SshGuest]):
    def __init__(
        self,
        dialer: Dialer,
        *,
        user: str,
        login_key: Secret,
        host_keys: Identities,
        port: int = SSH_PORT,
        limit_seconds: float = BOOT_LIMIT_SECONDS,
    ) -> None:
        super().__init__(dialer, host_keys)
        self.user = user
        self._login_key = login_key
        self._port = port
        self._limit_seconds = limit_seconds

    def connect(self, address: PublicAddress, cancel: CancelToken) -> SshGuest:
        """Raises `ProblemError` as `app.guest.connecting.connect` does."""
        return connect(
            self.dialer,
            # A new name may be unknown for minutes wherever it was asked for too early. The
            # host key says who answers, so the name is not needed.
            address.ip or address.fqdn,
            user=self.user,
            login_key=self._login_key,
            host_keys=self.identities,
            cancel=cancel,
            port=self._port,
            limit_seconds=self._limit_seconds,
        )

    def setup(self, address: PublicAddress, cancel: CancelToken) -> SetupProgram:
        return SetupProgram(SudoLauncher(self.guest(address, cancel)))

    @contextmanager
    def files(
        self, address: PublicAddress, folder: str, cancel: CancelToken
    ) -> Iterator[SftpFolder]:
        with self.guest(address, cancel).files(folder, cancel) as files:
            yield SftpFolder(files, folder)

    def tunnel(self, address: PublicAddress, cancel: CancelToken) -> Dialer:
        return TunnelDialer(self.guest(address, cancel))
