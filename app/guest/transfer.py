"""Folders between this computer and a machine, file by file.

A file appears at its place only when it is whole. One that is there already, with the same
size and time, is not copied again: what broke off goes on where it stopped. Links are not
followed, and nothing is written outside the folder that was named.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Self

from app.guest.errors import local_file_failed, would_overwrite
from app.guest.remote_folder import LEFT_OUT, File, RemoteFolder

OnBytes = Callable[[str, float], None]
"""Gets the file's path below the folder, and how much of everything is copied, from 0 to 1."""


@dataclass(frozen=True)
class Copied:
    """`unchanged` files were there already; `left_out` are paths that could not come along."""

    files: int
    size: int
    unchanged: int
    left_out: tuple[str, ...] = ()


def local_files(paths: Iterable[Path]) -> tuple[tuple[Path, File], ...]:
    """Each file of `paths`, and of the folders among them, with where it belongs.

    Raises `ProblemError` for what cannot be read.
    """
    return tuple(pair for path in paths for pair in _local(path))


def download(folder: RemoteFolder, to: Path, *, overwrite: bool, on_bytes: OnBytes) -> Copied:
    """Copy everything below the machine's `folder` into `to`.

    Raises `ProblemError` "files-differ" before anything is copied where other files of the
    same names are there already, unless they may be overwritten, and for a full disk.
    """
    listing = folder.listing()
    wanted = [file for file in listing.files if not _same(file, to / file.path)]
    there = [file for file in wanted if (to / file.path).exists()]
    if there and not overwrite:
        raise would_overwrite([str(file.path) for file in there], str(to))
    tally = _Tally(wanted, on_bytes)
    for file in wanted:
        _fetch(folder, to / file.path, file, tally.of(file))
    unchanged = len(listing.files) - len(wanted)
    return Copied(len(wanted), sum(file.size for file in wanted), unchanged, listing.left_out)


def upload(
    folder: RemoteFolder,
    sources: Iterable[tuple[Path, File]],
    *,
    overwrite: bool,
    on_bytes: OnBytes,
) -> Copied:
    """Copy `sources` into the machine's `folder`, which is made if it is not there.

    Raises `ProblemError` as `download` does.
    """
    given = list(sources)
    there = folder.there(file.path for _, file in given)
    wanted = [(path, file) for path, file in given if there.get(file.path) != file]
    in_the_way = [str(file.path) for _, file in wanted if file.path in there]
    if in_the_way and not overwrite:
        raise would_overwrite(in_the_way, folder.path)
    tally = _Tally([file for _, file in wanted], on_bytes)
    for source, file in wanted:
        _send(folder, source, file, tally.of(file))
    size = sum(file.size for _, file in wanted)
    return Copied(len(wanted), size, len(given) - len(wanted))


class _Tally:
    """Adds up the bytes of all files."""

    def __init__(self, wanted: Iterable[File], on_bytes: OnBytes) -> None:
        self._whole = sum(file.size for file in wanted) or 1
        self._before = 0
        self._on_bytes = on_bytes

    def of(self, file: File) -> Callable[[int], None]:
        """What to call with the bytes done of this file."""
        before = self._before
        self._before += file.size

        def told(done: int) -> None:
            self._on_bytes(str(file.path), min(1.0, (before + done) / self._whole))

        return told


class _Draft:
    """A file of this computer while it is being written: whole in the end, or gone.

    Its failures are `ProblemError`s, so that they are not taken for the machine's.
    """

    def __init__(self, path: Path, modified: int) -> None:
        self._path = path
        self._modified = modified
        self._draft = path.with_name(f".{secrets.token_hex(8)}.part")
        self._stream: BinaryIO | None = None

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self._draft.open("xb")
        except OSError as error:
            raise local_file_failed(str(self._path), str(error)) from error
        return self

    def write(self, data: bytes) -> None:
        if self._stream is None:
            raise ValueError("not open")
        try:
            self._stream.write(data)
        except OSError as error:
            raise local_file_failed(str(self._path), str(error)) from error

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._stream is None:
            return
        try:
            self._stream.close()
            if kind is None:
                os.utime(self._draft, (self._modified, self._modified))
                self._draft.replace(self._path)
        except OSError as error:
            raise local_file_failed(str(self._path), str(error)) from error
        finally:
            self._draft.unlink(missing_ok=True)


def _fetch(folder: RemoteFolder, to: Path, file: File, told: Callable[[int], None]) -> None:
    """Copies what the file has now, though it may have grown since it was listed."""
    with _Draft(to, file.modified) as draft:
        done = 0

        def take(data: bytes) -> None:
            nonlocal done
            draft.write(data)
            done += len(data)
            told(done)

        folder.read(file.path, take)


def _send(folder: RemoteFolder, source: Path, file: File, told: Callable[[int], None]) -> None:
    try:
        stream = source.open("rb")
    except OSError as error:
        raise local_file_failed(str(source), str(error)) from error
    with stream:
        folder.write(file, stream, told)


def _local(path: Path) -> Iterator[tuple[Path, File]]:
    try:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            below = file.relative_to(path.parent)
            if file.is_symlink() or LEFT_OUT.intersection(below.parts) or file.is_dir():
                continue
            told = file.stat()
            where = PurePosixPath(*below.parts)
            yield file, File(where, told.st_size, int(told.st_mtime))
    except OSError as error:
        raise local_file_failed(str(path), str(error)) from error


def _same(file: File, path: Path) -> bool:
    try:
        told = path.stat()
    except OSError:
        return False
    return (told.st_size, int(told.st_mtime)) == (file.size, file.modified)
