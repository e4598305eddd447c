"""Another region where the same machine could be made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.azure.preflight.question import Question
from app.azure.side_by_side import side_by_side
from app.azure.sizes import load_sizes, load_usages, quota_for
from app.catalogue import Region, Size
from app.nearness import in_order, nearest_region
from app.problems import ProblemError

_LOOKED_AT: Final = 3
"""Regions, side by side: the list of sizes is the slowest answer of all."""


def other_regions(question: Question) -> tuple[Region, ...]:
    """The regions that the subscription may use, but for the plan's, the nearest first."""
    others = [r for r in question.offers.regions if r.allowed and r.name != question.plan.region]
    return in_order([r for r in others if r.recommended] or others, nearest_region(others))


def region_with_room(question: Question, wanted: Size) -> Region | None:
    """The first of the nearest regions that has `wanted` within quota; None if none of them."""
    near = other_regions(question)[:_LOOKED_AT]
    room = side_by_side([_look(question, region, wanted) for region in near])
    return next((region for region, has in zip(near, room, strict=True) if has), None)


def _look(question: Question, region: Region, wanted: Size) -> Callable[[], bool]:
    session, cancel = question.session, question.cancel

    def look() -> bool:
        try:
            sizes = load_sizes(session, region.name, cancel)
            usages = load_usages(session, region.name, cancel)
        except ProblemError:
            return False  # a region that does not answer is no way out
        found = next((s for s in sizes if s.name.lower() == wanted.name.lower()), None)
        if found is None or found.restriction or not found.trusted_launch:
            return False
        tiers = quota_for(found, usages)
        return all(tier.left >= found.cores for tier in tiers)

    return look
