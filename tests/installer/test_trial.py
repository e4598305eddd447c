"""`try`: one command line leads from any state of the practice server to a usable one.

The command-line twin is played by a recorder; that the real one makes a server is proven by
its own tests.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from installer.trial import Twin, generated_password, make_server
from tests.installer.recorded import Recorder, recorded

SERVER: dict[str, Any] = {
    "name": "try",
    "state": "running",
    "url": "https://kumonote-try.japaneast.practice.localhost:40443/",
    "certificate_sha256": "AB:CD",
    "ready": True,
}


class Cloud:
    """Answers `show` with `server`; a create, resume or start makes it a running one."""

    def __init__(self, server: dict[str, Any] | None, code: int = 0) -> None:
        self.server = server
        self.code = code
        self.recorder = Recorder(self._answer)

    def _answer(self, line: list[str], _options: dict[str, Any]) -> tuple[int, str]:
        if line[1] != "show":
            self.server = SERVER if self.code == 0 else self.server
            return self.code, ""
        if self.server is None:
            failed = {"event": "failed", "problem": {"code": "server-unknown"}}
            return 1, json.dumps(failed) + "\n"
        events = [{"event": "server", "server": self.server}, {"event": "finished"}]
        return 0, "".join(json.dumps(e) + "\n" for e in events)

    def verbs(self) -> list[str]:
        return [line[1] for line in self.recorder.lines if line[1] != "show"]


def run(cloud: Cloud, folder: Path) -> int:
    twin = Twin(Path("kumonote-cli"), recorded(cloud.recorder, folder))
    return make_server(twin, ".venv/bin/kumonote-cli")


def test_the_first_time_a_server_is_made_and_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud = Cloud(None)
    assert run(cloud, tmp_path) == 0
    assert cloud.verbs() == ["create"]
    said = capsys.readouterr().out
    assert SERVER["url"] in said
    assert "SHA-256 AB:CD" in said
    for way in ("stop try", "start try", "delete try"):
        assert f".venv/bin/kumonote-cli {way} --practice" in said


def test_the_password_is_shown_once_and_passed_out_of_sight(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud = Cloud(None)
    run(cloud, tmp_path)
    (index,) = [i for i, line in enumerate(cloud.recorder.lines) if line[1] == "create"]
    line, options = cloud.recorder.lines[index], cloud.recorder.options[index]
    password = options["input"].strip()
    assert len(password) >= 20
    assert "--password-stdin" in line
    assert password not in " ".join(line)
    assert password not in json.dumps(options["env"])
    assert capsys.readouterr().out.count(password) == 1
    assert [f for f in tmp_path.rglob("*") if f.is_file() and password in f.read_text()] == []


def test_the_second_time_what_is_there_is_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud = Cloud(SERVER)
    assert run(cloud, tmp_path) == 0
    assert cloud.verbs() == []
    assert "the one shown when it was made" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        ("stopped", "start"),
        ("stopped-billed", "start"),
        ("incomplete", "resume"),
        ("creating", "resume"),
    ],
)
def test_a_server_in_another_state_is_brought_to_readiness(
    tmp_path: Path, state: str, verb: str
) -> None:
    cloud = Cloud({**SERVER, "state": state})
    assert run(cloud, tmp_path) == 0
    assert cloud.verbs() == [verb]


def test_a_running_machine_that_was_never_ready_is_gone_on_with(tmp_path: Path) -> None:
    cloud = Cloud({**SERVER, "ready": False})
    run(cloud, tmp_path)
    assert cloud.verbs() == ["resume"]


def test_a_failure_says_how_to_start_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud = Cloud(None, code=1)
    assert run(cloud, tmp_path) == 1
    assert "delete try --practice --yes" in capsys.readouterr().out


def test_two_passwords_are_never_alike_and_easy_to_copy() -> None:
    made = {generated_password() for _ in range(100)}
    assert len(made) == 100
    assert not set("".join(made)) & set("0O1lIi ")
