"""Room on the disk, looked at before an installation begins that would not fit."""

import shutil
from pathlib import Path

from .failures import SetupError

_MEGABYTE = 1024 * 1024


def need_room(folder: "Path", megabytes: "int") -> None:
    """Raise `SetupError` "guest-disk-space" unless `folder`'s disk has `megabytes` free."""
    free = shutil.disk_usage(str(folder)).free // _MEGABYTE
    if free >= megabytes:
        return
    raise SetupError(
        "guest-disk-space",
        "The disk has " + str(free) + " MB free; " + str(megabytes) + " MB are needed.",
        "Make room on it, then resume.",
        details=str(folder),
        values={"free": str(free), "needed": str(megabytes)},
    )
