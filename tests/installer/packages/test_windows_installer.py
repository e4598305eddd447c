"""The installer for Windows, with all that it installs, in Wine: from the first start to the last.

That Windows itself, its explorer and SmartScreen take it as Wine does, only Windows can show.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app import __version__
from installer.commands import Commands
from installer.packages.release import ROOT
from installer.packages.windows_installer import WindowsInstaller
from installer.packages.windows_launcher import Launchers
from tests.installer.packages.conftest import MOMENT
from tests.installer.packages.windows_computer import (
    WindowsComputer,
    why_not,
    windows_computer,
)
from tests.shared.virtual_screen import VirtualScreen, virtual_screen
from tests.shared.waiting import wait_until

_REASON = why_not()
# CI has them all: there it fails for want of one
pytestmark = pytest.mark.skipif(
    bool(_REASON) and not os.environ.get("CI"), reason=f"needs {_REASON}"
)

ICON = Path("/usr/share/nsis/Contrib/Graphics/Icons/modern-install-full.ico")
PICTURE = Path("/usr/share/nsis/Contrib/Graphics/Wizard/win.bmp")
UNINSTALL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Kumonote"
KIND = r"Software\Classes\Kumonote.Plan"
EXTENSION = r"Software\Classes\.kumonote"
JAPANESE = "/LANGUAGE=1041"
RUNNING = 3
A_PAINTED_PAGE = 40
PASSWORD = b"a-packed-word-7\n"


@pytest.fixture(scope="module")
def payload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Kumonote for Windows, put together as for a release."""
    folder = tmp_path_factory.mktemp("windows") / "Kumonote"
    module = "installer.packages.windows_payload"
    subprocess.run([sys.executable, "-m", module, folder], check=True, cwd=ROOT)
    launchers = Launchers.of_environment(Commands())
    launchers.make(folder, icon=ICON, version=__version__)
    return folder


