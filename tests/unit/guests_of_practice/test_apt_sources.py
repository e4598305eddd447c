"""The distribution's own archives, and no others, are read from both notations."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.practice.guests.apt_sources import Archive, Distribution, archives, distribution

BOOKWORM = Distribution("debian", "bookworm")
_KEY = "/usr/share/keyrings/debian-archive-keyring.gpg"


def put(root: Path, name: str, content: str) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)


def test_one_line_notation(tmp_path: Path) -> None:
    put(
        tmp_path,
        "etc/apt/sources.list",
        "# a comment\n"
        "deb http://mirror.example.ac.jp/debian bookworm main contrib # here\n"
        "deb-src http://mirror.example.ac.jp/debian bookworm main\n"
        f"deb [arch=amd64 signed-by={_KEY}] https://m.example.ac.jp/sec bookworm-security main\n"
        "deb cdrom:[Debian]/ bookworm main\n",
    )
    assert archives(BOOKWORM, tmp_path) == (
        Archive("http://mirror.example.ac.jp/debian", "bookworm", ("main", "contrib")),
        Archive("https://m.example.ac.jp/sec", "bookworm-security", ("main",), _KEY),
    )


def test_deb822_notation(tmp_path: Path) -> None:
    put(
        tmp_path,
        "etc/apt/sources.list.d/debian.sources",
        "# first\n"
        "Types: deb deb-src\n"
        "URIs: http://mirror.example/debian\n"
        "# between\n"
        "Suites: bookworm\n bookworm-updates\n"
        "Components: main non-free-firmware\n"
        f"Signed-By: {_KEY}\n"
        "\n"
        "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm-backports\n"
        "Components: main\nEnabled: no\n"
        "\n"
        "Types: deb-src\nURIs: http://mirror.example/debian\nSuites: bookworm\nComponents: main\n",
    )
    components = ("main", "non-free-firmware")
    assert archives(BOOKWORM, tmp_path) == (
        Archive("http://mirror.example/debian", "bookworm", components, _KEY),
        Archive("http://mirror.example/debian", "bookworm-updates", components, _KEY),
    )


@pytest.mark.parametrize(
    "line",
    [
        "deb [signed-by=/etc/apt/keyrings/other.gpg] https://other.example/debian bookworm stable",
        "deb https://other.example/apt bookworm main",
        "deb https://other.example/debian bookworm-pgdg main",
        "deb https://other.example/debian nodistro main",
        "deb file:/srv/debian bookworm main",
        "deb https://other.example/debian ./",
    ],
)
def test_archives_of_others_are_left_out(tmp_path: Path, line: str) -> None:
    put(tmp_path, "etc/apt/sources.list.d/other.list", f"{line}\n")
    put(tmp_path, "etc/apt/sources.list.d/off.list.save", "deb http://m/debian bookworm main\n")
    assert archives(BOOKWORM, tmp_path) == ()


def test_mirror_lists_of_cloud_images_are_followed(tmp_path: Path) -> None:
    put(tmp_path, "etc/apt/mirrors/debian.list", "https://one.example/debian\tpriority:1\n\n")
    put(
        tmp_path,
        "etc/apt/sources.list.d/debian.sources",
        "Types: deb\nURIs: mirror+file:///etc/apt/mirrors/debian.list\nSuites: bookworm\n"
        f"Components: main\nSigned-By: {_KEY}\n",
    )
    assert archives(BOOKWORM, tmp_path) == (
        Archive("https://one.example/debian", "bookworm", ("main",), _KEY),
    )


def test_an_archive_is_written_so_that_it_is_read_again(tmp_path: Path) -> None:
    wanted = (
        Archive("http://mirror.example/ubuntu", "noble", ("main", "universe")),
        Archive(
            "http://m/x", "noble-updates", ("main",), "/usr/share/keyrings/ubuntu-archive-k.gpg"
        ),
    )
    put(tmp_path, "etc/apt/sources.list", "\n".join(archive.line() for archive in wanted))
    assert archives(Distribution("ubuntu", "noble"), tmp_path) == wanted


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        ('ID=debian\nVERSION_CODENAME="bookworm"\n', BOOKWORM),
        ("NAME=x\nID=ubuntu\nVERSION_CODENAME=noble\n", Distribution("ubuntu", "noble")),
        ("ID=fedora\nVERSION_CODENAME=''\n", None),
        ("ID=linuxmint\nID_LIKE=ubuntu\nVERSION_CODENAME=wilma\n", None),
        ("ID=debian\n", None),
    ],
)
def test_the_distribution(tmp_path: Path, release: str, expected: Distribution | None) -> None:
    put(tmp_path, "etc/os-release", release)
    assert distribution(tmp_path) == expected


def test_no_distribution_where_nothing_says_so(tmp_path: Path) -> None:
    assert distribution(tmp_path) is None
    assert archives(BOOKWORM, tmp_path) == ()
