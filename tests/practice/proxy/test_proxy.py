"""Kumonote behind the proxies of organisations: everything goes through, or it is said why not.

Sign-in, Resource Manager, price list and address look-up each go through a real proxy, with
the addresses of Azure itself where the proxy looks inside. Trust comes from where the system
has it (on Linux `SSL_CERT_FILE` or `SSL_CERT_DIR` move that).
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.azure.account import AccountFile
from app.azure.endpoints import Endpoints
from app.azure.live import live_session
from app.azure.look_ups import public_address
from app.azure.organisations import person_of
from app.azure.person import PersonCredential
from app.azure.persons_app import PersonsApp
from app.azure.price_list import price_rows
from app.azure.session import Session
from app.azure.subscriptions import list_subscriptions
from app.azure.token_store import memory_store
from app.dialing import DirectDialer
from app.engine.cancel import CancelToken
from app.engine.events import CodeToType, Event
from app.operations.asking_to_sign_in import guide_over, with_a_code
from app.paths import Paths
from app.practice import process
from app.problems import ProblemError
from app.settings import Settings
from tests.practice.arm.clients import practice_home
from tests.practice.proxy.forward_proxy import (
    AZURE_HOSTS,
    Proxy,
    forward_proxy,
    inspecting_proxy,
)
from tests.practice.sign_in.visitor import AIKO, Visitor
from tests.shared.practice_home import CLI

CREDENTIALS = "reader:open-sesame"
MACHINES = "serviceName eq 'Virtual Machines' and armSkuName eq 'Standard_B2s_v2'"
_VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(scope="module")
def cloud() -> Iterator[tuple[Paths, process.PracticeConnection]]:
    with practice_home() as paths:
        yield paths, process.ensure_running(paths, speed=200, guest="reduced")


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment without any proxy or trust of this computer's own."""
    for name in _VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.fixture
