"""A Windows server's life, told by nothing but the command line.

Its machine is Wine and a Windows CPython: see docs/assumptions.md for what that does not show.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.practice.guests.windows.wine import Wine, wine_here
from app.secret import Secret
from tests.shared.practice_home import FASTER_THAN_AZURE, PracticeHome
from tests.shared.servers import new_practice_home

NAME = "winlife"
PNG = b"\x89PNG\r\n\x1a\n"
_ADMINISTRATORS = re.compile(r"Kn7-[\w-]{24}")
"""Passwords as app and practice machines make them."""


@pytest.fixture(scope="module")
def home() -> Iterator[PracticeHome]:
    wine = wine_here()
    if not isinstance(wine, Wine):
        if os.environ.get("CI"):
            pytest.fail(f"CI runs Windows machines: {wine}")
        pytest.skip(str(wine))
    with new_practice_home() as home:
        yield home


def lines(events: tuple[dict[str, object], ...]) -> str:
    return "\n".join(str(event.get("text", "")) for event in events)


def test_create_stop_start_upload_repair_remote_desktop_and_delete(
    home: PracticeHome, tmp_path: Path
) -> None:
    plan = tmp_path / "winlife.toml"
    plan.write_text(f'name = "{NAME}"\n[system]\nkind = "windows"\n', encoding="utf-8")
    password = Secret(f"Kumo-{secrets.token_urlsafe(12)}")
    speed = f"--speed={FASTER_THAN_AZURE}"
    created = home.practice("create", "--plan", plan, speed, password=password)
    server = created.server
    assert (server["state"], server["ready"], server["system"]) == ("running", True, "windows")
    assert [key.split(" ")[0] for key in server["host_keys"]] == ["x509-sha256"]
    picture = home.folder / "pictures" / "practice" / f"{NAME}.png"
    assert picture.read_bytes().startswith(PNG), "it has logged in and drawn a plot"
    assert lines(created.events).count("Left out in this practice machine: ") == 3

    assert home.practice("show", NAME).server == server
    assert home.practice("stop", NAME).server["state"] == "stopped"
    assert home.practice("start", NAME).server == server, "same address and certificates"

    other = Secret(f"Kumo-{secrets.token_urlsafe(12)}")
    changed = home.practice("set-password", NAME, password=other)
    assert changed.server == server, "it has logged in with the new one"

    renewed = home.practice("set-certificate", NAME)
    assert renewed.exit_code == 0, renewed.explanation
    assert renewed.server["certificate_sha256"] != server["certificate_sha256"]
    server = renewed.server

    data = tmp_path / "測定 1.csv"
    data.write_text("1,2\n", encoding="utf-8")
    put = home.practice("upload", NAME, data, "--into", "data")
    assert put.exit_code == 0, put.explanation
    assert put.last["copied"]["files"] == 1

    repaired = home.practice("repair", NAME)
    assert repaired.server == server
    assert "has a new password" in lines(repaired.events)

    opened = home.practice("remote-desktop", NAME, "--open")
    assert opened.exit_code == 0, opened.explanation
    assert (opened.last["open"], opened.last["port"]) == (True, 3389)
    assert opened.last["allowed"]
    assert home.practice("remote-desktop", NAME, "--close").last["open"] is False

    exported = home.practice("export", NAME, "--output", tmp_path / "windows.bicep")
    assert exported.exit_code == 0, exported.explanation
    bicep = (tmp_path / "windows.bicep").read_text(encoding="utf-8")
    assert "adminPassword: administratorPassword" in bicep
    assert "customData" not in bicep

    saved = tmp_path / "saved"
    deleted = home.practice("delete", NAME, "--yes", "--save-to", saved)
    assert deleted.server["state"] == "deleted"
    assert (saved / "data" / data.name).read_text(encoding="utf-8") == "1,2\n"
    assert (saved / "samples/plots.ipynb").is_file()
    said = "\n".join(e.stderr + lines(e.events) for e in (created, put, repaired, opened, deleted))
    assert not _ADMINISTRATORS.search(said)
    assert password.reveal() not in said
    assert not _ADMINISTRATORS.search(home.traffic.read_text(encoding="utf-8"))
