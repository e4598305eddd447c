"""What passes: the call is repeated a little later."""

from __future__ import annotations

from typing import Final

from app.azure.error_meanings.meaning import Meaning
from app.problems import Action
from app.text import text

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
IN_USE: Final = Meaning(
    "still-in-use",
    text("This cannot be removed yet, because something else still uses it."),
    text("Kumonote removes the parts in the right order. Try again in a moment."),
    retryable=True,
    action=Action.RETRY,
)
RUN_COMMAND_BUSY: Final = Meaning(
    "run-command-busy",
    text("Another command is already running on the machine through Azure."),
    text("Kumonote waits until it has ended."),
    retryable=True,
    action=Action.RETRY,
)
CONFLICT: Final = Meaning(
    "conflict",
    text("Azure cannot do this now, because something else is going on with it."),
    text("Kumonote tries again by itself."),
    retryable=True,
    action=Action.RETRY,
)
DISK_BUSY: Final = Meaning(
    "disk-not-ready",
    text("A disk or an image is not ready yet."),
    text("Kumonote waits and tries again by itself."),
    retryable=True,
    action=Action.RETRY,
)
PLATFORM_UPDATE: Final = Meaning(
    "platform-update",
    text("Azure is updating its own machines there, and changes have to wait."),
    text("Kumonote tries again by itself. If it goes on, try again in an hour."),
    retryable=True,
    action=Action.RETRY,
)
SUPERSEDED: Final = Meaning(
    "operation-superseded",
    text("Azure gave this up, because a later change took its place."),
    text("Kumonote looks again and goes on. If somebody else changes the server, wait for them."),
    retryable=True,
    action=Action.RETRY,
)
