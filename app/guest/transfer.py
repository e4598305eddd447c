"""Folders between this computer and a machine, file by file over SFTP.

A file appears at its place only when it is whole. One that is there already, with the same
size and time, is not copied again: what broke off goes on where it stopped. Links are not
followed, and nothing is written outside the folder that was named.
"""

from __future__ import annotations

import contextlib
import os
import posixpath
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final, Self

import paramiko

from app.guest.errors import local_file_failed, would_overwrite

LEFT_OUT: Final = frozenset({".ipynb_checkpoints", "__pycache__"})
"""Folders that programs make anew by themselves."""
_UNFIT_ELSEWHERE: Final = frozenset('<>:"|?*\\')
"""Letters that a file's name on Windows must not have
(learn.microsoft.com, "Naming Files, Paths, and Namespaces")."""
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
)
_CHUNK: Final = 255 * 1024
"""As much as OpenSSH's server gives in one answer. paramiko's own way to ask for several at
once is a thread that cannot be ended when somebody cancels."""

OnBytes = Callable[[str, float], None]
"""Gets the file's path below the folder, and how much of everything is copied, from 0 to 1."""


@dataclass(frozen=True)
class File:
    """`path` is relative to the folder; `modified` in whole seconds since the epoch."""

    path: PurePosixPath
    size: int
    modified: int


@dataclass(frozen=True)
class Copied:
    """`unchanged` files were there already; `left_out` are paths that could not come along."""

    files: int
    size: int
    unchanged: int
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listing:
    files: tuple[File, ...]
    left_out: tuple[str, ...] = ()


def machine_files(files: paramiko.SFTPClient, folder: str) -> Listing:
    """All files below `folder` of the machine. Raises `FileNotFoundError`."""
    found: list[File] = []
    left_out: list[str] = []
    waiting = [PurePosixPath()]
    while waiting:
        place = waiting.pop()
        for entry in sorted(files.listdir_attr(_at(folder, place)), key=lambda e: e.filename):
            path, mode = place / entry.filename, entry.st_mode or 0
            if stat.S_ISDIR(mode) and entry.filename in LEFT_OUT:
                continue
            if stat.S_ISLNK(mode) or not _fits_everywhere(entry.filename):
                left_out.append(str(path))
            elif stat.S_ISDIR(mode):
                waiting.append(path)
            elif stat.S_ISREG(mode):
                found.append(File(path, entry.st_size or 0, int(entry.st_mtime or 0)))
    return Listing(tuple(found), tuple(left_out))


def local_files(paths: Iterable[Path]) -> tuple[tuple[Path, File], ...]:
    """Each file of `paths`, and of the folders among them, with where it belongs.

    Raises `ProblemError` for what cannot be read.
    """
    return tuple(pair for path in paths for pair in _local(path))


def download(
    files: paramiko.SFTPClient, folder: str, to: Path, *, overwrite: bool, on_bytes: OnBytes
) -> Copied:
    """Copy everything below the machine's `folder` into `to`.

    Raises `ProblemError` "files-differ" before anything is copied where other files of the
    same names are there already, unless they may be overwritten, and for a full disk.
    """
    listing = machine_files(files, folder)
    wanted = [file for file in listing.files if not _same(file, to / file.path)]
    there = [file for file in wanted if (to / file.path).exists()]
    if there and not overwrite:
        raise would_overwrite([str(file.path) for file in there], str(to))
    tally = _Tally(wanted, on_bytes)
    for file in wanted:
        _fetch(files, _at(folder, file.path), to / file.path, file, tally.of(file))
    unchanged = len(listing.files) - len(wanted)
    return Copied(len(wanted), sum(file.size for file in wanted), unchanged, listing.left_out)


def upload(
    files: paramiko.SFTPClient,
    sources: Iterable[tuple[Path, File]],
    folder: str,
    *,
    overwrite: bool,
    on_bytes: OnBytes,
) -> Copied:
    """Copy `sources` into the machine's `folder`, which is made if it is not there.

    Raises `ProblemError` as `download` does.
    """
    given = list(sources)
    there = _there_already(files, folder, [file for _, file in given])
    wanted = [(path, file) for path, file in given if there.get(file.path) != file]
    in_the_way = [str(file.path) for _, file in wanted if file.path in there]
    if in_the_way and not overwrite:
        raise would_overwrite(in_the_way, folder)
    tally = _Tally([file for _, file in wanted], on_bytes)
    for source, file in wanted:
        _make_folders(files, folder, file.path.parent)
        _send(files, source, _at(folder, file.path), file, tally.of(file))
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


def _fetch(
    files: paramiko.SFTPClient, source: str, to: Path, file: File, told: Callable[[int], None]
) -> None:
    """Copies what the file has now, though it may have grown since it was listed."""
    with files.open(source, "rb") as stream, _Draft(to, file.modified) as draft:
        stream.MAX_REQUEST_SIZE = _CHUNK
        done = 0
        while data := stream.read(_CHUNK):
            draft.write(data)
            done += len(data)
            told(done)


def _send(
    files: paramiko.SFTPClient, source: Path, to: str, file: File, told: Callable[[int], None]
) -> None:
    draft = posixpath.join(posixpath.dirname(to), f".{secrets.token_hex(8)}.part")
    try:
        stream = source.open("rb")
    except OSError as error:
        raise local_file_failed(str(source), str(error)) from error
    try:
        with stream:
            files.putfo(stream, draft, file.size, lambda done, _size: told(done))
        files.utime(draft, (file.modified, file.modified))
        files.posix_rename(draft, to)
    finally:
        with contextlib.suppress(OSError, paramiko.SSHException, EOFError):
            files.remove(draft)


def _there_already(
    files: paramiko.SFTPClient, folder: str, wanted: list[File]
) -> dict[PurePosixPath, File]:
    """Those of the `wanted` paths at which the machine has something, as it has it."""
    found = {}
    for file in wanted:
        with contextlib.suppress(FileNotFoundError):
            told = files.stat(_at(folder, file.path))
            found[file.path] = File(file.path, told.st_size or 0, int(told.st_mtime or 0))
    return found


def _make_folders(files: paramiko.SFTPClient, folder: str, path: PurePosixPath) -> None:
    for place in [*reversed(path.parents), path]:
        with contextlib.suppress(OSError):  # it is there; if not, the file itself fails
            files.mkdir(_at(folder, place))


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


def _at(folder: str, path: PurePosixPath) -> str:
    return posixpath.join(folder, str(path)) if path.parts else folder


def _fits_everywhere(name: str) -> bool:
    """Whether a file may be called so on each of the systems that Kumonote runs on."""
    if name in (".", "..") or "/" in name or "\0" in name:
        return False
    if os.name != "nt":
        return True
    stem = name.partition(".")[0].lower()
    letters = not _UNFIT_ELSEWHERE.intersection(name) and all(ord(letter) > 31 for letter in name)
    return letters and stem not in _DEVICES and name[-1] not in ". "
