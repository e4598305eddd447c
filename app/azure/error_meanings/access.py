"""What the account, or the subscription itself, may not do."""

from __future__ import annotations

from typing import Final

from app.azure.error_meanings.meaning import Meaning
from app.problems import Action
from app.text import text

POLICY: Final = Meaning(
    "forbidden-by-policy",
    text("A rule set for your subscription forbids this."),
    text(
        "Free and student subscriptions allow only some regions: choose another one. "
        "Otherwise ask whoever looks after the subscription."
    ),
    action=Action.CHOOSE_REGION,
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
POLICY_MFA: Final = Meaning(
    "mfa-needed",
    text("Azure asks for a second proof of who you are before it changes anything."),
    text("Sign in again in the browser and follow what it asks; nothing is lost."),
    action=Action.SIGN_IN,
)
POLICY_TAGS: Final = Meaning(
    "policy-wants-tags",
    text("A rule set for your subscription wants tags that Kumonote does not set."),
    text("Ask whoever looks after the subscription for an exception, or use another one."),
)
POLICY_ADDRESS: Final = Meaning(
    "policy-forbids-address",
    text("A rule set for your subscription forbids public addresses."),
    text(
        "A notebook server needs one. Ask whoever looks after the subscription for an exception, "
        "or use another subscription."
    ),
)
POLICY_SIZE: Final = Meaning(
    "policy-forbids-size",
    text("A rule set for your subscription allows only some machine sizes."),
    text("Choose another size, or ask whoever looks after the subscription."),
    action=Action.CHOOSE_SIZE,
)
REGISTER_FORBIDDEN: Final = Meaning(
    "may-not-register",
    text("This subscription is not registered for what Kumonote needs, and you may not do it."),
    text(
        "Ask the owner of the subscription to register Microsoft.Compute, Microsoft.Network and "
        "Microsoft.DevTestLab, or to give you the role “Contributor”."
    ),
)
FEATURE: Final = Meaning(
    "feature-not-enabled",
    text("This needs a feature of Azure that is not switched on for the subscription."),
    text("Choose another size or region, or ask the owner of the subscription to switch it on."),
    action=Action.EDIT_ANSWERS,
)
