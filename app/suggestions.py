"""The short list of machine sizes that a scientist chooses from, by what they are good for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from app.catalogue import Catalogue, Size
from app.text import Text, text
from app.wizard.checks.system import fits


class Use(StrEnum):
    EVERYDAY = "everyday"
    STEADY = "steady"
    MEMORY = "memory"
    GPU = "gpu"


USE_WORDS: Final[Mapping[Use, Text]] = MappingProxyType(
    {
        Use.EVERYDAY: text("Everyday"),
        Use.STEADY: text("Steady computing"),
        Use.MEMORY: text("Much memory"),
        Use.GPU: text("With a GPU"),
    }
)
USE_HINTS: Final[Mapping[Use, Text]] = MappingProxyType(
    {
        Use.EVERYDAY: text("Plots, small data, teaching; fits a free subscription."),
        Use.STEADY: text("Computations that last for hours."),
        Use.MEMORY: text("Large tables and images."),
        Use.GPU: text("Neural networks; most must ask Azure for quota first."),
    }
)

CANDIDATES: Final[Mapping[Use, tuple[str, ...]]] = MappingProxyType(
    {
        # two cores: free and student subscriptions have four at most
        Use.EVERYDAY: (
            "Standard_B2s_v2",
            "Standard_B2as_v2",
            "Standard_D2as_v6",
            "Standard_D2s_v5",
            "Standard_B2ms",
        ),
        Use.STEADY: ("Standard_D4s_v5", "Standard_D4as_v5", "Standard_D4as_v6"),
        Use.MEMORY: ("Standard_E4s_v5", "Standard_E4as_v5", "Standard_E4as_v6"),
        Use.GPU: ("Standard_NC4as_T4_v3", "Standard_NV6ads_A10_v5"),
    }
)
"""By preference. Which of them there are differs by region, subscription and year."""

PRICED: Final = tuple(name for names in CANDIDATES.values() for name in names)
"""The sizes whose prices are worth asking for before anybody chose one."""


@dataclass(frozen=True)
class Suggestion:
    """`size` suits `use`. Where quota is known and too small, nothing better is to be had."""

    use: Use
    size: Size


def suggestions(catalogue: Catalogue) -> tuple[Suggestion, ...]:
    """One size for each use: the preferred one that can be had, if need be with more quota."""
    found = ((use, _best(catalogue, names)) for use, names in CANDIDATES.items())
    return tuple(Suggestion(use, size) for use, size in found if size is not None)


def _best(catalogue: Catalogue, names: tuple[str, ...]) -> Size | None:
    offered = [size for name in names if (size := catalogue.size(name)) is not None]
    fitting = (size for size in offered if fits(size))
    for_quota = (size for size in offered if fits(size, quota=False))
    return next(fitting, None) or next(for_quota, None)
