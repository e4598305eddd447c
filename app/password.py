"""The notebook's password: what it must keep, how strong it is, its hash, a new one.

Only the hash leaves this computer. Whoever reaches the login page may guess, and Jupyter does
not count the tries; so how strong a password must be depends on who reaches it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.finding import Finding
from app.secret import Secret
from app.server import ADMIN_USER
from app.text import Text, text

SHORTEST: Final = 10
LONGEST: Final = 128
_JUDGED_LENGTH: Final = 72
"""Longer beginnings take the estimator too long, and are strong already."""

_SYLLABLES: Final = tuple(c + v for c in "bdfghjkmnprstvz" for v in "aeiou")
_WORDS: Final = 4
_SYLLABLES_A_WORD: Final = 3


class Level(StrEnum):
    WEAK = "weak"
    FAIR = "fair"
    GOOD = "good"
    STRONG = "strong"


_ORDER: Final = tuple(Level)


@dataclass(frozen=True)
class Strength:
    """How strong a password is, from few to many guesses, and why."""

    level: Level
    reason: Text

    def reaches(self, level: Level) -> bool:
        """Whether it is `level` or stronger."""
        return _ORDER.index(self.level) >= _ORDER.index(level)


def check(password: Secret, *, name: str = "", public: bool = False) -> tuple[Finding, ...]:
    """What is wrong with `password`; at most one finding, without a word of the password.

    `name` is the server's; `public` says that everyone may reach the login page. Then 10^8
    guesses are asked for instead of 10^6: a server answers tens of guesses a second, so
    10^6 are tried within a day and 10^8 within months.

    Sources: Jupyter's login reads the field with tornado's `get_argument`, which strips blanks
    at both ends and replaces control characters, so such a password would never log in.
    """
    value = password.reveal()
    if not SHORTEST <= len(value) <= LONGEST:
        return _finding(
            "password-length",
            text(
                "The password has {shortest} to {longest} characters.",
                shortest=SHORTEST,
                longest=LONGEST,
            ),
        )
    if value != value.strip():
        return _finding(
            "password-blanks",
            text("The password neither starts nor ends with a blank: Jupyter would drop it."),
        )
    if not value.isprintable():
        return _finding(
            "password-characters",
            text("The password has letters, digits, signs and blanks, but no control characters."),
        )
    found = strength(password, name=name)
    least = Level.GOOD if public else Level.FAIR
    if found.reaches(least):
        return ()
    return _finding(
        "password-weak",
        text(
            "This password is easy to guess. {reason} Take a longer one, e.g. several unusual"
            " words, or let Kumonote make one.",
            reason=found.reason,
        ),
    )


def strength(password: Secret, *, name: str = "") -> Strength:
    """An estimate after zxcvbn (Wheeler, USENIX Security 2016) of the guesses it takes.

    Below 10^6 it is weak, below 10^8 fair, below 10^10 good. The server's `name` and its user
    count as known to whoever guesses.
    """
    from zxcvbn import zxcvbn  # its word lists take a while to load

    value = password.reveal()[:_JUDGED_LENGTH]
    if not value:
        return Strength(Level.WEAK, text("It is empty."))
    known = [word for word in (name, ADMIN_USER, "kumonote", "jupyter", "notebook") if word]
    verdict = zxcvbn(value, user_inputs=known)
    level = _ORDER[max(0, verdict["score"] - 1)]
    return Strength(level, _reason(level, verdict["sequence"]))


def warm_up() -> None:
    """Load what `strength` needs, so that its first call answers as quickly as the others."""
    strength(Secret("warm-up"))


def hash_password(password: Secret) -> str:
    """The hash for `PasswordIdentityProvider.hashed_password`: "argon2:$argon2id$…".

    Format and costs are those of `jupyter_server.auth.security.passwd`, so that the server
    checks it as one of its own. Takes about 0.1 s and 10 MiB.
    """
    import argon2

    hasher = argon2.PasswordHasher(time_cost=10, memory_cost=10240, parallelism=8)
    return f"argon2:{hasher.hash(password.reveal())}"


def generate() -> Secret:
    """A new password of four speakable words, such as "takibu-nozeme-…": 74 bits.

    Syllables instead of a list of words: it can be read aloud and typed whatever one's
    language is.
    """
    words = (
        "".join(secrets.choice(_SYLLABLES) for _ in range(_SYLLABLES_A_WORD)) for _ in range(_WORDS)
    )
    return Secret("-".join(words))


def _finding(code: str, sentence: Text) -> tuple[Finding, ...]:
    return (Finding(code, "password", sentence),)


def _reason(level: Level, sequence: Sequence[Mapping[str, object]]) -> Text:
    """Why: the longest part that follows a pattern, in words that do not repeat it."""
    if level in (Level.GOOD, Level.STRONG):
        return text("It takes very many guesses.")
    parts = [part for part in sequence if part["pattern"] != "bruteforce"]
    if not parts:
        return text("It is short.")
    longest = max(parts, key=lambda part: len(str(part["token"])))
    match longest["pattern"], longest.get("dictionary_name"):
        case "dictionary", "user_inputs":
            return text("It contains the name of the server, its user or its software.")
        case "dictionary", "passwords":
            return text("It contains one of the most common passwords.")
        case "dictionary", _:
            return text("It contains a common word or name.")
        case "spatial", _:
            return text("It follows the keys of a keyboard.")
        case "repeat", _:
            return text("It repeats itself.")
        case "sequence", _:
            return text("It contains a run such as “abcd” or “4321”.")
        case _:
            return text("It contains a date or a year.")
