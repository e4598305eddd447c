"""The Python environment beside the project: made once, filled from a lock file, checked fast."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from installer.commands import CommandFailedError, Commands, say
from installer.computer import Computer, install_packages

LOCKS = Path("installer") / "locks"


@dataclass(frozen=True)
class Environment:
    """The folder `name` under `root`. Windows lays it out differently."""

    root: Path
    windows: bool = os.name == "nt"
    name: str = ".venv"

    @property
    def folder(self) -> Path:
        return self.root / self.name

    def program(self, name: str) -> Path:
        """The full path of a program installed into the environment."""
        if self.windows:
            return self.folder / "Scripts" / f"{name}.exe"
        return self.folder / "bin" / name

    def lock(self, kind: str) -> Path:
        """The lock file of that name, e.g. "app" or "test"; the second holds the whole first."""
        return self.root / LOCKS / f"{kind}.txt"

    def stamp(self, kind: str) -> Path:
        """Holds the fingerprint of what was installed when that ended well."""
        return self.folder / f"kumonote-{kind}.stamp"

    def fingerprint(self, kind: str) -> str:
        """Changes with the lock, the project's own description, Python, and the folder."""
        digest = hashlib.sha256()
        for part in (
            self.lock(kind).read_bytes(),
            (self.root / "pyproject.toml").read_bytes(),
            sys.version.encode(),
            str(self.root).encode(),
        ):
            digest.update(hashlib.sha256(part).digest())
        return digest.hexdigest()

    def is_ready(self, kind: str) -> bool:
        """Whether everything of the lock file is installed already."""
        stamp = self.stamp(kind)
        return (
            stamp.exists()
            and stamp.read_text(encoding="ascii") == self.fingerprint(kind)
            and self.program("python").exists()
        )


def make_ready(environment: Environment, kind: str, computer: Computer, commands: Commands) -> None:
    """See to it that the lock file `kind` ("app" or "test") and the project are installed.

    Takes milliseconds when they are. pip reads the user's own configuration: index, proxy,
    certificates. Raises `CommandFailedError`.
    """
    if environment.is_ready(kind):
        return
    pip = _install_lock(environment, kind, computer, commands)
    start = _pip(environment)
    # The build tool came with the lock, so that not even it is downloaded unchecked.
    pip.quietly(
        "Installing Kumonote itself",
        [*start, "install", "--no-deps", "--no-build-isolation", "--editable", environment.root],
    )
    pip.quietly("Checking the installed packages", [*start, "check"])
    environment.stamp(kind).write_text(environment.fingerprint(kind), encoding="ascii")


def make_tool_ready(
    environment: Environment, kind: str, computer: Computer, commands: Commands
) -> None:
    """See to it that the lock file `kind` is installed, a program apart from Kumonote.

    It is compiled when it is first run: most of a big program never is.
    """
    if environment.is_ready(kind):
        return
    _install_lock(environment, kind, computer, commands, "--no-compile")
    environment.stamp(kind).write_text(environment.fingerprint(kind), encoding="ascii")


def _install_lock(
    environment: Environment, kind: str, computer: Computer, commands: Commands, *options: str
) -> Commands:
    """Make the folder and install what the lock says; gives the commands for more of pip."""
    install_packages(computer, computer.packages_for_environment(), (), commands)
    _make_folder(environment, commands)
    lock = environment.lock(kind)
    count = sum(1 for line in lock.read_text(encoding="utf-8").splitlines() if line[:1].isalpha())
    say(f"Installing up to {count} Python packages into {environment.folder.name} …")
    # A `user = yes` in somebody's pip configuration makes no sense inside an environment.
    pip = commands.with_environment(PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    how = ["--no-deps", "--require-hashes", "--only-binary=:all:", *options, "-r", str(lock)]
    pip.quietly("Installing Python packages", [*_pip(environment), "install", *how])
    return pip


def _pip(environment: Environment) -> list[str | Path]:
    return [environment.program("python"), "-I", "-m", "pip", "--quiet", "--no-input"]


def _make_folder(environment: Environment, commands: Commands) -> None:
    python = environment.program("python")
    works = python.exists() and _version(python, commands) == f"{sys.version_info[:2]}"
    if works and commands.output([python, "-I", "-m", "pip", "--version"])[0] == 0:
        return
    say(f"Making a Python environment in {environment.folder} …")
    # Run again over a good one, venv only adds what is missing; another Python's is emptied.
    clear = [] if works or not environment.folder.exists() else ["--clear"]
    commands.quietly(
        "Making a Python environment", [sys.executable, "-m", "venv", *clear, environment.folder]
    )
    if not python.exists():
        raise CommandFailedError(f"Python made no environment in {environment.folder}.")


def _version(python: Path, commands: Commands) -> str:
    question = "import sys; print(sys.version_info[:2])"
    return commands.output([python, "-I", "-c", question])[1].strip()
