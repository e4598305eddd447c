"""From the sources to the files of a release: what each kind of package is made of."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from installer.commands import CommandFailedError, Commands, say
from installer.computer import SCREEN, WINDOW, WINDOWS_INSTALLER, Computer, install_packages
from installer.environment import Environment, make_ready
from installer.packages import release
from installer.packages.deb import write_deb
from installer.packages.desktop import write_shared_files
from installer.packages.freeze import freeze, set_modes
from installer.packages.mac import DiskImage
from installer.packages.signing import Signing
from installer.packages.tarball import write_tar_xz
from installer.packages.windows import PROGRAMS, WindowsFolder, version_file
from installer.packages.windows_installer import WindowsInstaller
from installer.packages.windows_launcher import Launchers

SYSTEMS: Final[Mapping[str, str]] = {"linux": "linux", "win32": "windows", "darwin": "mac"}
"""The kind of package that is built on a system, by `sys.platform`."""


def refuse_elsewhere(kind: str, platform: str = sys.platform) -> None:
    """Raise `CommandFailedError` if packages of that kind are built on another system."""
    if (platform, kind) == ("linux", "windows"):
        return  # put together from packages, not frozen
    if kind in SYSTEMS.values() and SYSTEMS.get(platform) != kind:
        raise CommandFailedError(
            f"Packages for {kind} are built on {kind}: what is frozen is this system's own. "
            "docs/release.md says how each is built on its own system."
        )


def _puts_windows_together(kind: str) -> bool:
    """Whether the installer for Windows is made here, on Linux, from packages."""
    return sys.platform == "linux" and kind in ("windows", "all")


@dataclass(frozen=True)
class Builder:
    """Builds into `folder`, with an environment of its own. `level` is xz's."""

    folder: Path
    level: int
    commands: Commands
    environment: Environment
    version: str
    moment: int

    @classmethod
    def on_this_computer(cls, kind: str, folder: Path, level: int, commands: Commands) -> Builder:
        """Install what building needs, and find out what is built. Raises `CommandFailedError`."""
        computer = Computer.this_one(commands)
        if computer.system == "Linux":
            needed = (*computer.packages_for_environment(), *computer.packages_for_freezing())
            if _puts_windows_together(kind):
                needed = (*needed, *WINDOWS_INSTALLER)
            # icons are drawn with Qt; and a .deb names the packages that bring its libraries
            install_packages(computer, (*needed, *WINDOW), SCREEN, commands)
        environment = Environment(release.ROOT, name=".venv-build")
        make_ready(environment, "build", computer, commands)
        moment = release.moment(commands)
        return cls(folder, level, commands, environment, release.version(), moment)

    def build(self, kind: str) -> list[Path]:
        """Build "wheel", "linux", "windows", "mac" or "all", which is what this system can.

        Returns the files, with their checksums last.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        files = self._bills()
        if kind in ("wheel", "all"):
            files.append(self._wheel())
        if _puts_windows_together(kind):
            files.append(self._windows_from_packages())
        only_together = kind == "windows" and _puts_windows_together(kind)
        if kind != "wheel" and not only_together:
            files += self._frozen()
        return [*files, release.write_checksums(files, self.folder)]

    def build_twice(self, kind: str) -> list[Path]:
        """The same, and once more out of sight. Raises `CommandFailedError` if bytes differ."""
        files = self.build(kind)
        with tempfile.TemporaryDirectory() as made:
            again = replace(self, folder=Path(made)).build(kind)
            differing = [
                one.name
                for one, other in zip(files, again, strict=True)
                if one.read_bytes() != other.read_bytes()
            ]
        if differing:
            raise CommandFailedError(f"Two builds differ in {', '.join(differing)}.")
        say("Built twice, with the same bytes:")
        say(files[-1].read_text(encoding="utf-8").rstrip())
        return files

    @property
    def _python(self) -> Path:
        return self.environment.program("python")

    def _frozen(self) -> Iterator[Path]:
        system = SYSTEMS.get(sys.platform, "linux")
        with tempfile.TemporaryDirectory() as made:
            settings = self._settings_for_freezing(system, Path(made))
            say("Freezing (this takes minutes) …")
            commands = self.commands.with_environment(**settings)
            frozen = freeze(self._python, Path(made) / "frozen", commands, moment=self.moment)
            say("Packing …")
            name = f"kumonote-{self.version}-{system}-{release.architecture()}"
            if system == "windows":
                packer = WindowsFolder.of_environment(self.commands)
                yield packer.make(frozen, self.folder / f"{name}.zip", moment=self.moment)
                icon = Path(settings["KUMONOTE_ICON"])
                yield self._installer(frozen, f"{name}-frozen-setup.exe", icon)
            elif system == "mac":
                image = DiskImage.of_environment(self.commands)
                yield image.make(frozen.with_suffix(".app"), self.folder / f"{name}.dmg")
            else:
                yield from self._linux(frozen, name)

    def _linux(self, frozen: Path, name: str) -> Iterator[Path]:
        if self.commands.find("dpkg-deb") is None:
            say("Without dpkg-deb there is no package for Debian.")
        else:
            deb = self.folder / f"kumonote_{self.version}_{release.architecture()}.deb"
            how = {"moment": self.moment, "level": self.level}
            yield write_deb(frozen, deb, self._python, self.commands, **how)
        # the .deb has these in the system's folder, and a Flatpak is made of the archive
        share = frozen / "share"
        write_shared_files(share, self._python, self.commands, moment=self.moment)
        set_modes(frozen)
        packed = self.folder / f"{name}.tar.xz"
        yield write_tar_xz(frozen, packed, inside=name, moment=self.moment, level=self.level)

    def _windows_from_packages(self) -> Path:
        with tempfile.TemporaryDirectory() as made:
            self._run("Drawing the icon", "icons", Path(made, "icons"))
            icon = Path(made, "icons", "kumonote.ico")
            folder = Path(made, "Kumonote")
            say("Putting Kumonote for Windows together (this takes minutes) …")
            self._run("Putting Kumonote for Windows together", "windows_payload", folder)
            Launchers.of_environment(self.commands).make(folder, icon=icon, version=self.version)
            Signing.of_environment(self.commands).sign([folder / name for name in PROGRAMS])
            return self._installer(folder, f"kumonote-{self.version}-windows-amd64-setup.exe", icon)

    def _installer(self, folder: Path, name: str, icon: Path) -> Path:
        found = WindowsInstaller.of_environment(self.commands)
        maker = replace(found, picture=icon.with_name("beside.bmp"))
        file = self.folder / name
        return maker.make(folder, file, icon=icon, version=self.version, moment=self.moment)

    def _settings_for_freezing(self, system: str, folder: Path) -> dict[str, str]:
        """What the spec reads from the environment; programs of Linux have neither icon."""
        if system == "linux":
            return {}
        self._run("Drawing the icon", "icons", folder / "icons")
        if system == "mac":
            return {"KUMONOTE_ICON": str(folder / "icons" / "kumonote.icns")}
        about = folder / "version.txt"
        about.write_text(version_file(self.version), encoding="utf-8")
        icon = str(folder / "icons" / "kumonote.ico")
        return {"KUMONOTE_ICON": icon, "KUMONOTE_VERSION_FILE": str(about)}

    def _bills(self) -> list[Path]:
        say("Writing the bills of materials …")
        with tempfile.TemporaryDirectory() as made:
            self._run("Writing the bills of materials", "sbom", made, str(self.moment))
            return [
                Path(shutil.copyfile(file, self.folder / file.name))
                for file in sorted(Path(made).iterdir())
            ]

    def _run(self, task: str, module: str, *words: str | Path) -> None:
        line: list[str | Path] = [self._python, "-m", f"installer.packages.{module}", *words]
        self.commands.quietly(task, line, cwd=release.ROOT)

    def _wheel(self) -> Path:
        say("Building the wheel …")
        steady = self.commands.with_environment(SOURCE_DATE_EPOCH=str(self.moment))
        pip: list[str | Path] = [
            self._python,
            "-I",
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
        ]
        steady.quietly("Building the wheel", [*pip, f"--wheel-dir={self.folder}", release.ROOT])
        return self.folder / f"kumonote-{self.version}-py3-none-any.whl"
