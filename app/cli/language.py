"""In which language the command line speaks."""

from __future__ import annotations

import locale

from app.paths import Paths
from app.settings import load
from app.settings_errors import SettingsError
from app.text import ENGLISH, LANGUAGES


def language_of_user(paths: Paths) -> str:
    """The settings' language, else the system's if there is a translation, else English.

    Settings that cannot be read are not complained about here: the command will.
    """
    try:
        chosen = load(paths.settings).language
    except SettingsError:
        return ENGLISH
    if chosen:
        return chosen
    system = (locale.getlocale()[0] or "").partition("_")[0].lower()
    return system if system in LANGUAGES else ENGLISH
