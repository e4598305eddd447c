"""Write the lock files again from pyproject.toml. For developers; needs `uv` on the PATH.

    python3 installer/lock.py            newest versions that pyproject.toml allows
    python3 installer/lock.py --keep     versions stay as they are wherever they still fit

The files pin every package with the hashes of all its wheels, for Python 3.11 and later on
Linux, macOS and Windows, and name no package index: pip asks the one its user has configured.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = Path("installer") / "locks"
NOTE = "# Made by installer/lock.py from pyproject.toml. The hashes are checked at installation.\n"


def main() -> int:
    """Write all files; return the exit code."""
    parser = argparse.ArgumentParser(description="Write the lock files again.")
    parser.add_argument("--keep", action="store_true", help="keep versions that still fit")
    keep = parser.parse_args().keep

    sys.path.insert(0, str(ROOT))
    from installer.commands import CommandFailedError, Commands, say

    commands = Commands()
    uv = commands.find("uv")
    if uv is None:
        say("The program uv is needed to write lock files: install it with `pip install uv`.")
        return 1
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = ("app", "build", "test", "fuzz", "azure-cli", "docs")
    app, build, test, fuzz, *tools_apart = files = [ROOT / LOCKS / f"{name}.txt" for name in names]
    app.parent.mkdir(exist_ok=True)
    if not keep:
        for file in files:
            file.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        # The build tool is locked too: installing the project then downloads nothing more.
        tools = Path(folder) / "tools.in"
        tools.write_text("\n".join(project["build-system"]["requires"]) + "\n", encoding="utf-8")
        compile_: list[str | Path] = [uv, "pip", "compile", "--quiet", "--no-config", "--universal"]
        compile_ += ["--generate-hashes", "--python-version=3.11", "--only-binary=:all:"]
        compile_ += ["--no-header", "--no-annotate", "--no-emit-index-url"]
        project_ = [*compile_, "pyproject.toml", tools]
        try:
            commands.quietly(
                "Locking what the app needs", [*project_, "--output-file", app], cwd=ROOT
            )
            for group, file, inner in (
                ("build", build, app),
                ("test", test, build),
                ("fuzz", fuzz, test),
            ):
                more: list[str | Path] = ["--group", f"pyproject.toml:{group}"]
                more += ["--constraint", inner]
                commands.quietly(
                    f"Locking what {group} needs",
                    [*project_, *more, "--output-file", file],
                    cwd=ROOT,
                )
            for file in tools_apart:
                commands.quietly(
                    f"Locking {file.stem}, which has an environment of its own",
                    [*compile_, "--group", f"pyproject.toml:{file.stem}", "--output-file", file],
                    cwd=ROOT,
                )
        except CommandFailedError as error:
            say(str(error))
            return 1
    for file in files:
        locked = file.read_text(encoding="utf-8").removeprefix(NOTE)
        file.write_text(NOTE + locked, encoding="utf-8")
        say(f"{file.relative_to(ROOT)}: {_packages(locked)} packages")
    return 0


def _packages(locked: str) -> int:
    return sum(1 for line in locked.splitlines() if line[:1].isalpha())


if __name__ == "__main__":
    sys.exit(main())
