"""The wizard as data: its pages, which answers each owns, when it applies, what is wrong.

Every shell (window, terminal) walks the same list. Next and Back are the nearest page that
applies, so there is one rule for skipping.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from app.finding import Finding
from app.text import Text, text
from app.wizard.answers import Allow, Answers
from app.wizard.checks import (
    check,
    check_allow,
    check_certificate,
    check_endpoint,
    check_my_address,
    check_name,
    check_password,
    check_schedule,
    check_software,
    check_subscription,
    check_system,
)
from app.wizard.context import Context


def _always(answers: Answers) -> bool:
    del answers
    return True


def _has_endpoint(answers: Answers) -> bool:
    return answers.endpoint.allow is not Allow.SSH_ONLY


Checker = Callable[[Answers, Context], tuple[Finding, ...]]


def _nothing(answers: Answers, context: Context) -> tuple[Finding, ...]:
    del answers, context
    return ()


@dataclass(frozen=True)
class Page:
    """One decision. `answers` are the dotted names of what it owns, e.g. "system.region".

    `check` finds what is wrong with them; Next is off while there is something.
    """

    id: str
    title: Text
    answers: tuple[str, ...] = ()
    check: Checker = _nothing
    applies: Callable[[Answers], bool] = _always


PAGES: Final[tuple[Page, ...]] = (
    Page(
        "account",
        text("Account"),
        ("subscription",),
        lambda answers, context: check_subscription(answers.subscription, context),
    ),
    Page(
        "system",
        text("System"),
        (
            "system.kind",
            "system.region",
            "system.size",
            "schedule.daily_stop",
            "schedule.time_zone",
        ),
        lambda answers, context: (
            *check_system(answers.system, context.offers),
            *check_schedule(answers.schedule),
        ),
    ),
    Page(
        "endpoint",
        text("Endpoint"),
        (
            "name",
            "endpoint.name",
            "endpoint.public_port",
            "endpoint.private_port",
            "endpoint.allow",
            "endpoint.my_address",
        ),
        lambda answers, context: (
            *check_name(answers.name, answers.system.kind, context),
            *check_endpoint(answers.endpoint),
            *check_allow(answers.endpoint, answers.system.kind),
            *check_my_address(answers.endpoint.my_address),
        ),
    ),
    # the password is no answer: it is in the context, and forgotten with the window
    Page("password", text("Password"), check=check_password),
    Page(
        "certificate",
        text("Certificate"),
        ("certificate.kind", "certificate.file", "certificate.key_file"),
        check_certificate,
        applies=_has_endpoint,
    ),
    Page(
        "software",
        text("Software"),
        ("software.sets", "software.samples", "software.packages"),
        lambda answers, _context: check_software(answers.software),
    ),
    Page("review", text("Review"), check=check),
    Page("create", text("Create")),
    Page("done", text("Done")),
)

_DEPENDENTS: Final[dict[str, tuple[str, ...]]] = {
    # which regions and sizes there are depends on the subscription, sizes on the region too
    "subscription": ("system.region", "system.size"),
    "system.region": ("system.size",),
    "certificate.kind": ("certificate.file", "certificate.key_file"),
}
_DROPPED_WITHOUT_ENDPOINT: Final = (
    "certificate.kind",
    "certificate.file",
    "certificate.key_file",
)


def page(page_id: str) -> Page:
    """The page of that id. Raises `KeyError`."""
    found = next((p for p in PAGES if p.id == page_id), None)
    if found is None:
        raise KeyError(page_id)
    return found


def next_page(page_id: str, answers: Answers) -> Page | None:
    """The nearest page after this one that applies; None after the last."""
    return _nearest(PAGES[PAGES.index(page(page_id)) + 1 :], answers)


def previous_page(page_id: str, answers: Answers) -> Page | None:
    """The nearest page before this one that applies; None before the first."""
    return _nearest(tuple(reversed(PAGES[: PAGES.index(page(page_id))])), answers)


def changed(before: Answers, after: Answers) -> Answers:
    """`after`, without those later answers that depended on what changed since `before`.

    They fall back to their defaults. What was changed in the same edit stays.
    """
    edited = {name for name in answer_names() if answer(before, name) != answer(after, name)}
    dropped: dict[str, None] = {}
    for name in sorted(edited):
        for dependent in _dependents(name, after):
            if dependent not in edited:
                dropped.setdefault(dependent)
    for name in dropped:
        after = with_answer(after, name, answer(Answers(), name))
    return after


def answer_names() -> tuple[str, ...]:
    """The dotted names of all answers, in the order of the pages."""
    return tuple(name for p in PAGES for name in p.answers)


def answer(answers: Answers, name: str) -> Any:
    """The answer of the dotted `name`."""
    value: Any = answers
    for part in name.split("."):
        value = getattr(value, part)
    return value


def with_answer(answers: Answers, name: str, value: Any) -> Answers:
    """`answers` with another value for the dotted `name`."""
    first, _, rest = name.partition(".")
    part = replace(getattr(answers, first), **{rest: value}) if rest else value
    changes: dict[str, Any] = {first: part}
    return replace(answers, **changes)


def _dependents(name: str, answers: Answers) -> tuple[str, ...]:
    if name == "endpoint.allow" and answers.endpoint.allow is Allow.SSH_ONLY:
        return _DROPPED_WITHOUT_ENDPOINT
    return _DEPENDENTS.get(name, ())


def _nearest(pages: Sequence[Page], answers: Answers) -> Page | None:
    return next((p for p in pages if p.applies(answers)), None)
