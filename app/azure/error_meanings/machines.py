"""What the machine, or another part of a server, is not ready for."""

from __future__ import annotations

from typing import Final

from app.azure.error_meanings.meaning import Meaning
from app.problems import Action
from app.text import text

BOOT: Final = Meaning(
    "system-did-not-start",
    text("The machine exists, but its system has not reported that it is set up."),
    text(
        "It is billed while it runs. Resume in a few minutes: if it has finished meanwhile it is "
        "kept, if not it is made anew. Or keep it and go on with it as it is, or delete it."
    ),
    action=Action.RESUME,
    alternative=Action.KEEP_MACHINE,
)
AGENT: Final = Meaning(
    "agent-silent",
    text("The machine's own helper program does not answer Azure."),
    text("Restart the machine (stop, then start) and try again."),
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
NOT_RUNNING: Final = Meaning(
    "machine-not-running",
    text("This needs a machine that runs, and it does not."),
    text("Start the server, then try again."),
    action=Action.RETRY,
)
NOT_STOPPED: Final = Meaning(
    "machine-not-stopped",
    text("This can only be changed while the server is stopped."),
    text("Stop the server, then try again."),
    action=Action.RETRY,
)
SIZE_ELSEWHERE: Final = Meaning(
    "size-needs-stop",
    text("This machine size is not to be had where the machine stands now."),
    text("Stop the server first: a stopped one may move. Then change the size and start it."),
    action=Action.CHOOSE_SIZE,
)
GENERALISED: Final = Meaning(
    "machine-generalised",
    text("Somebody has turned this machine into a template; it cannot be used any more."),
    text("Delete the server and make a new one."),
)
BOOT_REFUSED: Final = Meaning(
    "system-set-up-failed",
    text("The machine exists, but its system could not be set up."),
    text(
        "It is billed while it runs. Resume: Kumonote makes it anew. Or keep it and go on with "
        "it as it is, or delete it."
    ),
    action=Action.RESUME,
    alternative=Action.KEEP_MACHINE,
)
REDEPLOY: Final = Meaning(
    "machine-not-moved",
    text("Azure could not bring the machine up on another host."),
    text("Stop the server and start it again; its disk is kept."),
    action=Action.RETRY,
)
DISK: Final = Meaning(
    "disk-failed",
    text("Azure could not prepare the machine's disk."),
    text("Resume: Kumonote makes it again. If that fails too, delete the server."),
    action=Action.RESUME,
)
SUBNET_FULL: Final = Meaning(
    "network-full",
    text("There is no free address left in the server's own network."),
    text("Delete the server and make it again, or remove what else was put into its network."),
)
EXISTS: Final = Meaning(
    "already-there",
    text("Something of this name is there already."),
    text("Resume: Kumonote looks at what is there. Or choose another name."),
    action=Action.RESUME,
)
