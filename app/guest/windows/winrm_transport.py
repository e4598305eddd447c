"""pywinrm over connections that are pinned to one certificate and opened by the app's dialer.

pywinrm asks `requests`, which asks an adapter for connections. Ours is the only one in its
sessions: it opens one connection, compares the certificate before anything is sent, and never
opens a second. NTLM signs in a connection, and the messages are encrypted for it; on another
one they would make no sense.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPSConnectionPool
from urllib3.connection import HTTPSConnection
from winrm.protocol import Protocol
from winrm.transport import Transport

from app.guest.pinned_https import PinnedDialer
from app.secret import Secret

_DIAL_SECONDS: Final = 20.0


@dataclass(frozen=True)
class Limits:
    """Whole seconds. The machine waits `operation` for output before it says that there is
    none yet; it may take `read`, which is longer, to say anything at all."""

    operation: int = 10
    read: int = 40


class _PinnedConnection(HTTPSConnection):
    def __init__(self, pinned: PinnedDialer) -> None:
        super().__init__(pinned.host, pinned.port)
        self._pinned = pinned
        self._was_open = False

    def connect(self) -> None:
        """Raises `WrongCertificateError`, `OSError`."""
        if self._was_open:
            raise ConnectionError("the machine closed the connection")
        self.sock = self._pinned.connect_tls(_DIAL_SECONDS)
        self._was_open = True
        self.is_verified = True


class _PinnedPool(HTTPSConnectionPool):
    """One connection, whatever becomes of it."""

    def __init__(self, pinned: PinnedDialer) -> None:
        super().__init__(pinned.host, pinned.port, maxsize=1, block=True)
        self._only = _PinnedConnection(pinned)

    def _new_conn(self) -> Any:
        return self._only


class _PinnedAdapter(HTTPAdapter):
    def __init__(self, pinned: PinnedDialer) -> None:
        super().__init__()
        self._pool = _PinnedPool(pinned)

    def get_connection_with_tls_context(self, *_args: Any, **_options: Any) -> Any:
        """The one there is: no address, proxy or environment leads anywhere else."""
        return self._pool

    def close(self) -> None:
        self._pool.close()
        super().close()


class _PinnedTransport(Transport):
    """Its first message is the one that sets the encryption up, in every new session."""

    def __init__(
        self, pinned: PinnedDialer, user: str, password: Secret, endpoint: str, limits: Limits
    ) -> None:
        super().__init__(
            endpoint,
            username=user,
            password=password.reveal(),
            auth_method="ntlm",
            message_encryption="always",
            read_timeout_sec=limits.read,
            server_cert_validation=None,  # the pinned dialer does that, before anything is sent
            proxy=None,
        )
        self._pinned = pinned

    def setup_encryption(self, session: requests.Session) -> None:
        session.trust_env = False
        session.max_redirects = 0
        session.adapters.clear()
        session.mount("https://", _PinnedAdapter(self._pinned))
        super().setup_encryption(session)


def protocol_over(pinned: PinnedDialer, user: str, password: Secret, limits: Limits) -> Protocol:
    """pywinrm's protocol to the machine that `pinned` reaches; nothing is sent yet."""
    endpoint = f"https://{pinned.host}:{pinned.port}/wsman"
    protocol = Protocol(
        endpoint,
        transport="ntlm",
        username=user,
        password="",
        message_encryption="always",
        read_timeout_sec=limits.read,
        operation_timeout_sec=limits.operation,
        proxy=None,
    )
    protocol.transport = _PinnedTransport(pinned, user, password, endpoint, limits)
    return protocol