def inspected(
    cloud: tuple[Paths, process.PracticeConnection],
    surroundings: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[tuple[Proxy, Path]]:
    """Azure's own addresses lead through a proxy that looks inside to the practice cloud.

    A service principal is in the environment; the proxy's authority is not trusted yet.
    """
    connection = cloud[1]
    surroundings.setenv("AZURE_TENANT_ID", connection.tenant)
    surroundings.setenv("AZURE_CLIENT_ID", connection.client_id)
    surroundings.setenv("AZURE_CLIENT_SECRET", connection.client_secret.reveal())
    with inspecting_proxy(connection.url, connection.ca_file, tmp_path) as (proxy, authority):
        surroundings.setenv("HTTPS_PROXY", proxy.url())
        yield proxy, authority


def azure_session(folder: Path) -> Session:
    """The session that `kumonote-cli list` opens, with nothing changed."""
    file = AccountFile(Paths(folder / "state", folder / "cache"), "azure")
    guide = guide_over(lambda _event: None, with_a_code)
    return live_session(Settings(), subscription_id="", file=file, guide=guide)


def problem_of(session: Session) -> str:
    with pytest.raises(ProblemError) as met:
        list_subscriptions(session, CancelToken())
    session.close()
    assert CREDENTIALS not in met.value.problem.details
    return met.value.problem.code


def test_a_proxy_that_looks_inside_is_trusted_as_the_system_says(
    cloud: tuple[Paths, process.PracticeConnection],
    inspected: tuple[Proxy, Path],
    surroundings: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    proxy, authority = inspected
    surroundings.setenv("SSL_CERT_FILE", str(authority))
    session, cancel = azure_session(tmp_path), CancelToken()
    (subscription,) = list_subscriptions(session, cancel)
    assert subscription.id == cloud[1].subscription
    assert price_rows(session, MACHINES, "USD", cancel)
    assert public_address(session, cancel)
    session.close()
    assert set(proxy.connected) == set(AZURE_HOSTS)


def test_one_that_the_system_does_not_trust_is_a_problem(
    inspected: tuple[Proxy, Path], surroundings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    proxy, _ = inspected
    surroundings.delenv("SSL_CERT_FILE", raising=False)
    session = azure_session(tmp_path)
    assert problem_of(session) == "tls-failed"
    with pytest.raises(ProblemError) as prices:
        price_rows(session, MACHINES, "USD", CancelToken())
    assert prices.value.problem.code == "tls-failed"
    session.close()
    assert proxy.connected


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_the_command_line_works_behind_it(
    inspected: tuple[Proxy, Path],
    surroundings: pytest.MonkeyPatch,
    tmp_path: Path,
    variable: str,
) -> None:
    """A whole command against Azure's own addresses, in a process of its own."""
    proxy, authority = inspected
    surroundings.setenv(variable, str(authority))
    surroundings.setenv("KUMONOTE_HOME", str(tmp_path / "home"))
    done = subprocess.run(
        [CLI, "list", "--json"], capture_output=True, text=True, check=False, timeout=120
    )
    last: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert (done.returncode, last) == (0, {"event": "finished", "count": 0}), done.stdout
    assert {"login.microsoftonline.com", "management.azure.com"} <= set(proxy.connected)


def tunnelled(connection: process.PracticeConnection, folder: Path) -> Session:
    """A person at the practice cloud, which counts as far away: proxy and system's trust."""
    endpoints = Endpoints(
        authority=connection.authority,
        resource_manager=connection.url,
        scope=f"{connection.url}/.default",
        prices=f"{connection.url}/api/retail/prices",
        public_address=f"{connection.url}/practice/public-address",
    )
    person = Visitor(connection.ca_file, AIKO)

    def note(event: Event) -> None:
        if isinstance(event, CodeToType):
            person.type_code(event.page, event.code)

    def make(transport: Any) -> PersonCredential:
        file = AccountFile(Paths(folder / "state", folder / "cache"), "azure")
        app = PersonsApp(endpoints, memory_store())
        return PersonCredential(app, file, guide_over(note, with_a_code), transport)

    return Session(
        cloud="azure",
        endpoints=endpoints,
        subscription_id=connection.subscription,
        dialer=DirectDialer(),
        make_credential=make,
        on_close=person.close,
    )


def test_a_person_signs_in_through_a_proxy_with_a_password(
    cloud: tuple[Paths, process.PracticeConnection],
    surroundings: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    connection = cloud[1]
    surroundings.setenv("SSL_CERT_FILE", str(connection.ca_file))
    with forward_proxy(CREDENTIALS) as proxy:
        surroundings.setenv("HTTPS_PROXY", proxy.url(CREDENTIALS))
        session, cancel = tunnelled(connection, tmp_path), CancelToken()
        assert len(list_subscriptions(session, cancel)) == 1
        assert person_of(session).account is not None
        session.call(
            lambda: session.resource.resource_groups.create_or_update(
                "kumonote-proxy", {"location": "japaneast"}, cancel=cancel
            ),
            cancel,
        )
        session.wait_for(
            lambda polling, token: session.resource.resource_groups.begin_delete(
                "kumonote-proxy", polling=polling, cancel=token
            ),
            cancel,
            limit_seconds=60,
        )
        session.close()
        assert proxy.connected


def test_a_proxy_that_asks_for_a_password_is_a_problem_of_its_own(
    cloud: tuple[Paths, process.PracticeConnection],
    surroundings: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    surroundings.setenv("SSL_CERT_FILE", str(cloud[1].ca_file))
    with forward_proxy(CREDENTIALS) as proxy:
        for given in ("", "reader:wrong"):
            surroundings.setenv("HTTPS_PROXY", proxy.url(given))
            assert problem_of(tunnelled(cloud[1], tmp_path)) == "proxy-password-needed"
        assert proxy.refused
        assert not proxy.connected


def test_a_proxy_that_is_down_is_a_problem_too(
    cloud: tuple[Paths, process.PracticeConnection],
    surroundings: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    with forward_proxy() as proxy:
        gone = proxy.url(CREDENTIALS)
    surroundings.setenv("HTTPS_PROXY", gone)
    assert problem_of(tunnelled(cloud[1], tmp_path)) == "proxy-failed"
