"""What package managers, pip and uv say when they fail, as problems with a code."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.guest.protocol import CommandResult
from app.guest.setup import ended_unforeseen
from app.guest.words import setup_problem, setup_words
from app.problems import Action
from resources.guest.kumonote_setup import installing, package_manager
from resources.guest.kumonote_setup.failures import SetupError
from resources.guest.kumonote_setup.room import need_room

_APT = {
    "E: Failed to fetch http://deb.example/pool/x.deb  Temporary failure resolving 'deb.example'": (
        "guest-packages-network"
    ),
    "W: Failed to fetch http://a/InRelease  Could not connect to a:80, connection timed out": (
        "guest-packages-network"
    ),
    "E: You don't have enough free space in /var/cache/apt/archives/.": "guest-disk-full",
    "dpkg: error: cannot write: No space left on device": "guest-disk-full",
    "E: Unable to locate package python3-pip-whl": "guest-packages",
    "Problem: nothing provides 'x' needed by y": "guest-packages",
    " - Signature verification failed for repomd.xml": "guest-packages-unsigned",
    "E: The repository 'http://a noble InRelease' is not signed.": "guest-packages-unsigned",
    "Download (curl) error for 'https://a/repodata': Connection failed": "guest-packages-network",
}
_INDEX = {
    "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE": "guest-index-hash",
    "error: Failed to download `six==1.17.0`\n  Caused by: Hash mismatch for `six==1.17.0`": (
        "guest-index-hash"
    ),
    "error: Failed to fetch: `https://index.example/simple/x/`\n  Caused by: error sending request"
    "\n  Caused by: invalid peer certificate: UnknownIssuer": "guest-index-certificate",
    "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] ...": (
        "guest-index-certificate"
    ),
    "error: Request failed after 3 retries\n  Caused by: Failed to fetch\n dns error": (
        "guest-index-network"
    ),
    "NewConnectionError('...: Failed to establish a new connection: [Errno 101]": (
        "guest-index-network"
    ),
    "ERROR: No matching distribution found for uv==0.13.9": "guest-index-missing",
    "Because there is no version of numpy==2.5.5, we can conclude": "guest-index-missing",
    "error: failed to hardlink file: No space left on device (os error 28)": "guest-disk-full",
    "something that nobody has seen": "setup-failed",
}


@pytest.mark.parametrize("output", _APT)
def test_package_managers(output: str) -> None:
    failure = package_manager.failed(f"Reading…\n{output}\n")
    assert failure.code == _APT[output]
    assert failure.retryable == failure.code.endswith("-network")
    assert output in failure.details


@pytest.mark.parametrize("output", _INDEX)
def test_pip_and_uv(output: str) -> None:
    failure = installing.explained(output)
    assert failure.code == _INDEX[output]
    assert failure.retryable == failure.code.endswith("-network")


@pytest.mark.parametrize("output", [*_APT, *_INDEX])
def test_each_becomes_a_problem_in_the_apps_words(output: str) -> None:
    failure = package_manager.failed(output) if output in _APT else installing.explained(output)
    event = {
        "code": failure.code,
        "message": str(failure),
        "advice": failure.advice,
        "retryable": failure.retryable,
        "details": failure.details,
    }
    problem = setup_problem(event)
    assert (problem.code, problem.retryable) == (failure.code, failure.retryable)
    assert problem.action is Action.RESUME
    assert str(problem.message).endswith(".")
    assert str(problem.advice)
    assert problem.details == output


def test_a_disk_without_room_is_said_before_anything_is_installed(tmp_path: Path) -> None:
    need_room(tmp_path, 0)
    with pytest.raises(SetupError) as refused:
        need_room(tmp_path, 10**12)
    failure = refused.value
    problem = setup_problem({"code": failure.code, **failure.values})
    assert problem.code == "guest-disk-space"
    assert "needs 1000000000000 MB" in str(problem.message)
    assert failure.values["free"] in str(problem.message)


def test_an_unknown_code_keeps_the_machines_own_words() -> None:
    problem = setup_problem({"code": "new", "message": "It broke {so}.", "advice": "Wait."})
    assert str(problem.message) == "It broke {so}."
    assert str(setup_words("new", "Doing {it}", {})) == "Doing {it}"


def test_progress_names_what_is_fetched() -> None:
    words = setup_words("environment-download", "Downloading numpy", {"name": "numpy"})
    assert str(words) == "Downloading numpy"
    assert words.source == "Downloading {name}"


@pytest.mark.parametrize("signal", [9, 15])
def test_a_set_up_that_the_system_ended_is_begun_again(signal: int) -> None:
    """A system that goes down may tell it before the connection breaks."""
    problem = ended_unforeseen(CommandResult(128 + signal, "", "Killed")).problem
    assert (problem.code, problem.retryable, problem.action) == (
        "setup-killed",
        True,
        Action.RESUME,
    )
    assert ended_unforeseen(CommandResult(1, "", "")).problem.code == "setup-failed"
