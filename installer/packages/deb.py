"""The package for Debian, Ubuntu and their kin, the same bytes for the same frozen folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

from installer.commands import CommandFailedError, Commands
from installer.computer import BOOTED_GUEST, ROOTLESS_GUEST
from installer.packages import release
from installer.packages.desktop import SOURCES, write_gz, write_shared_files
from installer.packages.needed_libraries import needed_packages

PLACE: Final = Path("usr/lib/kumonote")
"""Where the frozen folder lies, once installed."""
_PROGRAMS: Final = {"kumonote": "Kumonote", "kumonote-cli": "kumonote-cli"}
"""What people type, and the program in the folder."""
# Practice mode works without, on a simpler machine; Japanese is drawn as boxes without a font.
_RECOMMENDED: Final = (
    *BOOTED_GUEST,
    *ROOTLESS_GUEST,
    "python3-venv",
    "openssh-client",
    "fonts-noto-cjk",
    "gnome-keyring | kwalletmanager",
    "shared-mime-info",
)
_BLOCK: Final = 1024
_DESCRIPTION: Final = """\
Jupyter notebook servers in your own Azure account
 Kumonote puts a Jupyter notebook server on a Linux or Windows machine in your
 own Azure account: JupyterLab, NumPy, SciPy, matplotlib, pandas and more,
 behind HTTPS and a password, stopped every evening so that it does not cost
 money at night. It is made for scientists who have never opened the Azure
 portal.
 .
 Practice mode needs no account: the same program works with a cloud on this
 computer.
"""


def write_deb(
    frozen: Path, file: Path, python: Path, commands: Commands, *, moment: int, level: int = 6
) -> Path:
    """Pack the folder `frozen` and all that a desktop wants to know of it into `file`.

    `python` is the interpreter of the build's environment. `moment` is the time of the build in
    seconds since 1970; `level` is xz's, 0 to 9. Raises `CommandFailedError`.
    """
    dpkg_deb = commands.find("dpkg-deb")
    if dpkg_deb is None:
        raise CommandFailedError("The program dpkg-deb is needed: build the .deb on Debian.")
    with tempfile.TemporaryDirectory() as made:
        tree = Path(made) / "tree"
        shutil.copytree(frozen, tree / PLACE, symlinks=True)
        _add_programs(tree / "usr" / "bin")
        write_shared_files(tree / "usr" / "share", python, commands, moment=moment)
        _add_documents(tree / "usr" / "share" / "doc" / "kumonote")
        _add_control(tree, needed_packages(frozen, commands))
        _settle(tree, moment)
        steady = commands.with_environment(SOURCE_DATE_EPOCH=str(moment))
        # one thread: how many there are decides where xz begins anew, and so the bytes
        how = ["--root-owner-group", "-Zxz", f"-z{level}", "--threads-max=1"]
        steady.quietly("Packing the .deb", [dpkg_deb, *how, "--build", tree, file])
    return file


def _add_programs(folder: Path) -> None:
    folder.mkdir(parents=True)
    for typed, program in _PROGRAMS.items():
        (folder / typed).symlink_to(Path("..", *PLACE.parts[1:], program))


def _add_documents(folder: Path) -> None:
    folder.mkdir(parents=True)
    shutil.copyfile(SOURCES / "copyright", folder / "copyright")
    write_gz(folder / "changelog.gz", (release.ROOT / "CHANGELOG.md").read_bytes())


def _add_control(tree: Path, needed: list[str]) -> None:
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    size = sum(-(-path.stat().st_size // _BLOCK) for path in files)
    fields = {
        "Package": "kumonote",
        "Version": release.version(),
        "Architecture": release.architecture(),
        "Maintainer": "The Kumonote authors <authors@kumonote.invalid>",
        "Installed-Size": str(size),
        "Depends": ", ".join([*needed, "ca-certificates"]),
        "Recommends": ", ".join(_RECOMMENDED),
        "Suggests": "wine64",
        "Section": "science",
        "Priority": "optional",
        "Description": _DESCRIPTION.rstrip("\n"),
    }
    sums = (
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}"
        f"  {path.relative_to(tree).as_posix()}\n"
        for path in files
    )
    folder = tree / "DEBIAN"
    folder.mkdir()
    control = "".join(f"{name}: {value}\n" for name, value in fields.items())
    (folder / "control").write_text(control, encoding="utf-8")
    (folder / "md5sums").write_text("".join(sums), encoding="utf-8")


def _settle(tree: Path, moment: int) -> None:
    """The same modes and times whoever builds, with whatever umask."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        os.utime(path, (moment, moment), follow_symlinks=False)
