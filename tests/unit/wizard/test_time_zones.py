"""Time zones: from the names that people know to those that Azure takes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import tzlocal

from app.wizard.time_zones import UTC, known_time_zones, time_zone_here, windows_time_zone


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Lets a test set this computer's zone; tzlocal forgets what it knew, before and after."""
    yield monkeypatch
    monkeypatch.undo()
    tzlocal.reload_localzone()


@pytest.mark.parametrize(
    ("name", "windows"),
    [
        ("Asia/Tokyo", "Tokyo Standard Time"),
        ("Europe/Berlin", "W. Europe Standard Time"),
        ("Etc/UTC", "UTC"),
        ("", None),
        ("Tokyo Standard Time", None),
        ("asia/tokyo", None),
    ],
)
def test_iana_names_lead_to_windows_names(name: str, windows: str | None) -> None:
    assert windows_time_zone(name) == windows


def test_every_known_zone_has_a_windows_name() -> None:
    assert all(windows_time_zone(name) for name in known_time_zones())
    assert len(known_time_zones()) > 400


@pytest.mark.parametrize(("set_to", "told"), [("Europe/Berlin", "Europe/Berlin"), ("GMT", UTC)])
def test_this_computers_zone_is_one_that_azure_takes(
    zone: pytest.MonkeyPatch, set_to: str, told: str
) -> None:
    zone.setenv("TZ", set_to)
    tzlocal.reload_localzone()
    assert time_zone_here() == told
