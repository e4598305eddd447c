"""Whether a person at this computer can sign in with its browser."""

from __future__ import annotations

import os
import platform
import sys
import webbrowser
from pathlib import PurePath
from typing import Final

_IN_THE_TERMINAL: Final = frozenset({"www-browser", "links", "elinks", "lynx", "w3m", "browsh"})
"""Those Python falls back to without a screen: the pages of Microsoft need scripts."""


def has_browser() -> bool:
    """Whether there is a browser with windows, and a screen that is this computer's.

    `$BROWSER` names one on every system; over SSH the window would open far from the user.
    """
    if not os.environ.get("BROWSER") and _far_away():
        return False
    if _in_windows():
        return True
    try:
        found = webbrowser.get()
    except webbrowser.Error:
        return False
    return PurePath(str(getattr(found, "name", ""))).name not in _IN_THE_TERMINAL


def _in_windows() -> bool:
    """Linux inside of Windows: azure-identity opens the browser of Windows."""
    return sys.platform == "linux" and "microsoft" in platform.uname().release.lower()


def _far_away() -> bool:
    """Python itself looks for a display on Linux; macOS would open a window over there."""
    return sys.platform == "darwin" and "SSH_CONNECTION" in os.environ
