"""Servers that are looked at themselves for a while after something was done with them."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.operations.changed_lately import LAG_SECONDS, ChangedLately


def test_nothing_was_changed_at_first(tmp_path: Path) -> None:
    assert ChangedLately(tmp_path / "none.json").names() == ()
    assert list(tmp_path.iterdir()) == []


def test_what_was_changed_is_known_to_other_programs_and_forgotten_in_time(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b.json"
    lately = ChangedLately(file)
    lately.note("Aurora")
    lately.note("coral")
    assert ChangedLately(file).names() == ("aurora", "coral")
    long_ago = time.time() - LAG_SECONDS - 1
    file.write_text(json.dumps({"aurora": long_ago, "coral": time.time()}))
    assert lately.names() == ("coral",)
    lately.note("dune")
    assert set(json.loads(file.read_text())) == {"coral", "dune"}
    lately.note("aurora")
    assert lately.names() == ("aurora", "coral", "dune")


def test_several_programs_at_once_lose_nothing(tmp_path: Path) -> None:
    names = [f"server-{number:02}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: ChangedLately(tmp_path / "noted.json").note(name), names))
    assert ChangedLately(tmp_path / "noted.json").names() == tuple(names)


def test_a_spoilt_file_is_as_good_as_none(tmp_path: Path) -> None:
    file = tmp_path / "noted.json"
    file.write_text("{")
    assert ChangedLately(file).names() == ()
    ChangedLately(file).note("aurora")
    assert ChangedLately(file).names() == ("aurora",)
