"""A folder in a Windows machine, over WinRM: files come and go in checked pieces."""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import Any, BinaryIO, Final

from app.engine.cancel import CancelToken
from app.guest.errors import file_failed
from app.guest.remote_folder import LEFT_OUT, File, Listing, fits_everywhere
from app.guest.windows import inside
from app.guest.windows.scripts import FOLDER
from app.guest.windows.winrm import WinRmGuest

_PIECE: Final = 4 * 1024 * 1024
_LARGEST: Final = 1 << 40


class WindowsFolder:
    """See `RemoteFolder`. `path` begins at `top`. Links are not followed."""

    def __init__(
        self, guest: WinRmGuest, path: str, cancel: CancelToken, *, top: str = FOLDER
    ) -> None:
        self._guest = guest
        self._cancel = cancel
        self._separator = "\\" if "\\" in top else "/"
        self.path = self._joined(top, PurePosixPath(path))

    def listing(self) -> Listing:
        found: list[File] = []
        left_out: list[str] = []
        for entry in self._entries():
            path = PurePosixPath(str(entry["path"]))
            if LEFT_OUT.intersection(path.parts[:-1]):
                continue
            if not entry["file"] or not all(fits_everywhere(part) for part in path.parts):
                left_out.append(str(path))
            else:
                found.append(File(path, int(entry["size"]), int(entry["modified"])))
        return Listing(tuple(found), tuple(left_out))

    def there(self, paths: Iterable[PurePosixPath]) -> dict[PurePosixPath, File]:
        """Names in Windows are the same in small and large letters."""
        known: dict[str, File] = {}
        with contextlib.suppress(FileNotFoundError):
            for entry in self._entries():
                path = PurePosixPath(str(entry["path"]))
                known[str(path).lower()] = File(path, int(entry["size"]), int(entry["modified"]))
        asked = ((path, known.get(str(path).lower())) for path in paths)
        return {path: File(path, file.size, file.modified) for path, file in asked if file}

    def read(self, path: PurePosixPath, take: Callable[[bytes], None]) -> None:
        self._guest.read(self._joined(self.path, path), take, self._cancel, most=_LARGEST)

    def write(self, file: File, source: BinaryIO, told: Callable[[int], None]) -> None:
        if not all(fits_everywhere(part, windows=True) for part in file.path.parts):
            raise file_failed(str(file.path), "Windows takes no such name")
        target = self._joined(self.path, file.path)
        name = f".{secrets.token_hex(8)}.part"
        draft = self._joined(self.path, file.path.with_name(name))
        offset, piece = 0, source.read(_PIECE)
        while True:
            following = source.read(_PIECE)
            if following:
                command, stdin = inside.receive_part(draft, offset, piece)
            else:
                command, stdin = inside.receive_part(
                    draft, offset, piece, becomes=target, modified=file.modified
                )
            self._guest.ask(command, stdin, self._cancel)
            offset += len(piece)
            told(offset)
            if not following:
                return
            piece = following

    def _entries(self) -> list[dict[str, Any]]:
        """Raises `FileNotFoundError`."""
        entries: list[dict[str, Any]] = []

        def hear(line: str) -> None:
            if not line:
                return
            entry = json.loads(line)
            if "path" in entry:
                entries.append(entry)

        command, stdin = inside.list_files(self.path)
        told = self._guest.ask(command, stdin, self._cancel, hear)
        if told.get("count") != len(entries):
            raise file_failed(self.path, f"{len(entries)} of {told.get('count')} names arrived")
        return entries

    def _joined(self, folder: str, path: PurePosixPath) -> str:
        return self._separator.join([folder, *path.parts])
