"""Servers that are looked at themselves for a while after something was done with them."""

from __future__ import annotations

import os
import time
from pathlib import Path

from app.operations.changed_lately import LAG_SECONDS, ChangedLately


def test_nothing_was_changed_at_first(tmp_path: Path) -> None:
    assert ChangedLately(tmp_path / "none").names() == ()
    assert not (tmp_path / "none").exists()


def test_what_was_changed_is_known_to_other_programs_and_forgotten_in_time(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    lately = ChangedLately(folder)
    lately.note("Aurora")
    lately.note("coral")
    assert ChangedLately(folder).names() == ("aurora", "coral")
    long_ago = time.time() - LAG_SECONDS - 1
    os.utime(folder / "aurora", (long_ago, long_ago))
    assert lately.names() == ("coral",)
    assert [file.name for file in folder.iterdir()] == ["coral"]
    lately.note("aurora")
    assert lately.names() == ("aurora", "coral")
