"""Killed at any moment, a creation goes on where it stopped, or is removed without a rest."""

from __future__ import annotations

import hashlib
import json
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.secret import Secret
from tests.shared.practice_home import CLI, PracticeHome
from tests.shared.servers import new_practice_home

SEED = 20261124
KILLS = 10
EVENTS = 60
"""Kills strike among so many first events of a run, of which one that goes on tells few more:
most come before the end. `python -m tests.practice.crash.full_run` strikes at each."""


def moment(number: int) -> int:
    """After how many events kill `number` strikes: by chance, but the same at each run."""
    chance = hashlib.sha256(f"{SEED} {number}".encode()).digest()
    return 1 + int.from_bytes(chance[:4]) % EVENTS


@pytest.fixture(scope="module")
def home() -> Iterator[PracticeHome]:
    with new_practice_home() as home:
        yield home


Moment = Callable[[int, dict[str, Any]], bool]
"""Whether to strike now: gets the number of events so far and the last of them."""


def after_events(count: int) -> Moment:
    return lambda number, _event: number >= count


def as_begins(step: str) -> Moment:
    return lambda _number, event: (event["event"], event.get("step")) == ("step-started", step)


def killed(home: PracticeHome, *words: str, password: Secret, when: Moment) -> bool:
    """Start a command and kill it (-9) at the moment; False if it was done before."""
    with subprocess.Popen(
        [CLI, *words, "--practice", "--json", "--password-stdin"],
        env=home.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(password.reveal() + "\n")
        process.stdin.flush()
        for number, line in enumerate(process.stdout, 1):
            event = json.loads(line)
            assert event["event"] != "failed", event
            if event["event"] == "finished":
                return False
            if when(number, event):
                break
        process.kill()
    return True


def machines(home: PracticeHome, name: str) -> list[dict[str, Any]]:
    """The servers of that name which the cloud has."""
    events = home.practice("list").events
    return [e["server"] for e in events if e["event"] == "server" and e["server"]["name"] == name]


def resources(home: PracticeHome, name: str, folder: Path) -> list[str]:
    """The declarations of an export: one for each resource."""
    file = folder / f"{name}.bicep"
    exported = home.practice("export", name, "--output", file)
    assert exported.exit_code == 0, exported.explanation
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.split("'")[1].split("@")[0] for line in lines if line.startswith("resource ")]


@pytest.mark.timeout(3000)
def test_ten_kills_and_a_resume_make_one_whole_server(home: PracticeHome, tmp_path: Path) -> None:
    password = Secret(f"Kumo-{secrets.token_urlsafe(12)}")
    create = ("create", "--name", "cat", "--speed=20")
    words: tuple[str, ...] = create
    kills = 0
    for number in range(3 * KILLS):
        if kills == KILLS:
            break
        if killed(home, *words, password=password, when=after_events(moment(number))):
            kills += 1
            # killed before it made anything, it is begun again
            words = ("resume", "cat") if machines(home, "cat") else create
        else:  # it came through before its moment
            _is_whole_and_goes(home, tmp_path)
            words = create
    assert kills == KILLS
    ended = home.practice(*words, password=password)
    assert ended.server["ready"], ended.explanation
    _is_whole_and_goes(home, tmp_path)


def _is_whole_and_goes(home: PracticeHome, folder: Path) -> None:
    """There is one server with one of each resource; deleted, nothing is left."""
    (server,) = machines(home, "cat")
    assert server["state"] == "running"
    assert server["ready"]
    made = resources(home, "cat", folder)
    assert sorted(made) == sorted(set(made)), "one of each"
    assert len(made) == 6
    deleted = home.practice("delete", "cat", "--yes")
    assert deleted.exit_code == 0, deleted.explanation
    assert machines(home, "cat") == []


@pytest.mark.parametrize("step", ["network", "machine", "software", "check"])
def test_killed_and_deleted_leaves_nothing(home: PracticeHome, step: str) -> None:
    password = Secret(f"Kumo-{secrets.token_urlsafe(12)}")
    name = f"dog-{step}"
    words = ("create", "--name", name, "--speed=20")
    assert killed(home, *words, password=password, when=as_begins(step))
    deleted = home.practice("delete", name, "--yes")
    assert deleted.exit_code == 0, deleted.explanation
    assert machines(home, name) == []
    left = [path for path in home.folder.rglob(f"*{name}*") if path.is_file()]
    assert left == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_interrupted_it_says_what_to_do_and_leaves_with_130(home: PracticeHome) -> None:
    import signal

    password = Secret(f"Kumo-{secrets.token_urlsafe(12)}")
    with subprocess.Popen(
        [CLI, "create", "--name", "owl", "--practice", "--speed=20", "--json", "--password-stdin"],
        env=home.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(password.reveal() + "\n")
        process.stdin.flush()
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "step-started" and event["step"] == "machine":
                process.send_signal(signal.SIGINT)
                break
        last = json.loads(process.stdout.readlines()[-1])
    assert process.returncode == 130
    assert last["event"] == "failed"
    assert last["problem"]["code"] == "cancelled"
    assert last["problem"]["choices"] == [
        "kumonote-cli resume owl --practice",
        "kumonote-cli delete owl --practice",
    ]
    assert home.practice("delete", "owl", "--yes").exit_code == 0
