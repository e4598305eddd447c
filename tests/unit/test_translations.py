"""Japanese is complete: every sentence of the code, with the same places, and none too many."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from babel.messages.pofile import read_po

from app.text import ENGLISH, LANGUAGES
from tests.shared.texts import marked_sentences, places

OTHERS = [language for language in LANGUAGES if language != ENGLISH]


def translations(language: str) -> dict[str, str]:
    file = resources.files("resources") / "translations" / f"{language}.po"
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale=language, abort_invalid=True)
    assert not any(message.fuzzy for message in catalogue)
    return {str(message.id): str(message.string) for message in catalogue if message.id}


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated(language: str) -> None:
    known = translations(language)
    missing = [
        f"{where}: {sentence}"
        for sentence, where in marked_sentences().items()
        if not known.get(sentence)
    ]
    assert missing == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_places_of_its_sentence(language: str) -> None:
    """Another place would end in an error at the moment when the sentence is shown."""
    wrong = [
        (sentence, translation)
        for sentence, translation in translations(language).items()
        if places(sentence) != places(translation)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_translated_that_is_no_longer_said(language: str) -> None:
    said = marked_sentences()
    assert [sentence for sentence in translations(language) if sentence not in said] == []


def test_japanese_keeps_its_style() -> None:
    """Short and polite: no exclamation marks, no plain-form endings, no space after 。"""
    for translation in translations("ja").values():
        assert not re.search(r"[!\uff01]", translation), translation
        assert not re.search(r"(?:だ|である)。", translation), translation
        assert "。 {" in translation or "。 " not in translation.strip(), translation
