"""Which tests stay together when several processes share the work."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

_SHARED = "created_server"


def scheduler(root: Path, config: object, log: object) -> Any:
    """Gives whole files to processes, and all that look at the one shared server to one.

    pytest-xdist has groups for that, but writes them into the ids of tests, which newer
    versions of pytest do not let it do: every test would be a group of its own.
    """
    found = import_module("xdist.scheduler").LoadScopeScheduling(config, log)
    found._split_scope = partial(_group, root)
    return found


def _group(root: Path, nodeid: str) -> str:
    file = nodeid.split("::")[0]
    shares = _SHARED in (root / file).read_text(encoding="utf-8")
    return "the shared server" if shares else file
