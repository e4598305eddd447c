"""Lists of resources of all types, and what may be asked of them by `$filter` and `$expand`."""

from __future__ import annotations

import re

from app.practice.arm.calls import Call, Reply
from app.practice.arm.resources import normal_location, page
from app.practice.errors import JsonObject, not_implemented
from app.practice.state import Resource

_TERM = re.compile(r"\s*(\w+)\s+eq\s+'((?:[^']|'')*)'\s*")
_EXPANDABLE = ("createdTime", "changedTime", "provisioningState")


def listing(call: Call, resources: list[Resource]) -> Reply:
    """Those of `resources` that the filter of `call` wants, without their properties."""
    wanted = terms_of(call.query.get("$filter", ""))
    expanded = {name.strip().lower() for name in call.query.get("$expand", "").split(",")}
    return page(_brief(resource, expanded) for resource in resources if _fits(resource, wanted))


def terms_of(text: str) -> dict[str, str]:
    """`a eq 'x' and b eq 'y'` by names in lower case. Anything else is not offered."""
    terms: dict[str, str] = {}
    for part in re.split(r"\s+and\s+", text.strip(), flags=re.IGNORECASE) if text.strip() else ():
        match = _TERM.fullmatch(part)
        if match is None:
            raise not_implemented(f"the filter {part}")
        terms[match[1].lower()] = match[2].replace("''", "'")
    return terms


def has_tag(resource: Resource, terms: dict[str, str]) -> bool:
    """Whether it has the tag that `tagName` and `tagValue` want, if they do."""
    name, value = terms.get("tagname"), terms.get("tagvalue")
    if name is None:
        return True
    tags = {key.lower(): kept for key, kept in (resource.body.get("tags") or {}).items()}
    return name.lower() in tags and (value is None or tags[name.lower()] == value)


def _fits(resource: Resource, terms: dict[str, str]) -> bool:
    own = {
        "resourcetype": resource.type,
        "resourcegroup": resource.group,
        "name": resource.name,
        "location": resource.location,
    }
    for name, value in terms.items():
        if name in ("tagname", "tagvalue"):
            continue
        if name not in own:
            raise not_implemented(f"the filter by {name}")
        wanted = normal_location(value) if name == "location" else value
        if own[name].lower() != wanted.lower():
            return False
    return has_tag(resource, terms)


def _brief(resource: Resource, expanded: set[str]) -> JsonObject:
    body = {"id": resource.id, "name": resource.name, "type": resource.type}
    shown_too = ("sku", "kind", "plan", "identity", "zones", "managedBy", "location", "tags")
    body |= {name: resource.body[name] for name in shown_too if name in resource.body}
    known = {**resource.times, "provisioningState": resource.provisioning_state}
    return body | {name: known[name] for name in _EXPANDABLE if name.lower() in expanded}
