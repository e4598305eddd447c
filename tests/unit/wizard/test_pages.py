"""The wizard as data: the order of its pages, skipping, and what a change drops."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest

from app.wizard.answers import (
    Allow,
    Answers,
    CertificateAnswers,
    CertificateKind,
    SystemAnswers,
    SystemKind,
)
from app.wizard.context import Context
from app.wizard.pages import (
    PAGES,
    answer,
    answer_names,
    changed,
    next_page,
    page,
    previous_page,
    with_answer,
)
from tests.unit.wizard.offers import ANSWERS

ORDER = [
    *("account", "system", "endpoint", "password", "certificate", "software"),
    *("review", "create", "done"),
]


def names_of(value: object, prefix: str = "") -> set[str]:
    """The dotted names of all fields of nested dataclasses."""
    if not is_dataclass(value) or isinstance(value, type):
        return {prefix[:-1]}
    return {
        name
        for field in fields(value)
        for name in names_of(getattr(value, field.name), f"{prefix}{field.name}.")
    }


def walk(answers: Answers) -> list[str]:
    ids = [PAGES[0].id]
    while (following := next_page(ids[-1], answers)) is not None:
        assert previous_page(following.id, answers) == page(ids[-1])
        ids.append(following.id)
    return ids


def test_next_leads_through_all_pages_and_back_the_same_way() -> None:
    assert walk(ANSWERS) == ORDER
    assert previous_page("account", ANSWERS) is None


def test_a_page_that_does_not_apply_is_skipped_both_ways() -> None:
    answers = with_answer(ANSWERS, "endpoint.allow", Allow.SSH_ONLY)
    assert walk(answers) == [page_id for page_id in ORDER if page_id != "certificate"]


def test_every_answer_belongs_to_exactly_one_page() -> None:
    assert sorted(answer_names()) == sorted(names_of(Answers()))
    assert len(set(answer_names())) == len(answer_names())


def test_a_page_finds_what_is_wrong_with_its_own_answers_only() -> None:
    answers = with_answer(with_answer(ANSWERS, "name", "!"), "schedule.daily_stop", "noon")
    assert [f.field for f in page("endpoint").check(answers, Context())] == ["name"]
    assert [f.field for f in page("system").check(answers, Context())] == ["schedule.daily_stop"]
    assert page("account").check(answers, Context()) == ()
    assert len(page("review").check(answers, Context())) == 2


def test_there_is_no_page_of_another_name() -> None:
    with pytest.raises(KeyError):
        page("extras")


def test_another_region_drops_the_size_and_nothing_else() -> None:
    before = replace(ANSWERS, system=SystemAnswers(SystemKind.UBUNTU, "japaneast", "Standard_X"))
    after = changed(before, with_answer(before, "system.region", "westeurope"))
    assert after.system == SystemAnswers(SystemKind.UBUNTU, "westeurope")
    assert after == replace(before, system=after.system)


def test_what_was_changed_in_the_same_edit_stays() -> None:
    edited = replace(
        ANSWERS, system=SystemAnswers(SystemKind.UBUNTU, "westeurope", "Standard_D4s_v5")
    )
    assert changed(ANSWERS, edited) == edited


def test_another_subscription_drops_region_and_size() -> None:
    before = replace(ANSWERS, system=SystemAnswers(SystemKind.WINDOWS, "westeurope", "Standard_X"))
    after = changed(before, with_answer(before, "subscription", "other"))
    assert after.system == SystemAnswers(SystemKind.WINDOWS)


def test_closing_the_endpoint_drops_the_certificate_that_nobody_would_see() -> None:
    own = CertificateAnswers(CertificateKind.FILE, Path("nb.pem"))
    before = replace(ANSWERS, certificate=own)
    after = changed(before, with_answer(before, "endpoint.allow", Allow.SSH_ONLY))
    assert after.certificate == CertificateAnswers()
    opened = changed(before, with_answer(before, "endpoint.allow", Allow.EVERYONE))
    assert opened.certificate == own


def test_nothing_changed_drops_nothing() -> None:
    assert changed(ANSWERS, ANSWERS) == ANSWERS


@pytest.mark.parametrize("name", answer_names())
def test_every_answer_can_be_read_and_written_by_its_name(name: str) -> None:
    written = with_answer(ANSWERS, name, "something")
    assert answer(written, name) == "something"
    assert all(answer(written, n) == answer(ANSWERS, n) for n in answer_names() if n != name)
