"""What all packages of one release share: its version, its moment, its name for a computer."""

from __future__ import annotations

import ast
import hashlib
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path

from installer.commands import CommandFailedError, Commands

ROOT = Path(__file__).resolve().parents[2]
_ARCHITECTURES = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
_MOMENT = "SOURCE_DATE_EPOCH"


def version() -> str:
    """The one version, read where the program itself has it, without importing it."""
    tree = ast.parse((ROOT / "app" / "__init__.py").read_text(encoding="utf-8"))
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "__version__":
            return str(ast.literal_eval(statement.value))
    raise CommandFailedError("app/__init__.py has no __version__.")


def moment(commands: Commands) -> int:
    """When this release was made, in seconds since 1970: SOURCE_DATE_EPOCH, else its commit."""
    given = commands.environment.get(_MOMENT)
    if given:
        return int(given)
    git = commands.find("git")
    code, told = commands.output([git, "log", "-1", "--format=%ct"], cwd=ROOT) if git else (1, "")
    if code != 0:
        raise CommandFailedError(f"Not a clone with git: set {_MOMENT} to the release's time.")
    return int(told)


def architecture() -> str:
    """This computer's, as packages call it: "amd64" or "arm64"."""
    machine = platform.machine()
    return _ARCHITECTURES.get(machine, machine)


def write_checksums(files: Iterable[Path], folder: Path) -> Path:
    """`SHA256SUMS` in `folder`, as `sha256sum --check` reads it."""
    sums: Mapping[str, str] = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files
    }
    written = folder / "SHA256SUMS"
    lines = [f"{sums[name]}  {name}\n" for name in sorted(sums)]
    written.write_text("".join(lines), encoding="utf-8", newline="\n")
    return written
