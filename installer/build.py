"""Put the packages of a release together, into dist/.

    python3 installer/build.py wheel     for people who have Python
    python3 installer/build.py linux     a .deb, and a folder in a tar.xz
    python3 installer/build.py all       all packages that this computer can build
    python3 installer/build.py docs      the site for users, in English and Japanese

What is needed is installed from hash-checked lock files, into `.venv-build` and for the site into
`.venv-docs`. The same sources, SOURCE_DATE_EPOCH (by default the time of the last commit), packages
and system give the same bytes of a package.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Read the command line and build; return the exit code."""
    parser = argparse.ArgumentParser(prog="build.py", description="Build Kumonote's packages.")
    parser.add_argument("kind", choices=["wheel", "linux", "all", "docs"])
    parser.add_argument("--into", type=Path, default=ROOT / "dist", help="the folder (dist)")
    parser.add_argument("--level", type=int, default=6, help="how hard xz compresses: 0 to 9")
    chosen = parser.parse_args()

    sys.path.insert(0, str(ROOT))
    from installer.commands import CommandFailedError, Commands, say
    from installer.packages.building import Builder
    from installer.packages.site import SiteBuilder

    try:
        if chosen.kind == "docs":
            site = SiteBuilder.on_this_computer(Commands()).build(chosen.into.absolute() / "docs")
            say(f"Open {site / 'index.html'}")
            return 0
        builder = Builder.on_this_computer(chosen.into.absolute(), chosen.level, Commands())
        for file in builder.build(chosen.kind):
            say(f"{file.stat().st_size / 1e6:6.1f} MB  {file}")
    except CommandFailedError as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
