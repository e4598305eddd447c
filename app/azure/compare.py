"""Tells whether a resource is what the plan wants, though the service adds to what it was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# Never returned, or returned by some versions of the service only: not worth a second PUT.
_NOT_COMPARED = frozenset({"customData", "adminPassword", "publicKeys", "tags", "deleteOption"})


def differences(wanted: Any, actual: Any, path: str = "") -> tuple[str, ...]:
    """The paths at which `actual` (as read) is not what `wanted` (as sent) says.

    What `actual` has beyond `wanted` does not count, except in a list of named things: a
    security rule that nobody asked for is a difference. Texts compare without case, as ids
    and names of regions do in Azure.
    """
    if isinstance(wanted, Mapping):
        if not isinstance(actual, Mapping):
            return (path or "everything",)
        return tuple(
            difference
            for key, value in wanted.items()
            if key not in _NOT_COMPARED and value is not None
            for difference in differences(value, actual.get(key), f"{path}.{key}".lstrip("."))
        )
    if isinstance(wanted, str):
        same = isinstance(actual, str) and actual.lower() == wanted.lower()
        return () if same else (path,)
    if isinstance(wanted, Sequence):
        return _in_lists(wanted, actual, path)
    return () if wanted == actual else (path,)


def _in_lists(wanted: Sequence[Any], actual: Any, path: str) -> tuple[str, ...]:
    if not isinstance(actual, Sequence) or len(actual) != len(wanted):
        return (path,)
    if all(isinstance(item, Mapping) and "name" in item for item in wanted):
        by_name = {str(item.get("name", "")).lower(): item for item in actual}
        pairs = [(item, by_name.get(str(item["name"]).lower())) for item in wanted]
    elif all(isinstance(item, str) for item in [*wanted, *actual]):
        lowered = sorted(str(item).lower() for item in actual)
        return () if sorted(item.lower() for item in wanted) == lowered else (path,)
    else:
        pairs = list(zip(wanted, actual, strict=True))
    return tuple(d for item, other in pairs for d in differences(item, other, f"{path}[]"))
