"""What a card says of a server below its name."""

from __future__ import annotations

from typing import Final

from app.catalogue import Size
from app.server import Server
from app.text import Text, text, verbatim

_SYSTEMS: Final = {
    "ubuntu": "Ubuntu",
    "opensuse": "openSUSE Leap",
    "windows": "Windows Server",
}


def facts(server: Server, *, region: str = "", size: Size | None = None) -> Text:
    """System, size and region; `region` is the displayed name, `size` what the size has.

    Without them stand the names that the cloud uses itself.
    """
    parts = (
        _SYSTEMS.get(server.system, server.system),
        size_words(size) if size is not None else server.size,
        region or server.region,
    )
    told = [part if isinstance(part, Text) else verbatim(part) for part in parts if part]
    words = told[0] if told else verbatim("")
    for part in told[1:]:
        words = text("{before} · {next}", before=words, next=part)
    return words


def size_words(size: Size) -> Text:
    """What a machine of the size has."""
    if size.cores == 1:
        return text("1 core, {memory} GB", memory=f"{size.memory_gib:g}")
    return text("{cores} cores, {memory} GB", cores=size.cores, memory=f"{size.memory_gib:g}")
