"""Whether a DNS label is still free in a region."""

from __future__ import annotations

from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.problems import Action, Problem, ProblemError
from app.text import text


def label_is_free(session: Session, region: str, label: str, cancel: CancelToken) -> bool:
    network = session.network
    answer = session.call(
        lambda: network.check_dns_name_availability(region, domain_name_label=label, cancel=cancel),
        cancel,
    )
    return bool(answer.available)


def label_taken(label: str, region: str) -> Problem:
    return Problem(
        "label-taken",
        text(
            "The name {label} is already used for an address in {region}.",
            label=label,
            region=region,
        ),
        text("Choose another name."),
        action=Action.CHOOSE_NAME,
    )


def require_free_label(session: Session, region: str, label: str, cancel: CancelToken) -> None:
    """Raise `ProblemError` "label-taken" before an address is made in vain."""
    if not label_is_free(session, region, label, cancel):
        raise ProblemError(label_taken(label, region))
