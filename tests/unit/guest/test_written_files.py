"""The files that other programs read, byte by byte as they are meant to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from resources.guest.kumonote_setup import units
from resources.guest.kumonote_setup.notebook import EVERY_ADDRESS, configuration

_GOLDEN = Path(__file__).parent / "golden"
_ENVIRONMENT = "/opt/kumonote/environments/0123456789abcdef"

WRITTEN = {
    "kumonote-notebook.service": units.NOTEBOOK.format(
        user="azureuser",
        folder="/home/azureuser/notebooks",
        python=f"{_ENVIRONMENT}/bin/python",
        config="/etc/kumonote/notebook/jupyter_server_config.py",
    ),
    "kumonote-redirect.service": units.REDIRECT.format(
        public=443, private=9999, nft="/usr/sbin/nft", rules="/etc/kumonote/redirect.nft"
    ),
    "kumonote-tidy.service": units.TIDY.format(
        folder=_ENVIRONMENT,
        cache="/opt/kumonote/cache",
        python=f"{_ENVIRONMENT}/bin/python",
        program="/var/lib/kumonote/kumonote-setup.pyz",
    ),
    "redirect.nft": units.RULES.format(public=443, private=9999),
    "jupyter_server_config.py.txt": configuration(
        EVERY_ADDRESS,
        9999,
        "/home/azureuser/notebooks",
        "/etc/kumonote/notebook/certificate.pem",
        "argon2:$argon2id$v=19$m=10240,t=10,p=8$c2FsdHNhbHQ$aGFzaGhhc2g",
        login="class LimitedLogin: ...",
    ).decode(),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_files_are_as_they_were_agreed(name: str) -> None:
    """A change of any of them is a change of every server: it shows in the review."""
    assert WRITTEN[name] == (_GOLDEN / name).read_text(encoding="utf-8")


def test_there_is_no_golden_file_that_nobody_compares() -> None:
    assert {file.name for file in _GOLDEN.iterdir()} == set(WRITTEN)
