"""The part of cloud-init's user data that a reduced guest can act on."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

# What each encoding of `write_files` means, outermost step first.
_ENCODINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "": (),
    "text/plain": (),
    "b64": ("base64",),
    "base64": ("base64",),
    "gz": ("gzip",),
    "gzip": ("gzip",),
    **{f"{gz}+{b64}": ("base64", "gzip") for gz in ("gz", "gzip") for b64 in ("b64", "base64")},
}
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_BITS: Final = 16 + zlib.MAX_WBITS
_LARGEST: Final = 16 * 1024 * 1024


@dataclass(frozen=True)
class File:
    """A file to write: `path` is absolute in the guest."""

    path: str
    content: bytes
    mode: int = 0o644
    append: bool = False


@dataclass(frozen=True)
class CloudConfig:
    """What a reduced guest does with its custom data.

    `host_keys`: file below etc/ssh -> content. `authorized_keys`: user -> lines; "" is the
    default user. `commands`: run in this order at first boot, each a line for the shell or
    a list of words.
    """

    host_keys: Mapping[str, str] = field(default_factory=dict)
    authorized_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    commands: tuple[str | tuple[str, ...], ...] = ()


class _Loader(yaml.SafeLoader):
    """Without aliases: ten lines of aliases of aliases are gigabytes when they are written out."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not understood")
        return super().compose_node(parent, index)


def _unzipped(data: bytes) -> bytes:
    """Raises `ValueError`, also for what becomes larger than any user data."""
    unzip = zlib.decompressobj(wbits=_GZIP_BITS)
    try:
        plain = unzip.decompress(data, _LARGEST)
    except zlib.error as error:
        raise ValueError(f"not gzip: {error}") from error
    if not unzip.eof:
        raise ValueError("gzip that is cut short or too large")
    return plain


def parse(custom_data: bytes) -> CloudConfig:
    """Read user data: a cloud-config, a script, or nothing. Raises `ValueError`."""
    try:
        return _parsed(custom_data)
    except (AttributeError, TypeError, LookupError) as error:
        raise ValueError(f"a cloud-config of another form: {error}") from error
    except RecursionError as error:
        raise ValueError("a cloud-config that is nested too deeply") from error


def _parsed(custom_data: bytes) -> CloudConfig:
    if custom_data.startswith(_GZIP_MAGIC):
        custom_data = _unzipped(custom_data)
    if custom_data.startswith(b"#!"):
        script = "/var/lib/cloud/instance/scripts/part-001"
        return CloudConfig(files=(File(script, custom_data, 0o700),), commands=((script,),))
    if not custom_data.strip():
        return CloudConfig()
    if not custom_data.startswith(b"#cloud-config"):
        raise ValueError("neither a cloud-config nor a script")
    try:
        plain = _Loader(custom_data).get_single_data()
    except yaml.YAMLError as error:
        raise ValueError(f"not YAML: {error}") from error
    if plain is None:
        return CloudConfig()
    if not isinstance(plain, dict):
        raise ValueError("a cloud-config is a mapping")
    return CloudConfig(
        host_keys=dict(_host_key(name, key) for name, key in (plain.get("ssh_keys") or {}).items()),
        authorized_keys=_authorized_keys(plain),
        files=tuple(_file(entry) for entry in plain.get("write_files") or ()),
        commands=tuple(_command(entry) for entry in plain.get("runcmd") or ()),
    )


def _host_key(name: str, key: str) -> tuple[str, str]:
    kind, _, half = name.partition("_")
    file = f"ssh_host_{kind}_key"
    return (f"{file}.pub" if half == "public" else file), f"{key.strip()}\n"


def _authorized_keys(plain: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    found = {"": tuple(plain.get("ssh_authorized_keys") or ())}
    for user in plain.get("users") or ():
        if isinstance(user, dict) and "name" in user:
            found[user["name"]] = tuple(user.get("ssh_authorized_keys") or ())
    return found


def _file(entry: Mapping[str, Any]) -> File:
    encoding = str(entry.get("encoding", "")).lower()
    if encoding not in _ENCODINGS:
        raise ValueError(f"unknown encoding {encoding}")
    content = entry.get("content", "")
    data = content if isinstance(content, bytes) else str(content).encode()
    for step in _ENCODINGS[encoding]:
        data = base64.b64decode(data) if step == "base64" else _unzipped(data)
    mode = entry.get("permissions", "0644")
    return File(
        path=str(entry["path"]),
        content=data,
        mode=mode if isinstance(mode, int) else int(mode, 8),
        append=bool(entry.get("append", False)),
    )


def _command(entry: object) -> str | tuple[str, ...]:
    return tuple(str(word) for word in entry) if isinstance(entry, list) else str(entry)
