"""The user's own Python packages, beside the sets that were tested together."""

from __future__ import annotations

import re
from typing import Final

from app.finding import Finding
from app.text import text

MOST_PACKAGES: Final = 40
LONGEST: Final = 120

_NAME: Final = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_EXTRAS: Final = rf"(?:\[{_NAME}(?:,{_NAME})*\])?"
_VERSION: Final = r"(?:===?|~=|!=|<=?|>=?)[A-Za-z0-9][A-Za-z0-9.*+!_-]*"
PACKAGE: Final = re.compile(rf"{_NAME}{_EXTRAS}(?:{_VERSION}(?:,{_VERSION})*)?")


def check_packages(packages: tuple[str, ...]) -> tuple[Finding, ...]:
    """What is wrong with `packages`; at most one finding.

    A package is named as pip names it, with extras and versions but without blanks. Addresses,
    paths, options and markers are left out on purpose: what is installed comes from the
    package index alone. Sources: PyPA specifications, "Names and normalization", "Dependency
    specifiers" and "Version specifiers".
    """
    for package in packages:
        if len(package) > LONGEST or not PACKAGE.fullmatch(package):
            sentence = text(
                "“{package}” is no package of the package index. One looks like “astropy”, with a"
                " version like “astropy>=7”.",
                package=package[:60],
            )
            return (Finding("package-form", "software.packages", sentence),)
    if len(packages) > MOST_PACKAGES:
        sentence = text("Name at most {most} packages.", most=MOST_PACKAGES)
        return (Finding("packages-too-many", "software.packages", sentence),)
    names = [package_name(package) for package in packages]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        sentence = text("{package} is named twice.", package=twice)
        return (Finding("package-twice", "software.packages", sentence),)
    return ()


def package_name(package: str) -> str:
    """The name alone, as the index spells it: "Foo.Bar[x]>=1" is "foo-bar"."""
    name = re.match(_NAME, package)
    return re.sub(r"[-_.]+", "-", name[0] if name else package).lower()


def packages_in(words: str) -> tuple[str, ...]:
    """The packages that somebody typed, between blanks or commas ("a>=1,<2" stays one)."""
    joined = re.sub(r"\s*((?:===?|~=|!=|<=?|>=?)|,(?=\s*(?:===?|~=|!=|<|>)))\s*", r"\1", words)
    parts = re.split(r"\s+|,(?!(?:===?|~=|!=|<|>))", joined)
    return tuple(part.strip() for part in parts if part.strip())
