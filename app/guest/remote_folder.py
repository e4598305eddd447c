"""A folder in a machine whose files are copied: what a transfer needs to know and do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, Final, Protocol

LEFT_OUT: Final = frozenset({".ipynb_checkpoints", "__pycache__"})
"""Folders that programs make anew by themselves."""
_UNFIT_ELSEWHERE: Final = frozenset('<>:"|?*\\')
"""Letters that a file's name on Windows must not have
(learn.microsoft.com, "Naming Files, Paths, and Namespaces")."""
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
)


@dataclass(frozen=True)
class File:
    """`path` is relative to the folder; `modified` in whole seconds since the epoch."""

    path: PurePosixPath
    size: int
    modified: int


@dataclass(frozen=True)
class Listing:
    """`left_out` are paths that cannot come along."""

    files: tuple[File, ...]
    left_out: tuple[str, ...] = ()


class RemoteFolder(Protocol):
    @property
    def path(self) -> str:
        """The folder, as the machine calls it."""

    def listing(self) -> Listing:
        """All files below it. Raises `FileNotFoundError`."""

    def there(self, paths: Iterable[PurePosixPath]) -> dict[PurePosixPath, File]:
        """Those of `paths` at which there is something, as it is."""

    def read(self, path: PurePosixPath, take: Callable[[bytes], None]) -> None:
        """Hand what the file has now to `take`, piece by piece."""

    def write(self, file: File, source: BinaryIO, told: Callable[[int], None]) -> None:
        """Put `source` in place of the file, which appears whole or not at all.

        `told` gets the bytes sent so far. Missing folders are made.
        """


def fits_everywhere(name: str, *, windows: bool = os.name == "nt") -> bool:
    """Whether a file may be called so here, or in Windows."""
    if name in (".", "..") or "/" in name or "\0" in name:
        return False
    if not windows:
        return True
    stem = name.partition(".")[0].lower()
    letters = not _UNFIT_ELSEWHERE.intersection(name) and all(ord(letter) > 31 for letter in name)
    return letters and stem not in _DEVICES and name[-1] not in ". "
