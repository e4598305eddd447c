"""The package archives of the distribution this computer runs, as its own files name them.

A guest gets the same archives (so the same mirrors and, on a campus, the same caches) and
no other: a third party's archive would need a key the guest does not have, and the images
in the cloud have none either.

Both notations of sources.list(5) are read: one line each, and deb822 paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_POCKETS = ("", "-updates", "-security", "-backports")
_ALIASES = ("stable", "oldstable", "testing", "unstable", "sid")
_KEYRING = re.compile(r"(debian-archive|ubuntu-archive|ubuntu-cloudimage)\S*\.(gpg|asc)")
_LINE = re.compile(
    r"deb\s+(?:\[(?P<options>[^]]*)]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)\s+(?P<rest>.*)"
)
_MIRROR_FILE = "mirror+file:"


@dataclass(frozen=True)
class Archive:
    """One archive: where it is, which suite, which components, which key signs it."""

    uri: str
    suite: str
    components: tuple[str, ...]
    signed_by: str = ""

    def line(self) -> str:
        """In the one-line notation, which every version of apt reads."""
        option = f"[signed-by={self.signed_by}] " if self.signed_by else ""
        return f"deb {option}{self.uri} {self.suite} {' '.join(self.components)}"


@dataclass(frozen=True)
class Distribution:
    """What /etc/os-release says: `id` ("debian" or "ubuntu") and `codename` ("bookworm")."""

    id: str
    codename: str


def distribution(root: Path = Path("/")) -> Distribution | None:
    """The distribution under `root`; None unless it is Debian or Ubuntu itself."""
    try:
        lines = (root / "etc/os-release").read_text().splitlines()
    except OSError:
        return None
    facts = dict(line.partition("=")[::2] for line in lines if "=" in line)
    name, codename = (facts.get(key, "").strip("\"'") for key in ("ID", "VERSION_CODENAME"))
    return Distribution(name, codename) if name in ("debian", "ubuntu") and codename else None


def archives(of: Distribution, root: Path = Path("/")) -> tuple[Archive, ...]:
    """The distribution's own archives named by the files under `root`/etc/apt, each once."""
    folder = root / "etc/apt"
    files = [folder / "sources.list", *sorted(folder.glob("sources.list.d/*"))]
    found: dict[Archive, None] = {}
    for file in files:
        if file.suffix not in (".list", ".sources") or not file.is_file():
            continue
        content = file.read_text(errors="replace")
        read = _deb822(content) if file.suffix == ".sources" else _one_line(content)
        for archive in read:
            for resolved in _resolved(archive, root):
                if _is_own(resolved, of):
                    found[resolved] = None
    return tuple(found)


def _one_line(content: str) -> Iterator[Archive]:
    for line in content.splitlines():
        match = _LINE.fullmatch(line.split("#", 1)[0].strip())
        if match:
            options = dict(o.partition("=")[::2] for o in (match["options"] or "").split())
            components = tuple(match["rest"].split())
            yield Archive(match["uri"], match["suite"], components, options.get("signed-by", ""))


def _deb822(content: str) -> Iterator[Archive]:
    for paragraph in re.split(r"\n\s*\n", content):
        fields = _fields(paragraph)
        if "deb" not in fields.get("types", "").split() or fields.get("enabled") == "no":
            continue
        signed_by = fields.get("signed-by", "")
        for uri in fields.get("uris", "").split():
            for suite in fields.get("suites", "").split():
                components = tuple(fields.get("components", "").split())
                yield Archive(uri, suite, components, signed_by)


def _fields(paragraph: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in paragraph.splitlines():
        if line.startswith("#"):
            continue
        if line[:1].isspace():
            fields[name] = f"{fields.get(name, '')} {line.strip()}".strip()
        elif ":" in line:
            name, value = line.split(":", 1)
            name = name.strip().lower()
            fields[name] = value.strip()
    return fields


def _resolved(archive: Archive, root: Path) -> Iterator[Archive]:
    """`archive` itself, or those of the mirror list it points to (the cloud images do so)."""
    if not archive.uri.startswith(_MIRROR_FILE):
        yield archive
        return
    path = root / archive.uri.removeprefix(_MIRROR_FILE).lstrip("/")
    for line in path.read_text().splitlines() if path.is_file() else ():
        words = line.split("#", 1)[0].split()
        if words:
            yield Archive(words[0], archive.suite, archive.components, archive.signed_by)


def _is_own(archive: Archive, of: Distribution) -> bool:
    over_network = archive.uri.startswith(("http://", "https://"))
    suites = {f"{base}{pocket}" for base in (of.codename, *_ALIASES) for pocket in _POCKETS}
    suites |= {f"{base}/updates" for base in (of.codename, *_ALIASES)}
    # Named by its key where one is given; else by the path every mirror of it keeps.
    own = _KEYRING.search(archive.signed_by) if archive.signed_by else of.id in archive.uri
    return over_network and archive.suite in suites and bool(archive.components) and bool(own)
