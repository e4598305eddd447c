"""What a creation would make and cost, without making anything."""

from __future__ import annotations

from app.engine.cancel import CancelToken
from app.operations.given_secrets import GivenSecrets
from app.operations.practice_cloud import Described
from app.operations.preparing import Prepared, prepare
from app.operations.workspace import Workspace
from app.text import Text, text
from app.wizard.answers import Answers


def preview(workspace: Workspace, answers: Answers, cancel: CancelToken) -> Described:
    """The plan for `answers` in words, with the prices and what stands against it."""
    prepared = prepare(workspace, answers, GivenSecrets(), cancel)
    return Described(_facts(prepared), _sentences(prepared))


def _facts(prepared: Prepared) -> dict[str, object]:
    plan = prepared.plan
    prices = plan.prices
    return {
        "plan": {
            "name": plan.answers.name,
            "group": plan.group,
            "region": plan.region,
            "size": plan.size.name,
            "image": plan.image.urn,
            "rules": plan.rules,
            "resources": plan.resources,
            "prices": prices
            and {
                "currency": prices.currency,
                "running_hour": prices.running(),
                "stopped_hour": prices.stopped(),
            },
        },
        "problems": prepared.problems,
    }


def _sentences(prepared: Prepared) -> tuple[Text, ...]:
    plan = prepared.plan
    made = (
        text("{noun} {name}: {sentence}", noun=r.noun, name=r.name, sentence=r.sentence)
        for r in plan.resources
    )
    obstacles = (
        text("Look: {message} {advice}", message=p.message, advice=p.advice)
        for p in prepared.problems
    )
    return (text("This would be made for {name}:", name=plan.answers.name), *made, *obstacles)
