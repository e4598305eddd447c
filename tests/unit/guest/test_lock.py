"""The servers' lock files, and the rules by which wheels get into them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from installer.lock_guest import fits, read_pins, read_pylock, read_sets, render
from resources.guest.kumonote_setup.failures import SetupError
from resources.guest.kumonote_setup.lock_file import Lock

_FOLDER = Path("resources/guest")
_LINUX = re.compile(r"any|manylinux\w*_(x86_64|aarch64)")
_FILES = ("environment.lock", "environment.windows-macos.lock")


def text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", _FILES)
def test_every_package_is_pinned_with_hashes_and_no_address(name: str) -> None:
    lines = text(name).splitlines()
    assert not [line for line in lines if "//" in line or "@" in line]
    packages = [i for i, line in enumerate(lines) if line[:1].isalnum()]
    assert len(packages) > 100
    for i in packages:
        assert re.match(r"[a-z0-9-]+==[0-9][\w.]*( ; .+)? \\$", lines[i]), lines[i]
        assert re.match(r" --hash=sha256:[0-9a-f]{64}( \\)?$", lines[i + 1]), lines[i]


def test_all_systems_get_the_same_versions() -> None:
    linux, others = (set(read_pins(text(name))) for name in _FILES)
    assert {pin for pin in linux ^ others if "os_name == 'nt'" not in pin} == set()


@pytest.mark.parametrize("name", _FILES)
def test_what_was_asked_for_is_locked(name: str) -> None:
    lock = Lock(text(name))
    for chosen, wanted in read_sets(text("environment.in")).items():
        locked = {line.split("==")[0] for line in lock.names(chosen).splitlines()}
        asked = {re.split(r"[<>=]", line)[0] for line in wanted}
        assert asked <= locked, chosen


def test_a_set_that_is_not_there_is_refused() -> None:
    with pytest.raises(SetupError, match="no set"):
        Lock(text("environment.lock")).requirements("base", "gaming")


@pytest.mark.parametrize(
    ("wheel", "taken"),
    [
        ("numpy-2.5.5-cp312-cp312-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl", True),
        ("numpy-2.5.5-cp311-cp311-manylinux_2_28_aarch64.whl", True),
        ("numpy-2.5.5-cp314-cp314t-manylinux_2_28_x86_64.whl", False),
        ("numpy-2.5.5-cp310-cp310-manylinux_2_28_x86_64.whl", False),
        ("numpy-2.5.5-cp315-cp315-manylinux_2_28_x86_64.whl", False),
        ("numpy-2.5.5-cp312-cp312-musllinux_1_2_x86_64.whl", False),
        ("numpy-2.5.5-cp312-cp312-manylinux_2_28_ppc64le.whl", False),
        ("numpy-2.5.5-cp312-cp312-win_amd64.whl", False),
        ("numpy-2.5.5-pp311-pypy311_pp73-manylinux_2_28_x86_64.whl", False),
        ("tornado-6.6.1-cp39-abi3-manylinux_2_17_x86_64.whl", True),
        ("six-1.17.0-py2.py3-none-any.whl", True),
        ("six-1.17.0-1-py3-none-any.whl", True),
        ("old-1.0-py2-none-any.whl", False),
    ],
)
def test_only_wheels_that_a_server_takes_are_locked(wheel: str, taken: bool) -> None:
    assert fits(wheel, _LINUX) is taken


def test_a_needed_package_without_a_wheel_stops_the_locking() -> None:
    package = {"name": "x", "version": "1", "wheels": [_wheel("x-1-cp312-cp312-win_amd64.whl")]}
    with pytest.raises(ValueError, match="no wheel"):
        render({"base": read_pylock({"packages": [package]})}, _LINUX)
    elsewhere = {**package, "marker": "sys_platform == 'win32'"}
    assert "x==1" not in render({"base": read_pylock({"packages": [elsewhere]})}, _LINUX)


def test_a_marker_that_always_holds_is_left_out() -> None:
    always = "python_full_version >= '3.11'"
    for marker, kept in [
        (always, ""),
        (f"{always} and os_name == 'nt'", " ; os_name == 'nt'"),
        ("python_full_version >= '3.11.5'", " ; python_full_version >= '3.11.5'"),
    ]:
        package = {
            "name": "x",
            "version": "1",
            "marker": marker,
            "wheels": [_wheel("x-1-py3-none-any.whl")],
        }
        assert f"x==1{kept} \\\n" in render({"a": read_pylock({"packages": [package]})}, _LINUX)


def _wheel(name: str) -> dict[str, object]:
    return {"name": name, "hashes": {"sha256": "0" * 64}}
