"""What the policies of the subscription would refuse.

The built-in rules about regions, sizes and kinds of resources were read with the offers.
Whatever else is assigned (rules of an organisation's own, initiatives) is asked of the
service itself, which evaluates the very bodies that would be sent.

Source: learn.microsoft.com, "Policy Restrictions - Check At Subscription Scope".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from app.azure.arm_calls import arm_json
from app.azure.bodies import address_body, group_body
from app.azure.error_meanings.access import POLICY, POLICY_ADDRESS
from app.azure.error_meanings.meaning import Meaning
from app.azure.error_meanings.offers import REGION_CLOSED
from app.azure.preflight.elsewhere import other_regions
from app.azure.preflight.question import Problems, Question
from app.azure.side_by_side import side_by_side
from app.problems import Action, Problem
from app.text import Text, text

_API_VERSION: Final = "2022-03-01"
_PROVIDER: Final = "Microsoft.PolicyInsights"
_ADDRESS: Final = "Microsoft.Network/publicIPAddresses"
_NAMED: Final = 3
_DENIES: Final = ("deny", "denyaction")
"""Newer versions of the call list what a rule would only note down as well."""

Json = dict[str, Any]


def policies(question: Question) -> Problems:
    """Findings about regions, kinds of resources, and whatever the service says it would deny."""
    # what is understood needs no second word from the service
    return (*_region(question), *_kinds(question)) or _restrictions(question)


def _region(question: Question) -> Problems:
    plan = question.plan
    here = next((r for r in question.offers.regions if r.name == plan.region), None)
    if here is None or here.allowed:
        return ()
    names = ", ".join(region.display_name for region in other_regions(question)[:_NAMED])
    return (
        Problem(
            REGION_CLOSED.code,
            text("A rule of your subscription does not allow {region}.", region=plan.region_name),
            text("Choose another region. Allowed, and near to you: {names}.", names=names)
            if names
            else POLICY.advice,
            action=Action.CHOOSE_REGION,
        ),
    )


def _kinds(question: Question) -> Problems:
    forbidden = question.offers.forbidden_types
    if not forbidden:
        return ()
    meaning = POLICY_ADDRESS if _ADDRESS in forbidden else POLICY
    return (_finding(meaning, meaning.message, ", ".join(forbidden)),)


def _restrictions(question: Question) -> Problems:
    session, cancel = question.session, question.cancel
    providers = session.resource.providers
    state = session.call(lambda: providers.get(_PROVIDER, cancel=cancel), cancel)
    if str(state.registration_state or "").lower() != "registered":
        return ()  # asking would register it, and nothing is changed before Create is pressed
    answers = side_by_side([partial(_ask, question, part) for part in _resources(question)])
    return tuple(_denied(name, reason) for answer in answers for name, reason in denials(answer))


def _resources(question: Question) -> Iterator[Json]:
    """The parts that rules are usually about, as they would be sent."""
    plan = question.plan
    group, address = group_body(plan), address_body(plan)
    yield {"resourceContent": {"type": "Microsoft.Resources/resourceGroups", **group}}
    scope = {"scope": f"{question.scope}/resourceGroups/{plan.group}"}
    yield {
        "resourceContent": {"type": _ADDRESS, "name": plan.address, **address},
        "apiVersion": "2024-05-01",
        **scope,
    }
    image = plan.image
    reference = {
        "publisher": image.publisher,
        "offer": image.offer,
        "sku": image.sku,
        "version": image.version,
    }
    machine = {
        "hardwareProfile": {"vmSize": plan.size.name},
        "storageProfile": {"imageReference": reference},
    }
    content = {
        "type": "Microsoft.Compute/virtualMachines",
        "name": plan.machine,
        "location": plan.region,
        "tags": group.get("tags"),
        "properties": machine,
    }
    yield {"resourceContent": content, "apiVersion": "2024-07-01", **scope}


def _ask(question: Question, details: Json) -> Json:
    return arm_json(
        question.session,
        "POST",
        f"{question.scope}/providers/{_PROVIDER}/checkPolicyRestrictions",
        question.cancel,
        api_version=_API_VERSION,
        body={"resourceDetails": details},
    )


def denials(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The assignments that would deny the resource, each with the reason if one is given."""
    evaluated = (answer.get("contentEvaluationResult") or {}).get("policyEvaluations") or ()
    for evaluation in evaluated:
        if str(evaluation.get("evaluationResult", "")).lower() != "noncompliant":
            continue
        effect = evaluation.get("effectDetails") or {}
        if str(effect.get("policyEffect") or "deny").lower() not in _DENIES:
            continue
        info = evaluation.get("policyInfo") or {}
        assignment = str(info.get("policyAssignmentId") or "").rsplit("/", 1)[-1]
        reason = (evaluation.get("evaluationDetails") or {}).get("reason")
        yield assignment, str(reason or info.get("policyDefinitionId") or "")


def _denied(name: str, reason: str) -> Problem:
    told = text("The rule “{name}”, set for your subscription, forbids this.", name=name)
    return _finding(POLICY, told, reason)


def _finding(meaning: Meaning, message: Text, details: str) -> Problem:
    return Problem(meaning.code, message, meaning.advice, action=meaning.action, details=details)
