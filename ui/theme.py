"""Colours and spaces: one accent, light and dark as the platform says, contrast AA.

Widgets stay native. The style sheet touches only what Qt has no widget for: cards, badges,
the sidebar, panels, the log. Which of the two sets is used follows the platform's palette.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from string import Template
from typing import Final

from PySide6.QtGui import QGuiApplication, QPalette

SPACE: Final = 12
"""The unit of spacing, in device-independent pixels: everything is a multiple of half of it."""


@dataclass(frozen=True)
class Theme:
    """Colours as "#rrggbb". `soft` ones are backgrounds for the colour of the same name."""

    dark: bool
    window: str
    sidebar: str
    card: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_hover: str
    accent_soft: str
    accent_text: str
    good: str
    good_soft: str
    warning: str
    warning_soft: str
    bad: str
    bad_soft: str
    log: str
    on_log: str


LIGHT: Final = Theme(
    dark=False,
    window="#fbfcfe",
    sidebar="#f1f4fb",
    card="#ffffff",
    border="#d5dce8",
    text="#1b2430",
    muted="#566273",
    accent="#2563eb",
    on_accent="#ffffff",
    accent_hover="#1d4fd0",
    accent_soft="#e1eafd",
    accent_text="#173f9e",
    good="#11683f",
    good_soft="#dff3e8",
    warning="#7a4d00",
    warning_soft="#fdf1d8",
    bad="#a3201a",
    bad_soft="#fde9e7",
    log="#101a26",
    on_log="#d9e3f0",
)

DARK: Final = Theme(
    dark=True,
    window="#1a1e26",
    sidebar="#20252f",
    card="#262c37",
    border="#414a5b",
    text="#e9edf4",
    muted="#aab4c4",
    accent="#7aa5ff",
    on_accent="#0b1530",
    accent_hover="#9abcff",
    accent_soft="#2b3b5e",
    accent_text="#c5d8ff",
    good="#7fd8a8",
    good_soft="#1f3d2f",
    warning="#f0c56e",
    warning_soft="#42361c",
    bad="#ff9d94",
    bad_soft="#482524",
    log="#0e141d",
    on_log="#d9e3f0",
)


def theme_for(palette: QPalette) -> Theme:
    """The set that fits the platform's palette: dark where its windows are dark."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def theme_now() -> Theme:
    """The set of this moment, for what is painted by hand."""
    return theme_for(QGuiApplication.palette())


_SHEET: Final = Template("""
QWidget#page, QWidget#servers, QScrollArea#scroll, QWidget#scrolled { background: $window; }
QWidget#sidebar { background: $sidebar; border-right: 1px solid $border; }
QFrame#foot { background: $card; border-top: 1px solid $border; }
QFrame#rule { background: $border; border: none; max-height: 1px; }
QLabel { color: $text; }
QLabel:focus { background: $accent_soft; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="good"] { color: $good; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="bad"] { color: $bad; }
QFrame[kind="card"] { background: $card; border: 1px solid $border; border-radius: 8px; }
QFrame[kind="card"][chosen="true"] { background: $accent_soft; border: 2px solid $accent; }
QFrame[kind="card"]:focus { border: 2px solid $accent; }
QFrame[kind="card"] QRadioButton::indicator { width: 12px; height: 12px;
    border: 2px solid $muted; border-radius: 8px; background: $card; }
QFrame[kind="card"] QRadioButton::indicator:checked { width: 6px; height: 6px;
    border: 5px solid $accent; background: $on_accent; }
QFrame[kind="card"] QRadioButton::indicator:focus { border-color: $text; }
QFrame[kind="notice"] { background: $warning_soft; border: 1px solid $warning;
    border-radius: 8px; }
QFrame[kind="notice"] QLabel { color: $warning; }
QFrame[kind="problem"] { background: $bad_soft; border: 1px solid $bad; border-radius: 8px; }
QFrame[kind="practice"] { background: $warning_soft; border-bottom: 1px solid $warning; }
QFrame[kind="practice"] QLabel { color: $warning; }
QLabel[badge="good"] { color: $good; background: $good_soft; }
QLabel[badge="warning"] { color: $warning; background: $warning_soft; }
QLabel[badge="bad"] { color: $bad; background: $bad_soft; }
QLabel[badge="quiet"] { color: $muted; background: $sidebar; }
QLabel[badge] { border-radius: 9px; padding: 2px 9px; font-weight: 600; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border: 2px solid $accent;
    border-radius: 6px; padding: 6px 18px; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:focus { border-color: $text; }
QPushButton[kind="primary"]:disabled { background: $border; border-color: $border;
    color: $muted; }
QPushButton[kind="plain"] { background: $card; color: $text; border: 1px solid $border;
    border-radius: 6px; padding: 7px 18px; }
QPushButton[kind="plain"]:hover { border-color: $accent; }
QPushButton[kind="plain"]:focus { border: 2px solid $accent; padding: 6px 17px; }
QPushButton[kind="plain"]:disabled { color: $muted; }
QPushButton[kind="icon"] { background: $card; color: $text; border: 1px solid $border;
    border-radius: 6px; padding: 6px 0; min-width: 32px; max-width: 32px; font-weight: 600; }
QPushButton[kind="icon"]:hover { border-color: $accent; }
QPushButton[kind="icon"]:focus { border: 2px solid $accent; padding: 5px 0; min-width: 30px;
    max-width: 30px; }
QPushButton[kind="link"] { background: transparent; color: $accent_text; border: none;
    padding: 4px 2px; text-align: left; }
QPushButton[kind="link"]:hover, QPushButton[kind="link"]:focus { text-decoration: underline; }
QPushButton[kind="link"]:disabled { color: $muted; }
QPushButton[kind="stage"] { background: transparent; border: 2px solid transparent; }
QPushButton[kind="stage"][here="true"] { background: $accent_soft; border-color: $accent_soft; }
QPushButton[kind="stage"]:focus { border-color: $accent; }
QLabel[role="now"] { font-weight: 600; }
QLabel[role="here"] { color: $accent_text; font-weight: 600; }
QPlainTextEdit#log { background: $log; color: $on_log; border-radius: 8px; padding: 6px;
    selection-background-color: $accent; }
QProgressBar#overall { background: $accent_soft; border: none; border-radius: 5px;
    max-height: 10px; min-height: 10px; }
QProgressBar#overall::chunk { background: $accent; border-radius: 5px; }
""")


def style_sheet(theme: Theme) -> str:
    """The style sheet of the application for `theme`."""
    return _SHEET.substitute({f.name: getattr(theme, f.name) for f in fields(theme)})


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "relative luminance")."""
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
