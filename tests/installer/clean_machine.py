"""A Debian or Ubuntu with next to nothing in it: a root file system of its own, made anew.

Its kernel, its network and its first process are this computer's; programs, libraries, package
database and home are its own. Everything started in it ends with the command that started it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from app.practice.guests import programs, recipe

ROOT = Path(__file__).resolve().parents[2]
_PROJECT = "/kumonote"
_NEEDED = ("mmdebstrap", "unshare", "chroot", "mount")

_NOT_IN_A_CLONE = shutil.ignore_patterns(
    *(".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "*.egg-info", "build", "dist")
)

# Mounts are seen, and live, only inside. The root is made a mount of its own first, as that of
# every computer is: containers in it need that.
_ENTER = """\
set -eu
mount --make-rprivate /
mount --bind "$1" "$1"
mount -t proc proc "$1/proc"
mount --rbind /sys "$1/sys"
mount --rbind /dev "$1/dev"
mount -t tmpfs tmpfs "$1/run"
mount -t tmpfs -o mode=1777 tmpfs "$1/tmp"
mkdir -p "$1/var/cache/kumonote"
mount --bind "$2" "$1/var/cache/kumonote"
exec chroot "$1" /usr/bin/env -i HOME=/root LANG=C.UTF-8 \\
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \\
  KUMONOTE_CACHE=/var/cache/kumonote sh -euc "cd $4; $3"
"""


def why_not() -> str:
    """Why this computer cannot make one; empty if it can."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return "a root file system of its own takes the superuser"
    missing = [name for name in _NEEDED if programs.find(name) is None]
    if missing:
        return f"a root file system of its own takes {', '.join(missing)}"
    if recipe.of_this_computer() is None:
        return "this computer runs neither Debian nor Ubuntu"
    return ""


@dataclass(frozen=True)
class CleanMachine:
    """`root` is its file system; `cache` is kept beyond it; `home` is where scripts run."""

    root: Path
    cache: Path
    home: str = "/root"

    def run(self, script: str, *, timeout_seconds: float) -> subprocess.CompletedProcess[str]:
        """Run a shell script in the machine; everything it started ends with it."""
        return subprocess.run(
            self._command(script),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=timeout_seconds,
        )

    @contextmanager
    def running(self, script: str) -> Iterator[subprocess.Popen[str]]:
        """A shell script that runs as long as the block lasts; its words go to its `stdout`."""
        with subprocess.Popen(
            self._command(script),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def files(self) -> set[str]:
        """Every path in it, but for those that only a running system has."""
        return {
            f"/{path.relative_to(self.root)}"
            for top in self.root.iterdir()
            if top.name not in ("proc", "sys", "dev", "run", "tmp")
            for path in (top, *top.rglob("*"))
        }

    def _command(self, script: str) -> list[str]:
        return [
            programs.need("unshare"),
            *("--mount", "--pid", "--fork", "--kill-child", "--"),
            *("sh", "-c", _ENTER, "sh", str(self.root), str(self.cache), script, self.home),
        ]


@contextmanager
def bare_machine(
    folder: Path, cache: Path, packages: Sequence[str] = ("ca-certificates",)
) -> Iterator[CleanMachine]:
    """Make one under `folder` with `packages` and what these need; remove it after."""
    root = folder / "root"
    own = recipe.of_this_computer()
    assert own is not None
    sources = folder / "sources.list"
    sources.write_text(own.sources, encoding="utf-8")
    cache.mkdir(parents=True, exist_ok=True)
    programs.check(
        [
            programs.need("mmdebstrap"),
            "--quiet",
            "--mode=root",
            "--variant=minbase",
            f"--include={','.join(packages)}",
            *(f"--aptopt={option}" for option in own.apt_options),
            own.codename,
            str(root),
            str(sources),
        ],
        timeout_seconds=600,
    )
    try:
        _bring_settings(root, dict(own.files))
        yield CleanMachine(root, cache)
    finally:
        shutil.rmtree(root)


@contextmanager
def clean_machine(folder: Path, cache: Path) -> Iterator[CleanMachine]:
    """One with Python, and with the project as a clone would hold it."""
    with bare_machine(folder, cache, ("python3", "ca-certificates")) as machine:
        inside = machine.root / _PROJECT.lstrip("/")
        shutil.copytree(ROOT, inside, ignore=_NOT_IN_A_CLONE, symlinks=True)
        yield replace(machine, home=_PROJECT)


def _bring_settings(root: Path, files: dict[str, str]) -> None:
    """What somebody who set up a computer here would have set: resolver, trust anchors, pip."""
    for name, content in files.items():
        if name == "/etc/pip.conf" or name.startswith("/usr/local/share/ca-certificates/"):
            file = root / name.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
    shutil.copy("/etc/resolv.conf", root / "etc" / "resolv.conf")
    programs.check([programs.need("chroot"), str(root), "update-ca-certificates"])
