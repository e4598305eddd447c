"""What the package for Debian is made of: as Debian, desktops and software centres want it."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from app import __version__
from app.practice.guests import programs
from installer.commands import CommandFailedError, Commands
from installer.packages.deb import write_deb
from installer.packages.desktop import ID, write_shared_files
from installer.packages.needed_libraries import needed_packages
from installer.packages.tarball import write_tar_xz

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at packages for Linux")

MOMENT = 1_750_000_000


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """/usr/share of the package."""
    folder = tmp_path_factory.mktemp("share")
    write_shared_files(folder, Path(sys.executable), Commands(), moment=MOMENT)
    return folder


@pytest.fixture(scope="module")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stand-in for the frozen folder: one program that only needs the library of C.

    It does not show that Kumonote runs; test_frozen.py and test_deb.py do.
    """
    folder = tmp_path_factory.mktemp("small") / "Kumonote"
    (folder / "_internal").mkdir(parents=True)
    for name in ("Kumonote", "kumonote-cli"):
        (folder / name).write_bytes(Path("/bin/true").read_bytes())
        (folder / name).chmod(0o755)
    (folder / "_internal" / "words.txt").write_text("雲\n", encoding="utf-8")
    (folder / "_internal" / "link.txt").symlink_to("words.txt")
    return folder


def checked(*line: str | Path) -> str:
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_menu_entry_is_valid_and_opens_plan_files(share: Path) -> None:
    entry = share / "applications" / f"{ID}.desktop"
    assert checked(programs.need("desktop-file-validate"), entry) == ""
    words = entry.read_text(encoding="utf-8")
    assert "Exec=kumonote %f\n" in words
    assert "MimeType=application/x-kumonote-plan;" in words
    for field in ("Name", "Comment"):
        assert re.search(rf"^{field}\[ja]=", words, re.MULTILINE)


def test_what_software_centres_show_is_valid_and_of_this_version(share: Path) -> None:
    about = share / "metainfo" / f"{ID}.metainfo.xml"
    said = checked(programs.need("appstreamcli"), "validate", "--no-net", "--explain", about)
    assert "Validation was successful" in said
    assert f'<release version="{__version__}" date="2025-06-15"/>' in about.read_text("utf-8")


def test_plan_files_have_a_type_that_is_a_kind_of_toml(share: Path, tmp_path: Path) -> None:
    packages = tmp_path / "mime" / "packages"
    packages.mkdir(parents=True)
    (packages / f"{ID}.xml").write_bytes((share / "mime/packages" / f"{ID}.xml").read_bytes())
    checked(programs.need("update-mime-database"), tmp_path / "mime")
    made = (tmp_path / "mime" / "subclasses").read_text(encoding="utf-8")
    assert made == "application/x-kumonote-plan application/toml\n"


def test_manual_pages_name_every_command_and_troff_has_nothing_to_say(share: Path) -> None:
    for page in ("kumonote", "kumonote-cli"):
        file = share / "man" / "man1" / f"{page}.1.gz"
        said = checked(programs.need("man"), "--warnings", "--encoding=UTF-8", "--local-file", file)
        assert "warning" not in said
        assert f"{page} - " in said or f"{page} \N{MINUS SIGN} " in said
    for command in ("create", "delete", "practice start", "remote-desktop"):
        assert re.search(rf"^ +{command} ", said, re.MULTILINE), command


def test_icons_have_the_size_of_their_folder(share: Path) -> None:
    drawn = sorted((share / "icons" / "hicolor").rglob("*.png"))
    assert len(drawn) == 8
    for picture in drawn:
        header = picture.read_bytes()[16:24]  # width and height of a PNG
        width, height = int.from_bytes(header[:4]), int.from_bytes(header[4:])
        assert f"{width}x{height}" == picture.parts[-3]
    assert (share / "icons/hicolor/scalable/apps" / f"{ID}.svg").exists()


def test_the_same_folder_gives_the_same_bytes(small_folder: Path, tmp_path: Path) -> None:
    packed = []
    for umask, name in ((0o022, "one.deb"), (0o077, "two.deb")):
        file = tmp_path / name
        commands = Commands(start=partial(subprocess.run, umask=umask))
        write_deb(small_folder, file, Path(sys.executable), commands, moment=MOMENT, level=1)
        packed.append(file.read_bytes())
    assert packed[0] == packed[1]
    archives = [
        write_tar_xz(small_folder, tmp_path / name, inside="kumonote", moment=MOMENT)
        for name in ("one.tar.xz", "two.tar.xz")
    ]
    assert archives[0].read_bytes() == archives[1].read_bytes()


def test_all_belongs_to_root_and_the_sums_are_right(small_folder: Path, tmp_path: Path) -> None:
    deb = tmp_path / "kumonote.deb"
    write_deb(small_folder, deb, Path(sys.executable), Commands(), moment=MOMENT, level=1)
    dpkg = programs.need("dpkg-deb")
    listed = checked(dpkg, "--contents", deb).splitlines()
    assert all(
        re.match(r"[dl-](rwxr-xr-x|rw-r--r--|rwxrwxrwx) root/root ", line) for line in listed
    )
    assert any(line.endswith("./usr/bin/kumonote -> ../lib/kumonote/Kumonote") for line in listed)
    checked(dpkg, "--raw-extract", deb, tmp_path / "tree")
    sums = tmp_path / "tree" / "DEBIAN" / "md5sums"
    done = subprocess.run(
        [programs.need("md5sum"), "--check", "--strict", "--quiet", sums],
        cwd=tmp_path / "tree",
        check=False,
    )
    assert done.returncode == 0
    fields = checked(dpkg, "--field", deb)
    assert f"Version: {__version__}\n" in fields
    assert re.search(r"^Depends: libc6 \(>= 2\.\d+\), .*libdbus-1-3", fields, re.MULTILINE)


def test_a_library_that_no_package_brings_is_told(small_folder: Path) -> None:
    def unknown(line: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        wanted = "0x01 (NEEDED)  Shared library: [libkumo.so.7]\n"
        return subprocess.CompletedProcess(line, int("--search" in line), wanted)

    with pytest.raises(CommandFailedError, match=r"brings .*libkumo\.so\.7"):
        needed_packages(small_folder, Commands(start=unknown))
