"""The bills of materials and the licences: complete, valid, the same each time."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from app.licences import as_json, licence_line, parts
from installer.packages.bundled import interpreter, libraries, write_parts
from installer.packages.locked import normal, read_lock
from installer.packages.sbom import LOCKS, bill, known_licences, main, name_of

MOMENT = 1_750_000_000


@pytest.fixture(scope="module")
def bills(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bills")
    main(folder, MOMENT)
    return folder


@pytest.mark.parametrize("kind", LOCKS)
def test_every_locked_package_is_in_a_valid_bill(bills: Path, kind: str) -> None:
    written = (bills / name_of(kind)).read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written) is None
    found = json.loads(written)
    named = {(component["name"], component["version"]) for component in found["components"]}
    assert named == {(package.name, package.version) for package in read_lock(LOCKS[kind])}
    assert found["metadata"]["timestamp"] == "2025-06-15T15:06:40+00:00"


@pytest.mark.parametrize("kind", LOCKS)
def test_the_licence_is_known_of_all_that_is_installed_everywhere(kind: str) -> None:
    known = known_licences(kind)
    unknown = [
        package.name
        for package in read_lock(LOCKS[kind])
        if not package.marker and known.get(package.name, "?") == "?"
    ]
    # what the project is built with is locked too, but is no part of it
    assert set(unknown) <= ({"setuptools"} if kind == "app" else set())


def test_a_bill_is_the_same_each_time(bills: Path, tmp_path: Path) -> None:
    main(tmp_path, MOMENT)
    for kind in LOCKS:
        assert (tmp_path / name_of(kind)).read_bytes() == (bills / name_of(kind)).read_bytes()


def test_a_bill_that_breaks_the_schema_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def complaining(*_values: Any, **_named: Any) -> str:
        return "no"

    monkeypatch.setattr(JsonStrictValidator, "validate_str", complaining)
    with pytest.raises(ValueError, match="breaks its schema: no"):
        bill("app", (), {}, MOMENT)


def test_every_part_brings_the_text_of_its_licence() -> None:
    found = {normal(part.name): part for part in parts()}
    assert [part.name for part in found.values() if not part.words or part.licence == "?"] == []
    assert "LESSER GENERAL PUBLIC LICENSE" in found["pyside6-essentials"].words
    assert found["asyncssh"].licence == "EPL-2.0 OR GPL-2.0-or-later"


def test_a_licence_is_told_as_its_makers_tell_it() -> None:
    apache = "License :: OSI Approved :: Apache Software License"
    assert licence_line({"license_expression": "MIT", "license": "x"}) == "MIT"
    assert licence_line({"classifier": [apache], "license": "x"}) == "Apache Software License"
    assert (
        licence_line({"classifier": ["License :: OSI Approved"], "license": "EPL\nlong"}) == "EPL"
    )
    assert licence_line({}) == "?"


def test_a_frozen_program_tells_of_python_and_of_the_libraries_beside_it(tmp_path: Path) -> None:
    written = write_parts([os.__file__], tmp_path / "parts.json").read_text(encoding="utf-8")
    names = [entry["name"] for entry in json.loads(written)]
    assert "Python" in names
    assert "PySide6_Essentials" in names
    assert written == as_json((interpreter(), *parts(), *libraries([os.__file__])))
    assert "PYTHON SOFTWARE FOUNDATION" in interpreter().words.upper()


@pytest.mark.skipif(sys.platform != "linux", reason="asks dpkg")
def test_a_library_of_the_system_is_told_by_its_package() -> None:
    (library,) = libraries(
        ["/lib/x86_64-linux-gnu/libz.so.1", "/usr/lib/x86_64-linux-gnu/libz.so.1"]
    )
    assert library.name == "zlib1g"
    assert library.licence == "Zlib"
    assert "Jean-loup Gailly" in library.words
