"""Every rule that Azure, the DNS, Jupyter and the guest set for an answer.

A rule lives in the module of its answer, with its source in the docstring. Checks change
nothing, ask nobody but the files that answers name, and stand any text.
"""

from __future__ import annotations

from app.finding import Finding
from app.wizard.answers import Answers
from app.wizard.checks.allow import check_allow, check_my_address
from app.wizard.checks.certificate import check_certificate
from app.wizard.checks.endpoint import check_endpoint
from app.wizard.checks.name import check_name
from app.wizard.checks.password import check_password
from app.wizard.checks.schedule import check_schedule
from app.wizard.checks.software import check_software
from app.wizard.checks.subscription import check_subscription
from app.wizard.checks.system import check_system
from app.wizard.context import Context

__all__ = [
    "check",
    "check_allow",
    "check_certificate",
    "check_endpoint",
    "check_my_address",
    "check_name",
    "check_password",
    "check_schedule",
    "check_software",
    "check_subscription",
    "check_system",
]


def check(answers: Answers, context: Context | None = None) -> tuple[Finding, ...]:
    """Everything that is wrong with `answers`, in the order of the pages.

    What the `context` does not tell (offers, password, host name) is not judged.
    """
    context = context or Context()
    return (
        *check_subscription(answers.subscription, context),
        *check_system(answers.system, context.offers),
        *check_schedule(answers.schedule),
        *check_name(answers.name, answers.system.kind, context),
        *check_endpoint(answers.endpoint),
        *check_allow(answers.endpoint, answers.system.kind),
        *check_my_address(answers.endpoint.my_address),
        *check_password(answers, context),
        *check_certificate(answers, context),
        *check_software(answers.software),
    )
