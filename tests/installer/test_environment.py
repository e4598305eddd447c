"""The environment beside the project: where its programs are, and when it is made anew."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from installer.commands import Commands
from installer.computer import Computer
from installer.environment import Environment, make_ready, make_tool_ready
from installer.suite import offer_azure_cli, wants_azure_cli
from tests.installer.recorded import Recorder, recorded


@pytest.fixture
def project(tmp_path: Path) -> Path:
    locks = tmp_path / "project" / "installer" / "locks"
    locks.mkdir(parents=True)
    (locks / "app.txt").write_text("# note\nrich==15.0.0 \\\n    --hash=sha256:00\n")
    (locks / "test.txt").write_text("pytest==9.2.0 \\\n    --hash=sha256:00\n")
    (locks / "azure-cli.txt").write_text("azure-cli==2.91.0 \\\n    --hash=sha256:00\n")
    (tmp_path / "project" / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    return tmp_path / "project"


@pytest.fixture
def computer() -> Computer:
    return Computer(
        system="Linux",
        name="Debian",
        has_apt=False,
        is_root=False,
        has_sudo=False,
        has_ensurepip=True,
        has_screen=False,
        python=sys.version_info[:2],
    )


def making_a_folder(environment: Environment) -> Recorder:
    """Answers as venv, pip and the new python would."""

    def answer(arguments: list[str], _options: object) -> tuple[int, str]:
        python = environment.program("python")
        if "venv" in arguments:
            python.parent.mkdir(parents=True, exist_ok=True)
            python.write_text("", encoding="ascii")
        if "-c" in arguments:
            return 0, f"{sys.version_info[:2]}\n"
        return 0, ""

    return Recorder(answer)


def commands_of(recorder: Recorder, tmp_path: Path) -> Commands:
    (tmp_path / "bin").mkdir(exist_ok=True)
    return recorded(recorder, tmp_path / "bin", PIP_USER="1")


def test_windows_keeps_programs_elsewhere(tmp_path: Path) -> None:
    assert Environment(tmp_path, windows=True).program("kumonote-cli") == (
        tmp_path / ".venv" / "Scripts" / "kumonote-cli.exe"
    )
    assert Environment(tmp_path, windows=False).program("kumonote-cli") == (
        tmp_path / ".venv" / "bin" / "kumonote-cli"
    )


def test_packages_are_installed_with_their_hashes_checked_and_nothing_unpinned(
    project: Path, computer: Computer, tmp_path: Path
) -> None:
    environment = Environment(project)
    recorder = making_a_folder(environment)
    make_ready(environment, "app", computer, commands_of(recorder, tmp_path))
    from_lock, itself = (line for line in recorder.lines if "install" in line)
    assert {"--require-hashes", "--no-deps", "--only-binary=:all:"} <= set(from_lock)
    assert from_lock[-1] == str(project / "installer" / "locks" / "app.txt")
    assert {"--no-deps", "--no-build-isolation", "--editable"} <= set(itself)
    assert recorder.options[recorder.lines.index(from_lock)]["env"]["PIP_USER"] == "0"


def test_a_second_time_nothing_is_run(project: Path, computer: Computer, tmp_path: Path) -> None:
    environment = Environment(project)
    make_ready(environment, "app", computer, commands_of(making_a_folder(environment), tmp_path))
    again = Recorder()
    make_ready(environment, "app", computer, commands_of(again, tmp_path))
    assert again.lines == []
    assert not environment.is_ready("test")


@pytest.mark.parametrize("changed", ["installer/locks/app.txt", "pyproject.toml"])
def test_a_changed_lock_or_project_installs_again(
    project: Path, computer: Computer, tmp_path: Path, changed: str
) -> None:
    environment = Environment(project)
    make_ready(environment, "app", computer, commands_of(making_a_folder(environment), tmp_path))
    file = project / changed
    file.write_text(file.read_text() + "# more\n")
    assert not environment.is_ready("app")


def test_another_pythons_environment_is_made_anew(
    project: Path, computer: Computer, tmp_path: Path
) -> None:
    environment = Environment(project)
    python = environment.program("python")
    python.parent.mkdir(parents=True)
    python.write_text("", encoding="ascii")
    recorder = Recorder(lambda line, _options: (0, "(3, 9)\n" if "-c" in line else ""))
    make_ready(environment, "app", computer, commands_of(recorder, tmp_path))
    (venv,) = [line for line in recorder.lines if "venv" in line]
    assert "--clear" in venv


def test_an_unfinished_installation_leaves_no_stamp(
    project: Path, computer: Computer, tmp_path: Path
) -> None:
    environment = Environment(project)
    fine = making_a_folder(environment)

    def broken(arguments: list[str], options: dict[str, object]) -> tuple[int, str]:
        if "--editable" in arguments:
            return 1, "no space left\n"
        return fine.answer(arguments, options)

    with pytest.raises(Exception, match="no space left"):
        make_ready(environment, "app", computer, commands_of(Recorder(broken), tmp_path))
    assert not environment.is_ready("app")


def test_a_tool_has_a_folder_of_its_own_without_the_project(
    project: Path, computer: Computer, tmp_path: Path
) -> None:
    environment = Environment(project, name=".venv-az")
    recorder = making_a_folder(environment)
    make_tool_ready(environment, "azure-cli", computer, commands_of(recorder, tmp_path))
    (from_lock,) = (line for line in recorder.lines if "install" in line)
    assert from_lock[0] == str(environment.program("python"))
    assert {"--require-hashes", "--no-deps", "--no-compile"} <= set(from_lock)
    again = Recorder()
    make_tool_ready(environment, "azure-cli", computer, commands_of(again, tmp_path))
    assert again.lines == []


def test_where_azure_cli_cannot_be_had_the_tests_go_on(
    project: Path, computer: Computer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fine = making_a_folder(Environment(project, name=".venv-az"))

    def absent(arguments: list[str], options: dict[str, object]) -> tuple[int, str]:
        if "install" in arguments:
            return 1, "no matching distribution\n"
        return fine.answer(arguments, options)

    offer_azure_cli(project, computer, commands_of(Recorder(absent), tmp_path))
    said = capsys.readouterr().out
    assert "no matching distribution" in said
    assert "skip themselves" in said


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ([], True),
        (["-x", "-q"], True),
        (["tests"], True),
        (["tests/practice/az/test_azure_cli.py::test_the_account"], True),
        (["tests/unit"], False),
        (["tests/practice/arm", "-x"], False),
    ],
)
def test_azure_cli_is_installed_for_its_own_tests_only(words: list[str], wanted: bool) -> None:
    assert wants_azure_cli(words) == wanted
