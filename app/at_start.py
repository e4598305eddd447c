"""What the window must know before it stands: language, cloud, and whether this is the first time.

Read without `app.settings`, whose checks take longer to import than all of the window; what is
wrong with the file comes up with the first thing that is asked of the cloud.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from typing import Any

from app.paths import Paths
from app.text import LANGUAGES

PRACTICE = "practice"
"""The value of the setting `start` for the cloud on this computer; any other means Azure."""


def chosen_language(paths: Paths, environment: Mapping[str, str] = os.environ) -> str:
    """The language of the settings, empty for that of the system."""
    chosen = environment.get("KUMONOTE_LANGUAGE", "") or _setting(paths, "language")
    return chosen if chosen in LANGUAGES else ""


def starts_in_practice(paths: Paths) -> bool:
    """Whether the user chose practice mode for a start that says nothing else."""
    return _setting(paths, "start") == PRACTICE


def never_used(paths: Paths) -> bool:
    """Whether nobody has set or made anything here yet, with the window or the command line.

    Logs and the lock of a running copy are no traces: they are there before anything is done.
    """
    traces = (
        paths.settings,
        paths.practice,
        paths.journals("azure"),
        paths.journals("practice"),
        paths.state / "catalogue",
    )
    return not any(trace.exists() for trace in traces) and not any(
        paths.state.glob("account-*.json")
    )


def looks_for_updates(paths: Paths) -> bool:
    """Whether the user agreed that the publisher is asked for a newer version."""
    section = _settings(paths).get("updates")
    return isinstance(section, dict) and section.get("look") is True


def _setting(paths: Paths, key: str) -> str:
    return str(_settings(paths).get(key, ""))


def _settings(paths: Paths) -> Mapping[str, Any]:
    try:
        return tomllib.loads(paths.settings.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
