"""The terms of a system in lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.text import Text, text

if TYPE_CHECKING:
    from app.azure.terms import Terms


def term_lines(terms: Terms | None, *, accepted: bool) -> tuple[Text, ...]:
    """Where to read what is to be accepted, and whether it just was."""
    if terms is None:
        return (text("This system has no terms that are still to be accepted."),)
    links = (
        (text("Licence: {address}", address=terms.licence), terms.licence),
        (text("Marketplace: {address}", address=terms.marketplace), terms.marketplace),
        (text("Privacy: {address}", address=terms.privacy), terms.privacy),
    )
    state = (
        text("✓ Accepted for this subscription.")
        if accepted
        else text("Not accepted yet. When you have read them, agree with --accept.")
    )
    return (*(line for line, address in links if address), state)
