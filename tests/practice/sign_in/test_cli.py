"""`sign-in`, `account`, `sign-out` as commands: each a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.practice.sign_in.conftest import Place
from tests.practice.sign_in.visitor import AIKO, BEN, Visitor
from tests.shared.practice_home import CLI, PracticeHome
from tests.shared.traffic import new_log

VISIT = Path(__file__).with_name("visit.py")
ROOT = VISIT.parents[3]


def run(place: Place, person: str, *words: str) -> tuple[int, list[dict[str, Any]]]:
    """The command with `person` before its browser: exit code and events."""
    home = PracticeHome(place.paths.state, new_log("app"))
    environment = home.environment | {
        "KUMONOTE_CACHE": str(place.paths.cache),
        "PYTHONPATH": str(ROOT),
        "BROWSER": f"{sys.executable} {VISIT} {place.connection.ca_file} {person} %s &",
    }
    done = subprocess.run(
        [CLI, *words, "--practice", "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_signing_in_and_out_with_the_browser(place: Place) -> None:
    code, events = run(place, AIKO, "account")
    assert (code, events[-1]["problem"]["code"]) == (1, "not-signed-in")

    code, events = run(place, AIKO, "sign-in")
    assert code == 0, events
    account = events[-1]["account"]
    assert account["user_name"] == "aiko@practice.localhost"
    (organisation,) = account["organisations"]
    assert organisation["chosen"]
    assert organisation["subscriptions"][0]["id"] == place.connection.subscription

    code, events = run(place, AIKO, "account")
    if account["remembered"]:
        assert (code, events[-1]["account"]) == (0, account)
    else:
        assert (code, events[-1]["problem"]["code"]) == (1, "sign-in-needed")

    code, events = run(place, AIKO, "list")
    assert (code, events[-1]) == (0, {"event": "finished", "count": 0})
    asked = [e for e in events if e["event"] in ("sign-in-asked", "sign-in-ended")]
    if account["remembered"]:
        assert asked == []
    else:
        assert (asked[0]["way"], asked[0]["limit_seconds"]) == ("browser", 600)
        assert [e["user_name"] for e in asked] == ["aiko@practice.localhost"] * 2

    assert run(place, AIKO, "sign-out")[1][-1]["signed_out"]
    assert not run(place, AIKO, "sign-out")[1][-1]["signed_out"]


def test_signing_in_with_a_code_to_another_organisation(place: Place) -> None:
    """A person reads the code from the running program and types it."""
    person = Visitor(place.connection.ca_file, BEN)
    home = PracticeHome(place.paths.state, new_log("app"))
    words = ["sign-in", "--code", "--tenant", "practice.localhost", "--practice", "--json"]
    with subprocess.Popen(
        [CLI, *words], env=home.environment, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        events = []
        for line in program.stdout:
            events.append(json.loads(line))
            if events[-1]["event"] == "code-to-type":
                person.type_code(events[-1]["page"], events[-1]["code"])
    person.close()
    assert program.returncode == 0, events
    first, second = events[-1]["account"]["organisations"]
    assert (first["id"], first["chosen"]) == (place.connection.tenant, True)
    assert len(first["subscriptions"]) == 1
    assert second["domain"] == "university.practice.localhost"
    assert "Prove who you are" in person.pages
