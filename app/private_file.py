"""Writes whole files that nobody else may read, so that they are never half there."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from pathlib import Path

from app.paths import make_private_folder


def write_private_file(path: Path, data: bytes) -> None:
    """Put `data` in place of the file `path` at once, with mode 0600 in a folder of mode 0700.

    Whoever reads meanwhile, or after a power cut, sees either the old file or the new one.
    Raises `OSError`; the old file is then untouched.
    """
    make_private_folder(path.parent)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, _new_file_flags(), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
    sync_folder(path.parent)


def _new_file_flags() -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    if sys.platform == "win32":
        flags |= os.O_BINARY
    return flags


def sync_folder(folder: Path) -> None:
    """Make a new name in `folder` survive a power cut. Windows does so by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
