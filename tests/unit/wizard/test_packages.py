"""The user's own packages: named as pip names them, nothing that an installer could misread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.guest.software import software
from app.plan import plan
from app.plan.summary import decisions
from app.planfile import dump
from app.settings import GuestSettings
from app.wizard.answers import SoftwareAnswers
from app.wizard.checks import check_software
from app.wizard.checks.packages import MOST_PACKAGES, PACKAGE, package_name, packages_in
from app.wizard.pages import with_answer
from resources.guest.kumonote_setup.settings import Settings
from tests.unit.wizard.offers import ANSWERS, CATALOGUE


def code(*packages: str) -> str | None:
    found = check_software(SoftwareAnswers(packages=packages))
    return found[0].code if found else None


@pytest.mark.parametrize(
    "package",
    ["astropy", "scikit-learn>=1.5", "dask[array,dataframe]==2026.1.*", "a>=1,<2", "x~=1.0rc1"],
)
def test_packages_as_pip_names_them_pass(package: str) -> None:
    assert code(package) is None


@pytest.mark.parametrize(
    "package",
    [
        *("", "-e", "--index-url=https://x", "./here", "https://x/y.whl", "git+https://x"),
        *("a @ file:///etc", "a;python_version<'4'", "a b", "a\nb", "ä", "a>=", "a" * 121),
    ],
)
def test_whatever_else_pip_would_take_is_refused(package: str) -> None:
    assert code(package) == "package-form"


def test_once_each_and_not_too_many() -> None:
    assert code("Foo.bar>=1", "foo_bar") == "package-twice"
    assert code(*(f"p{n}" for n in range(MOST_PACKAGES + 1))) == "packages-too-many"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", ()),
        ("astropy  tabulate", ("astropy", "tabulate")),
        ("astropy, tabulate,", ("astropy", "tabulate")),
        ("a >= 1, < 2  b", ("a>=1,<2", "b")),
        ("a>=1,<2,b", ("a>=1,<2", "b")),
    ],
)
def test_a_typed_list_is_cut_where_people_mean_it(typed: str, meant: tuple[str, ...]) -> None:
    assert packages_in(typed) == meant


@given(st.from_regex(PACKAGE, fullmatch=True))
def test_what_passes_here_passes_in_the_machine(package: str) -> None:
    told = software(SoftwareAnswers(packages=(package,)), GuestSettings()).to_json()
    assert Settings({"packages": told["packages"]}).packages == (package,)
    assert not package_name(package).startswith("-")


def test_they_stand_in_the_plan_file_and_in_what_is_shown() -> None:
    answers = with_answer(ANSWERS, "software.packages", ("tabulate>=0.9",))
    made = plan(answers, CATALOGUE)
    assert any("tabulate>=0.9" in str(sentence) for sentence in made.setup)
    assert any("tabulate>=0.9" in str(decision.sentence) for decision in decisions(made))
    assert "tabulate>=0.9" in dump(answers)
