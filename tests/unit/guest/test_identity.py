"""What machines are known by, as it is kept and as people compare it."""

from __future__ import annotations

import pytest

from app.azure.tags import HOST_KEY, changed, host_keys
from app.guest.identity import certificate_identity, certificate_sha256, shown
from app.guest.keys import fingerprint, new_key_pair

_DIGITS = "0f" * 32


def test_a_certificate_comes_back_from_its_line() -> None:
    assert certificate_sha256(certificate_identity(_DIGITS)) == _DIGITS


@pytest.mark.parametrize("line", ["", "ssh-ed25519 AAAA", "x509-sha256 ab", _DIGITS])
def test_nothing_else_is_taken_for_one(line: str) -> None:
    with pytest.raises(ValueError, match="no certificate"):
        certificate_sha256(line)


def test_each_is_shown_as_its_programs_show_it() -> None:
    assert shown(certificate_identity(_DIGITS)) == ":".join(["0F"] * 32)
    key = new_key_pair().public
    assert shown(key) == fingerprint(key)


def test_the_clouds_tags_keep_it() -> None:
    line = certificate_identity(_DIGITS)
    assert host_keys(changed(keys=(line,))) == (line,)
    assert changed(keys=(line,)).keys() == {HOST_KEY}
