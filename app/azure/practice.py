"""Sessions with the practice cloud on this computer: other addresses, the same session."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from app.azure.account import AccountFile
from app.azure.credentials import client_secret
from app.azure.endpoints import Endpoints
from app.azure.guide import Guide
from app.azure.session import Session
from app.dialing import https_url
from app.paths import Paths
from app.settings import Settings

if TYPE_CHECKING:
    from app.azure.person import PersonCredential
    from app.azure.token_store import TokenStore
    from app.practice.process import PracticeConnection

_DIAL_LIMIT_SECONDS = 10.0


class PracticeDialer:
    """Reaches public names and addresses of the practice cloud at ports of this computer.

    Which port that is only the cloud knows; it is asked each time, as a machine that was
    deleted and made anew is reached elsewhere.
    """

    def __init__(self, connection: PracticeConnection) -> None:
        import requests

        self._connection = connection
        self._http = requests.Session()
        self._http.trust_env = False  # no proxy stands between this computer and itself
        self._http.verify = str(connection.ca_file)

    def connect(self, host: str, port: int, timeout_seconds: float) -> socket.socket:
        """Raises `ConnectionRefusedError` where nothing of the practice cloud listens."""
        local = self.local_port(host, port)
        if local is None:
            raise ConnectionRefusedError(f"the practice cloud reaches nothing at {host}:{port}")
        return socket.create_connection(("127.0.0.1", local), timeout_seconds)

    def browser_urls(self, places: Sequence[tuple[str, int]]) -> list[str]:
        """Browsers resolve all names below `localhost` to this computer.

        Where nothing is reached, the address that it has in the practice world.
        """
        try:
            ports = self._local_ports() if places else {}
        except OSError:
            ports = {}
        return [https_url(host, ports.get(f"{host.lower()}:{port}", port)) for host, port in places]

    def _local_ports(self) -> dict[str, int]:
        """The ports of 127.0.0.1 for all that is reached, by "host:port". Raises `OSError`."""
        answer = self._http.get(
            f"{self._connection.url}/practice/dials", timeout=_DIAL_LIMIT_SECONDS
        )
        answer.raise_for_status()
        return dict(answer.json()["ports"])

    def local_port(self, host: str, port: int) -> int | None:
        """The port of 127.0.0.1 that stands for `host`:`port`. Raises `OSError`."""
        answer = self._http.get(
            f"{self._connection.url}/practice/dial",
            params={"host": host, "port": str(port)},
            timeout=_DIAL_LIMIT_SECONDS,
        )
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return None
        answer.raise_for_status()
        return int(answer.json()["port"])

    def close(self) -> None:
        self._http.close()


def practice_endpoints(connection: PracticeConnection) -> Endpoints:
    url = connection.url
    return Endpoints(
        authority=connection.authority,
        resource_manager=url,
        scope=f"{url}/.default",
        prices=f"{url}/api/retail/prices",
        public_address=f"{url}/practice/public-address",
        ca_file=connection.ca_file,
        hosts="practice.localhost",
    )


def practice_session(
    paths: Paths,
    settings: Settings,
    *,
    speed: float | None = None,
    faults: Sequence[str] = (),
) -> Session:
    """A session with the practice cloud of `paths`, which is started if it does not run.

    `speed` changes the clock of one that runs (1 is as slow as the service); None leaves it,
    or takes the settings' at a start. `faults` are rehearsed next. Raises `ProblemError`.
    """
    from app.practice import process

    if speed is None and process.status(paths) is None:
        speed = settings.practice.speed
    connection = process.ensure_running(
        paths, speed=speed, faults=tuple(faults), guest=settings.practice.guest
    )
    return session_over(connection)


def session_over(connection: PracticeConnection) -> Session:
    """A session with a practice cloud that runs."""
    endpoints = practice_endpoints(connection)
    dialer = PracticeDialer(connection)
    return Session(
        cloud="practice",
        endpoints=endpoints,
        subscription_id=connection.subscription,
        dialer=dialer,
        on_close=dialer.close,
        make_credential=client_secret(
            endpoints,
            tenant=connection.tenant,
            client_id=connection.client_id,
            secret=connection.client_secret,
        ),
    )


def person_session(
    connection: PracticeConnection,
    file: AccountFile,
    guide: Guide,
    open_tokens: Callable[[], TokenStore] | None = None,
) -> Session:
    """The same as one of its people, to rehearse signing in.

    `open_tokens` opens another store for their tokens than `file`'s.
    """

    def person(transport: Any) -> PersonCredential:
        from app.azure.person import PersonCredential
        from app.azure.persons_app import PersonsApp

        app = PersonsApp(endpoints, (open_tokens or file.open_tokens)())
        return PersonCredential(app, file, guide, transport)

    endpoints = practice_endpoints(connection)
    dialer = PracticeDialer(connection)
    return Session(
        cloud="practice",
        endpoints=endpoints,
        subscription_id=connection.subscription,
        dialer=dialer,
        on_close=dialer.close,
        make_credential=person,
    )
