"""Who is signed in, with what, for people."""

from __future__ import annotations

from typing import Final

from app.operations.account import SignedIn
from app.text import Text, text

MEMORY_ONLY: Final = text(
    "This computer has no encrypted store that works for sign-ins, and they are never kept in "
    "clear: you are asked again at the next start."
)
_NO_SUBSCRIPTION: Final = text(
    "Start a free subscription at azure.microsoft.com/free, or ask whoever pays for Azure where "
    "you work to give you access to theirs."
)
_SEVERAL: Final = text("Choose the subscription to work in: account --use ID")


def account_sentences(signed_in: SignedIn) -> tuple[Text, ...]:
    """One a line."""
    lines = [text("Signed in as {user}.", user=signed_in.user_name)]
    if not signed_in.remembered:
        lines.append(MEMORY_ONLY)
    for one in signed_in.organisations:
        mark = text("(in use)") if one.chosen else ""
        lines.append(text("{name}, {domain} {mark}", name=one.name, domain=one.domain, mark=mark))
        if one.needs_sign_in:
            lines.append(
                text("  wants a sign-in of its own: sign-in --tenant {domain}", domain=one.domain)
            )
        elif not one.subscriptions:
            lines.append(text("  no subscription"))
        for found in one.subscriptions:
            used = text("(in use)") if found.id == signed_in.subscription else ""
            ended = "" if found.enabled else text("(expired or disabled)")
            lines.append(
                text("  {name}: {id} {mark}", name=found.name, id=found.id, mark=used or ended)
            )
    if not any(one.subscriptions or one.needs_sign_in for one in signed_in.organisations):
        lines.append(_NO_SUBSCRIPTION)
    elif not signed_in.subscription:
        lines.append(_SEVERAL)
    return tuple(lines)
