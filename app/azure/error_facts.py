"""Sentences with the numbers and names that the service itself gave."""

from __future__ import annotations

import re
from typing import Final

from app.azure.error_bodies import ServiceError
from app.azure.error_meanings import access, answers, machines, offers, waiting
from app.azure.error_meanings.meaning import Meaning
from app.text import Text, text

_QUOTA: Final = re.compile(
    r"approved (?P<kind>.{1,80}?) quota.{0,300}?Location: (?P<region>\w+), "
    r"Current Limit: (?P<limit>\d+), "
    r"Current Usage: (?P<used>\d+), Additional Required: (?P<needed>\d+)",
    re.DOTALL,
)
_OLD_QUOTA: Final = re.compile(
    r"Maximum allowed: (?P<limit>\d+), Current in use: (?P<used>\d+), "
    r"Additional requested: (?P<needed>\d+)"
)
_ACTION: Final = re.compile(r"perform action '(?P<action>[^']+)'")
_POLICY: Final = re.compile(r'"policyAssignment"\s*:\s*\{\s*"name"\s*:\s*"(?P<name>[^"]+)"')
_MISSING: Final = re.compile(r"resource(?: group)? '(?P<name>[^']+)'", re.IGNORECASE)
_SAYING_LITTLE: Final = (answers.REFUSED, machines.STATE, waiting.CONFLICT)
_LONGEST: Final = 300
_LOOKED_AT: Final = 4000
"""Characters of a message in which facts are looked for: searching takes more than linear time."""
_ADDRESSES: Final = re.compile(r"more than (?P<limit>\d+) [^.]*public IP", re.IGNORECASE)


def sentence(meaning: Meaning, error: ServiceError) -> Text:
    """The meaning's message, with what the service said of this failure where it did."""
    told = error.message[:_LOOKED_AT]
    if meaning is offers.QUOTA and (facts := _QUOTA.search(told)):
        return text(
            "This machine needs {needed} more processor cores in {region}, but your subscription "
            "has {used} of {limit} in use ({kind}).",
            **facts.groupdict(),
        )
    if meaning is offers.QUOTA and (facts := _OLD_QUOTA.search(told)):
        return text(
            "This machine needs {needed} more processor cores, but your subscription has {used} of "
            "{limit} in use.",
            **facts.groupdict(),
        )
    if meaning is offers.ADDRESS_QUOTA and (facts := _ADDRESSES.search(told)):
        return text(
            "Your subscription may not have more than {limit} public addresses of this kind in "
            "this region.",
            **facts.groupdict(),
        )
    if meaning is access.FORBIDDEN and (facts := _ACTION.search(told)):
        return text(
            "Your account may sign in, but its role in the subscription does not allow {action}.",
            **facts.groupdict(),
        )
    if meaning is access.POLICY and (facts := _POLICY.search(told)):
        return text(
            "The rule “{name}”, set for your subscription, forbids this.", **facts.groupdict()
        )
    if meaning is machines.NOT_FOUND and (facts := _MISSING.search(told)):
        return text("Azure says that “{name}” does not exist (any more).", **facts.groupdict())
    if meaning in _SAYING_LITTLE and told:
        return text(
            "{message} It says: {words}", message=meaning.message, words=told.strip()[:_LONGEST]
        )
    return meaning.message
