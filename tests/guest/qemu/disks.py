"""A machine's two disks, made without mounting anything: its system, and its NoCloud seed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.practice.guests import programs
from app.practice.guests.privileges import Privileges
from app.practice.guests.seed import USER_DATA, write_seed
from app.practice.machines import MachineSpec

_GIB: Final = 1 << 30
FILE_SYSTEM_BYTES: Final = 3 * _GIB
"""As it is made: too small for the notebook's software, so that it must have grown."""
DISK_BYTES: Final = 16 * _GIB
"""Most of it is a hole in the file."""
_LIMIT_SECONDS: Final = 15 * 60.0


@dataclass(frozen=True)
class Disks:
    system: Path
    seed: Path


def make_disks(image: Path, folder: Path, spec: MachineSpec, privileges: Privileges) -> Disks:
    """Lay out the disks of `spec` in the private `folder`, with the system in `image`.

    The seed is the one of practice machines, on a disk of its own instead of in theirs.
    Raises `OSError`.
    """
    tree, seed = folder / "tree", folder / "seed"
    disks = Disks(folder / "system.raw", folder / "seed.iso")

    def run(*command: str) -> None:
        name, *rest = command
        words = privileges.as_root([programs.need(name), *rest])
        programs.check(words, timeout_seconds=_LIMIT_SECONDS)

    tree.mkdir(mode=0o755)
    try:
        run("cp", "-a", "--reflink=auto", f"{image}/.", str(tree))
        write_seed(tree, spec)
        (tree / USER_DATA).parent.rename(seed)
        run(*seed_command(seed, disks.seed))
        run(*file_system_command(tree, disks.system))
    finally:
        privileges.remove(tree)
    os.truncate(disks.system, DISK_BYTES)
    return disks


def seed_command(seed: Path, disk: Path) -> list[str]:
    """Makes `disk` of the files in `seed`, with the label that cloud-init looks for."""
    return ["genisoimage", "-quiet", "-volid", "cidata", "-rock", "-o", str(disk), str(seed)]


def file_system_command(tree: Path, disk: Path) -> list[str]:
    """Makes `disk` an ext4 file system that holds what is in `tree`."""
    size = f"{FILE_SYSTEM_BYTES // 1024}k"
    return ["mke2fs", "-q", "-t", "ext4", "-d", str(tree), str(disk), size]
