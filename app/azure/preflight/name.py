"""Whether the server's name is free: its group, and its label in the region."""

from __future__ import annotations

from app.azure.labels import label_is_free, label_taken
from app.azure.preflight.question import Problems, Question
from app.azure.tags import is_ours, is_ready
from app.problems import Action, Problem
from app.text import text


def group(question: Question) -> Problems:
    """Findings about a resource group of that name, if there is one."""
    groups = question.session.resource.resource_groups
    plan, cancel = question.plan, question.cancel
    found = question.session.find(lambda: groups.get(plan.group, cancel=cancel), cancel)
    if found is None:
        return ()
    if found.properties is not None and found.properties.provisioning_state == "Deleting":
        return (_being_deleted(),)
    if not is_ours(found.tags):
        return (_not_ours(plan.group),)
    if is_ready(found.tags):
        return (_name_taken(plan.answers.name),)
    return (_unfinished(plan.answers.name),)


def label(question: Question) -> Problems:
    """A finding where somebody else has the name that the server's address is to have."""
    session, plan, cancel = question.session, question.plan, question.cancel
    if label_is_free(session, plan.region, plan.dns_label, cancel):
        return ()
    addresses = session.network.public_ip_addresses
    ours = session.find(lambda: addresses.get(plan.group, plan.address, cancel=cancel), cancel)
    return () if ours is not None else (label_taken(plan.dns_label, plan.region),)


def _being_deleted() -> Problem:
    return Problem(
        "group-being-deleted",
        text("An earlier server of this name is still being deleted."),
        text("Kumonote waits until it is gone. Another name needs no waiting."),
        retryable=True,
        action=Action.CHOOSE_NAME,
    )


def _not_ours(name: str) -> Problem:
    return Problem(
        "group-not-ours",
        text(
            "The resource group {group} exists already, and Kumonote did not make it.", group=name
        ),
        text("Choose another name for the server; the group is left as it is."),
        action=Action.CHOOSE_NAME,
    )


def _name_taken(name: str) -> Problem:
    return Problem(
        "name-taken",
        text("You already have a server called {name}.", name=name),
        text("Choose another name."),
        action=Action.CHOOSE_NAME,
    )


def _unfinished(name: str) -> Problem:
    return Problem(
        "creation-unfinished",
        text("A creation of {name} was begun and not finished.", name=name),
        text("Resume it, or delete it and begin anew."),
        retryable=True,
        action=Action.RESUME,
    )
