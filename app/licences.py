"""The works of others that Kumonote stands on, each with its licence, for About and releases.

A frozen program carries the list as a file, made when it was put together; from a checkout or a
wheel it is read from the installed packages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from typing import Any, Final

_NAME: Final = re.compile(r"^[A-Za-z0-9._-]+")
_TEXT_FILE: Final = re.compile(r"(licen[cs]e|copying|notice)", re.IGNORECASE)
# Qt's packages bring no text. The LGPL is a supplement to the GPL, so both are given.
_TEXTS: Final = {"LGPL-3.0-only": ("LGPL-3.0-only.txt", "GPL-3.0-only.txt")}


@dataclass(frozen=True)
class Part:
    """One work: `licence` in a line, as its makers say it; `words` is the whole text, or empty."""

    name: str
    version: str
    licence: str
    words: str


def parts() -> tuple[Part, ...]:
    """All parts of the running program, by name."""
    kept = _folder() / "parts.json"
    if kept.is_file():
        return tuple(Part(**entry) for entry in json.loads(kept.read_text(encoding="utf-8")))
    return installed_packages()


def as_json(found: Iterable[Part]) -> str:
    """What `parts` reads in a frozen program."""
    entries = [asdict(part) for part in sorted(found, key=lambda part: part.name.lower())]
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


def installed_packages() -> tuple[Part, ...]:
    """Each installed package that Kumonote needs, directly or not, by name."""
    found: dict[str, Part] = {}
    seen = set()
    waiting = ["kumonote"]
    while waiting:
        try:
            package = metadata.distribution(waiting.pop())
        except metadata.PackageNotFoundError:  # of another platform, or an extra
            continue
        if package.name in seen:
            continue
        seen.add(package.name)
        found[package.name] = part_of(package)
        needed = (r for r in package.requires or () if "extra ==" not in r)
        waiting += [match.group() for r in needed if (match := _NAME.match(r))]
    found.pop("kumonote", None)
    return tuple(sorted(found.values(), key=lambda part: part.name.lower()))


def part_of(package: metadata.Distribution) -> Part:
    """What an installed package says of its licence."""
    licence = licence_line(package.metadata.json)
    files = [file for file in package.files or () if ".dist-info/" in file.as_posix()]
    texts = [file.read_text() for file in sorted(files) if _TEXT_FILE.search(file.name)]
    if not texts:
        texts = [
            (_folder() / name).read_text(encoding="utf-8")
            for known, names in _TEXTS.items()
            if known in licence
            for name in names
        ]
    return Part(package.name, package.version, licence, "\n\n".join(t.strip() for t in texts))


def licence_line(facts: dict[str, Any]) -> str:
    """An SPDX expression, or else classifiers, or else a line; `facts` is metadata as JSON."""
    expression = facts.get("license_expression")
    if expression:
        return str(expression)
    classifiers = [str(c).split(" :: ") for c in facts.get("classifier", ())]
    named = [c[-1] for c in classifiers if c[0] == "License" and c[-1] != "OSI Approved"]
    if named:
        return ", ".join(named)
    return (str(facts.get("license") or "").strip() or "?").splitlines()[0]


def _folder() -> Traversable:
    return resources.files("resources") / "licences"
