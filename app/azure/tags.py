"""The tags by which servers are found and what they remember about themselves.

Tags of the resource group are the server's memory: one group belongs to one server, it is
there from the first moment, and changing its tags is one immediate call, whatever the
machine is doing. Azure allows 256 characters in a value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

CREATED_BY: Final = "created-by"
OURS: Final = "kumonote"
NAME: Final = "kumonote-name"
SYSTEM: Final = "kumonote-system"
ENDPOINT: Final = "kumonote-endpoint"
SIZE: Final = "kumonote-size"
READY: Final = "kumonote-ready"
CERTIFICATE: Final = "kumonote-certificate-sha256"
HOST_KEY: Final = "kumonote-host-key"
MADE: Final = "kumonote-made"
"""A random word in a machine's tags: the PUT that made it is told from every other by it."""

_BETWEEN_KEYS: Final = ","
_LONGEST_VALUE: Final = 256

Tags = Mapping[str, str]


def is_ours(tags: Tags | None) -> bool:
    return (tags or {}).get(CREATED_BY) == OURS


def is_ready(tags: Tags | None) -> bool:
    """Whether the server was ready once."""
    return (tags or {}).get(READY) == "true"


def ports(tags: Tags) -> tuple[int, int]:
    """Public and private port from "443:9999"; the public one is 0 where there is none."""
    public, _, private = tags.get(ENDPOINT, "443:9999").partition(":")
    return (int(public), int(private)) if public.isdigit() and private.isdigit() else (443, 9999)


def host_keys(tags: Tags) -> tuple[str, ...]:
    """What machines are known by: public host keys, or the fingerprint of a certificate."""
    return tuple(key for key in tags.get(HOST_KEY, "").split(_BETWEEN_KEYS) if key)


def changed(
    *,
    ready: bool | None = None,
    certificate_sha256: str | None = None,
    keys: Sequence[str] | None = None,
    size: str | None = None,
) -> dict[str, str]:
    """The tags that say so; None leaves a fact as it is. Raises `ValueError` if too long."""
    tags: dict[str, str] = {}
    if ready is not None:
        tags[READY] = "true" if ready else "false"
    if certificate_sha256 is not None:
        tags[CERTIFICATE] = certificate_sha256
    if keys is not None:
        tags[HOST_KEY] = _BETWEEN_KEYS.join(keys)
    if size is not None:
        tags[SIZE] = size
    for name, value in tags.items():
        if len(value) > _LONGEST_VALUE:
            raise ValueError(f"the tag {name} would have {len(value)} characters; Azure takes 256")
    return tags
