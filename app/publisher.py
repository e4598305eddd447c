"""What the publisher of this copy of Kumonote filled in before it was built."""

from __future__ import annotations

import tomllib
from importlib import resources
from urllib.parse import urlsplit


def update_address() -> str:
    """Where the newest version is told, as `resources/publisher.toml` has it; "" for nowhere."""
    filled_in = tomllib.loads((resources.files("resources") / "publisher.toml").read_text("utf-8"))
    address = str(filled_in.get("updates", ""))
    return address if is_https(address) else ""


def is_https(address: str) -> bool:
    """Whether it is an https address with a host, without credentials and in plain letters."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    plain = address.isascii() and address.isprintable() and not set(address) & set(' \\"<>')
    return (
        parts.scheme == "https"
        and bool(parts.hostname)
        and "@" not in parts.netloc
        and (plain and port != 0)
    )
