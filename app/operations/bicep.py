"""Writes Bicep: values, resources and files, each as text that the Bicep compiler reads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_INDENT: Final = "  "
_IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_ESCAPES: Final = {
    "\\": "\\\\",
    "'": "\\'",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}


@dataclass(frozen=True)
class Expression:
    """Bicep code, e.g. `address.id`: written as it stands."""

    code: str


@dataclass(frozen=True)
class Parameter:
    """A value that the file does not hold. `default` is None where one must be given."""

    name: str
    description: str
    secure: bool = False
    default: Value = None


@dataclass(frozen=True)
class Declaration:
    """One resource: `symbol` names it within the file."""

    symbol: str
    type: str
    api_version: str
    body: Mapping[str, Value]


@dataclass(frozen=True)
class BicepFile:
    comments: Sequence[str]
    parameters: Sequence[Parameter]
    resources: Sequence[Declaration]
    outputs: Mapping[str, Expression] = field(default_factory=dict)


Value = None | bool | int | float | str | Expression | Sequence["Value"] | Mapping[str, "Value"]


def string(value: str) -> str:
    """A string literal. `${` would start an expression, so it is escaped as well.

    >>> print(string("it's ${x}"))
    'it\\'s \\${x}'
    """
    escaped = "".join(_ESCAPES.get(letter, letter) for letter in value)
    return "'" + escaped.replace("${", "\\${") + "'"


def value_text(value: Value, depth: int = 0) -> str:
    """`value` as Bicep, its inner lines indented for `depth`."""
    match value:
        case Expression(code):
            return code
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return f"json({string(repr(value))})"  # Bicep has no literal for fractions
        case str():
            return string(value)
        case Mapping():
            lines = [f"{_key(key)}: {value_text(v, depth + 1)}" for key, v in value.items()]
            return _block("{", lines, "}", depth)
        case _:
            return _block("[", [value_text(item, depth + 1) for item in value], "]", depth)


def file_text(file: BicepFile) -> str:
    """The whole file, ending with a newline."""
    parts = ["\n".join(f"// {line}".rstrip() for line in file.comments)]
    parts += [_parameter(parameter) for parameter in file.parameters]
    parts += [_declaration(resource) for resource in file.resources]
    outputs = [f"output {name} string = {code.code}" for name, code in file.outputs.items()]
    if outputs:
        parts.append("\n".join(outputs))
    return "\n\n".join(parts) + "\n"


def _parameter(parameter: Parameter) -> str:
    lines = [f"@description({string(parameter.description)})"]
    if parameter.secure:
        lines.append("@secure()")
    default = "" if parameter.default is None else f" = {value_text(parameter.default)}"
    lines.append(f"param {parameter.name} string{default}")
    return "\n".join(lines)


def _declaration(resource: Declaration) -> str:
    kind = string(f"{resource.type}@{resource.api_version}")
    return f"resource {resource.symbol} {kind} = {value_text(resource.body)}"


def _key(key: str) -> str:
    return key if _IDENTIFIER.match(key) else string(key)


def _block(opening: str, lines: Sequence[str], closing: str, depth: int) -> str:
    if not lines:
        return opening + closing
    inner = _INDENT * (depth + 1)
    body = "\n".join(inner + line for line in lines)
    return f"{opening}\n{body}\n{_INDENT * depth}{closing}"
