"""Settings: what is read, what is refused and where, and the environment on top."""

from __future__ import annotations

import re
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import VARIABLES, Settings, load, save
from app.settings_errors import SettingsError, line_of

WHOLE = """\
# my settings
language = "ja"

[guest]
package_index = "https://index.example/simple/"
proxy = "http://proxy.example:3128"

[practice]
speed = 1
guest = "reduced"

[azure]
client_id = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
tenant = "example.org"
cloud = "china"
public_address_service = "https://address.example"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "settings.toml"


def written(path: Path, source: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return path


def refused(path: Path, environment: dict[str, str] | None = None) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load(path, environment or {})
    return caught.value


def test_without_a_file_there_are_defaults(path: Path) -> None:
    settings = load(path, {})
    assert settings == Settings()
    assert settings.practice.speed == 20
    assert settings.azure.cloud == "public"
    assert not path.exists()


def test_a_whole_file_is_read(path: Path) -> None:
    settings = load(written(path, WHOLE), {})
    assert settings.language == "ja"
    assert settings.guest.package_index == "https://index.example/simple/"
    assert settings.guest.proxy == "http://proxy.example:3128"
    assert (settings.practice.speed, settings.practice.guest) == (1.0, "reduced")
    assert (settings.azure.tenant, settings.azure.cloud) == ("example.org", "china")


def test_the_environment_wins_and_an_empty_variable_does_not(path: Path) -> None:
    environment = {
        "KUMONOTE_LANGUAGE": "en",
        "KUMONOTE_PACKAGE_INDEX": "http://mirror.example/",
        "KUMONOTE_PROXY": "",
        "KUMONOTE_PRACTICE_SPEED": "100",
        "KUMONOTE_PRACTICE_GUEST": "booted",
        "KUMONOTE_CLOUD": "us-government",
        "KUMONOTE_OTHER": "is not ours",
    }
    settings = load(written(path, WHOLE), environment)
    assert settings.language == "en"
    assert settings.guest.package_index == "http://mirror.example/"
    assert settings.guest.proxy == "http://proxy.example:3128"
    assert (settings.practice.speed, settings.practice.guest) == (100.0, "booted")
    assert settings.azure.cloud == "us-government"
    assert load(path.with_name("none.toml"), environment).practice.speed == 100


def test_each_variable_overrides_its_setting() -> None:
    values = {
        "KUMONOTE_LANGUAGE": "ja",
        "KUMONOTE_PACKAGE_INDEX": "https://a.example",
        "KUMONOTE_PROXY": "http://b.example",
        "KUMONOTE_PRACTICE_SPEED": "7",
        "KUMONOTE_PRACTICE_GUEST": "reduced",
        "KUMONOTE_CURRENCY": "JPY",
        "KUMONOTE_HOURS_A_DAY": "5",
        "KUMONOTE_CLIENT_ID": "some-client",
        "KUMONOTE_TENANT": "some-tenant",
        "KUMONOTE_CLOUD": "china",
        "KUMONOTE_PUBLIC_ADDRESS_SERVICE": "https://c.example",
    }
    assert values.keys() == VARIABLES.keys()
    for name, value in values.items():
        found: object = load(Path("/nonexistent"), {name: value})
        for part in VARIABLES[name]:
            found = getattr(found, part)
        assert str(found) in {value, f"{value}.0"}


@pytest.mark.parametrize(
    ("source", "line", "sentence"),
    [
        (
            "lang = 'ja'",
            1,
            "lang is unknown; allowed: language, start, [azure], [guest], [practice], [prices], [u",
        ),
        ("\nlanguage = 'de'", 2, "language is not right; allowed: en, ja."),
        ("[guest]\n\nprxy = ''", 3, "guest.prxy is unknown; allowed: package_index, proxy."),
        ("[practice]\nspeed = 0", 2, "practice.speed is not right; allowed: a number from 0.1"),
        ("[practice]\nspeed = nan", 2, "practice.speed is not right"),
        ("[practice]\nspeed = 'x'", 2, "practice.speed is not right"),
        ("practice.speed = 'x'", 1, "practice.speed is not right"),
        ("practice = {speed = 'x'}", 1, "practice.speed is not right"),
        ("[practice]\nguest='vm'", 2, "allowed: auto, booted, reduced."),
        ("[azure]\ncloud = 'mars'", 2, "allowed: public, china, us-government."),
        ("[azure]\ntenant = 'a b'", 2, "allowed: letters, digits, dots and hyphens."),
        ("[azzure]\ncloud = 'mars'", 1, "azzure is unknown"),
        ("guest = 3", 1, "guest is a section: write [guest] on a line of its own."),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    path: Path, source: str, line: int, sentence: str
) -> None:
    error = refused(written(path, source))
    assert error.problem.code == "settings-wrong"
    assert error.findings[0].line == line
    assert sentence in str(error.problem.message)
    assert f"line {line}:" in str(error.problem.message)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://index.example/",
        "index.example",
        "https://",
        "https://user:hush-hush@index.example/",
        "https://index.example:99999/",
        "https://[index/",
        "https://index.example/a b",
        "https://index.example/\\n",
    ],
)
def test_an_address_is_one_of_the_web_without_a_password(path: Path, address: str) -> None:
    error = refused(written(path, f'[guest]\nproxy = "{address}"'))
    assert error.findings[0].key == "guest.proxy"
    assert "hush" not in str(error) + error.problem.details


def test_everything_wrong_is_listed_in_order(path: Path) -> None:
    error = refused(written(path, "x = 1\nlanguage = 'de'\n[practice]\nspeed = 0\ny = 1\n"))
    assert [finding.line for finding in error.findings] == [1, 2, 4, 5]
    assert len(error.problem.details.splitlines()) == 4


def test_a_wrong_variable_is_named(path: Path) -> None:
    error = refused(written(path, WHOLE), {"KUMONOTE_PRACTICE_SPEED": "fast"})
    assert "KUMONOTE_PRACTICE_SPEED is not right" in str(error.problem.message)
    assert error.findings[0].line == 0


@pytest.mark.parametrize("data", [b"language = ", b"\xff\xfe", b"[a]\n[a]\n"])
def test_what_is_no_toml_is_said_to_be_none(path: Path, data: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(data)
    assert "cannot be read" in str(refused(path).problem.message)


def test_a_folder_in_place_of_the_file_is_a_problem(path: Path) -> None:
    path.mkdir(parents=True)
    assert "cannot be read" in str(refused(path).problem.message)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, source: str) -> None:
    path = tmp_path_factory.mktemp("any") / "settings.toml"
    path.write_bytes(source.encode())
    try:
        load(path, {})
    except SettingsError as error:
        assert all(0 <= f.line <= source.count("\n") + 1 for f in error.findings)


def test_what_is_saved_is_read_again_and_private(path: Path) -> None:
    settings = load(written(path, WHOLE), {})
    other = path.with_name("other.toml")
    save(settings, other)
    assert load(other, {}) == settings
    assert re.findall(r"^\[.*\]$", other.read_text(), re.M) == ["[guest]", "[practice]", "[azure]"]
    if sys.platform != "win32":
        assert stat.S_IMODE(other.stat().st_mode) == 0o600
    save(Settings(), other)
    assert other.read_text().strip() == ""
    save(Settings(language="ja"), other)
    assert load(other, {}) == Settings(language="ja")


def test_lines_of_places() -> None:
    assert line_of(("azure", "cloud"), WHOLE) == 15
    assert line_of(("azure",), WHOLE) == 12
    assert line_of(("azure", "none"), WHOLE) == 12
    assert line_of(("none",), WHOLE) == 1
