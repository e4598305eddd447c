"""zypper as the setup program calls it: what it is asked for, and by which way it goes.

The zypper here is a script that writes down how it was called. That the real one finds the
packages and takes the proxy from its environment is not shown.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from resources.guest.kumonote_setup.failures import SetupError
from resources.guest.kumonote_setup.network import Network
from resources.guest.kumonote_setup.packages import Zypper
from resources.guest.kumonote_setup.processes import Processes
from resources.guest.kumonote_setup.report import Reporter
from resources.guest.kumonote_setup.settings import Settings
from resources.guest.kumonote_setup.system import System

PROXY = "http://proxy.example:3128"


class Called:
    """`codes`: what zypper ends with, call after call."""

    def __init__(self, folder: Path, *codes: int) -> None:
        self._notes = folder / "notes"
        left = folder / "codes"
        left.write_text("".join(f"{code}\n" for code in codes))
        program = folder / "zypper"
        program.write_text(
            "#!/bin/sh\n"
            f'echo "$http_proxy $https_proxy $ZYPP_LOCK_TIMEOUT $*" >> {self._notes}\n'
            f"code=$(head -n 1 {left}); sed -i 1d {left}; exit $code\n"
        )
        program.chmod(0o755)
        self.zypper = Zypper(
            Processes({"PATH": f"{folder}:/usr/bin:/bin"}),
            Network(System("root"), Settings({"format": 1, "user": "root", "proxy": PROXY})),
            Reporter(folder / "log", "first-boot"),
        )

    @property
    def notes(self) -> list[str]:
        return self._notes.read_text().splitlines()


def test_the_proxy_of_the_settings_is_taken(tmp_path: Path) -> None:
    called = Called(tmp_path, 0)
    called.zypper.install(["nftables"])
    assert called.notes == [
        f"{PROXY} {PROXY} 60 --non-interactive install --no-recommends nftables"
    ]


def test_the_newest_python_that_there_is(tmp_path: Path) -> None:
    called = Called(tmp_path, 104, 0)
    called.zypper.install(["python"])
    assert [line.split("--no-recommends ")[1] for line in called.notes] == [
        "python313 python313-pip",
        "python312 python312-pip",
    ]


def test_what_it_cannot_do_is_told(tmp_path: Path) -> None:
    called = Called(tmp_path, 4)
    with pytest.raises(SetupError) as failed:
        called.zypper.install(["nftables"])
    assert failed.value.code == "guest-packages"
