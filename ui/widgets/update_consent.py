"""The question whether the publisher may be asked for newer versions."""

from __future__ import annotations

from app.text import text
from ui.widgets.words import Check


def look_for_updates_check() -> Check:
    """Off until the user agrees."""
    check = Check(text("Ask &once a day whether there is a newer Kumonote"))
    check.setObjectName("look-for-updates")
    return check
