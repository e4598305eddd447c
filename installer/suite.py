"""`bootstrap.py test`: install what the tests need, then run every check."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from installer.commands import Commands, say
from installer.computer import TESTS, WINDOW, Computer, install_packages
from installer.environment import Environment, make_ready

SIDE_BY_SIDE: Final = ("--numprocesses=2", "--dist=loadgroup", "--no-loadscope-reorder")
"""Most tests wait for machines that boot, so two processes take little more than half the time."""


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


def _packages_for_tests(computer: Computer) -> tuple[str, ...]:
    return (*WINDOW, *TESTS) if computer.system == "Linux" else ()
