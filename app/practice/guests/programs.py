"""Other programs, run with a limit and found by their full path."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from app.reentry import module_settings

# Where administration programs live; an ordinary user's PATH often leaves these out.
_ADMINISTRATION = ("/usr/local/sbin", "/usr/sbin", "/sbin")


@dataclass(frozen=True)
class Finished:
    """What a program left when it ended."""

    exit_code: int
    stdout: bytes
    stderr: bytes

    def last_words(self, characters: int = 2000) -> str:
        """The end of what it said on stderr, for the details of a problem."""
        return self.stderr.decode(errors="replace").strip()[-characters:]


def find(name: str) -> str | None:
    """The full path of the program `name`, or None if this computer has none."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), *_ADMINISTRATION))
    return shutil.which(name, path=path)


def need(name: str) -> str:
    """The full path of the program `name`. Raises `FileNotFoundError`."""
    found = find(name)
    if found is None:
        raise FileNotFoundError(name)
    return found


def minimal_environment(**more: str) -> dict[str, str]:
    """What a long-lived process of ours gets: nothing that may hold a secret of the user's."""
    kept = ("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "APPDATA", "LOCALAPPDATA")
    return {name: os.environ[name] for name in kept if name in os.environ} | more


def module_environment(**more: str) -> dict[str, str]:
    """`minimal_environment` plus what lets another process import this very `app`."""
    return minimal_environment(**module_settings(), **more)


def run(
    command: Sequence[str],
    *,
    stdin: bytes = b"",
    timeout_seconds: float = 30.0,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Finished:
    """Run `command` to its end.

    Raises `OSError`, and `TimeoutError` after ending it and what it started.
    """
    process = psutil.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=None if environment is None else dict(environment),
        cwd=folder,
    )
    try:
        stdout, stderr = process.communicate(stdin, timeout=timeout_seconds)
    except subprocess.TimeoutExpired as error:
        end_tree(process)
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()
        raise TimeoutError(f"{command[0]} took longer than {timeout_seconds:.0f} s") from error
    return Finished(process.returncode, stdout, stderr)


def check(command: Sequence[str], *, timeout_seconds: float = 30.0) -> Finished:
    """Run `command`; raise `OSError` with its last words unless it succeeds."""
    finished = run(command, timeout_seconds=timeout_seconds)
    if finished.exit_code != 0:
        raise OSError(f"{' '.join(command)}: {finished.last_words()}")
    return finished


def end_tree(process: psutil.Process) -> None:
    """End `process` and all that descend from it, at once."""
    family = descendants(process.pid)
    with contextlib.suppress(psutil.NoSuchProcess):
        process.kill()
    process.wait()
    kill(family)


def descendants(pid: int) -> list[psutil.Process]:
    """The processes that `pid` started, and what these started."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def kill(processes: Iterable[psutil.Process], timeout_seconds: float = 5.0) -> None:
    """End `processes` at once and wait for them."""
    listed = list(processes)
    for process in listed:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(listed, timeout=timeout_seconds)
