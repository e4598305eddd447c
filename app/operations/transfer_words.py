"""How much was copied, in sentences."""

from __future__ import annotations

from typing import Final

from app.guest.transfer import Copied
from app.text import Text, text

_MEBI: Final = 1024 * 1024


def copied_words(copied: Copied) -> tuple[Text, ...]:
    """What was copied and, where something was there already, that too."""
    there = text("{n} files were there already.", n=copied.unchanged) if copied.unchanged else None
    size = f"{copied.size / _MEBI:.1f}"
    one = text("1 file was copied ({size} MiB).", size=size)
    several = text("{n} files were copied ({size} MiB).", n=copied.files, size=size)
    return (one if copied.files == 1 else several, *((there,) if there else ()))
