"""What a frozen folder holds besides Python packages: the interpreter and libraries of the system.

Read by the spec of PyInstaller, which knows where each file came from.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from app.licences import Part, as_json, installed_packages

_LICENCE_LINE: Final = re.compile(r"^License:[ \t]*(\S.*)$", re.MULTILINE)
_MOST_NAMED: Final = 6


def write_parts(sources: Iterable[str], file: Path) -> Path:
    """Write the list that `app.licences.parts` reads; `sources` are the binaries' own places."""
    found = [interpreter(), *installed_packages(), *libraries(sources)]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(as_json(found), encoding="utf-8", newline="\n")
    return file


def interpreter() -> Part:
    """Python, whose own text also names what is built into it."""
    beside = Path(os.__file__).parent
    places = [folder / "LICENSE.txt" for folder in (beside, beside.parent)]
    words = next((p.read_text(encoding="utf-8") for p in places if p.is_file()), "")
    return Part("Python", platform.python_version(), "PSF-2.0", words.strip())


def libraries(sources: Iterable[str]) -> list[Part]:
    """Debian's packages that `sources` belong to; none where there is no dpkg.

    Elsewhere Python's makers build these libraries, and tell of them in its own text.
    """
    query = shutil.which("dpkg-query")
    if query is None:
        return []
    owners = set()
    for source in sorted(set(sources)):
        if "site-packages" not in Path(source).parts:
            real = os.path.realpath(source)
            # /lib is a link to /usr/lib, and packages may own a file by either
            for place in {source, real, real.removeprefix("/usr")}:
                owners |= set(_lines(query, "--search", place, pattern=r"([^ ]+): /.*"))
    return [_part(query, owner) for owner in sorted(owners)]


def _part(query: str, owner: str) -> Part:
    name = owner.partition(":")[0]
    (version,) = _lines(query, "--show", "--showformat=${Version}\n", owner, pattern=r"(.+)")
    told = Path("/usr/share/doc", name, "copyright")
    words = told.read_text(encoding="utf-8").strip() if told.is_file() else ""
    named = list(dict.fromkeys(_LICENCE_LINE.findall(words)))[:_MOST_NAMED]
    return Part(name, version, ", ".join(named) or "see the text", words)


def _lines(*command: str, pattern: str) -> list[str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    matches = (re.fullmatch(pattern, line) for line in done.stdout.splitlines())
    return [match[1] for match in matches if match]
