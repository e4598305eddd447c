"""Words for people, marked where they are written and rendered where they are shown.

An event or a problem may be made in English, stored, and shown in Japanese after the
user switched the language. So the core passes `Text` about: the English source with its
values, translated only when somebody reads it.

The translations are gettext catalogues: `resources/translations/<language>.po`, with the
English sentence as the message id. The extraction keyword is `text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

ENGLISH: Final = "en"
LANGUAGES: Final = (ENGLISH, "ja")
STRETCHED: Final = "qps"
"""English with 40 % longer words, for finding layouts that break. Never offered to anybody."""

_LONGER_BY: Final = 0.4
_VOWELS: Final = "aeiouyAEIOUY"


class _Current:
    """The language in which `str(text)` renders."""

    language: str = ENGLISH


def use_language(language: str) -> None:
    """Render every `Text` from now on in `language` (of `LANGUAGES`, or `STRETCHED`)."""
    if language not in (*LANGUAGES, STRETCHED):
        raise ValueError(f"no translation for {language!r}; there are {', '.join(LANGUAGES)}")
    _Current.language = language


def current_language() -> str:
    """The language in which `str(text)` renders."""
    return _Current.language


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    if language == ENGLISH:
        return {}
    from babel.messages.pofile import read_po  # read only by those who need it

    path = resources.files("resources") / "translations" / f"{language}.po"
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and m.string}


def _stretched(source: str) -> str:
    """`source` with vowels drawn out, its {places} as they are."""
    parts: list[str] = []
    missing = 0.0
    inside = False
    for letter in source:
        inside = (inside or letter == "{") and letter != "}"
        parts.append(letter)
        if inside or letter == "}":
            continue
        missing += _LONGER_BY
        if letter in _VOWELS and missing >= 1:
            parts.append(letter.lower() * int(missing))
            missing -= int(missing)
    return "".join(parts)


@dataclass(frozen=True)
class Text:
    """An English sentence with named places, e.g. `Text("{n} servers", (("n", 3),))`."""

    source: str
    values: tuple[tuple[str, object], ...] = ()

    def in_language(self, language: str) -> str:
        """The sentence in `language`; English where no translation is known."""
        template = (
            _stretched(self.source)
            if language == STRETCHED
            else _catalogue(language).get(self.source, self.source)
        )
        values = {
            name: value.in_language(language) if isinstance(value, Text) else value
            for name, value in self.values
        }
        return template.format(**values) if values else template

    def __str__(self) -> str:
        return self.in_language(_Current.language)


def text(source: str, /, **values: object) -> Text:
    """Mark `source` for translation and bind its `{places}` to `values`."""
    return Text(source, tuple(values.items()))


def marked_elsewhere(sentence: str) -> Text:
    """A sentence that another process of ours marked, and sent in English."""
    return Text(sentence)


def verbatim(words: str) -> Text:
    """`words` as they are in every language: a name, an address, another program's output."""
    return Text("{words}", (("words", words),))
