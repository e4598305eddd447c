"""Every pair of colours that carries words keeps the contrast of WCAG 2.2, level AA."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette

from ui.theme import DARK, LIGHT, Theme, contrast, style_sheet, theme_for

PAIRS = [
    ("text", "window"),
    ("text", "card"),
    ("text", "sidebar"),
    ("muted", "window"),
    ("muted", "card"),
    ("muted", "sidebar"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("accent_text", "accent_soft"),
    ("accent_text", "window"),
    ("text", "accent_soft"),
    ("muted", "accent_soft"),
    ("good", "good_soft"),
    ("good", "window"),
    ("warning", "warning_soft"),
    ("warning", "card"),
    ("bad", "bad_soft"),
    ("bad", "window"),
    ("text", "bad_soft"),
    ("on_log", "log"),
]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("words", "ground"), PAIRS)
def test_words_are_readable(theme: Theme, words: str, ground: str) -> None:
    assert contrast(getattr(theme, words), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_focus_rings_are_visible(theme: Theme) -> None:
    for ground in (theme.window, theme.card, theme.sidebar):
        assert contrast(theme.accent, ground) >= 3


def test_the_platform_decides_between_light_and_dark() -> None:
    palette = QPalette(QColor("#202020"))
    assert theme_for(palette) is DARK
    assert theme_for(QPalette(QColor("#f0f0f0"))) is LIGHT


def test_the_sheet_names_no_unknown_colour() -> None:
    assert "$" not in style_sheet(LIGHT)
