"""The notebook's password: rules, strength, hash, generation."""

from __future__ import annotations

import re

import argon2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.password import Level, check, generate, hash_password, strength
from app.secret import Secret


def codes(password: str, *, name: str = "aurora-lab", public: bool = False) -> list[str]:
    return [finding.code for finding in check(Secret(password), name=name, public=public)]


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("", ["password-length"]),
        ("x7#Kq2!zP", ["password-length"]),
        ("x7#Kq2!zPw", []),
        ("x7#Kq2!zPw" * 12 + "12345678", []),
        ("x7#Kq2!zPw" * 12 + "123456789", ["password-length"]),
        (" x7#Kq2!zPwm", ["password-blanks"]),
        ("x7#Kq2!zPwm ", ["password-blanks"]),
        ("correct horse battery staple", []),
        ("x7#Kq2\x07!zPwm", ["password-characters"]),
        ("雲の上でノートを開く", []),
        ("password123", ["password-weak"]),
        ("qwertyuiop", ["password-weak"]),
        ("aaaaaaaaaaaaaaaa", ["password-weak"]),
        ("abcdefghijkl", ["password-weak"]),
        ("aurora-lab1", ["password-weak"]),
        ("azureuser1", ["password-weak"]),
        ("1959-01-01", ["password-weak"]),
    ],
)
def test_a_password_at_the_edge_of_a_rule(password: str, expected: list[str]) -> None:
    assert codes(password) == expected


def test_whoever_everyone_can_try_must_be_stronger() -> None:
    fair = "telescope-12"
    assert strength(Secret(fair)).level is Level.FAIR
    assert codes(fair) == []
    assert codes(fair, public=True) == ["password-weak"]


def test_the_servers_name_is_known_to_whoever_guesses() -> None:
    assert strength(Secret("zorvakel-9")).level is not Level.WEAK
    assert strength(Secret("zorvakel-9"), name="zorvakel-9").level is Level.WEAK


def test_levels_are_ordered() -> None:
    weak, strong = strength(Secret("password")), strength(Secret("x7#Kq2!zPwmVt"))
    assert (weak.level, strong.level) == (Level.WEAK, Level.STRONG)
    assert strong.reaches(Level.WEAK)
    assert not weak.reaches(Level.FAIR)


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("password", "common passwords"),
        ("zxcvbnm,./'", "keyboard"),
        ("aurora-lab", "name of the server"),
        ("7777777777", "repeats"),
    ],
)
def test_a_weak_password_is_told_why(password: str, word: str) -> None:
    found = strength(Secret(password), name="aurora-lab")
    assert found.level is Level.WEAK
    assert word in str(found.reason)


@given(st.text(st.characters(codec=None), max_size=300))
def test_any_text_is_judged_and_never_shown(password: str) -> None:
    strength(Secret(password))
    for finding in check(Secret(password)):
        assert len(password) < 10 or password not in str(finding.sentence)


def test_the_hash_is_what_jupyter_makes_and_checks() -> None:
    """Jupyter itself is not asked here: its format is "argon2:" and what argon2-cffi writes
    with these costs, and it verifies with a plain `PasswordHasher`, as done below."""
    password = Secret("correct horse battery staple")
    hashed = hash_password(password)
    assert re.fullmatch(
        r"argon2:\$argon2id\$v=19\$m=10240,t=10,p=8\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}", hashed
    )
    assert argon2.PasswordHasher().verify(hashed.removeprefix("argon2:"), password.reveal())
    with pytest.raises(argon2.exceptions.VerifyMismatchError):
        argon2.PasswordHasher().verify(hashed.removeprefix("argon2:"), "another one")


def test_the_same_password_never_hashes_alike() -> None:
    password = Secret("correct horse battery staple")
    assert hash_password(password) != hash_password(password)


def test_a_generated_password_is_strong_speakable_and_new() -> None:
    made = [generate().reveal() for _ in range(20)]
    assert len(set(made)) == len(made)
    for password in made:
        assert re.fullmatch(r"([bdfghjkmnprstvz][aeiou]){3}(-([b-z][aeiou]){3}){3}", password)
        assert codes(password, public=True) == []
