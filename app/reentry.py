"""Parts of Kumonote that run as processes of their own, started by Kumonote itself.

From a checkout or a wheel Python runs them as modules. A frozen program has no Python beside it:
there the program of the command line is started with a first word that nobody types, and runs
the module in place of its commands.
"""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import app

_WORD: Final = "--run-own-module"
_CONSOLE_PROGRAM: Final = "kumonote-cli"
_OWN: Final = "app."
# Where the loader of a frozen program is told to look for libraries, and how that was before.
_LIBRARIES: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def is_frozen() -> bool:
    """Whether this is a program put together by PyInstaller."""
    return bool(getattr(sys, "frozen", False))


def module_command(module: str, *arguments: str) -> list[str]:
    """The command line that runs the module `module` of Kumonote in a process of its own."""
    if is_frozen():
        # never the window's program: on Windows it has no standard output
        this = Path(sys.executable).resolve()  # it may have been started by a link elsewhere
        program = this.with_name(_CONSOLE_PROGRAM + this.suffix)
        return [str(program), _WORD, module, *arguments]
    return [sys.executable, "-m", module, *arguments]


def module_settings() -> Mapping[str, str]:
    """Environment variables with which a module started so imports this very `app`."""
    if is_frozen():
        return {}
    source = Path(app.__file__).resolve().parent.parent
    return {"PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}


def run_own_module(words: Sequence[str]) -> bool:
    """In a frozen program: run the module that `module_command` named; False if it named none.

    `words` is the command line with the program. Raises `SystemExit` as the module does, and
    with 2 for a module that is none of Kumonote's.
    """
    if len(words) < 2 or words[1] != _WORD:
        return False
    module = words[2] if len(words) > 2 else ""
    if not module.startswith(_OWN):
        sys.stderr.write(f"{_WORD} is for Kumonote itself\n")
        raise SystemExit(2)
    sys.argv = [words[0], *words[3:]]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
    return True


def give_libraries_back() -> None:
    """Let programs of the computer that a frozen one starts load their own libraries.

    A browser that finds those of the frozen program instead may not start.
    """
    for name in _LIBRARIES:
        before = os.environ.pop(f"{name}_ORIG", None)
        if before is not None:
            os.environ[name] = before
        elif is_frozen():
            os.environ.pop(name, None)
