"""Another size, another daily stop, what is left over: told by nothing but the command line."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.azure.practice import session_over
from app.azure.session import Session
from app.paths import Paths
from app.practice import process
from app.problems import ProblemError
from app.secret import Secret
from tests.shared.notebook_login import log_in
from tests.shared.practice_home import Ended, PracticeHome
from tests.shared.servers import new_practice_home
from tests.unit.wizard.authorities import Wish, issue

NAME = "changing"


@pytest.fixture(scope="module")
def password() -> Secret:
    return Secret(f"Kumo-{secrets.token_urlsafe(12)}")


@pytest.fixture(scope="module")
def home(password: Secret) -> Iterator[PracticeHome]:
    """A practice cloud with one running server in a reduced guest."""
    with new_practice_home() as home:
        words = ("create", "--name", NAME, "--speed=50", "--guest=reduced")
        created = home.practice(*words, password=password)
        assert created.exit_code == 0, created.explanation
        yield home


@pytest.fixture
def session(home: PracticeHome) -> Iterator[Session]:
    """The same cloud for another client: somebody in the portal."""
    session = session_over(process.ensure_running(Paths(home.folder, home.folder / "cache")))
    yield session
    session.close()


def logged(ended: Ended) -> str:
    return "\n".join(str(e["text"]) for e in ended.events if e["event"] == "log-line")


def steps_of(ended: Ended) -> list[str]:
    return [str(e["step"]) for e in ended.events if e["event"] == "step-done"]


def facts(ended: Ended, name: str) -> dict[str, dict[str, Any]]:
    assert ended.exit_code == 0, ended.explanation
    return {str(e["name"]): e for e in ended.events if e["event"] == name}


@pytest.mark.timeout(600)
def test_a_size_that_is_there_one_that_is_elsewhere_and_a_stopped_server(
    home: PracticeHome,
) -> None:
    sizes = facts(home.practice("resize", NAME), "size")
    assert "Standard_B2s_v2" not in sizes, "it has that"
    assert not sizes["Standard_D4s_v5"]["stops_first"]
    assert sizes["Standard_E4s_v5"]["stops_first"]
    assert sizes["Standard_D4s_v5"]["running_hour"] > 0
    every = facts(home.practice("resize", NAME, "--all"), "size")
    assert every["Standard_B2ms"]["obstacle"] == "temporary-disk"

    before = home.practice("show", NAME).server
    here = home.practice("resize", NAME, "--size", "standard_d4s_v5")
    assert here.server == {**before, "size": "Standard_D4s_v5"}
    assert steps_of(here) == ["resize", "page"]
    assert "boots again" in logged(here)
    assert "Standard_B2s_v2 ($" in logged(here), "what it costs is told"

    elsewhere = home.practice("resize", NAME, "--size", "Standard_E4s_v5")
    assert elsewhere.server == {**before, "size": "Standard_E4s_v5"}
    assert steps_of(elsewhere) == ["stop", "resize", "start", "page"]
    assert "given back" in logged(elsewhere)

    assert home.practice("stop", NAME).exit_code == 0
    asleep = home.practice("resize", NAME, "--size", "Standard_B2s_v2")
    assert asleep.server["state"] == "stopped"
    assert steps_of(asleep) == ["resize"]
    assert home.practice("start", NAME).server == before


def test_impossible_sizes_are_refused_with_advice(home: PracticeHome) -> None:
    for size, code in (("Standard_B2ms", "size-temporary-disk"), ("Standard_Z9", "size-unknown")):
        ended = home.practice("resize", NAME, "--size", size)
        assert (ended.exit_code, ended.last["problem"]["code"]) == (1, code)
        assert ended.last["problem"]["advice"]
    assert home.practice("show", NAME).server["size"] == "Standard_B2s_v2"


def test_the_password_and_nothing_else(home: PracticeHome, password: Secret) -> None:
    before = home.practice("show", NAME).server
    where = before["url"], before["certificate_sha256"]
    weak = home.practice("set-password", NAME, password=Secret("password1"))
    assert weak.exit_code == 2
    assert [f["field"] for f in weak.last["problem"]["findings"]] == ["password"]
    log_in(*where, password)

    other = Secret(f"Kumo-{secrets.token_urlsafe(12)}")
    changed = home.practice("set-password", NAME, password=other)
    assert changed.server == before
    assert steps_of(changed)[-2:] == ["password", "login"]
    with pytest.raises(ProblemError) as refused:
        log_in(*where, password)
    assert refused.value.problem.code == "notebook-login"
    log_in(*where, other)
    assert home.practice("set-password", NAME, password=password).exit_code == 0
    log_in(*where, password)


def test_the_certificate_and_nothing_else(
    home: PracticeHome, password: Secret, tmp_path: Path
) -> None:
    before = home.practice("show", NAME).server
    url, old = before["url"], before["certificate_sha256"]
    made = home.practice("set-certificate", NAME)
    assert made.exit_code == 0, made.explanation
    assert made.server == {**before, "certificate_sha256": made.server["certificate_sha256"]}
    assert made.server["certificate_sha256"] != old
    assert steps_of(made)[-3:] == ["certificate", "pin", "page"]
    log_in(url, made.server["certificate_sha256"], password)
    with pytest.raises(ProblemError) as refused:
        log_in(url, old, password)
    assert refused.value.problem.code == "notebook-certificate"

    host = url.removeprefix("https://").partition(":")[0]
    wrong = home.practice("set-certificate", NAME, "--certificate", own(tmp_path, "other.example"))
    assert wrong.exit_code == 2
    assert [f["field"] for f in wrong.last["problem"]["findings"]] == ["certificate.file"]
    given = home.practice("set-certificate", NAME, "--certificate", own(tmp_path, host))
    assert given.exit_code == 0, given.explanation
    log_in(url, given.server["certificate_sha256"], password)
    assert home.practice("set-certificate", NAME).exit_code == 0


def own(folder: Path, host: str) -> Path:
    """A file with a certificate for `host`, and its key."""
    now = datetime.now(UTC)
    issued = issue(Wish((host,), now - timedelta(days=1), now + timedelta(days=90)))
    file = folder / f"{host}.pem"
    file.write_bytes(issued.pem + issued.key_pem())
    return file


def test_the_daily_stop(home: PracticeHome) -> None:
    set_ = home.practice("schedule", NAME, "--daily-stop", "21:30", "--time-zone", "Europe/Berlin")
    assert set_.exit_code == 0, set_.explanation
    shown = home.practice("schedule", NAME).last
    assert (shown["daily_stop"], shown["time_zone"]) == ("21:30", "Europe/Berlin")
    other = home.practice("schedule", NAME, "--daily-stop", "22:00").last
    assert (other["daily_stop"], other["time_zone"]) == ("22:00", "Europe/Berlin")
    off = home.practice("schedule", NAME, "--daily-stop", "off")
    assert off.exit_code == 0, off.explanation
    assert home.practice("schedule", NAME).last["daily_stop"] == ""
    wrong = home.practice("schedule", NAME, "--daily-stop", "25:00", "--time-zone", "Mars")
    assert wrong.exit_code == 2
    fields = [finding["field"] for finding in wrong.last["problem"]["findings"]]
    assert fields == ["schedule.daily_stop", "schedule.time_zone"]


def test_a_server_that_was_shut_down_from_inside_is_offered_to_be_given_back(
    home: PracticeHome, session: Session
) -> None:
    machines: Any = session.compute.virtual_machines
    machines.begin_power_off(f"kumonote-{NAME}", NAME, polling_interval=1).wait()
    listed = home.run("list", "--practice")
    assert [e["server"]["state"] for e in listed.events if e["event"] == "server"] == [
        "stopped-billed"
    ]
    assert home.practice("stop", NAME).server["state"] == "stopped"
    assert home.practice("start", NAME).server["state"] == "running"


def test_what_is_left_over_is_listed_with_its_price_and_removed(
    home: PracticeHome, session: Session
) -> None:
    assert home.practice("orphans").last["count"] == 0
    disks: Any = session.compute.disks
    body = {
        "location": "japaneast",
        "tags": {"created-by": "kumonote"},
        "sku": {"name": "StandardSSD_LRS"},
        "properties": {"creationData": {"createOption": "Empty"}, "diskSizeGB": 32},
    }
    disks.begin_create_or_update(f"kumonote-{NAME}", "old", body, polling_interval=1).wait()
    found = facts(home.practice("orphans"), "orphan")
    assert list(found) == ["old"]
    assert found["old"]["month"] > 1
    assert found["old"]["removable"]
    unsure = home.practice("orphans", "--remove")
    assert (unsure.exit_code, unsure.last["problem"]["code"]) == (2, "confirmation-needed")
    removed = home.practice("orphans", "--remove", "--yes")
    assert removed.last["removed"] == ["disk old"]
    assert home.practice("orphans").last["count"] == 0
    assert home.practice("show", NAME).server["state"] == "running"
