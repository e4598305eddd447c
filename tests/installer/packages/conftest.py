"""The frozen folder and the packages that tests share: they are put together once in a run."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from installer.commands import Commands
from installer.packages.deb import write_deb
from installer.packages.freeze import NAME, freeze

MOMENT = 1_750_000_000
"""The time for which all is built, in seconds since 1970."""


@pytest.fixture(scope="session")
def of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def frozen(of_the_run: Path) -> Path:
    """Kumonote as a folder of its own, frozen from the environment of the tests.

    The tests' tools are in that environment too: what belongs into the folder is what the
    program imports, and a test looks that nothing of theirs came along.
    """
    folder = of_the_run / "frozen"
    with FileLock(of_the_run / "frozen.lock"):
        if not (folder / NAME).exists():
            return freeze(Path(sys.executable), folder, Commands(), moment=MOMENT)
    return folder / NAME


@pytest.fixture(scope="session")
def deb(of_the_run: Path, frozen: Path) -> Path:
    """The package for Debian around that folder, packed fast instead of small."""
    file = of_the_run / "kumonote.deb"
    with FileLock(of_the_run / "deb.lock"):
        if not file.exists():
            write_deb(frozen, file, Path(sys.executable), Commands(), moment=MOMENT, level=0)
    return file
