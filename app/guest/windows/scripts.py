"""Every PowerShell script that a Windows machine gets, with its values checked and quoted.

Pure functions from values to text. Each script may run again and again; what it tells stands
behind `MARK`, because other things may be printed around it.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography import x509

from app.guest.windows.power_shell import script, told
from app.guest.windows.quoting import command_line

WINRM_PORT: Final = 5986
FOLDER: Final = r"C:\Kumonote"
"""Where everything of Kumonote's is in the machine. Without a space, so that no quoting of
command lines by others can go wrong."""

WORK_FOLDER: Final = FOLDER + r"\work"
"""Only administrators get at what is in it."""

PYTHON_FOLDER: Final = FOLDER + r"\python"
PYTHON: Final = PYTHON_FOLDER + r"\python.exe"
NOTEBOOK_USER: Final = "kumonote"
NOTEBOOK_TASK: Final = "Kumonote notebook"
WORK_TASK: Final = "Kumonote set-up"
MARK: Final = "kumonote-told:"

_COMMON_NAME: Final = "kumonote-winrm"
"""The first name is the certificate's own, of 64 characters at most: an address in Azure may
be longer."""

_LARGEST_PORT: Final = 65535
_SHORTEST_KEY: Final = 2048


@dataclass(frozen=True)
class PythonInstaller:
    """A published installer: `sha256` in hexadecimal digits, as its release page has it."""

    version: str
    address: str
    sha256: str


PYTHON_INSTALLER: Final = PythonInstaller(
    "3.13.15",
    "https://www.python.org/ftp/python/3.13.15/python-3.13.15-amd64.exe",
    "edec09c4853aeae9ac36efb8c9f95b6b8e2fee65eee56d9767a8b7c69c574403",
)
"""Newest release that the locked environment and an installer for 64-bit Windows both have.
The checksum is that of the release page and of the Windows Package Manager's manifest."""


def bootstrap(names: Sequence[str], my_address: str) -> str:
    """Opens WinRM over HTTPS for `my_address` alone and tells the certificate it serves with.

    `names` are the host names and addresses in the certificate, beside one of its own. Run
    by the cloud as SYSTEM; nothing in it is secret. Raises `ValueError`.
    """
    if not all(names):
        raise ValueError("a certificate cannot have an empty name")
    return script(
        "bootstrap",
        {
            "names": (_COMMON_NAME, *names),
            "addresses": (str(ipaddress.IPv4Address(my_address)),),
            "port": WINRM_PORT,
            "mark": MARK,
        },
    )


def certificate_in(output: str) -> bytes | None:
    """The WinRM certificate (DER) that the bootstrap told; None if it did not come so far."""
    encoded = told(MARK, output)
    if encoded is None:
        return None
    try:
        der = base64.b64decode(encoded, validate=True)
        x509.load_der_x509_certificate(der)
    except ValueError:
        return None
    return der


def password(user: str, modulus: int) -> str:
    """Gives `user` a new password, which it tells encrypted for an RSA key with `modulus`.

    Run by the cloud as SYSTEM: neither what it holds nor what it prints is secret. The key's
    exponent is 65537, the padding OAEP with SHA-256. Raises `ValueError`.
    """
    if modulus.bit_length() < _SHORTEST_KEY:
        raise ValueError("a key that is too short")
    encoded = modulus.to_bytes((modulus.bit_length() + 7) // 8, "big")
    return script(
        "password",
        {
            "userName": user,
            "modulus": base64.b64encode(encoded).decode("ascii"),
            "mark": MARK,
        },
    )


def sealed_in(output: str) -> bytes | None:
    """The encrypted password that the script told; None if it did not come so far."""
    encoded = told(MARK, output)
    try:
        return base64.b64decode(encoded, validate=True) if encoded else None
    except ValueError:
        return None


def python(installer: PythonInstaller = PYTHON_INSTALLER, proxy: str = "") -> str:
    """Installs Python in `PYTHON_FOLDER`, silently and only if it is the published one.

    It also makes `FOLDER`, which all users may read, and `WORK_FOLDER`.
    """
    return script(
        "python",
        {
            "folder": FOLDER,
            "workFolder": WORK_FOLDER,
            "target": PYTHON_FOLDER,
            "version": installer.version,
            "address": installer.address,
            "sha256": installer.sha256.upper(),
            "proxy": proxy,
            "mark": MARK,
        },
    )


def endpoint(public_port: int, private_port: int, sources: Sequence[str]) -> str:
    """Redirects the public port to the notebook's and opens it for `sources`.

    `sources` are networks in CIDR form; none means everyone (who may connect is decided by
    the cloud's own security group before that). Raises `ValueError`.
    """
    if public_port == private_port:
        raise ValueError("a redirect to itself")
    networks = tuple(str(ipaddress.IPv4Network(source)) for source in sources)
    return script(
        "endpoint",
        {
            "publicPort": _port(public_port),
            "privatePort": _port(private_port),
            "sources": networks or ("Any",),
            "mark": MARK,
        },
    )


@dataclass(frozen=True)
class NotebookTask:
    """What runs as the notebook: `program` with `arguments`, started in the first of
    `writable`.

    `writable` are folders that its user may change, `readable` files (certificate with key,
    configuration) that it may read; nobody else but administrators gets at either.
    `content_sha256` names what is in the files that it reads only when it starts.
    """

    program: str
    arguments: Sequence[str]
    writable: Sequence[str]
    readable: Sequence[str]
    content_sha256: str


def notebook(task: NotebookTask) -> str:
    """Makes the notebook's user, the access rights and the startup task, and starts it.

    Tells "unchanged" where it runs already just so. Raises `ValueError`.
    """
    if not task.writable:
        raise ValueError("the notebook needs a folder")
    arguments = command_line(task.arguments)
    described = "\0".join((task.program, arguments, *task.writable, task.content_sha256))
    return script(
        "notebook",
        {
            "userName": NOTEBOOK_USER,
            "folder": FOLDER,
            "taskName": NOTEBOOK_TASK,
            "description": "Kumonote " + hashlib.sha256(described.encode()).hexdigest(),
            "program": task.program,
            "arguments": arguments,
            "writable": tuple(task.writable),
            "readable": tuple(task.readable),
            "mark": MARK,
        },
    )


def work(command: Sequence[str], limit_minutes: int) -> str:
    """Starts `command` as a task of the system, which ends it after `limit_minutes`.

    Tells "started", or "running" where such a task is under way. Raises `ValueError`.
    """
    if not command or not 1 <= limit_minutes <= 24 * 60:
        raise ValueError("no command, or no limit")
    return script(
        "work",
        {
            "taskName": WORK_TASK,
            "program": command[0],
            "arguments": command_line(command[1:]),
            "limitMinutes": limit_minutes,
            "mark": MARK,
        },
    )


def _port(port: int) -> int:
    if not 1 <= port <= _LARGEST_PORT:
        raise ValueError(f"no port: {port}")
    return port
