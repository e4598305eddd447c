"""Finds the handler of a call. Paths compare without case, as Azure Resource Manager does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from app.practice.arm.calls import Handler, Route


@dataclass(frozen=True)
class Match:
    handler: Handler
    params: dict[str, str]


def split_path(path: str) -> list[str]:
    """The parts of a path, decoded; doubled and closing slashes do not count."""
    return [unquote(part) for part in path.split("/") if part]


class Router:
    """All routes, grouped by their number of parts."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes: dict[int, list[tuple[list[str], Route]]] = {}
        for route in routes:
            parts = split_path(route.pattern)
            self._routes.setdefault(len(parts), []).append((parts, route))

    def find(self, method: str, path: str) -> tuple[Match | None, set[str]]:
        """The match, and the methods that the path has at all."""
        parts = split_path(path)
        methods = set()
        for pattern, route in self._routes.get(len(parts), ()):
            params = _match(pattern, parts)
            if params is None:
                continue
            if route.method == method:
                return Match(route.handler, params), {method}
            methods.add(route.method)
        return None, methods


def _match(pattern: list[str], parts: list[str]) -> dict[str, str] | None:
    params = {}
    for expected, part in zip(pattern, parts, strict=True):
        place = re.fullmatch(r"\{(\w+)\}", expected)
        if place:
            params[place[1]] = part
        elif expected.lower() != part.lower():
            return None
    return params
