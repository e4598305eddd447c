"""No core dumps: the memory of this program holds tokens and keys, and a dump would be a file."""

from __future__ import annotations

import sys


def forbid_core_dumps() -> None:
    """For this process and those it starts, where the system writes such files."""
    if sys.platform == "win32":
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
