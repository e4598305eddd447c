"""The administrator's password: what Azure and Windows ask of it, and how it comes sealed."""

from __future__ import annotations

import re

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from app.guest.windows.password import SealedPassword, new_password
from app.guest.windows.scripts import MARK, password, sealed_in
from app.server import ADMIN_USER

_KINDS = ("[a-z]", "[A-Z]", "[0-9]", "[^A-Za-z0-9]")


def test_every_password_keeps_the_rules_of_azure() -> None:
    for _ in range(200):
        word = new_password().reveal()
        assert 12 <= len(word) <= 123
        assert sum(bool(re.search(kind, word)) for kind in _KINDS) == 4
        assert word.isascii()
        assert word.isprintable()
        assert ADMIN_USER not in word.lower()


def test_no_two_are_alike() -> None:
    assert len({new_password().reveal() for _ in range(200)}) == 200


def sealed_for(modulus: int, word: str) -> bytes:
    key = rsa.RSAPublicNumbers(65537, modulus).public_key()
    return key.encrypt(
        word.encode(), padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    )


def test_what_was_sealed_for_it_is_opened_and_nothing_else() -> None:
    ours, others = SealedPassword(), SealedPassword()
    sealed = sealed_for(ours.modulus, "Kn7-word")
    assert ours.open(sealed).reveal() == "Kn7-word"
    with pytest.raises(ValueError, match="ecryption failed"):
        others.open(sealed)


def test_the_script_holds_the_public_half_only() -> None:
    made = password(ADMIN_USER, SealedPassword().modulus)
    assert re.search(r"^\$modulus = '[A-Za-z0-9+/]{512}'$", made, re.MULTILINE)
    with pytest.raises(ValueError, match="short"):
        password(ADMIN_USER, 12345)


@pytest.mark.parametrize("output", ["", MARK, f"{MARK}!!"])
def test_without_a_password_there_is_none(output: str) -> None:
    assert sealed_in(output) is None


def test_what_was_told_is_found() -> None:
    assert sealed_in(f"noise\r\n{MARK}QUJD\r\n") == b"ABC"
