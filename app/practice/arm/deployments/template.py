"""From a template to what is to be made: names, types and order, bodies still to be evaluated."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.practice.arm.deployments.expressions import calls_in, evaluate, invalid_template, value_of
from app.practice.arm.deployments.scope import NotKnownYet, Place, TemplateScope
from app.practice.errors import JsonObject, not_implemented

DEPLOYMENT: Final = "Microsoft.Resources/deployments"
_ENVELOPE = (
    *("name", "type", "apiVersion", "dependsOn", "copy", "condition", "comments", "resources"),
    *("scope", "resourceGroup", "subscriptionId", "metadata"),
)
_MOST_COPIES = 800


@dataclass(frozen=True)
class Planned:
    """One resource to be made once all in `after` (ids in lower case) are.

    `sent` is its part of the template without what is the deployment's own; its
    expressions are evaluated over `scope` when its turn comes.
    """

    id: str
    type: str
    name: str
    api_version: str
    after: frozenset[str]
    sent: JsonObject = field(repr=False)
    scope: TemplateScope = field(repr=False)


def planned_resources(template: JsonObject, scope: TemplateScope) -> list[Planned]:
    """All resources of `template` whose condition holds. Raises the service's refusals."""
    resources = template.get("resources", [])
    if not isinstance(resources, list):
        raise not_implemented("templates whose resources have symbolic names")
    found: list[Planned] = []
    groups: dict[str, list[str]] = {}
    for item in _flat(resources, "", ""):
        for one in _copies(item, scope):
            planned = _planned(item, one)
            if planned is None:
                continue
            found.append(planned)
            loop = (item.get("copy") or {}).get("name")
            if loop:
                groups.setdefault(str(loop).lower(), []).append(planned.id.lower())
    _refuse_doubles(found)
    return [_ordered(one, found, groups) for one in found]


def _flat(resources: list[Any], above_type: str, above_name: str) -> Iterator[JsonObject]:
    """Resources and those that stand inside of others, each with its whole type and name."""
    for item in resources:
        if not isinstance(item, dict) or not item.get("type") or not item.get("name"):
            raise invalid_template("A resource of the template has no type or no name")
        kind, name = str(item["type"]), str(item["name"])
        if above_type:
            kind = f"{above_type}/{kind}"
            inner = name[1:-1] if name.startswith("[") else f"'{name}'"
            outer = above_name[1:-1] if above_name.startswith("[") else f"'{above_name}'"
            name = f"[concat({outer}, '/', {inner})]"
        if not item.get("apiVersion"):
            raise invalid_template(f"The resource '{name}' of the template has no apiVersion")
        yield {**item, "type": kind, "name": name}
        yield from _flat(item.get("resources") or [], kind, name)


def _copies(item: JsonObject, scope: TemplateScope) -> Iterator[TemplateScope]:
    loop = item.get("copy")
    if not loop:
        yield scope
        return
    count = evaluate(loop.get("count"), scope)
    if not isinstance(count, int) or not 0 <= count <= _MOST_COPIES:
        raise invalid_template(f"The count of the copy '{loop.get('name')}' is not valid")
    for number in range(count):
        yield scope.in_copy(str(loop.get("name", "")), number)


def _planned(item: JsonObject, scope: TemplateScope) -> Planned | None:
    if not evaluate(item.get("condition", True), scope):
        return None
    if item.get("scope") or item.get("subscriptionId"):
        raise not_implemented("templates that reach beyond their subscription, or into a scope")
    kind, name = str(item["type"]), str(evaluate(item["name"], scope))
    group = str(evaluate(item.get("resourceGroup") or scope.place.group["name"], scope))
    depends = evaluate(item.get("dependsOn") or [], scope)
    body = {key: copy.deepcopy(value) for key, value in item.items() if key not in _ENVELOPE}
    referred = _referred(body, scope) if kind.lower() != DEPLOYMENT.lower() else set()
    return Planned(
        id=scope.place.id_of(group, kind, name.split("/")),
        type=kind,
        name=name,
        api_version=str(evaluate(item["apiVersion"], scope)),
        after=frozenset(str(entry).lower() for entry in {*depends, *referred}),
        sent=body,
        scope=scope,
    )


def _referred(body: JsonObject, scope: TemplateScope) -> set[str]:
    """What `reference` names in the body: that must be made first, said or not."""
    named = set()
    for call in calls_in(body):
        if call.function == "reference" and call.arguments:
            try:
                named.add(str(value_of(call.arguments[0], scope)))
            except NotKnownYet:
                continue
    return named


def _ordered(planned: Planned, others: list[Planned], groups: dict[str, list[str]]) -> Planned:
    """The same with ids of this template's resources in `after`."""
    place, after = planned.scope.place, set()
    names = {other.name.lower(): other.id.lower() for other in others}
    ids = {other.id.lower() for other in others}
    for entry in planned.after:
        if entry in groups:
            after.update(groups[entry])
            continue
        known = _entry_id(place, entry, names)
        if known in ids:
            after.add(known)
    return replace(planned, after=frozenset(after - {planned.id.lower()}))


def _entry_id(place: Place, entry: str, names: dict[str, str]) -> str:
    """The id in lower case that an entry means: an id, `type/name`, or a name of the template."""
    if entry.startswith("/"):
        return entry
    if entry in names:
        return names[entry]
    return f"{place.group['id']}/providers/{entry}".lower()


def _refuse_doubles(found: list[Planned]) -> None:
    seen: set[str] = set()
    for planned in found:
        if planned.id.lower() in seen:
            raise invalid_template(
                f"The resource '{planned.id}' is defined multiple times in a template"
            )
        seen.add(planned.id.lower())
