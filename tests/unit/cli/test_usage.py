"""Wrong usage ends with 2 and says what is right, as JSON too."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import __version__
from tests.unit.cli.runner import command

COMMANDS = (
    "create",
    "list",
    "show",
    "start",
    "stop",
    "restart",
    "open",
    "remote-desktop",
    "resize",
    "schedule",
    "resume",
    "repair",
    "set-password",
    "set-certificate",
    "delete",
    "catalogue",
    "doctor",
    "export",
    "orphans",
    "practice",
)


def test_the_help_names_every_command(tmp_path: Path) -> None:
    ended = command(tmp_path, "--help")
    assert ended.exit_code == 0
    assert all(f"  {name} " in ended.out for name in COMMANDS)


@pytest.mark.parametrize("name", [c for c in COMMANDS if c != "practice"])
def test_every_command_has_help_and_takes_practice_and_json(tmp_path: Path, name: str) -> None:
    ended = command(tmp_path, name, "--help")
    assert ended.exit_code == 0
    assert "--practice" in ended.out
    assert "--json" in ended.out


def test_the_version(tmp_path: Path) -> None:
    assert command(tmp_path, "--version").out.strip() == __version__


def test_without_a_command_there_is_help_and_exit_code_2(tmp_path: Path) -> None:
    ended = command(tmp_path)
    assert ended.exit_code == 2
    assert "Usage: kumonote-cli" in ended.out + ended.err


@pytest.mark.parametrize(
    "words",
    [
        ["frobnicate"],
        ["show"],
        ["show", "a", "b"],
        ["stop", "lab", "--frobnicate"],
        ["create", "--name", "lab", "--speed", "fast"],
        ["create", "--name", "lab", "--speed", "0"],
        ["practice", "frobnicate"],
    ],
)
def test_wrong_usage_is_2_with_and_without_json(tmp_path: Path, words: list[str]) -> None:
    plain = command(tmp_path, *words)
    assert plain.exit_code == 2
    assert plain.err
    assert not plain.out
    as_json = command(tmp_path, *words, "--json")
    assert as_json.exit_code == 2
    assert as_json.problem["code"] == "usage"
    assert as_json.problem["message"]
    assert not (tmp_path / "practice").exists(), "wrong usage starts nothing"


def test_create_needs_a_plan_or_a_name_but_not_both(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text('name = "lab"\n', encoding="utf-8")
    neither: list[str] = []
    for words in (neither, ["--name", "lab", "--plan", str(plan)]):
        ended = command(tmp_path, "create", *words, "--json")
        assert ended.exit_code == 2
        assert ended.problem["code"] == "plan-or-name"


def test_create_without_a_terminal_needs_the_password_on_stdin(tmp_path: Path) -> None:
    ended = command(tmp_path, "create", "--name", "lab", "--practice", "--json")
    assert ended.exit_code == 2
    assert ended.problem["code"] == "password-needed"
    assert "--password-stdin" in ended.problem["advice"]


def test_nobody_is_asked_for_the_password_of_a_plan_that_is_refused(tmp_path: Path) -> None:
    ended = command(tmp_path, "create", "--name", "Field_Work", "--practice", "--json")
    assert ended.exit_code == 2
    (finding,) = ended.problem["findings"]
    assert finding["field"] == "name"


def test_an_empty_password_line_is_refused(tmp_path: Path) -> None:
    words = ("create", "--name", "lab", "--practice", "--json", "--password-stdin")
    ended = command(tmp_path, *words, typed="\n")
    assert ended.exit_code == 2
    assert ended.problem["code"] == "password-needed"


def test_a_weak_password_is_refused_without_being_shown(tmp_path: Path) -> None:
    words = ("create", "--name", "lab", "--practice", "--json", "--password-stdin")
    ended = command(tmp_path, *words, typed="password12345\n")
    assert ended.exit_code == 2
    (finding,) = ended.problem["findings"]
    assert finding["field"] == "password"
    assert "password12345" not in ended.out + ended.err
    assert not (tmp_path / "practice").exists(), "a refused plan starts nothing"


def test_forgetting_asks_nobody_where_nobody_is(tmp_path: Path) -> None:
    vault = tmp_path / "vault-azure.json"
    vault.write_text("{}", encoding="ascii")
    ended = command(tmp_path, "forget-secrets", "--json")
    assert (ended.exit_code, ended.problem["code"]) == (2, "confirmation-needed")
    assert vault.exists()
    assert command(tmp_path, "forget-secrets", "--yes", "--json").exit_code == 0
    assert not vault.exists()


def test_delete_asks_nobody_where_nobody_is(tmp_path: Path) -> None:
    ended = command(tmp_path, "delete", "lab", "--practice", "--json")
    assert ended.exit_code == 2
    assert ended.problem["code"] == "confirmation-needed"
    assert "--yes" in ended.problem["advice"]
