"""`bootstrap.py pictures`: install what the window needs, then make every screenshot again."""

from __future__ import annotations

from pathlib import Path

from installer.commands import Commands
from installer.computer import WINDOW, Computer, install_packages
from installer.environment import Environment, make_ready

FONTS = ("fonts-noto-cjk", "fonts-noto-core")
"""Without them Japanese is drawn as empty boxes, and English in whatever there is."""


def make_pictures(root: Path, commands: Commands, *, everything: bool) -> int:
    """Draw them into memory, without a screen, into docs/pictures; return the exit code.

    `everything` makes those in the dark and at twice the size too.
    """
    computer = Computer.this_one(commands)
    environment = Environment(root)
    libraries = (*WINDOW, *FONTS) if computer.system == "Linux" else ()
    install_packages(computer, computer.packages_for_environment(), libraries, commands)
    make_ready(environment, "app", computer, commands)
    words = ["--all"] if everything else []
    return commands.status(
        [str(environment.program("python")), "-m", "ui.pictures", *words], cwd=root
    )
