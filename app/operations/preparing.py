"""From answers to a plan that has passed every check that needs no creation."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.azure.look_ups import public_address
from app.azure.preflight import preflight
from app.catalogue import Catalogue
from app.engine.cancel import CancelToken
from app.operations.given_secrets import GivenSecrets
from app.operations.offers import look_up
from app.operations.practice_windows import no_windows_here
from app.operations.refusal import AnswersRefused, Complaint, NothingMade
from app.operations.workspace import Workspace
from app.plan import Plan, plan
from app.problems import Problem
from app.wizard.answers import Answers
from app.wizard.checks import check
from app.wizard.context import Context
from app.wizard.time_zones import time_zone_here


@dataclass(frozen=True)
class Prepared:
    """`answers` are complete; `problems` stand against `plan`, the gravest first.

    A retryable problem is a warning: the creation overcomes it by itself.
    """

    answers: Answers
    catalogue: Catalogue
    plan: Plan
    problems: tuple[Problem, ...]

    def beside_the_gravest(self) -> tuple[Problem, ...]:
        """All that is to be told besides the problem that `require_clear_way` raises."""
        grave = next((problem for problem in self.problems if not problem.retryable), None)
        return tuple(problem for problem in self.problems if problem is not grave)

    def require_clear_way(self) -> None:
        """Raise `NothingMade` with the gravest problem that would stop the creation."""
        for problem in self.problems:
            if not problem.retryable:
                raise NothingMade(problem)


def refuse_wrong(answers: Answers, given: GivenSecrets, offers: Catalogue | None = None) -> None:
    """Raise `AnswersRefused` with all that the checks find; without offers, what they can."""
    context = Context(
        offers=offers,
        password=given.password,
        certificate_passphrase=given.certificate_passphrase,
    )
    findings = check(answers, context)
    if findings:
        raise AnswersRefused(
            tuple(Complaint(found.code, found.field, found.sentence) for found in findings)
        )


def completed(workspace: Workspace, answers: Answers, cancel: CancelToken) -> Answers:
    """`answers` with what this computer and the session can add: subscription, address, zone."""
    session = workspace.session
    endpoint = answers.endpoint
    if not endpoint.my_address:
        endpoint = replace(endpoint, my_address=public_address(session, cancel))
    schedule = answers.schedule
    if not schedule.time_zone:
        schedule = replace(schedule, time_zone=time_zone_here())
    return replace(
        answers,
        subscription=answers.subscription or session.subscription_id,
        endpoint=endpoint,
        schedule=schedule,
    )


def prepare(
    workspace: Workspace, answers: Answers, given: GivenSecrets, cancel: CancelToken
) -> Prepared:
    """Complete the answers, ask the cloud for its offers, plan, and look for obstacles.

    Changes nothing. Raises `AnswersRefused` or `ProblemError`.
    """
    refuse_wrong(answers, given)  # what needs no cloud first: it may take seconds to answer
    answers = completed(workspace, answers, cancel)
    system = answers.system
    catalogue = look_up(workspace, system.region, cancel, size=system.size)
    refuse_wrong(answers, given, catalogue)
    made = plan(answers, catalogue)
    obstacles = preflight(workspace.session, made, catalogue, cancel)
    return Prepared(answers, catalogue, made, (*no_windows_here(workspace, answers), *obstacles))


def planned_again(workspace: Workspace, answers: Answers, cancel: CancelToken) -> Plan:
    """The plan of a server that is there already, wholly or in part.

    The checks are left out: its own cores count against the quota, its own name is taken.
    """
    answers = completed(workspace, answers, cancel)
    system = answers.system
    return plan(answers, look_up(workspace, system.region, cancel, size=system.size))
