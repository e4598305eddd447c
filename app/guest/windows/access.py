"""Reaching a Windows machine over WinRM."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.dialing import Dialer
from app.engine.cancel import CancelToken
from app.guest.access import Identities, SharedAccess
from app.guest.identity import certificate_sha256
from app.guest.setup import SetupProgram
from app.guest.windows.folder import WindowsFolder
from app.guest.windows.launcher import WindowsLauncher
from app.guest.windows.machine import WindowsMachine, machine_over
from app.guest.windows.scripts import WINRM_PORT
from app.guest.windows.winrm import WinRmGuest
from app.guest.windows.winrm_connecting import BOOT_LIMIT_SECONDS, connect
from app.guest.windows.winrm_errors import not_pinned
from app.secret import Secret
from app.server import PublicAddress


class WinRmAccess(SharedAccess[WinRmGuest]):
    """`password` is asked for at each connection: it may be another one meanwhile."""

    def __init__(
        self,
        dialer: Dialer,
        *,
        user: str,
        password: Callable[[], Secret],
        certificates: Identities,
        port: int = WINRM_PORT,
        limit_seconds: float = BOOT_LIMIT_SECONDS,
    ) -> None:
        super().__init__(dialer, certificates)
        self._user = user
        self._password = password
        self._port = port
        self._limit_seconds = limit_seconds
        self._known: tuple[WinRmGuest, WindowsMachine, WindowsLauncher] | None = None

    def connect(self, address: PublicAddress, cancel: CancelToken) -> WinRmGuest:
        """Raises `ProblemError` as `app.guest.windows.winrm_connecting.connect` does."""
        host = address.ip or address.fqdn
        pinned = self.identities
        if len(pinned) != 1:
            raise not_pinned(host)
        return connect(
            self.dialer,
            host,
            user=self._user,
            password=self._password(),
            certificate_sha256=certificate_sha256(pinned[0]),
            cancel=cancel,
            port=self._port,
            limit_seconds=self._limit_seconds,
        )

    def machine(self, address: PublicAddress, cancel: CancelToken) -> WindowsMachine:
        """What the machine itself can do."""
        return self._parts(address, cancel)[0]

    def setup(self, address: PublicAddress, cancel: CancelToken) -> SetupProgram:
        return SetupProgram(self._parts(address, cancel)[1])

    @contextmanager
    def files(
        self, address: PublicAddress, folder: str, cancel: CancelToken
    ) -> Iterator[WindowsFolder]:
        yield WindowsFolder(self.guest(address, cancel), folder, cancel)

    def tunnel(self, address: PublicAddress, cancel: CancelToken) -> Dialer:
        del cancel
        raise ValueError(f"WinRM has no tunnel to {address.fqdn}")

    def _parts(
        self, address: PublicAddress, cancel: CancelToken
    ) -> tuple[WindowsMachine, WindowsLauncher]:
        """Found out once a connection."""
        guest = self.guest(address, cancel)
        if self._known is None or self._known[0] is not guest:
            machine = machine_over(guest, cancel)
            self._known = (guest, machine, WindowsLauncher(guest, machine.start))
        return self._known[1:]
