"""The way to a cloud, piece by piece, against a real HTTPS server that has something wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from app.azure.reach import Service, addresses_of, clock_skew, issuer_of, proxy_of
from app.azure.session import Session
from app.dialing import DirectDialer
from app.engine.cancel import CancelToken
from app.practice.certificates import make_certificate
from app.problems import ProblemError
from tests.practice.azure.answering import Answer, AnsweringCloud, AnyToken, answering_cloud


@pytest.fixture(scope="module")
def cloud() -> Iterator[AnsweringCloud]:
    with answering_cloud() as answering:
        yield answering


@pytest.mark.parametrize("minutes", [-60, 0, 60])
def test_the_clocks_are_compared(cloud: AnsweringCloud, minutes: int) -> None:
    there = datetime.now(UTC) + timedelta(minutes=minutes)
    cloud.answer = Answer(401, {}, {"Date": format_datetime(there, usegmt=True)})
    skew = clock_skew(cloud.session, CancelToken())
    # a busy computer takes its time between the two clocks
    assert abs(skew - 60 * minutes) < 30


def test_who_made_the_certificate_is_told(cloud: AnsweringCloud) -> None:
    assert "Kumonote practice authority" in issuer_of(cloud.session, Service.of(cloud.session))


def test_a_certificate_that_nobody_trusts_is_told(cloud: AnsweringCloud, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(make_certificate().authority_pem)
    session = Session(
        cloud="azure",
        endpoints=replace(cloud.session.endpoints, ca_file=other),
        subscription_id="",
        dialer=DirectDialer(),
        make_credential=lambda _transport: AnyToken(),
    )
    with pytest.raises(ProblemError) as raised:
        issuer_of(session, Service.of(session))
    assert raised.value.problem.code == "tls-failed"
    session.close()


def test_a_name_that_leads_nowhere_is_told() -> None:
    with pytest.raises(ProblemError) as raised:
        addresses_of(Service("nowhere.invalid", 443))
    assert raised.value.problem.code == "name-not-resolved"
    assert "nowhere.invalid" in raised.value.problem.details


def test_a_proxy_is_told_without_its_password(
    cloud: AnsweringCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert proxy_of(cloud.session) == "", "the practice cloud is on this computer"
    session = Session(
        cloud="azure",
        endpoints=replace(cloud.session.endpoints, resource_manager="https://azure.example"),
        subscription_id="",
        dialer=DirectDialer(),
        make_credential=lambda _transport: AnyToken(),
    )
    session.http.trust_env = True
    monkeypatch.setenv("HTTPS_PROXY", "http://user:secret@proxy.example:3128")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert proxy_of(session) == "http://proxy.example:3128"
    session.close()


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://nowhere.invalid", "name-not-resolved"),
        ("https://127.0.0.1:9", "connection-failed"),
    ],
)
def test_a_service_that_is_not_there_is_told(
    cloud: AnsweringCloud, address: str, code: str
) -> None:
    """Also outside the SDK, where requests lets the errors of urllib3 through."""
    session = Session(
        cloud="azure",
        endpoints=replace(cloud.session.endpoints, resource_manager=address),
        subscription_id="",
        dialer=DirectDialer(),
        make_credential=lambda _transport: AnyToken(),
    )
    with pytest.raises(ProblemError) as raised:
        clock_skew(session, CancelToken())
    assert raised.value.problem.code == code
    session.close()
