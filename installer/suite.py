"""`bootstrap.py test`: install what the tests need, then run every check."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from installer.commands import CommandFailedError, Commands, say
from installer.computer import SCREEN, TESTS, WINDOW, Computer, install_packages
from installer.environment import Environment, make_ready, make_tool_ready

SIDE_BY_SIDE: Final = ("--numprocesses=2", "--dist=loadscope", "--no-loadscope-reorder")
"""Most tests wait for machines that boot, so two processes take little more than half the time."""


AZURE_CLI_TESTS: Final = Path("tests", "practice", "az")


def checks(environment: Environment, pytest_words: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Each check's name and command line, the quick ones first."""

    def program(name: str, *words: str) -> list[str]:
        return [str(environment.program(name)), *words]

    return [
        ("ruff", program("ruff", "check", ".")),
        ("ruff format", program("ruff", "format", "--check", ".")),
        ("mypy", program("mypy")),
        ("lint-imports", program("lint-imports")),
        ("pytest", program("pytest", *SIDE_BY_SIDE, *pytest_words)),
    ]


def run_suite(root: Path, commands: Commands, pytest_words: Sequence[str]) -> int:
    """Install, run all checks even if one fails, and end with a line that says how it went.

    Returns 0 if all passed. `pytest_words` go to pytest as they are.
    """
    computer = Computer.this_one(commands)
    environment = Environment(root)
    left_out = install_packages(
        computer,
        computer.packages_for_environment(),
        (*computer.packages_for_practice(), *_packages_for_tests(computer)),
        commands,
    )
    if left_out:
        say(f"Without {', '.join(left_out)} some tests skip themselves and say why.")
    make_ready(environment, "test", computer, commands)
    if wants_azure_cli(pytest_words):
        offer_azure_cli(root, computer, commands)
    began = time.monotonic()
    failed = []
    for name, command in checks(environment, pytest_words):
        say(f"\n== {name}")
        if commands.status(command, cwd=root) != 0:
            failed.append(name)
    minutes, seconds = divmod(round(time.monotonic() - began), 60)
    took = f"{minutes} min {seconds} s"
    if failed:
        say(f"\nFAILED: {', '.join(failed)} ({took}).")
        return 1
    say(f"\nAll checks passed ({took}).")
    return 0


def wants_azure_cli(pytest_words: Sequence[str]) -> bool:
    """Whether the tests that `pytest_words` choose may be those of azure-cli."""
    places = [Path(word.split("::")[0]) for word in pytest_words if not word.startswith("-")]
    return not places or any(
        AZURE_CLI_TESTS.is_relative_to(place) or place.is_relative_to(AZURE_CLI_TESTS)
        for place in places
    )


def offer_azure_cli(root: Path, computer: Computer, commands: Commands) -> None:
    """Install the client that nobody here wrote; without it only its own tests are left out."""
    try:
        make_tool_ready(Environment(root, name=".venv-az"), "azure-cli", computer, commands)
    except CommandFailedError as error:
        say(f"{error}\nWithout azure-cli its tests skip themselves and say why.")


def _packages_for_tests(computer: Computer) -> tuple[str, ...]:
    if computer.system != "Linux":
        return ()
    return (*WINDOW, *SCREEN, *TESTS, *computer.packages_for_freezing())
