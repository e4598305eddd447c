"""A folder in a Linux machine, over SFTP."""

from __future__ import annotations

import contextlib
import posixpath
import secrets
import stat
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import BinaryIO, Final

import paramiko

from app.guest.remote_folder import LEFT_OUT, File, Listing, fits_everywhere

_CHUNK: Final = 255 * 1024
"""As much as OpenSSH's server gives in one answer. paramiko's own way to ask for several at
once is a thread that cannot be ended when somebody cancels."""


class SftpFolder:
    """See `RemoteFolder`. `path` begins at the user's home. Links are not followed."""

    def __init__(self, files: paramiko.SFTPClient, path: str) -> None:
        self._files = files
        self.path = path

    def listing(self) -> Listing:
        found: list[File] = []
        left_out: list[str] = []
        waiting = [PurePosixPath()]
        while waiting:
            place = waiting.pop()
            listed = self._files.listdir_attr(self._at(place))
            for entry in sorted(listed, key=lambda e: e.filename):
                path, mode = place / entry.filename, entry.st_mode or 0
                if stat.S_ISDIR(mode) and entry.filename in LEFT_OUT:
                    continue
                if stat.S_ISLNK(mode) or not fits_everywhere(entry.filename):
                    left_out.append(str(path))
                elif stat.S_ISDIR(mode):
                    waiting.append(path)
                elif stat.S_ISREG(mode):
                    found.append(File(path, entry.st_size or 0, int(entry.st_mtime or 0)))
        return Listing(tuple(found), tuple(left_out))

    def there(self, paths: Iterable[PurePosixPath]) -> dict[PurePosixPath, File]:
        found = {}
        for path in paths:
            with contextlib.suppress(FileNotFoundError):
                told = self._files.stat(self._at(path))
                found[path] = File(path, told.st_size or 0, int(told.st_mtime or 0))
        return found

    def read(self, path: PurePosixPath, take: Callable[[bytes], None]) -> None:
        with self._files.open(self._at(path), "rb") as stream:
            stream.MAX_REQUEST_SIZE = _CHUNK
            while data := stream.read(_CHUNK):
                take(data)

    def write(self, file: File, source: BinaryIO, told: Callable[[int], None]) -> None:
        self._make_folders(file.path.parent)
        to = self._at(file.path)
        draft = posixpath.join(posixpath.dirname(to), f".{secrets.token_hex(8)}.part")
        try:
            self._files.putfo(source, draft, file.size, lambda done, _size: told(done))
            self._files.utime(draft, (file.modified, file.modified))
            self._files.posix_rename(draft, to)
        finally:
            with contextlib.suppress(OSError, paramiko.SSHException, EOFError):
                self._files.remove(draft)

    def _make_folders(self, path: PurePosixPath) -> None:
        for place in [*reversed(path.parents), path]:
            with contextlib.suppress(OSError):  # it is there; if not, the file itself fails
                self._files.mkdir(self._at(place))

    def _at(self, path: PurePosixPath) -> str:
        return posixpath.join(self.path, str(path)) if path.parts else self.path
