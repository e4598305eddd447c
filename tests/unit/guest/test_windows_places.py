"""Where the setup program's files are in Windows, and what it says to whom there."""

from __future__ import annotations

import pytest

from resources.guest.kumonote_setup.windows import place_of, wine_version


@pytest.mark.parametrize(
    ("absolute", "place"),
    [
        ("/opt/kumonote/environments", r"C:\Kumonote\environments"),
        (
            "/etc/kumonote/notebook/certificate.pem",
            r"C:\Kumonote\configuration\notebook\certificate.pem",
        ),
        ("/var/lib/kumonote/samples.json", r"C:\Kumonote\state\samples.json"),
        ("/var/log/kumonote/setup.jsonl", r"C:\Kumonote\log\setup.jsonl"),
        ("/var/log/kumonote-notebook.log", r"C:\Kumonote\log\kumonote-notebook.log"),
        ("/run/kumonote-setup.lock", r"C:\Kumonote\run\kumonote-setup.lock"),
        ("/etc/ssh/key", r"C:\Kumonote\etc\ssh\key"),
    ],
)
def test_everything_is_below_one_folder(absolute: str, place: str) -> None:
    assert place_of(absolute) == place


def test_this_computer_is_not_wine() -> None:
    assert wine_version() == ""
