"""What is asked of the publisher and what is taken from it, over real HTTPS."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.engine.cancel import Cancelled, CancelToken
from app.operations.update_look_up import LARGEST_BYTES, look_for_update
from app.paths import Paths
from app.publisher import update_address
from app.updates import Release, UpdateRecord
from tests.publisher.page import PAGE, Publisher, publisher
from tests.shared.waiting import wait_until

OWN = "1.4.0"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """Somebody has agreed to be told of updates."""
    (tmp_path / "settings.toml").write_text("[updates]\nlook = true\n", encoding="utf-8")
    return Paths(tmp_path, tmp_path)


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    with publisher(tmp_path, monkeypatch) as told:
        yield told


def look(paths: Paths, page: Publisher, *, limit_seconds: float = 60) -> Release | None:
    return look_for_update(paths, page.address, CancelToken(), own=OWN, limit_seconds=limit_seconds)


def another_day(paths: Paths) -> None:
    UpdateRecord(paths.updates).note(asked=datetime.now(UTC) - timedelta(hours=25))


def test_as_it_is_built_nobody_is_asked() -> None:
    assert update_address() == ""


@pytest.mark.parametrize(
    ("version", "newer"),
    [
        *(("1.4.1", True), ("1.10", True), ("v2.0.0", True), ("1.4.0.post1", True)),
        *(("1.4", False), ("1.4.0", False), ("1.3.9", False), ("2.0.0rc1", False)),
    ],
)
def test_only_a_newer_finished_version_is_told(
    paths: Paths, page: Publisher, version: str, newer: bool
) -> None:
    page.tell(version, notes="<b>what a later Kumonote may read</b>")
    found = look(paths, page)
    assert (found is not None) is newer
    if found is not None:
        assert found == Release(version=version.removeprefix("v"), page=PAGE)


def test_it_is_asked_once_a_day_whatever_comes_of_it(paths: Paths, page: Publisher) -> None:
    page.status = 500
    assert look(paths, page) is None
    page.status = 200
    page.tell("2.0.0")
    assert look(paths, page) is None
    assert len(page.asked) == 1
    another_day(paths)
    assert look(paths, page) is not None
    assert len(page.asked) == 2


def test_without_consent_nobody_is_asked(paths: Paths, page: Publisher) -> None:
    page.tell("2.0.0")
    paths.settings.write_text("[updates]\nlook = false\n", encoding="utf-8")
    assert look(paths, page) is None
    paths.settings.unlink()
    assert look(paths, page) is None
    assert page.asked == []


def test_a_skipped_version_is_not_told_again_but_the_next_one_is(
    paths: Paths, page: Publisher
) -> None:
    UpdateRecord(paths.updates).note(skipped="2.0.0")
    page.tell("2.0.0")
    assert look(paths, page) is None
    another_day(paths)
    page.tell("2.0.1")
    assert look(paths, page) is not None


def test_nothing_about_anybody_is_sent(
    paths: Paths, page: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login sora password open-sesame\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    page.tell("2.0.0")
    assert look(paths, page) is not None
    ((path, headers),) = page.asked
    assert path == "/newest.json"
    assert {name.lower() for name in headers} == {
        *("host", "user-agent", "accept", "accept-encoding", "connection")
    }
    assert headers["User-Agent"] == "Kumonote"


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"not found",
        b'{"version": "2.0.0"',
        b"[" * 100_000,
        b'["2.0.0"]',
        b'{"version": 2, "page": "https://kumonote.example"}',
        b'{"version": "newest", "page": "https://kumonote.example"}',
        b'{"version": "2.0.0"}',
        b'{"version": "2.0.0", "page": "http://kumonote.example"}',
        b'{"version": "2.0.0", "page": "file:///etc/passwd"}',
        b'{"version": "2.0.0", "page": "https://sora:secret@kumonote.example"}',
        b'{"version": "2.0.0", "page": "https://"}',
        b'{"version": "2.0.0", "page": "https://[kumonote"}',
        b'{"version": "2.0.0", "page": "https://kumonote.example/\\" x"}',
        json.dumps({"version": "2.0.0", "page": PAGE + "/" * 600}).encode(),
        json.dumps({"version": "2." + "0" * 60, "page": PAGE}).encode(),
        json.dumps({"version": "2.0.0", "page": PAGE, "more": "x" * LARGEST_BYTES}).encode(),
    ],
)
def test_what_is_not_as_agreed_is_as_nothing(
    paths: Paths, page: Publisher, document: bytes
) -> None:
    page.document = document
    assert look(paths, page) is None
    assert len(page.asked) == 1


def test_nothing_follows_a_redirect(paths: Paths, page: Publisher) -> None:
    page.tell("2.0.0")
    page.status, page.elsewhere = 302, page.address
    assert look(paths, page) is None
    assert len(page.asked) == 1


def test_a_certificate_that_nobody_trusts_ends_it(
    paths: Paths, page: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    page.tell("2.0.0")
    assert look(paths, page) is None
    assert page.asked == []


@pytest.mark.parametrize("manner", ["silent", "dripping"])
def test_an_answer_that_does_not_come_to_an_end_is_not_waited_for(
    paths: Paths, page: Publisher, manner: str
) -> None:
    page.tell("2.0.0")
    setattr(page, manner, True)
    assert look(paths, page, limit_seconds=0.5) is None
    assert page.came.is_set()


def test_a_cancel_ends_it_at_once(paths: Paths, page: Publisher) -> None:
    page.silent = True
    cancel = CancelToken()
    ended: list[type[Exception]] = []

    def ask() -> None:
        try:
            look_for_update(paths, page.address, cancel, own=OWN, limit_seconds=3600)
        except Cancelled as error:
            ended.append(type(error))

    asking = threading.Thread(target=ask)
    asking.start()
    wait_until(page.came.is_set)
    cancel.cancel()
    asking.join()
    assert ended == [Cancelled]


@pytest.mark.parametrize("content", ["", "{", '{"asked": "yesterday"}', '{"asked": 1e400}', "\0"])
def test_a_spoilt_record_is_as_none(paths: Paths, page: Publisher, content: str) -> None:
    paths.updates.write_text(content, encoding="utf-8")
    page.tell("2.0.0")
    assert look(paths, page) is not None


def test_a_clock_that_was_wrong_does_not_keep_it_from_asking(paths: Paths, page: Publisher) -> None:
    UpdateRecord(paths.updates).note(asked=datetime.now(UTC) + timedelta(days=400))
    page.tell("2.0.0")
    assert look(paths, page) is not None
