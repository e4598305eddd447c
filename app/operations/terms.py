"""The terms of a system's publisher, read and accepted for the user."""

from __future__ import annotations

from app.azure import terms
from app.azure.images import load_image
from app.azure.terms import Terms
from app.catalogue import Purchase
from app.engine.cancel import CancelToken
from app.operations.workspace import Workspace
from app.wizard.answers import SystemKind


def terms_to_read(
    workspace: Workspace, system: str, region: str, cancel: CancelToken
) -> Terms | None:
    """What is to be accepted before a machine with `system` can be made in `region`.

    None where nothing is (any more). Raises `ProblemError`.
    """
    purchase = _purchase(workspace, system, region, cancel)
    found = terms.terms_of(workspace.session, purchase, cancel) if purchase else None
    return None if found is None or found.accepted else found


def accept_terms(workspace: Workspace, system: str, region: str, cancel: CancelToken) -> None:
    """Accept them, as the user has read them. Raises `ProblemError`."""
    purchase = _purchase(workspace, system, region, cancel)
    if purchase is not None:
        terms.accept_terms(workspace.session, purchase, cancel)


def _purchase(
    workspace: Workspace, system: str, region: str, cancel: CancelToken
) -> Purchase | None:
    image = load_image(workspace.session, region, SystemKind(system), cancel)
    return image.purchase if image is not None else None
