"""Every call of a server's whole life, and every answer, against Microsoft's published API.

What is checked: paths, api-versions, required and read-only properties, types, enumerations,
status codes and the headers of long-running operations, by a validator that is kept apart from
this project. What is not: whether the service would do what the practice cloud did.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.shared.servers import CreatedServer
from tests.shared.validator import needs_description, validate

pytestmark = needs_description


@pytest.fixture(scope="module")
def traffic(created_server: CreatedServer) -> Path:
    """The log of everything that one server's life made the app and the cloud say.

    It ends that life: `conftest.py` sees to it that nobody needs the server afterwards.
    """
    home, name = created_server.home, created_server.name
    for words in (
        ["list"],
        ["catalogue"],
        ["stop", name],
        ["start", name],
        ["resize", name],
        ["resize", name, "--size", "Standard_D2s_v5"],
        ["schedule", name, "--daily-stop", "20:30", "--time-zone", "Asia/Tokyo"],
        ["schedule", name, "--daily-stop", "off"],
        ["orphans"],
        ["repair", name],
        ["show", name],
        ["export", name],
        ["delete", name, "--yes"],
    ):
        done = home.practice(*words)
        assert done.exit_code == 0, f"{words}: {done.explanation}"
    return home.traffic


def calls(traffic: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in traffic.read_text(encoding="utf-8").splitlines()]


def test_every_request_and_every_answer_is_as_published(traffic: Path) -> None:
    fits, said = validate(traffic, "--level", "ERROR")
    assert fits, said[-8000:]


def test_the_log_tells_the_whole_life(traffic: Path) -> None:
    """A log with holes would pass the check above."""
    seen = {f"{c['method']} {_kind(c['url'])}" for c in calls(traffic)}
    assert {
        "PUT resourcegroups",
        "PUT virtualnetworks",
        "PUT networksecuritygroups",
        "PUT publicipaddresses",
        "PUT networkinterfaces",
        "PUT virtualmachines",
        "PUT schedules",
        "POST deallocate",
        "POST start",
        "PATCH virtualmachines",
        "DELETE schedules",
        "POST resources",
        "DELETE resourcegroups",
    } <= seen, sorted(seen)


def test_no_secret_is_in_the_log(traffic: Path, created_server: CreatedServer) -> None:
    written = traffic.read_text(encoding="utf-8")
    assert created_server.password.reveal() not in written
    assert not re.search(r"bearer\s+[\w-]{20}", written, re.IGNORECASE)
    assert "PRIVATE KEY" not in written


def _kind(url: str) -> str:
    """The last word of a path that names a kind or an action: ".../virtualMachines/x" -> that."""
    words = url.split("?")[0].lower().rstrip("/").split("/")
    known = ("deallocate", "start", "runcommand", "resources")
    return words[-1] if words[-1] in known else words[-2]
