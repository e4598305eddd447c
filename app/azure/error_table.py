"""What each error code of the service means to a user: one table.

Codes: the service's recorded answers and its documentation ("Troubleshoot common Azure
deployment errors", "Azure VM allocation failures", "Throttling Resource Manager requests").
Looked up without case. `GENERIC` codes say little: an inner, more telling code wins over them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.problems import Action
from app.text import Text, text


@dataclass(frozen=True)
class Meaning:
    """The parts of a `Problem` that do not depend on the single failure."""

    code: str
    message: Text
    advice: Text
    retryable: bool = False
    action: Action | None = None


THROTTLED: Final = Meaning(
    "azure-throttled",
    text("Azure asks for a pause: this subscription has sent too many requests."),
    text("Kumonote tries again by itself. If it goes on, wait a few minutes."),
    retryable=True,
    action=Action.RETRY,
)
BUSY: Final = Meaning(
    "azure-busy",
    text("Azure is still working on another change to the same resource."),
    text("Kumonote waits and tries again by itself."),
    retryable=True,
    action=Action.RETRY,
)
SERVER_ERROR: Final = Meaning(
    "azure-server-error",
    text("Something failed inside Azure itself."),
    text("Kumonote tries again by itself. If it goes on, look at status.azure.com or try later."),
    retryable=True,
    action=Action.RETRY,
)
BEING_DELETED: Final = Meaning(
    "group-being-deleted",
    text("An earlier server of this name is still being deleted."),
    text("Wait a few minutes until it is gone, or choose another name."),
    retryable=True,
    action=Action.RETRY,
)
QUOTA: Final = Meaning(
    "quota-exceeded",
    text("Your subscription's quota does not allow another machine like this in this region."),
    text(
        "Choose a smaller size or another region, delete a server that is no longer needed "
        "(stopped ones count too), or ask Azure for more quota."
    ),
    action=Action.OPEN_QUOTA_PAGE,
)
ADDRESS_QUOTA: Final = Meaning(
    "address-quota-exceeded",
    text("Your subscription may not have more public addresses in this region."),
    text(
        "Delete a server or an address that is no longer needed, choose another region, "
        "or ask Azure for more."
    ),
    action=Action.OPEN_QUOTA_PAGE,
)
OTHER_QUOTA: Final = Meaning(
    "resource-limit-reached",
    text("Your subscription has reached a limit of Azure on the number of resources."),
    text("Delete what is no longer needed, choose another region, or ask Azure for more."),
    action=Action.OPEN_QUOTA_PAGE,
)
SIZE: Final = Meaning(
    "size-not-available",
    text("This machine size is not to be had in this region at present."),
    text("Choose another size or another region."),
    action=Action.CHOOSE_SIZE,
)
CAPACITY: Final = Meaning(
    "no-capacity",
    text("Azure has no free machine of this size in this region at the moment."),
    text("Try again later, or choose another size or region."),
    action=Action.CHOOSE_SIZE,
)
SIZE_MISFIT: Final = Meaning(
    "size-does-not-fit-system",
    text("This machine size cannot start this system."),
    text("Choose another size."),
    action=Action.CHOOSE_SIZE,
)
IMAGE: Final = Meaning(
    "image-not-offered",
    text("The system you chose is not offered to your subscription in this region."),
    text("Choose another system or another region."),
    action=Action.EDIT_ANSWERS,
)
TERMS: Final = Meaning(
    "terms-not-accepted",
    text("The publisher of this system asks you to accept its terms first."),
    text("Read and accept the terms once for your subscription, then go on."),
    action=Action.ACCEPT_TERMS,
)
PURCHASE: Final = Meaning(
    "purchase-not-allowed",
    text("Your subscription may not buy this system from its publisher."),
    text("Choose Ubuntu, which costs nothing extra, or ask who pays for the subscription."),
    action=Action.EDIT_ANSWERS,
)
REGION: Final = Meaning(
    "region-not-available",
    text("Azure does not offer this in the region you chose."),
    text("Choose another region."),
    action=Action.CHOOSE_REGION,
)
POLICY: Final = Meaning(
    "forbidden-by-policy",
    text("A rule set for your subscription forbids this."),
    text(
        "Free and student subscriptions allow only some regions: choose another one. "
        "Otherwise ask whoever looks after the subscription."
    ),
    action=Action.CHOOSE_REGION,
)
LABEL: Final = Meaning(
    "label-taken",
    text("Somebody else already uses this name for an address in this region."),
    text("Choose another name."),
    action=Action.CHOOSE_NAME,
)
NAME: Final = Meaning(
    "name-not-allowed",
    text("Azure does not accept this name."),
    text("Choose another name: lower-case letters, digits and hyphens, a letter first."),
    action=Action.CHOOSE_NAME,
)
ELSEWHERE: Final = Meaning(
    "name-used-elsewhere",
    text("Something of this name already exists in another region of your subscription."),
    text("Choose another name, or delete what exists."),
    action=Action.CHOOSE_NAME,
)
NOT_FOUND: Final = Meaning(
    "not-found",
    text("Azure says that this does not exist (any more)."),
    text("List your servers to see what is there."),
)
REFERENCE: Final = Meaning(
    "part-missing",
    text("A part that this one builds on does not exist (any more)."),
    text("Resume: Kumonote makes the missing part again."),
    action=Action.RESUME,
)
IN_USE: Final = Meaning(
    "still-in-use",
    text("This cannot be removed yet, because something else still uses it."),
    text("Kumonote removes the parts in the right order. Try again in a moment."),
    retryable=True,
    action=Action.RETRY,
)
LOCKED: Final = Meaning(
    "locked",
    text("A lock on the subscription or the group forbids changes."),
    text("Ask whoever set the lock to remove it."),
)
FORBIDDEN: Final = Meaning(
    "not-permitted",
    text("Your account may sign in, but it is not allowed to do this in the subscription."),
    text('Ask the owner of the subscription for the role "Contributor".'),
)
SUBSCRIPTION: Final = Meaning(
    "subscription-not-found",
    text("This subscription does not exist, or your account cannot see it."),
    text("Choose another subscription, or sign in with the account that owns it."),
    action=Action.SIGN_IN,
)
SUBSCRIPTION_OFF: Final = Meaning(
    "subscription-disabled",
    text("This subscription is switched off: it has expired, or it has used up its credit."),
    text("Switch it on again in the Azure portal, or choose another subscription."),
)
EXPIRED: Final = Meaning(
    "sign-in-expired",
    text("Your sign-in is no longer valid."),
    text("Sign in again; nothing is lost."),
    action=Action.SIGN_IN,
)
WRONG_TENANT: Final = Meaning(
    "wrong-tenant",
    text("You are signed in to another organisation than the one this subscription belongs to."),
    text("Sign in again and choose the organisation of the subscription."),
    action=Action.SIGN_IN,
)
UNREGISTERED: Final = Meaning(
    "provider-not-registered",
    text("This subscription has never used this part of Azure and is not registered for it."),
    text(
        "Kumonote registers it where it may; otherwise ask the owner of the subscription. "
        "It takes a few minutes."
    ),
    retryable=True,
    action=Action.RETRY,
)
BOOT: Final = Meaning(
    "system-did-not-start",
    text("The machine exists, but its system has not reported that it is set up."),
    text(
        "It is billed while it runs. Resume in a few minutes (it may still finish), or delete it."
    ),
    action=Action.RESUME,
)
AGENT: Final = Meaning(
    "agent-silent",
    text("The machine's own helper program does not answer Azure."),
    text("Restart the machine (stop, then start) and try again."),
    action=Action.RETRY,
)
RUN_COMMAND_BUSY: Final = Meaning(
    "run-command-busy",
    text("Another command is already running on the machine through Azure."),
    text("Kumonote waits until it has ended."),
    retryable=True,
    action=Action.RETRY,
)
STATE: Final = Meaning(
    "not-in-this-state",
    text("The machine's present state does not allow this."),
    text("Wait until it has finished what it is doing, then try again."),
    action=Action.RETRY,
)
FAILED_PART: Final = Meaning(
    "part-failed",
    text("A part of the server is in a failed state at Azure."),
    text("Resume: Kumonote makes it again. If that fails too, delete the server."),
    action=Action.RESUME,
)
UNCHANGEABLE: Final = Meaning(
    "cannot-be-changed",
    text("Azure does not allow this to be changed once the machine exists."),
    text("Delete the server and make a new one with the values you want."),
    action=Action.EDIT_ANSWERS,
)
PASSWORD: Final = Meaning(
    "password-refused",
    text("Azure does not accept the administrator's password."),
    text("Use 12 or more characters: upper and lower case, digits and signs."),
    action=Action.EDIT_ANSWERS,
)
USER_NAME: Final = Meaning(
    "user-name-refused",
    text("Azure does not accept the administrator's name."),
    text("Choose another name."),
    action=Action.EDIT_ANSWERS,
)
NETWORKS: Final = Meaning(
    "network-refused",
    text("Azure does not accept one of the network addresses."),
    text("Write networks as 203.0.113.0/24 and single addresses as 203.0.113.7."),
    action=Action.EDIT_ANSWERS,
)
REFUSED: Final = Meaning(
    "request-refused",
    text("Azure refused the request."),
    text("The details say what it did not like. Change the answers, or report this."),
    action=Action.EDIT_ANSWERS,
)
CONFLICT: Final = Meaning(
    "conflict",
    text("Azure cannot do this now, because something else is going on with it."),
    text("Kumonote tries again by itself."),
    retryable=True,
    action=Action.RETRY,
)
