"""What Kumonote takes for true of what it makes, held against a server made for it.

The smallest server there is, without a notebook; it is deleted at the end, whatever happens.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from app.azure.catalogue import load_catalogue
from app.azure.look_ups import public_address
from app.azure.preflight import preflight
from app.azure.removal import delete_server
from app.azure.steps import azure_steps, linux_first_boot
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.guest.keys import new_key_pair
from app.guest.regain_script import COMMENT
from app.money import money_an_hour
from app.operations.doctor_check import Check, checked
from app.operations.live_made_checks import MADE_CHECKS, Made
from app.operations.running import new_journal_of
from app.operations.workspace import Workspace
from app.plan import Plan, plan
from app.problems import ProblemError
from app.text import Text, text
from app.wizard.answers import Answers, EndpointAnswers, ScheduleAnswers

_CUSTOM_DATA: Final = b"#cloud-config\n{}\n"


def planned(workspace: Workspace, cancel: CancelToken) -> tuple[Plan, Text]:
    """The server that would be made, and what it costs, in words. Raises `ProblemError`."""
    session = workspace.session
    answers = Answers(
        name=f"doctor-{secrets.token_hex(4)}",
        endpoint=EndpointAnswers(my_address=public_address(session, cancel)),
        schedule=ScheduleAnswers("19:00", "Asia/Tokyo"),
    )
    answers = replace(answers, subscription=session.subscription_id)
    system = answers.system
    offers = load_catalogue(session, system.region, cancel, size=system.size)
    made = plan(answers, offers)
    for problem in preflight(session, made, offers, cancel):
        if not problem.retryable:
            raise ProblemError(problem)
    running = made.prices.running() if made.prices else None
    if made.prices is None or running is None:
        return made, text("Its price is not known.")
    price = money_an_hour(running, made.prices.currency)
    return made, text("It costs {price} an hour, and is there for about ten minutes.", price=price)


def examine_creation(
    workspace: Workspace, made: Plan, emit: Emit, cancel: CancelToken
) -> Iterator[Check]:
    """Make the server of `made`, look at each assumption, delete it.

    Raises `ProblemError` where it cannot be made or, which is worse, not deleted.
    """
    session = workspace.session
    key = new_key_pair()
    steps = azure_steps(
        session,
        made,
        first_boot=linux_first_boot(
            f"{key.public} {COMMENT}", new_key_pair().public, lambda _address: _CUSTOM_DATA
        ),
    )
    with new_journal_of(workspace, made.answers.name) as journal:
        journal.begin("doctor", {})
        server = Made(workspace, made, steps, cancel, journal)
        try:
            server.run(emit)
            for check in MADE_CHECKS:
                cancel.check()
                yield checked(check.id, check.name, partial(check.look, server))
        finally:
            # a cancel ends the looking, never the cleaning up
            delete_server(session, server.server, CancelToken())
            journal.remove()
