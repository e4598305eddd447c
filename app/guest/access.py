"""One connection that several steps share, made anew when it breaks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from typing import Generic, TypeVar

from app.dialing import Dialer
from app.engine.cancel import CancelToken
from app.guest.protocol import Guest
from app.guest.remote_folder import RemoteFolder
from app.guest.setup import SetupProgram
from app.server import PublicAddress

Identities = Callable[[], Collection[str]]
"""What machines may be known by at this moment: lines of `app.guest.identity`."""

GuestT = TypeVar("GuestT", bound=Guest)


class GuestAccess(ABC):
    """How steps reach a machine, whatever its system."""

    def __init__(self, dialer: Dialer, identities: Identities) -> None:
        self.dialer = dialer
        self._identities = identities

    @property
    def identities(self) -> tuple[str, ...]:
        return tuple(self._identities())

    @abstractmethod
    def guest(self, address: PublicAddress, cancel: CancelToken) -> Guest:
        """The open connection, or a new one. Raises `ProblemError`."""

    @abstractmethod
    def setup(self, address: PublicAddress, cancel: CancelToken) -> SetupProgram:
        """The setup program in the machine."""

    @abstractmethod
    def files(
        self, address: PublicAddress, folder: str, cancel: CancelToken
    ) -> AbstractContextManager[RemoteFolder]:
        """A folder in the place where the notebooks are; "notebooks" is theirs."""

    @abstractmethod
    def tunnel(self, address: PublicAddress, cancel: CancelToken) -> Dialer:
        """Reaches ports of the machine through the connection.

        Raises `ValueError` where there is no such way.
        """

    @abstractmethod
    def close(self) -> None:
        """End the connection, if there is one."""


class SharedAccess(GuestAccess, Generic[GuestT]):
    """Keeps one connection. Steps run one after another, so it has no lock."""

    _open: GuestT | None = None

    @abstractmethod
    def connect(self, address: PublicAddress, cancel: CancelToken) -> GuestT:
        """A new connection."""

    def guest(self, address: PublicAddress, cancel: CancelToken) -> GuestT:
        if self._open is None or not self._open.is_open:
            self._open = self.connect(address, cancel)
        return self._open

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None
