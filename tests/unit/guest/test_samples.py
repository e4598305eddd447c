"""The sample notebooks say the same in both languages."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import Any

import pytest

_SAMPLES = resources.files("resources") / "samples"
_ENGLISH = sorted(file.name for file in _SAMPLES.iterdir() if file.name.endswith(".ipynb"))
_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


def cells(folder: str, name: str) -> list[dict[str, Any]]:
    text = (_SAMPLES / folder / name).read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)["cells"]
    return found


def test_both_languages_have_the_same_notebooks() -> None:
    japanese = sorted(file.name for file in (_SAMPLES / "ja").iterdir())
    assert japanese == _ENGLISH


@pytest.mark.parametrize("name", _ENGLISH)
def test_a_notebook_is_the_same_in_both_languages(name: str) -> None:
    english, japanese = cells("", name), cells("ja", name)
    kinds = [(cell["id"], cell["cell_type"]) for cell in english]
    assert kinds == [(cell["id"], cell["cell_type"]) for cell in japanese]
    for cell in english:
        assert not _JAPANESE.search("".join(cell["source"]))
    for cell in japanese:
        if cell["cell_type"] == "markdown":
            assert _JAPANESE.search("".join(cell["source"]))


@pytest.mark.parametrize("folder", ["", "ja"])
@pytest.mark.parametrize("name", _ENGLISH)
def test_it_comes_without_results(folder: str, name: str) -> None:
    for cell in cells(folder, name):
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
