"""A practice cloud under test, and the two ways to call it: the real SDK, and bare requests."""

from __future__ import annotations

import base64
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from azure.core.pipeline.transport import RequestsTransport
from azure.identity import ClientSecretCredential
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.resource.subscriptions import SubscriptionClient

from app.paths import Paths
from app.practice import process

REGION = "japaneast"
FAST = 200.0
COMPUTE = "2026-04-01"
NETWORK = "2026-03-01"
RESOURCES = "2025-04-01"
DEVTEST = "2018-09-15"
POLL = 0.05
LIMIT = 180.0


@contextmanager
def practice_home() -> Iterator[Paths]:
    """A home of its own with a short name; the cloud in it is stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="kumonote-"))
    paths = Paths(folder / "home", folder / "cache")
    try:
        yield paths
    finally:
        process.stop(paths)
        shutil.rmtree(folder)


def wait_for(condition: Callable[[], Any], limit: float = LIMIT) -> Any:
    """The first true value of `condition`; fails after `limit` seconds."""
    end = time.monotonic() + limit
    while not (value := condition()):
        assert time.monotonic() < end, "the condition did not come true in time"
        time.sleep(POLL)
    return value


@dataclass
class Cloud:
    """One running practice cloud."""

    paths: Paths
    connection: process.PracticeConnection
    http: requests.Session = field(default_factory=requests.Session)
    _token: str = field(default="", repr=False)

    @classmethod
    def start(cls, paths: Paths, **options: Any) -> Cloud:
        options.setdefault("guest", "reduced")
        options.setdefault("speed", FAST)
        cloud = cls(paths, process.ensure_running(paths, **options))
        cloud.http.verify = str(cloud.connection.ca_file)
        cloud.http.trust_env = False
        return cloud

    @contextmanager
    def at_speed(self, speed: float) -> Iterator[None]:
        """Inside, service time passes so fast; afterwards, as fast as usual in tests."""
        process.control(self.paths, "speed", value=speed)
        try:
            yield
        finally:
            process.control(self.paths, "speed", value=FAST)

    def close(self) -> None:
        self.http.close()

    # bare requests

    def token(self) -> str:
        if not self._token:
            answer = self.ask_for_token()
            assert answer.status_code == 200, answer.text
            self._token = answer.json()["access_token"]
        return self._token

    def ask_for_token(self, tenant: str = "", **form: str) -> requests.Response:
        connection = self.connection
        fields = {
            "grant_type": "client_credentials",
            "client_id": connection.client_id,
            "client_secret": connection.client_secret.reveal(),
            "scope": connection.url + "/.default",
        } | form
        url = f"{connection.url}/{tenant or connection.tenant}/oauth2/v2.0/token"
        return self.http.post(url, data=fields, timeout=LIMIT)

    def call(
        self, method: str, path: str, body: Any = None, *, version: str = "", **query: str
    ) -> requests.Response:
        """A call below the subscription ("" is the subscription itself)."""
        return self.send(
            method,
            f"/subscriptions/{self.connection.subscription}{path}",
            body,
            version=version or _version_for(path),
            **query,
        )

    def send(
        self, method: str, path: str, body: Any = None, *, version: str = "", **query: str
    ) -> requests.Response:
        params = dict(query)
        if version:
            params["api-version"] = version
        headers = {"Authorization": f"Bearer {self.token()}"}
        return self.http.request(
            method,
            self.connection.url + path,
            params=params,
            json=body,
            headers=headers,
            timeout=LIMIT,
        )

    def get(self, url: str) -> requests.Response:
        """Where a header led."""
        headers = {"Authorization": f"Bearer {self.token()}"}
        return self.http.get(url, headers=headers, timeout=LIMIT)

    def finish(self, answer: requests.Response) -> requests.Response:
        """Follow an accepted operation to its end, as its headers say; the last answer."""
        url = answer.headers.get("Azure-AsyncOperation") or answer.headers.get("Location")
        if url is None:
            return answer

        def done() -> tuple[requests.Response] | None:  # an answer of its own is false if refused
            polled = self.get(url)
            if polled.status_code == 202:
                return None
            if polled.content and polled.json().get("status") in ("InProgress", "Running"):
                return None
            return (polled,)

        last: requests.Response = wait_for(done)[0]
        return last

    # the SDK; its models are typed so loosely that tests read them as they come

    def credential(self) -> ClientSecretCredential:
        connection = self.connection
        return ClientSecretCredential(
            connection.tenant,
            connection.client_id,
            connection.client_secret.reveal(),
            authority=connection.authority,
            disable_instance_discovery=True,
            connection_verify=str(connection.ca_file),
        )

    def _options(self) -> dict[str, Any]:
        return {
            "base_url": self.connection.url,
            "credential_scopes": [self.connection.url + "/.default"],
            "connection_verify": str(self.connection.ca_file),
            "polling_interval": POLL,
            "transport": RequestsTransport(connection_verify=str(self.connection.ca_file)),
        }

    def resources(self) -> Any:
        connection = self.connection
        return ResourceManagementClient(
            self.credential(), connection.subscription, **self._options()
        )

    def network(self) -> Any:
        return NetworkManagementClient(
            self.credential(), self.connection.subscription, **self._options()
        )

    def compute(self) -> Any:
        return ComputeManagementClient(
            self.credential(), self.connection.subscription, **self._options()
        )

    def subscriptions(self) -> Any:
        return SubscriptionClient(self.credential(), **self._options())


def _version_for(path: str) -> str:
    if path.lower().endswith(("/register", "/unregister")):
        return RESOURCES
    for namespace, version in (
        ("microsoft.network/", NETWORK),
        ("microsoft.compute/disks", "2026-03-02"),
        ("microsoft.compute/skus", "2021-07-01"),
        ("microsoft.compute/", COMPUTE),
        ("microsoft.devtestlab/", DEVTEST),
        ("microsoft.marketplaceordering/", "2021-01-01"),
    ):
        if namespace in path.lower():
            return version
    return RESOURCES


def custom_data(text: str = "#cloud-config\n{}\n") -> str:
    return base64.b64encode(text.encode()).decode()
