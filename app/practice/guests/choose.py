"""Which kind of guest this computer gets, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from app.paths import Paths
from app.practice.guests.booted import BootedHost
from app.practice.guests.failures import unsuitable
from app.practice.guests.probe import booted_recipe, privileges_here
from app.practice.guests.recipe import Recipe
from app.practice.guests.reduced.host import ReducedHost
from app.practice.guests.systems import HostBySystem
from app.practice.guests.windows.host import WindowsHost
from app.practice.guests.windows.wine import Wine, wine_here
from app.practice.machines import GuestHost

Kind = Literal["auto", "booted", "reduced"]


def _silent(_line: str) -> None:
    """Nobody listens to the progress."""


def choose_host(
    paths: Paths, kind: Kind, *, progress: Callable[[str], None] = _silent
) -> GuestHost:
    """The host of guests for this computer: of the `kind` asked for, with "auto" the best one.

    `progress` gets a line now and then while the base image is made. Raises `ProblemError`
    when "booted" is asked for and cannot be had. Guests of the two kinds share no disk:
    stay with one kind for the life of a practice cloud. Windows machines are of one kind only.
    """
    linux = linux_host(paths, kind, progress)
    wine = wine_here()
    if isinstance(wine, Wine):
        return HostBySystem(linux, WindowsHost(paths, wine, progress))
    return HostBySystem(linux, None, str(wine))


def linux_host(
    paths: Paths, kind: Kind, progress: Callable[[str], None] = _silent
) -> BootedHost | ReducedHost:
    """The host of Linux guests alone. Raises as `choose_host` does."""
    if kind == "reduced":
        return ReducedHost(paths)
    recipe = booted_recipe()
    if isinstance(recipe, Recipe):
        return BootedHost(paths, recipe, progress, privileges_here())
    if kind == "booted":
        raise unsuitable(str(recipe))
    return ReducedHost(paths, reason=recipe)
