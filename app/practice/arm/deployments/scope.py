"""What the expressions of one template see: its parameters, its place, what was made so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.practice.arm.deployments.expressions import Argument, evaluate, invalid_template
from app.practice.arm.deployments.functions import FUNCTIONS
from app.practice.errors import ArmError, JsonObject, not_implemented

Reference = Callable[[str, str, bool], Any]
"""Gets a resource's name or id, an api-version ("" if none was given) and whether the whole
resource is wanted; gives its properties, or all of it."""


class NotKnownYet(Exception):
    """`reference` was asked for what is not made yet; `target` is what it named."""

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.target = target


def _not_yet(target: str, _version: str, _whole: bool) -> Any:
    raise NotKnownYet(target)


@dataclass(frozen=True)
class Place:
    """Where a template is deployed; `group` and `subscription` are as the service shows them."""

    subscription: JsonObject
    group: JsonObject
    deployment: str

    def id_of(self, group: str, resource_type: str, names: Sequence[str]) -> str:
        """The id of a resource in `group`; `names` are one for each part of the type."""
        namespace, *kinds = resource_type.split("/")
        if len(kinds) != len(names):
            raise invalid_template(
                f"The template resource '{'/'.join(names)}' for type '{resource_type}' has "
                "incorrect segment lengths. A nested resource type must have identical number of "
                "segments as its resource name."
            )
        path = "".join(f"/{kind}/{name}" for kind, name in zip(kinds, names, strict=True))
        within = f"/resourceGroups/{group}" if group else ""
        return f"{self.subscription['id']}{within}/providers/{namespace}{path}"

    def id_here(self, resource_type: str, name: str) -> str:
        return self.id_of(str(self.group["name"]), resource_type, name.split("/"))


@dataclass(frozen=True)
class TemplateScope:
    """`copies` are the numbers of the copies around, by their names, "" the innermost's."""

    place: Place
    parameters: Mapping[str, Any] = field(default_factory=dict, repr=False)
    variables: Mapping[str, Any] = field(default_factory=dict)
    copies: Mapping[str, int] = field(default_factory=dict)
    reference: Reference = _not_yet

    def in_copy(self, name: str, number: int) -> TemplateScope:
        return replace(self, copies={**self.copies, "": number, name.lower(): number})

    def knowing(self, reference: Reference) -> TemplateScope:
        return replace(self, reference=reference)

    def call(self, function: str, arguments: Sequence[Argument]) -> Any:
        lazy = _LAZY.get(function)
        if lazy is not None:
            return lazy(arguments)
        own = getattr(self, f"_{function}", None) if function in _OWN else FUNCTIONS.get(function)
        if own is None:
            raise not_implemented(f"the template function {function}")
        values = [argument() for argument in arguments]
        try:
            return own(*values)
        except (TypeError, ValueError, IndexError, KeyError, ArithmeticError) as error:
            raise invalid_template(
                f"The template language function '{function}' was not called as it may be: {error}"
            ) from error

    # functions, under their own names in lower case

    def _parameters(self, name: str) -> Any:
        return _named(self.parameters, name, "parameter")

    def _variables(self, name: str) -> Any:
        return evaluate(_named(self.variables, name, "variable"), self)

    def _resourceid(self, *words: str) -> str:
        at = next((n for n, word in enumerate(words) if "/" in word), None)
        if at is None:
            raise invalid_template("The function 'resourceId' needs a resource type")
        group = words[at - 1] if at else str(self.place.group["name"])
        return self.place.id_of(group, words[at], words[at + 1 :])

    def _subscriptionresourceid(self, *words: str) -> str:
        at = next(n for n, word in enumerate(words) if "/" in word)
        return self.place.id_of("", words[at], words[at + 1 :])

    def _resourcegroup(self) -> JsonObject:
        return self.place.group

    def _subscription(self) -> JsonObject:
        return self.place.subscription

    def _deployment(self) -> JsonObject:
        return {"name": self.place.deployment, "properties": {"mode": "Incremental"}}

    def _tenant(self) -> JsonObject:
        return {"tenantId": self.place.subscription["tenantId"]}

    def _copyindex(self, *given: str | int) -> int:
        name = next((word for word in given if isinstance(word, str)), "")
        offset = next((word for word in given if isinstance(word, int)), 0)
        if name.lower() not in self.copies:
            raise invalid_template("The template function 'copyIndex' is not expected here")
        return self.copies[name.lower()] + offset

    def _reference(self, target: str, version: str = "", whole: str = "") -> Any:
        return self.reference(target, version, whole.lower() == "full")


def _named(values: Mapping[str, Any], name: str, kind: str) -> Any:
    for known, value in values.items():
        if known.lower() == name.lower():
            return value
    raise invalid_template(f"The template {kind} '{name}' is not found")


def _if(arguments: Sequence[Argument]) -> Any:
    condition, when_true, when_false = arguments
    return when_true() if condition() else when_false()


def _coalesce(arguments: Sequence[Argument]) -> Any:
    return next((value for argument in arguments if (value := argument()) is not None), None)


_LAZY: Mapping[str, Callable[[Sequence[Argument]], Any]] = {
    "if": _if,
    "and": lambda arguments: all(argument() for argument in arguments),
    "or": lambda arguments: any(argument() for argument in arguments),
    "coalesce": _coalesce,
}
_OWN = frozenset(
    name.removeprefix("_") for name in vars(TemplateScope) if re.fullmatch(r"_[a-z]+", name)
)


def refused_parameter(name: str, what: str) -> ArmError:
    return invalid_template(f"The template parameter '{name}' {what}")
