"""From the sources to the files of a release: what each kind of package is made of."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from installer.commands import CommandFailedError, Commands, say
from installer.computer import SCREEN, WINDOW, Computer, install_packages
from installer.environment import Environment, make_ready
from installer.packages import release
from installer.packages.deb import write_deb
from installer.packages.freeze import freeze
from installer.packages.tarball import write_tar_xz

_SYSTEMS = {"linux": "linux"}


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
    def on_this_computer(cls, folder: Path, level: int, commands: Commands) -> Builder:
        """Install what building needs, and find out what is built. Raises `CommandFailedError`."""
        computer = Computer.this_one(commands)
        if computer.system == "Linux":
            needed = (*computer.packages_for_environment(), *computer.packages_for_freezing())
            # icons are drawn with Qt; and a .deb names the packages that bring its libraries
            install_packages(computer, (*needed, *WINDOW), SCREEN, commands)
        environment = Environment(release.ROOT, name=".venv-build")
        make_ready(environment, "build", computer, commands)
        folder.mkdir(parents=True, exist_ok=True)
        moment = release.moment(commands)
        return cls(folder, level, commands, environment, release.version(), moment)

    def build(self, kind: str) -> list[Path]:
        """Build "wheel", "linux" or "all"; the files, with their checksums last."""
        files = self._bills()
        if kind in ("wheel", "all"):
            files.append(self._wheel())
        if kind != "wheel":
            files += self._frozen(kind)
        return [*files, release.write_checksums(files, self.folder)]

    def _frozen(self, kind: str) -> Iterator[Path]:
        if kind != "all" and not sys.platform.startswith(_SYSTEMS[kind]):
            raise CommandFailedError(f"Packages for {kind} are built on {kind}.")
        say("Freezing (this takes minutes) …")
        with tempfile.TemporaryDirectory() as made:
            python = self.environment.program("python")
            frozen = freeze(python, Path(made), self.commands, moment=self.moment)
            name = f"kumonote-{self.version}-linux-{release.architecture()}"
            say("Packing …")
            yield write_tar_xz(
                frozen,
                self.folder / f"{name}.tar.xz",
                inside=name,
                moment=self.moment,
                level=self.level,
            )
            if self.commands.find("dpkg-deb") is None:
                say("Without dpkg-deb there is no package for Debian.")
                return
            deb = f"kumonote_{self.version}_{release.architecture()}.deb"
            yield write_deb(
                frozen,
                self.folder / deb,
                python,
                self.commands,
                moment=self.moment,
                level=self.level,
            )

    def _bills(self) -> list[Path]:
        say("Writing the bills of materials …")
        python = self.environment.program("python")
        with tempfile.TemporaryDirectory() as made:
            line: list[str | Path] = [python, "-m", "installer.packages.sbom", made]
            task = "Writing the bills of materials"
            self.commands.quietly(task, [*line, str(self.moment)], cwd=release.ROOT)
            return [
                Path(shutil.copyfile(file, self.folder / file.name))
                for file in sorted(Path(made).iterdir())
            ]

    def _wheel(self) -> Path:
        say("Building the wheel …")
        python = self.environment.program("python")
        steady = self.commands.with_environment(SOURCE_DATE_EPOCH=str(self.moment))
        pip: list[str | Path] = [
            python,
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
