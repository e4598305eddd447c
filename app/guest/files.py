"""Whole files over SFTP, never readable by more people than they should be."""

from __future__ import annotations

import contextlib
import posixpath
import secrets
from typing import Final

import paramiko

_LARGEST: Final = 64 * 1024 * 1024


def put_file(files: paramiko.SFTPClient, path: str, data: bytes, mode: int) -> None:
    """Write `data` in a folder that nobody else can enter, then move it into place.

    SFTP as paramiko speaks it cannot create a file with a mode: between creation and chmod
    anybody could open it, and keep it open.
    """
    folder = posixpath.join(posixpath.dirname(path), f".kumonote-{secrets.token_hex(8)}")
    draft = posixpath.join(folder, "draft")
    files.mkdir(folder, 0o700)
    try:
        with files.open(draft, "wbx") as stream:
            stream.set_pipelined(True)
            stream.write(data)
        files.chmod(draft, mode)
        files.posix_rename(draft, path)
    finally:
        with contextlib.suppress(OSError):
            files.remove(draft)
        with contextlib.suppress(OSError):
            files.rmdir(folder)


def get_file(files: paramiko.SFTPClient, path: str) -> bytes:
    """The file's content. Raises `OSError` for one that is far too large.

    Without paramiko's prefetching, whose thread dies loudly when the connection is closed.
    """
    with files.open(path, "rb") as stream:
        size = stream.stat().st_size or 0
        if size > _LARGEST:
            raise OSError(f"{path} has {size} bytes")
        return stream.read()
