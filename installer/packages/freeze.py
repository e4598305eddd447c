"""Putting Python, the libraries and Kumonote into one folder that runs without any of them."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from installer.commands import CommandFailedError, Commands

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "installer" / "frozen" / "kumonote.spec"
NAME = "Kumonote"
"""The folder's name, and that of the window's program in it."""


def freeze(python: Path, folder: Path, commands: Commands, *, moment: int) -> Path:
    """Make `folder`/Kumonote with the interpreter `python`, in whose environment all is installed.

    On a Mac `folder`/Kumonote.app is made of it as well. The same sources and packages give the
    same bytes. `moment` stands for the time of the build, in seconds since 1970; the spec reads
    icon, version and identity from `commands.environment`. Returns the new folder. Raises
    `CommandFailedError`.
    """
    work = folder / "work"
    folder.mkdir(parents=True, exist_ok=True)
    steady = commands.with_environment(PYTHONHASHSEED="1", SOURCE_DATE_EPOCH=str(moment))
    options = ["--noconfirm", "--log-level=WARN", f"--distpath={folder}", f"--workpath={work}"]
    steady.quietly(
        "Freezing", [python, "-m", "PyInstaller", *options, SPEC], cwd=ROOT, timeout=1800
    )
    shutil.rmtree(work)
    frozen = folder / NAME
    if sys.platform == "linux":
        _strip(frozen, commands)
    set_modes(frozen)
    return frozen


def _strip(frozen: Path, commands: Commands) -> None:
    """Leave out what only debuggers read of the interpreter; wheels come without it."""
    inside = frozen / "_internal"
    ours = [*inside.glob("libpython*.so*"), *inside.glob("python3.*/lib-dynload/*.so")]
    strip = commands.find("strip")
    if strip is None:
        raise CommandFailedError("The program strip is needed: install the package binutils.")
    if ours:
        commands.quietly("Making the interpreter smaller", [strip, "--strip-debug", *sorted(ours)])


def set_modes(frozen: Path) -> None:
    """Everybody may read all of it, whoever builds it with whatever umask."""
    for path in frozen.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or os.access(path, os.X_OK)
            path.chmod(0o755 if runs else 0o644)
    frozen.chmod(0o755)
