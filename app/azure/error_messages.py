"""What an error's message tells where its code has several causes.

The service gives one code to many things: `OperationNotAllowed` is a quota, a lock, a machine
in the wrong state; `BadRequest` and `InvalidParameter` are anything. The sentences are those of
the recordings, of reports by users, and of "Understand common error messages when you manage
virtual machines".
"""

from __future__ import annotations

import re
from typing import Final

from app.azure.error_bodies import ServiceError
from app.azure.error_meanings import access, answers, machines, offers, waiting
from app.azure.error_meanings.meaning import Meaning

_NOT_ALLOWED: Final = r"operationnotallowed|conflict"
_BAD: Final = (
    r"badrequest|invalidparameter|invalidrequestcontent|invalidpropertyvalue|operationnotallowed|"
    r"invalidtemplate(deployment)?|deploymentfailed|"
)
_POLICY: Final = r"requestdisallowedby\w+|disallowedbypolicy|policyviolation"
_PURCHASE: Final = r"resourcepurchase\w+|marketplace\w+|vmmarketplace\w+|badrequest|"
_ANY: Final = r".*"

_WORDS: Final[tuple[tuple[str, str, Meaning], ...]] = (
    # code, pattern in "target message", meaning; the first that fits wins
    (_NOT_ALLOWED, r"too many requests", waiting.THROTTLED),
    (
        rf"quotaexceeded|{_NOT_ALLOWED}|{_BAD}",
        r"public ?ip address.*(quota|limit)|cannot create more than \d+ .*public ip",
        offers.ADDRESS_QUOTA,
    ),
    (
        rf"{_NOT_ALLOWED}|{_BAD}",
        r"exceed\w* (approved|quota)|quota (limit )?exceeded|cores? quota|approved .* quota",
        offers.QUOTA,
    ),
    (_NOT_ALLOWED, r"marked for deletion|being deleted|deprovisioning", waiting.BEING_DELETED),
    (_NOT_ALLOWED, r"\block(ed|s)?\b", access.LOCKED),
    (_NOT_ALLOWED, r"run ?command", waiting.RUN_COMMAND_BUSY),
    (
        _NOT_ALLOWED,
        (
            r"another operation|in progress|ongoing operation|being provisioned|being updated|"
            r"is being created"
        ),
        waiting.BUSY,
    ),
    (_NOT_ALLOWED, r"failed state", machines.FAILED_PART),
    (_NOT_ALLOWED, r"generali[sz]ed", machines.GENERALISED),
    (
        rf"{_NOT_ALLOWED}|{_BAD}",
        (
            r"not available in (the cluster|current cluster|the current hardware cluster)|"
            r"existing allocation unit"
        ),
        machines.SIZE_ELSEWHERE,
    ),
    (rf"{_NOT_ALLOWED}|{_BAD}", r"non-resource disk", offers.SIZE_DISK),
    (
        rf"{_NOT_ALLOWED}|{_BAD}",
        r"disk (size|with size).*smaller than|smaller than .*(disk|image)",
        offers.DISK_SIZE,
    ),
    (
        _NOT_ALLOWED,
        (
            r"(either )?deallocated or marked|vm is not running|when the vm is not running|"
            r"requires the vm to be running"
        ),
        machines.NOT_RUNNING,
    ),
    (
        _NOT_ALLOWED,
        (
            r"please deallocate|currently allocated|not deallocated|vm is running|"
            r"when the vm is deallocated|vm is allocated"
        ),
        machines.NOT_STOPPED,
    ),
    (rf"{_NOT_ALLOWED}|{_BAD}", r"extension .*failed state|vm agent", machines.AGENT),
    (r"\w*disabled\w*|conflict", r"disabled and therefore|read.?only", access.SUBSCRIPTION_OFF),
    (_POLICY, r"multi-?factor|\bMFA\b|acrs|claims challenge", access.POLICY_MFA),
    (
        _POLICY,
        (
            r"(allowed|restricted|deployment) (resource )?(deployment )?(locations?|regions?)|"
            r"sys\.regionrestriction|not accepting new customers|best available region"
        ),
        offers.REGION_CLOSED,
    ),
    (_POLICY, r"public ?ip", access.POLICY_ADDRESS),
    (_POLICY, r"(vm|machine) (size )?skus?|allowed (virtual machine|vm) size", access.POLICY_SIZE),
    (_POLICY, r"\btags?\b", access.POLICY_TAGS),
    (r"authorizationfailed", r"/register/action", access.REGISTER_FORBIDDEN),
    (_PURCHASE, r"(accepted|accept) the (legal )?terms|legal terms|terms have not", offers.TERMS),
    (_PURCHASE, r"\boffer\b.*not found", offers.IMAGE),
    (_BAD, r"hypervisor generation|trusted ?launch|security ?type", offers.SIZE_MISFIT),
    (_BAD, r"cpu architecture|processor architecture", offers.SIZE_MISFIT),
    (r"invalidparameter", r"imagereference|^image", offers.IMAGE),
    (r"notfound|badrequest", r"platform image|\bimage\b", offers.IMAGE),
    (_BAD, r"vm ?size|requested size|hardwareprofile", offers.SIZE),
    (r"skunotavailable", r"hypervisor generation", offers.SIZE_MISFIT),
    (_BAD, r"basic sku public ip", offers.ADDRESS_KIND),
    (_BAD, r"admin ?password|supplied password", answers.PASSWORD),
    (_BAD, r"admin ?user ?name|user ?name specified", answers.USER_NAME),
    (_BAD, r"custom ?data", answers.SETUP_DATA),
    (_BAD, r"ssh\.publickeys|keydata|ssh (public )?key", answers.KEY),
    (_BAD, r"domainnamelabel|domain name label", answers.NAME),
    (_BAD, r"computer ?name|host ?name", answers.NAME),
    (_BAD, r"time ?zone|dailyrecurrence", answers.TIME_ZONE),
    (_BAD, r"address ?prefix|cidr", answers.NETWORKS),
    (_BAD, r"port ?range|securityrules", answers.RULE),
    (_BAD, r"\bplan\b|purchase", offers.PURCHASE),
    (
        _BAD,
        r"could not find member|not a valid (property|member)|unexpected property|api.?version",
        offers.NOT_KNOWN_HERE,
    ),
    (r"internalservererror|badrequest|", r"request timed? ?out", waiting.SERVER_ERROR),
    (_ANY, r"no registered resource provider found", offers.NOT_KNOWN_HERE),
)
_COMPILED: Final = tuple(
    (re.compile(code, re.IGNORECASE), re.compile(words, re.IGNORECASE | re.DOTALL), meaning)
    for code, words, meaning in _WORDS
)

_LOOKED_AT: Final = 4000
"""Characters; searching takes more than linear time."""

MESSAGES: Final = tuple(dict.fromkeys(meaning for _, _, meaning in _WORDS))
"""Every meaning that a message may have."""


def meaning_of_message(error: ServiceError) -> Meaning | None:
    """What the message says beyond the code; None where it adds nothing."""
    told = f"{error.target[:_LOOKED_AT]} {error.message[:_LOOKED_AT]}".strip()
    for code, words, meaning in _COMPILED:
        if code.fullmatch(error.code) and words.search(told):
            return meaning
    return None