@pytest.fixture(scope="module")
def setup(payload: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installer, not packed at all: it is about what it does."""
    file = tmp_path_factory.mktemp("setup") / "kumonote-setup.exe"
    return fast().make(payload, file, icon=ICON, version=__version__, moment=MOMENT)


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualScreen]:
    with virtual_screen(tmp_path_factory.mktemp("screen")) as shown:
        yield shown


@pytest.fixture(scope="module")
def machine(screen: VirtualScreen) -> Iterator[WindowsComputer]:
    """One for all tests of this file, each of which leaves it without Kumonote."""
    with windows_computer(screen.display) as computer:
        yield computer


def fast() -> WindowsInstaller:
    return replace(WindowsInstaller.of_environment(Commands()), compression="off")


def small_folder(place: Path, *more: str) -> Path:
    """Programs that find nothing to run, with some files beside them."""
    folder = place / "Kumonote"
    (folder / "lib" / "deep").mkdir(parents=True)
    Launchers.of_environment(Commands()).make(folder, icon=ICON, version="0.0.9")
    for name in ("lib/deep/words.txt", *more):
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def installed(machine: WindowsComputer) -> Path:
    return machine.local / "Programs" / "Kumonote"


def uninstall(machine: WindowsComputer, *words: str) -> int:
    """Silently; from where it lies, so that its end can be waited for."""
    folder = installed(machine)
    place = "C:\\" + str(folder.relative_to(machine.drive)).replace("/", "\\")
    code, _ = machine.run(folder / "uninstall.exe", "/S", *words, f"_?={place}")
    return code


def clear_away(machine: WindowsComputer) -> None:
    """What such an uninstaller leaves, because it runs there itself."""
    (installed(machine) / "uninstall.exe").unlink()
    for folder in (installed(machine), installed(machine).parent):
        if not any(folder.iterdir()):
            folder.rmdir()


def test_everything_from_installing_to_removing(
    machine: WindowsComputer, setup: Path, payload: Path, screen: VirtualScreen
) -> None:
    before = machine.traces()
    assert machine.run(setup, "/S") == (0, "")
    folder = installed(machine)
    names = {p.relative_to(folder) for p in folder.rglob("*") if p.is_file()}
    wanted = {p.relative_to(payload) for p in payload.rglob("*") if p.is_file()}
    assert names == wanted | {Path("uninstall.exe")}
    facts = machine.key(UNINSTALL)
    assert facts["DisplayVersion"] == __version__
    assert facts["Publisher"] == "The Kumonote authors"
    size = sum(path.stat().st_size for path in payload.rglob("*") if path.is_file())
    assert int(facts["EstimatedSize"], 16) == size // 1024
    assert {path.name for path in (machine.start_menu / "Kumonote").iterdir()} == {
        "Kumonote.lnk",
        "Kumonote (practice mode).lnk",
    }
    opened = machine.key(rf"{KIND}\shell\open\command")["(Default)"]
    assert opened.endswith(r'\Programs\Kumonote\Kumonote.exe" "%1"')

    cli = folder / "kumonote-cli.exe"
    assert machine.run(cli, "--version") == (0, f"{__version__}\r\n")
    said = machine.run(cli, "create", "--practice", "--name", "lab", "--dry-run")
    assert said[0] == 0, said[1]
    assert "Virtual machine lab: Ubuntu 24.04 LTS" in said[1]
    window = machine.start(folder / "Kumonote.exe", "--practice")
    try:
        wait_until(lambda: screen.colours() > A_PAINTED_PAGE, what="a painted page")
        assert window.is_running
        assert uninstall(machine) == RUNNING
        assert cli.exists()
    finally:
        window.end()

    # a login key is kept as soon as a creation begins; the practice cloud runs on after it
    words = ("create", "--practice", "--name=lab", "--speed=100", "--password-stdin", "--json")
    creation = machine.start(cli, *words, typed=PASSWORD)
    try:
        wait_until(lambda: bool(machine.kept_secrets()), what="a kept key")
    finally:
        creation.end()
    assert machine.kept_secrets()
    assert machine.run(cli, "practice", "status")[1].startswith("The practice cloud runs")
    assert uninstall(machine, "/REMOVEDATA") == 0
    assert machine.kept_secrets() == []
    clear_away(machine)
    assert machine.traces() == before
    assert machine.key(UNINSTALL) == machine.key(KIND) == machine.key(EXTENSION) == {}


def test_nothing_is_inside_that_nobody_reads(payload: Path) -> None:
    names = {path.relative_to(payload).as_posix() for path in payload.rglob("*")}
    for tool in ("hypothesis", "mypy", "pip", "setuptools", "secretstorage"):
        assert not any(name.startswith(f"lib/{tool}") for name in names), tool
    for part in ("Qml", "Quick", "Pdf", "Designer", "Test", "OpenGL"):
        assert not any(f"/Qt6{part}" in name or f"/Qt{part}" in name for name in names), part
    for read in ("icons/kumonote.svg", "translations/ja.po", "help/ja.md", "samples/plots.ipynb"):
        assert f"lib/resources/{read}" in names
    assert {"lib/win32ctypes", "lib/tzdata", "python/python311.dll"} <= names
    parts = json.loads((payload / "lib/resources/licences/parts.json").read_text("utf-8"))
    told = {part["name"] for part in parts if part["words"]}
    assert {"Python", "PySide6_Essentials", "paramiko", "pywin32-ctypes"} <= told
    # sources stay only where they are data
    sources = {name.split("/")[1] for name in names if name.endswith(".py")}
    assert sources == {"resources", "start"}
    code = (payload / "lib/app/paths.pyc").read_bytes()
    assert str(payload).encode() not in code


def test_a_newer_version_takes_the_place_of_an_older_one(
    machine: WindowsComputer, tmp_path: Path
) -> None:
    older = small_folder(tmp_path / "older", "lib/gone.txt", "lib/stays.txt")
    newer = small_folder(tmp_path / "newer", "lib/stays.txt", "lib/new.txt")
    setups = [tmp_path / "older.exe", tmp_path / "newer.exe"]
    for folder, version, file in zip((older, newer), ("0.0.9", "0.1.0"), setups, strict=True):
        fast().make(folder, file, icon=ICON, version=version, moment=MOMENT)
    data = machine.local / "kumonote"
    data.mkdir()
    (data / "settings.toml").write_text("", encoding="ascii")
    assert machine.run(setups[0], "/S", JAPANESE)[0] == 0
    menu = machine.start_menu / "Kumonote"
    assert (menu / "Kumonote (練習モード).lnk").exists()
    libraries = installed(machine) / "lib"
    (libraries / "deep" / "mine.txt").write_text("somebody's", encoding="ascii")
    # as long as only Python is missing, the program says so
    code, said = machine.run(installed(machine) / "kumonote-cli.exe", "--version")
    assert (code, said) == (3, "Files of Kumonote are missing. Install it again.\r\n")

    assert machine.run(setups[1], "/S")[0] == 0
    assert {path.name for path in libraries.iterdir()} == {"deep", "stays.txt", "new.txt"}
    assert machine.key(UNINSTALL)["DisplayVersion"] == "0.1.0"
    assert {path.name for path in menu.iterdir()} == {
        "Kumonote.lnk",
        "Kumonote (practice mode).lnk",
    }
    # nothing can forget secrets here: whoever asks for it keeps the program
    assert uninstall(machine, "/FORGETSECRETS") == 2
    assert (libraries / "new.txt").exists()

    assert uninstall(machine) == 0
    clear_away(machine)
    left = {path.name for path in installed(machine).rglob("*") if path.is_file()}
    assert left == {"mine.txt"}
    assert (data / "settings.toml").exists()
    assert not menu.exists()
    assert machine.key(UNINSTALL) == {}
    shutil.rmtree(installed(machine))
    shutil.rmtree(data)


def test_a_kind_of_file_that_somebody_took_over_stays_theirs(
    machine: WindowsComputer, tmp_path: Path
) -> None:
    file = tmp_path / "kumonote-setup.exe"
    folder = small_folder(tmp_path)
    fast().make(folder, file, icon=ICON, version="0.1.0", moment=MOMENT)
    place = "C:\\Elsewhere\\My Kumonote"
    # without quotes, as NSIS wants it: Wine puts them around a word with a space
    assert machine.run(file, "/S", *f"/D={place}".split())[0] == 0
    chosen = machine.drive / "Elsewhere" / "My Kumonote"
    assert (chosen / "lib/deep/words.txt").exists()
    theirs = ("reg", "add", rf"HKCU\{EXTENSION}", "/ve", "/d", "Editor.Text", "/f")
    assert machine.run(*theirs)[0] == 0
    assert machine.run(chosen / "uninstall.exe", "/S", *f"_?={place}".split())[0] == 0
    assert machine.key(EXTENSION)["(Default)"] == "Editor.Text"
    assert machine.key(KIND) == {}
    assert [path.name for path in chosen.iterdir()] == ["uninstall.exe"]


def test_the_same_folder_gives_the_same_installer(tmp_path: Path) -> None:
    made = []
    for number, name in enumerate(("one", "two")):
        folder = small_folder(tmp_path / name)  # another place, and another time
        picture = Path(shutil.copyfile(PICTURE, tmp_path / name / "beside.bmp"))
        os.utime(picture, (MOMENT + 1000 * number,) * 2)
        maker = replace(WindowsInstaller.of_environment(Commands()), picture=picture)
        file = tmp_path / f"{name}.exe"
        maker.make(folder, file, icon=ICON, version="0.1.0", moment=MOMENT)
        made.append(file.read_bytes())
    assert made[0] == made[1]
    assert str(tmp_path).encode("utf-16-le") not in made[0]
