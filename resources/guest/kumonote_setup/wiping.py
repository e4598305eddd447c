"""Wiping a private key out of every file where cloud-init and Azure's agent keep customData.

The files stay, with filler in place of the key: cloud-init reads some of them at each boot.
"""

import base64
import re
from collections.abc import Callable
from pathlib import Path

from .system import System

_FOLDERS = ("/var/lib/cloud", "/run/cloud-init", "/var/lib/waagent", "/var/log")
_LARGEST = 32 * 1024 * 1024

_SEED = range(161, 193)  # where an Ed25519 key in OpenSSH's format has its 32 secret bytes

# What YAML and MIME put into a long line: line ends, blanks, and "\\n" as it is spelled in quotes.
_BREAK = rb"(?:\\n|[\s\\])*"


def wipe(system: "System", private_pem: "bytes") -> "list[str]":
    """Overwrite the key in all files below the known folders; the files that had it.

    The key is one in OpenSSH's format, unencrypted.
    """
    needles = _needles(private_pem)
    return [
        str(file)
        for name in _FOLDERS
        for file in sorted(system.path(name).glob("**/*"))
        if file.is_file() and not file.is_symlink() and _wipe_file(file, needles)
    ]


def _needles(pem: "bytes") -> "list[tuple[re.Pattern[bytes], bytes]]":
    """Patterns of the lines with the secret, each with the letter to fill in.

    As they are, and in base64 at each of its three alignments, where "V" everywhere decodes
    to "U" everywhere. Only those lines: the others are the same in every key.
    """
    begin, end = _SEED[0] * 4 // 3, _SEED[-1] * 4 // 3
    found = []
    position = 0
    for line in pem.splitlines():
        if line.startswith(b"-"):
            continue
        if position <= end and position + len(line) > begin:
            found.append((_pattern(line), b"U"))
            found += [(_pattern(_encoded(line, shift)), b"V") for shift in range(3)]
        position += len(line)
    return found


def _encoded(line: "bytes", shift: "int") -> "bytes":
    """`line` in base64, `shift` bytes after the beginning of a group of three: those letters
    that do not depend on what stands around it, and leave that readable."""
    encoded = base64.b64encode(b"\0" * shift + line).rstrip(b"=")
    over = (shift + len(line)) % 3
    return encoded[(0, 2, 4)[shift] : len(encoded) - (1 if over else 0)]


def _pattern(text: "bytes") -> "re.Pattern[bytes]":
    return re.compile(_BREAK.join(re.escape(bytes([letter])) for letter in text))


def _wipe_file(file: "Path", needles: "list[tuple[re.Pattern[bytes], bytes]]") -> "bool":
    if file.stat().st_size > _LARGEST:
        return False
    content = file.read_bytes()
    clean = content
    for pattern, letter in needles:
        clean = pattern.sub(_filler(letter), clean)
    if clean == content:
        return False
    with file.open("r+b") as stream:  # in place: no copy is left elsewhere on the disk
        stream.write(clean)
    return True


def _filler(letter: "bytes") -> "Callable[[re.Match[bytes]], bytes]":
    """Replaces letters by `letter`; line ends, also spelled ones, stay."""
    letters = re.compile(rb"(\\n)|[A-Za-z0-9+/=]")

    def fill(match: "re.Match[bytes]") -> "bytes":
        return letters.sub(lambda one: one.group(1) or letter, match.group(0))

    return fill
