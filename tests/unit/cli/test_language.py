"""The language of the command line, from what the environment says."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli.language import language_of_system, language_of_user
from app.paths import Paths


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja"}, "ja"),
        ({"LANG": "ja_JP.UTF-8@cjknarrow"}, "ja"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_CTYPE": "en_US.UTF-8"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C.UTF-8", "LANGUAGE": "ja"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "ja_JP:en"}, "ja"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "de:fr:ja"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LANGUAGE": "en"}, "en"),
    ],
)
def test_the_language_is_the_one_asked_for(environment: dict[str, str], language: str) -> None:
    assert language_of_system(environment) == language


def test_the_settings_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = Paths(tmp_path, tmp_path)
    monkeypatch.delenv("KUMONOTE_LANGUAGE", raising=False)
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert language_of_user(paths) == "ja"
    paths.settings.write_text('language = "en"\n')
    assert language_of_user(paths) == "en"
    paths.settings.write_text("language = ")
    assert language_of_user(paths) == "en", "the command itself will complain"
