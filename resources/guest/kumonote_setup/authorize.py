"""Letting a new login key in. Called as root through the cloud when the app lost its own."""

from pathlib import Path

from .system import System, make_folder, write_file

_COMMENT = "kumonote"


def authorize(system: "System", key: "str") -> "bool":
    """Make `key` the app's only login key; whether that changed anything.

    Keys that somebody else added stay; the one this replaces is known by its comment.
    """
    folder = system.home / ".ssh"
    if not folder.is_dir():
        make_folder(folder, 0o700)
        system.give_to_user(folder)
    file = folder / "authorized_keys"
    before = _lines(file)
    kept = [line for line in before if key not in line and not line.endswith(" " + _COMMENT)]
    after = [*kept, key + " " + _COMMENT]
    if after == before:
        return False
    system.give_to_user(write_file(file, ("\n".join(after) + "\n").encode(), 0o600))
    return True


def _lines(file: "Path") -> "list[str]":
    try:
        text = file.read_text(errors="surrogateescape")
    except FileNotFoundError:
        return []
    return [line.strip() for line in text.splitlines() if line.strip()]
