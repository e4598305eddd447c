"""The subscription that pays."""

from __future__ import annotations

import re
from typing import Final

from app.finding import Finding
from app.text import Text, text
from app.wizard.context import Context

_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def check_subscription(subscription: str, context: Context) -> tuple[Finding, ...]:
    """Empty means the only one there is, so it must be given where there are several.

    Source: subscription ids are GUIDs (learn.microsoft.com, "Get subscription and tenant IDs").
    """
    if not subscription:
        if len(context.subscriptions) < 2:
            return ()
        return (
            _finding(
                "subscription-missing",
                text("You have several subscriptions. Choose the one that pays for the server."),
            ),
        )
    if not _GUID.fullmatch(subscription):
        return (
            _finding(
                "subscription-form",
                text(
                    "A subscription is given by its id: 32 hexadecimal digits in groups of"
                    " 8-4-4-4-12, such as 01234567-89ab-cdef-0123-456789abcdef."
                ),
            ),
        )
    known = {known.lower() for known in context.subscriptions}
    if known and subscription.lower() not in known:
        return (
            _finding(
                "subscription-unknown",
                text("Your account has no such subscription. Choose one of those it has."),
            ),
        )
    return ()


def _finding(code: str, sentence: Text) -> Finding:
    return Finding(code, "subscription", sentence)
