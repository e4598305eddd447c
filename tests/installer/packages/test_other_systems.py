"""Packages for Windows and macOS: what can be looked at without either.

What codesign, hdiutil, notarytool and signtool make of it only their own systems can show.
"""

from __future__ import annotations

import ast
import plistlib
import subprocess
import zipfile
from pathlib import Path

import pytest

from app import __version__
from installer.commands import CommandFailedError
from installer.packages.building import refuse_elsewhere
from installer.packages.mac import ENTITLEMENTS, IDENTITY, NOTARY, DiskImage
from installer.packages.signing import SIGN
from installer.packages.windows import WindowsFolder, version_file, write_zip
from tests.installer.recorded import Recorder, recorded

ROOT = Path(__file__).resolve().parents[3]
MOMENT = 1_750_000_000
OF_A_MAC = ("codesign", "hdiutil", "xcrun", "spctl", "ditto")
IDENTITY_NAME = "Developer ID Application: Somebody"


def test_the_app_of_macos_opens_plan_files_in_two_languages() -> None:
    facts = plistlib.loads((ROOT / "installer" / "mac" / "Info.plist").read_bytes())
    assert facts["CFBundleLocalizations"] == ["en", "ja"]
    assert facts["NSHighResolutionCapable"] is True
    (kind,) = facts["UTExportedTypeDeclarations"]
    (document,) = facts["CFBundleDocumentTypes"]
    assert document["LSItemContentTypes"] == [kind["UTTypeIdentifier"]]
    tags = kind["UTTypeTagSpecification"]
    assert tags["public.filename-extension"] == ["kumonote"]
    assert tags["public.mime-type"] == ["application/x-kumonote-plan"]
    filled = {"CFBundleIdentifier", "CFBundleShortVersionString", "CFBundleExecutable"}
    assert filled.isdisjoint(facts), "PyInstaller fills these in"


def test_a_signed_image_is_sealed_packed_notarised_and_looked_at(tmp_path: Path) -> None:
    recorder = Recorder()
    settings = {IDENTITY: IDENTITY_NAME, NOTARY: "kumonote"}
    commands = recorded(recorder, tmp_path, *OF_A_MAC, **settings)
    bundle, image = tmp_path / "Kumonote.app", tmp_path / "kumonote.dmg"
    DiskImage.of_environment(commands).make(bundle, image)
    done = [(Path(line[0]).name, *line[1:3]) for line in recorder.lines]
    assert [(step[0], step[1]) for step in done] == [
        ("codesign", "--force"),
        ("codesign", "--verify"),
        ("ditto", str(bundle)),
        ("hdiutil", "create"),
        ("codesign", "--timestamp"),
        ("xcrun", "notarytool"),
        ("xcrun", "stapler"),
        ("spctl", "--assess"),
    ]
    seal = recorder.lines[0]
    assert seal[-3:] == ["--sign", IDENTITY_NAME, str(bundle)]
    assert seal[seal.index("--options") + 1] == "runtime"
    assert seal[seal.index("--entitlements") + 1] == str(ENTITLEMENTS)
    assert recorder.lines[3][-1] == str(image)


def test_an_image_without_an_identity_is_made_and_said_to_be_unsigned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorder = Recorder()
    commands = recorded(recorder, tmp_path, *OF_A_MAC)
    DiskImage.of_environment(commands).make(tmp_path / "Kumonote.app", tmp_path / "kumonote.dmg")
    assert recorder.of("codesign") == []
    assert "Not signed" in capsys.readouterr().out


def test_a_step_that_fails_ends_the_build(tmp_path: Path) -> None:
    recorder = Recorder(lambda line, _o: (int("notarytool" in line), "status: Invalid"))
    settings = {IDENTITY: IDENTITY_NAME, NOTARY: "kumonote"}
    image = DiskImage.of_environment(recorded(recorder, tmp_path, *OF_A_MAC, **settings))
    with pytest.raises(CommandFailedError, match=r"(?s)status: Invalid.*Having it notarised"):
        image.make(tmp_path / "Kumonote.app", tmp_path / "kumonote.dmg")
    assert "stapler" not in str(recorder.lines)


def test_an_image_takes_a_mac_and_notarising_takes_a_signature(tmp_path: Path) -> None:
    nowhere = tmp_path / "empty"
    nowhere.mkdir()
    with pytest.raises(CommandFailedError, match="takes a Mac: codesign"):
        DiskImage.of_environment(recorded(Recorder(), nowhere))
    with pytest.raises(CommandFailedError, match=f"set {IDENTITY}"):
        DiskImage.of_environment(recorded(Recorder(), tmp_path, *OF_A_MAC, **{NOTARY: "x"}))


@pytest.mark.parametrize(
    ("kind", "platform", "refused"),
    [
        ("windows", "linux", False),  # it is put together, not frozen
        ("windows", "darwin", True),
        ("mac", "win32", True),
        ("linux", "darwin", True),
        ("windows", "win32", False),
        ("mac", "darwin", False),
        ("wheel", "darwin", False),
        ("all", "linux", False),
    ],
)
def test_what_is_frozen_is_a_systems_own(kind: str, platform: str, refused: bool) -> None:
    if not refused:
        refuse_elsewhere(kind, platform)
        return
    with pytest.raises(CommandFailedError, match=f"Packages for {kind} are built on {kind}"):
        refuse_elsewhere(kind, platform)


def test_programs_for_windows_are_signed_before_they_are_packed(tmp_path: Path) -> None:
    frozen = tmp_path / "Kumonote"
    frozen.mkdir()
    for name in ("Kumonote.exe", "kumonote-cli.exe"):
        (frozen / name).write_bytes(b"unsigned")

    def sign(line: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        for word in line:
            if word.endswith(".exe") and Path(word).is_relative_to(frozen):
                Path(word).write_bytes(b"signed")
        return subprocess.CompletedProcess(line, 0, "")

    commands = recorded(Recorder(), tmp_path, **{SIGN: r"'C:\Kits\signtool.exe' sign /fd sha256"})
    commands.start = sign
    packer = WindowsFolder.of_environment(commands)
    assert packer.signing.line == (r"C:\Kits\signtool.exe", "sign", "/fd", "sha256")
    with zipfile.ZipFile(packer.make(frozen, tmp_path / "k.zip", moment=MOMENT)) as packed:
        assert packed.namelist() == ["k/Kumonote.exe", "k/kumonote-cli.exe"]
        assert {packed.read(name) for name in packed.namelist()} == {b"signed"}


def test_a_zip_of_the_same_folder_is_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "Kumonote"
    folder.mkdir()
    made = []
    for name in ("one.zip", "two.zip"):
        (folder / "words.txt").write_text("雲", encoding="utf-8")  # written anew: of another time
        (folder / "words.txt").touch()
        made.append(write_zip(folder, tmp_path / name, inside="k", moment=MOMENT).read_bytes())
    assert made[0] == made[1]


def test_windows_is_told_name_and_version_in_the_form_that_the_freezer_reads() -> None:
    written = version_file("1.2.3")
    ast.parse(written, mode="eval")
    assert "filevers=(1, 2, 3, 0)" in written
    assert "'ProductName', 'Kumonote'" in written
    assert f"'{__version__}'" in version_file(__version__)
