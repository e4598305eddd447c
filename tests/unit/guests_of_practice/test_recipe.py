"""A recipe names all that decides what an image is, and nothing that signs in anywhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.practice.guests.recipe import PACKAGES, Recipe, of_this_computer

_PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in _PROXIES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "etc/apt").mkdir(parents=True)
    (tmp_path / "etc/os-release").write_text("ID=debian\nVERSION_CODENAME=bookworm\n")
    (tmp_path / "etc/apt/sources.list").write_text("deb http://m.example/debian bookworm main\n")
    return tmp_path


def recipe(root: Path) -> Recipe:
    try:
        found = of_this_computer(root)
    except FileNotFoundError:
        pytest.skip("no dpkg on this computer")
    assert found is not None
    return found


def test_equal_computers_have_equal_keys(root: Path) -> None:
    first = recipe(root)
    assert first.key == recipe(root).key
    assert first.key.startswith("bookworm-")
    assert replace(first, packages=(*PACKAGES, "more")).key != first.key
    (root / "etc/apt/sources.list").write_text("deb http://n.example/debian bookworm main\n")
    assert recipe(root).key != first.key


def test_trust_anchors_are_taken_along(root: Path) -> None:
    folder = root / "usr/local/share/ca-certificates/campus"
    folder.mkdir(parents=True)
    (folder / "our ca.crt").write_text("pem")
    (folder / "readme").write_text("no")
    files = dict(recipe(root).files)
    assert files["/usr/local/share/ca-certificates/our-ca.crt"] == "pem"
    assert not any("readme" in name for name in files)


def test_how_pip_reaches_its_index_is_taken_along(root: Path) -> None:
    assert "/etc/pip.conf" not in dict(recipe(root).files)
    (root / "etc/pip.conf").write_text(
        "[global]\nindex-url = https://packages.example/simple\nproxy = http://127.0.0.1:3128\n"
        "cert = /home/me/ca.pem\ntrusted-host = x\n[install]\nuser = yes\n"
    )
    assert dict(recipe(root).files)["/etc/pip.conf"] == (
        "[global]\nindex-url = https://packages.example/simple\n"
        "cert = /etc/ssl/certs/ca-certificates.crt\n"
    )


def test_what_signs_in_is_not_taken_along(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://me:hidden@proxy.example:3128")
    (root / "etc/pip.conf").write_text("[global]\nindex-url = https://me:hidden@p.example/simple\n")
    assert "hidden" not in str(recipe(root))


def test_proxies_are_those_a_guest_can_reach(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("http_proxy", "http://localhost:3128")
    monkeypatch.setenv("no_proxy", "localhost,.example")
    lines = dict(recipe(root).files)["/etc/environment"].splitlines()
    assert lines[0].startswith('PATH="')
    assert lines[1:] == [
        "https_proxy=http://proxy.example:3128",
        "HTTPS_PROXY=http://proxy.example:3128",
        "no_proxy=localhost,.example",
        "NO_PROXY=localhost,.example",
    ]


def test_an_image_has_no_venv_as_in_the_cloud() -> None:
    assert "python3-venv" not in PACKAGES
    assert "cloud-init" in PACKAGES
