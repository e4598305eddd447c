"""Where the icons are. All are SVG, so they are sharp at any scale."""

from __future__ import annotations

from importlib import resources
from pathlib import Path


def icon_path(name: str) -> Path:
    """The file of the icon `name`, as Qt wants it."""
    return Path(str(resources.files("resources") / "icons" / f"{name}.svg"))
