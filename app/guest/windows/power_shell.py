"""Whole PowerShell scripts: strict, with their values in front, and how to start them."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Final

from app.guest.windows.quoting import quoted, quoted_list

Value = str | int | Sequence[str]

PROGRAM: Final = r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"
OPTIONS: Final = ("-NoLogo", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass")

_VARIABLE: Final = re.compile(r"[a-z][A-Za-z0-9]{0,30}")
_HEAD: Final = """\
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
"""
# a message that the caller can show, instead of records that only PowerShell reads
_TAIL: Final = """\
} catch {
    $line = $_.InvocationInfo.ScriptLineNumber
    [Console]::Error.WriteLine('line ' + $line + ': ' + $_.Exception.Message)
    exit 1
}
"""

_STUB: Final = (
    "$bytes = [Convert]::FromBase64String(($input | Out-String).Trim())\n"
    "& ([ScriptBlock]::Create([Text.Encoding]::ASCII.GetString($bytes)))\n"
)


def script(name: str, values: Mapping[str, Value]) -> str:
    """The script `name` of `resources/guest/windows/` with `values` as its variables.

    It ends with exit code 1 and one line on standard error if anything in it fails. Raises
    `ValueError` for a variable's name or a value that PowerShell cannot have.
    """
    given = "".join(f"${_variable(key)} = {_literal(value)}\n" for key, value in values.items())
    whole = _HEAD + given + "try {\n" + _body(name) + _TAIL
    if not whole.isascii():
        raise ValueError(f"{name}: not ASCII")
    return whole


def command_for(whole_script: str) -> tuple[tuple[str, ...], bytes]:
    """The command that runs a script, and its standard input.

    The script itself is the input, so it may be longer than a command line.
    """
    stub = base64.b64encode(_STUB.encode("utf-16-le")).decode("ascii")
    return (
        (PROGRAM, *OPTIONS, "-OutputFormat", "Text", "-EncodedCommand", stub),
        base64.b64encode(whole_script.encode("ascii")) + b"\r\n",
    )


def told(mark: str, output: str) -> str | None:
    """What a script printed behind `mark`; None if it did not come so far."""
    for line in output.splitlines():
        _, found, rest = line.partition(mark)
        if found:
            return rest.strip()
    return None


@cache
def _body(name: str) -> str:
    file = resources.files("resources") / "guest" / "windows" / f"{name}.ps1"
    return file.read_text(encoding="utf-8")


def _variable(name: str) -> str:
    if not _VARIABLE.fullmatch(name):
        raise ValueError(f"not a variable's name: {name!r}")
    return name


def _literal(value: Value) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, int):
        return str(int(value))
    return quoted_list(value)
