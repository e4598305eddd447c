"""What is installed."""

from __future__ import annotations

from app.finding import Finding
from app.text import text
from app.wizard.answers import SoftwareAnswers, SoftwareSet
from app.wizard.checks.packages import check_packages


def check_software(software: SoftwareAnswers) -> tuple[Finding, ...]:
    """Each set once. No set at all is fine: the notebook itself always comes."""
    if len(set(software.sets)) == len(software.sets):
        return check_packages(software.packages)
    sentence = text(
        "Name each set of software once. There is: {sets}.",
        sets=", ".join(known.value for known in SoftwareSet),
    )
    return (Finding("software-twice", "software.sets", sentence),)
