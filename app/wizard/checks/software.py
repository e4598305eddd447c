"""What is installed."""

from __future__ import annotations

from app.finding import Finding
from app.text import text
from app.wizard.answers import SoftwareAnswers, SoftwareSet


def check_software(software: SoftwareAnswers) -> tuple[Finding, ...]:
    """Each set once. No set at all is fine: the notebook itself always comes."""
    if len(set(software.sets)) == len(software.sets):
        return ()
    sentence = text(
        "Name each set of software once. There is: {sets}.",
        sets=", ".join(known.value for known in SoftwareSet),
    )
    return (Finding("software-twice", "software.sets", sentence),)
