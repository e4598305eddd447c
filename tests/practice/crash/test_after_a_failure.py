"""After a failure: what can be done is told, and what tells why is saved before it goes."""

from __future__ import annotations

import stat
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.engine.cancel import CancelToken
from app.logs import FILE_NAME
from app.operations.access_keys import LOGIN_KEY
from app.operations.evidence import save_logs
from app.operations.practice_cloud import PracticeWishes
from app.operations.workspace import open_workspace
from app.redaction import DOTS
from app.secret import Secret
from tests.practice.crash.ground import NAME, Ground, ground
from tests.shared.practice_home import Ended

if sys.platform == "win32":
    pytest.skip("the commands run in forks", allow_module_level=True)

FAULT = "os-provisioning-timeout@PUT:*/virtualMachines/*"


@pytest.fixture(scope="module")
def tried() -> Iterator[Ground]:
    with ground(machines=False) as made:
        yield made


@pytest.fixture
def failed(tried: Ground) -> Iterator[Ended]:
    """A creation that failed when it had a machine."""
    ended = tried.run("create", "--name", NAME, "--fault", FAULT)
    assert ended.exit_code == 1, ended.explanation
    yield ended
    tried.run("delete", NAME, "--yes", "--without-logs")
    assert tried.state().resources == ()


def files_of(archive: Path) -> dict[str, str]:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with zipfile.ZipFile(archive) as packed:
        return {name.split("/")[1]: packed.read(name).decode() for name in packed.namelist()}


def archives(tried: Ground) -> list[Path]:
    return sorted(tried.paths.logs.glob("*.zip"))


def test_the_choice_is_told_with_what_keeping_costs(tried: Ground, failed: Ended) -> None:
    left = next(event for event in failed.events if event["event"] == "left-behind")
    assert "an hour while the machine runs, $" in left["sentence"]
    assert "a day" in left["sentence"]
    choices = [words.split()[1:3] for words in failed.last["problem"]["choices"]]
    assert choices[-2:] == [["save-logs", NAME], ["delete", NAME]]
    kept = tried.run("save-logs", NAME)
    assert kept.exit_code == 0, kept.explanation
    (archive,) = archives(tried)
    assert kept.last["logs"] == str(archive)
    assert f"virtualmachines {NAME}" in files_of(archive)["azure.json"]
    assert tried.state().running == (NAME,), "it is kept"
    archive.unlink()


def test_what_tells_why_is_saved_before_it_goes(tried: Ground, failed: Ended) -> None:
    """Here a machine is an idea, so there is nothing in it to be saved: that is said."""
    removed = tried.run("delete", NAME, "--yes")
    assert removed.exit_code == 0, removed.explanation
    (archive,) = archives(tried)
    assert removed.last["logs"] == str(archive)
    found = files_of(archive)
    assert failed.last["problem"]["code"] in found["journal.jsonl"]
    assert {"README.txt", "kumonote.log", "azure.json", "console.txt"} <= found.keys()
    assert "not there: machine.txt" in found["README.txt"]
    archive.unlink()


def test_where_it_cannot_be_saved_nothing_goes_unasked(
    tried: Ground, failed: Ended, tmp_path: Path
) -> None:
    del failed
    file = tmp_path / "file"
    file.touch()
    refused = tried.run("delete", NAME, "--yes", "--logs-to", str(file))
    problem = refused.last["problem"]
    assert (refused.exit_code, problem["code"]) == (1, "logs-not-saved")
    assert [words.split()[3] for words in problem["choices"]] == ["--logs-to", "--without-logs"]
    assert tried.state().running == (NAME,)
    elsewhere = tried.run("delete", NAME, "--yes", "--logs-to", str(tmp_path / "chosen"))
    assert elsewhere.exit_code == 0, elsewhere.explanation
    (archive,) = (tmp_path / "chosen").glob("*.zip")
    assert elsewhere.last["logs"] == str(archive)
    assert archives(tried) == []


def test_no_secret_is_in_it(tried: Ground, failed: Ended, tmp_path: Path) -> None:
    del failed
    kept = Secret("neither a key nor a token, but kept")
    strange = {
        "pem": "-----BEGIN PRIVATE KEY-----\nb3BlbnNzaC1r\n-----END PRIVATE KEY-----",
        "token": "bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYXQifQ.c2lnbmF0dXJl",
        "hash": "$argon2id$v=19$m=10240,t=10,p=8$c2FsdA$aGFzaGhhc2g",
        "kept": kept.reveal(),
    }
    log = tried.paths.logs / FILE_NAME
    with log.open("a", encoding="utf-8") as file:
        file.writelines(f"{name}: {secret}\n" for name, secret in strange.items())
    cancel = CancelToken()
    workspace = open_workspace(
        tried.paths,
        practice=True,
        wishes=PracticeWishes(),
        emit=lambda _event: None,
        cancel=cancel,
    )
    try:
        workspace.vault.put(NAME, LOGIN_KEY, kept)
        saved = save_logs(workspace, NAME, tmp_path, lambda _event: None, cancel)
    finally:
        workspace.vault.delete(NAME)
        workspace.session.close()
    words = "\n".join(files_of(saved.file).values())
    for secret in ("b3BlbnNzaC1r", "c2lnbmF0dXJl", "aGFzaGhhc2g", kept.reveal()):
        assert secret not in words
    assert f"kept: {DOTS}" in words


def test_a_server_that_was_stopped_on_purpose_leaves_no_file(tried: Ground) -> None:
    assert tried.run("create", "--name", NAME).exit_code == 0
    assert tried.run("delete", NAME, "--yes").exit_code == 0
    assert archives(tried) == []
