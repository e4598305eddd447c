"""From docs/user to the site for users, in each language."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from installer.commands import CommandFailedError, Commands, say
from installer.computer import Computer
from installer.environment import Environment, make_tool_ready
from installer.packages import release
from installer.packages.site_links import broken_links

LANGUAGES: Final = ("en", "ja")
SOURCES: Final = release.ROOT / "docs" / "user"


@dataclass(frozen=True)
class SiteBuilder:
    """Builds with the Sphinx of `environment`. A warning of it is a failure."""

    environment: Environment
    commands: Commands

    @classmethod
    def on_this_computer(cls, commands: Commands) -> SiteBuilder:
        """Install Sphinx into an environment of its own. Raises `CommandFailedError`."""
        environment = Environment(release.ROOT, name=".venv-docs")
        make_tool_ready(environment, "docs", Computer.this_one(commands), commands)
        return cls(environment, commands)

    def build(self, folder: Path, sources: Path = SOURCES) -> Path:
        """Make the site anew in `folder` and return it, each language in a folder of its name.

        Raises `CommandFailedError` for a warning of Sphinx or a link that leads nowhere.
        """
        if folder.exists():
            shutil.rmtree(folder)
        for language in LANGUAGES:
            say(f"Building the documentation ({language}) …")
            self.build_language(language, folder / language, sources)
        shutil.copyfile(sources / "index.html", folder / "index.html")
        complaints = broken_links(folder)
        if complaints:
            raise CommandFailedError("\n".join([*complaints, "Links of the site are broken."]))
        return folder

    def build_language(self, language: str, folder: Path, sources: Path = SOURCES) -> None:
        """Make the pages of one language. Raises `CommandFailedError`."""
        sphinx: list[str | Path] = [self.environment.program("python"), "-m", "sphinx"]
        strict = ["--fail-on-warning", "--keep-going", "--nitpicky", "--quiet", "--builder=html"]
        values = {
            "language": language,
            "version": release.version(),
            "release": release.version(),
        }
        with tempfile.TemporaryDirectory() as doctrees:
            where: list[str | Path] = ["-c", sources, "-d", doctrees, sources / language, folder]
            defined = [f"--define={name}={value}" for name, value in values.items()]
            self.commands.quietly(
                "Building the documentation", [*sphinx, *strict, *defined, *where]
            )
