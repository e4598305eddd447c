"""Put the packages of a release together, into dist/.

    python3 installer/build.py wheel     for people who have Python
    python3 installer/build.py linux     a .deb, and a folder in a tar.xz; on Linux
    python3 installer/build.py windows   an installer for Windows; on Linux, or on Windows itself
    python3 installer/build.py mac       a disk image with the app; on a Mac
    python3 installer/build.py all       all packages that this computer can build
    python3 installer/build.py docs      the site for users, in English and Japanese

What is needed is installed from hash-checked lock files, into `.venv-build` and for the site into
`.venv-docs`. The same sources, SOURCE_DATE_EPOCH (by default the time of the last commit), packages
and system give the same bytes of a package; `--twice` builds once more and compares. Each release
also gets its bills of materials (CycloneDX) and checksums. docs/release.md is the check-list.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Read the command line and build; return the exit code."""
    parser = argparse.ArgumentParser(prog="build.py", description="Build Kumonote's packages.")
    parser.add_argument("kind", choices=["wheel", "linux", "windows", "mac", "all", "docs"])
    parser.add_argument("--into", type=Path, default=ROOT / "dist", help="the folder (dist)")
    parser.add_argument("--level", type=int, default=6, help="how hard xz compresses: 0 to 9")
    parser.add_argument("--twice", action="store_true", help="build again and compare the bytes")
    chosen = parser.parse_args()

    sys.path.insert(0, str(ROOT))
    from installer.commands import CommandFailedError, Commands, say
    from installer.packages.building import Builder, refuse_elsewhere
    from installer.packages.site import SiteBuilder

    try:
        if chosen.kind == "docs":
            site = SiteBuilder.on_this_computer(Commands()).build(chosen.into.absolute() / "docs")
            say(f"Open {site / 'index.html'}")
            return 0
        refuse_elsewhere(chosen.kind)
        builder = Builder.on_this_computer(
            chosen.kind, chosen.into.absolute(), chosen.level, Commands()
        )
        build = builder.build_twice if chosen.twice else builder.build
        for file in build(chosen.kind):
            say(f"{file.stat().st_size / 1e6:6.1f} MB  {file}")
    except CommandFailedError as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
