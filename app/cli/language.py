"""In which language the command line speaks."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Mapping
from typing import Final

from app.paths import Paths
from app.settings import load
from app.settings_errors import SettingsError
from app.text import ENGLISH, LANGUAGES

_UNTRANSLATED: Final = ("", "C", "POSIX")


def language_of_user(paths: Paths) -> str:
    """The settings' language, else the system's if there is a translation, else English.

    Settings that cannot be read are not complained about here: the command will.
    """
    try:
        chosen = load(paths.settings).language
    except SettingsError:
        return ENGLISH
    return chosen or language_of_system(os.environ)


def language_of_system(environment: Mapping[str, str]) -> str:
    """The first language asked for that there is a translation into, else English.

    As gettext does it, from the variables alone: many systems are told a language whose
    locale nobody has installed, and then `locale` knows nothing of it.
    """
    spoken = (wanted.partition("_")[0].lower() for wanted in _wanted(environment))
    return next((language for language in spoken if language in LANGUAGES), ENGLISH)


def _wanted(environment: Mapping[str, str]) -> list[str]:
    """Names of locales, the best first, without encoding and variant."""
    set_to = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    messages = _plain(next((value for value in set_to if value), ""))
    if messages in _UNTRANSLATED:
        return [_of_windows()]
    preferred = environment.get("LANGUAGE", "").split(":")
    return [_plain(name) for name in preferred if name] or [messages]


def _plain(name: str) -> str:
    return name.partition(".")[0].partition("@")[0]


def _of_windows() -> str:
    """What the user of Windows reads menus in; empty elsewhere."""
    if sys.platform != "win32":
        return ""
    import ctypes

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
