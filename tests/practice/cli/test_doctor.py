"""`doctor`: this computer, the way to the practice cloud, the account, and every live check.

The machine of the practice cloud is the reduced one here, so what is looked at inside it is
told, but not as a whole system would answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.operations.live_checks import CHECKS
from app.operations.live_made_checks import MADE_CHECKS
from tests.shared.practice_home import Ended, PracticeHome
from tests.shared.servers import new_practice_home

COMPUTER = ["python", "keyring", "disk-space", "practice-guest", "practice-windows"]
WAY = ["proxy", "dns", "tls", "clock"]
ACCOUNT = ["sign-in", "providers", "quota"]
INSIDE = {"run-command-shell", "run-command-paths", "boot-finished", "administrator"}
NOT_IN_PRACTICE = {"overlapping-networks"}


@pytest.fixture(scope="module")
def home() -> Iterator[PracticeHome]:
    with new_practice_home() as home:
        started = home.run("practice", "start", "--guest=reduced", "--speed=100")
        assert started.exit_code == 0, started.explanation
        yield home


def checks(ended: Ended) -> dict[str, bool]:
    """Whether each check is ok, in order."""
    assert ended.exit_code == 0, ended.explanation
    return {e["code"]: e["ok"] for e in ended.events if e["event"] == "check"}


def test_everything_between_here_and_the_cloud_is_looked_at(home: PracticeHome) -> None:
    found = checks(home.practice("doctor"))
    assert list(found) == [*COMPUTER, *WAY, *ACCOUNT]
    assert all(found[code] for code in (*WAY, *ACCOUNT)), found


def test_the_live_checks_make_nothing(home: PracticeHome) -> None:
    before = home.traffic.read_text("utf-8").count('"method": "PUT"')
    found = checks(home.practice("doctor", "--live"))
    assert list(found)[-len(CHECKS) :] == [check.id for check in CHECKS]
    assert [check.id for check in CHECKS if not found[check.id]] == []
    assert home.traffic.read_text("utf-8").count('"method": "PUT"') == before


def test_a_server_is_made_looked_at_and_deleted(home: PracticeHome) -> None:
    ended = home.practice("doctor", "--live", "--create", "--yes")
    found = checks(ended)
    assert set(found) >= {check.id for check in MADE_CHECKS}
    wrong = {check.id for check in MADE_CHECKS if not found[check.id]}
    assert wrong <= INSIDE | NOT_IN_PRACTICE
    events = [event["event"] for event in ended.events]
    assert events.index("cost") < events.index("run-started"), "the price is told first"
    assert home.practice("list").last["count"] == 0


def test_without_a_yes_nothing_is_made(home: PracticeHome) -> None:
    refused = home.practice("doctor", "--live", "--create")
    assert refused.exit_code == 2
    assert refused.last["problem"]["code"] == "confirmation-needed"
    assert home.practice("doctor", "--create").last["problem"]["code"] == "live-needed"


def test_nobody_is_asked_to_sign_in(home: PracticeHome) -> None:
    """Seen from Azure itself, which need not be reached for it."""
    found = checks(home.run("doctor", limit_seconds=120))
    assert not found["sign-in"]
    assert "providers" not in found


def test_it_speaks_japanese(home: PracticeHome) -> None:
    ended = replace(home, language="ja_JP").practice("doctor")
    said = [e["sentence"] for e in ended.events if e["event"] == "check" and e["code"] == "proxy"]
    assert said == ["なし: このコンピューターはクラウドに直接接続します"]
