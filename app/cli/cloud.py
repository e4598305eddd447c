"""Which cloud a command is about, and how it names that in the command lines it suggests."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.cli.ending import Ending, ExitCode, Failed
from app.cli.performing import Work
from app.operations.practice_cloud import PracticeWishes
from app.operations.workspace import Workspace, open_workspace
from app.paths import Paths
from app.problems import Action
from app.text import Text, text

PROGRAM = "kumonote-cli"


@dataclass(frozen=True)
class Cloud:
    """The shared options of a command line."""

    practice: bool = False
    speed: float | None = None
    faults: tuple[str, ...] = ()
    guest: str | None = None

    def open(self, work: Work, subscription: str = "") -> Workspace:
        """Sign in, or start the practice cloud if it does not run."""
        wishes = PracticeWishes(speed=self.speed, faults=self.faults, guest=self.guest)
        return open_workspace(
            Paths.of_this_user(),
            practice=self.practice,
            wishes=wishes,
            subscription=subscription,
            emit=work.emit,
            cancel=work.cancel,
        )

    def command(self, *words: str) -> str:
        """A command line of this program for the same cloud."""
        return " ".join((PROGRAM, *words, *(("--practice",) if self.practice else ())))

    def with_choices_of(self, ending: Ending, name: str) -> Ending:
        """`ending` of a creation: after a failure what there is can be kept for inspection, too.

        A machine whose system did not report in time can be gone on with as it is.
        """
        if not isinstance(ending, Failed) or not ending.choices:
            return ending
        if ending.exit_code is ExitCode.CANCELLED:
            return ending
        on, remove = ending.choices
        if ending.problem.action is Action.ALLOW_ADDRESS:
            let_in = self.command("allow-address", name)
            return replace(
                ending,
                choices=((text("Allow this computer's new address:"), let_in), on, remove),
            )
        keep = (text("Keep it and save its logs:"), self.command("save-logs", name))
        if ending.problem.alternative is not Action.KEEP_MACHINE:
            return replace(ending, choices=(on, keep, remove))
        as_it_is = (
            text("Go on with this machine:"),
            self.command("resume", name, "--keep-machine"),
        )
        anew = (text("Make the machine anew:"), self.command("resume", name))
        return replace(ending, choices=(as_it_is, anew, keep, remove))

    def choices(self, name: str) -> tuple[tuple[Text, str], ...]:
        """What can be done about a server that is not finished."""
        return (
            (text("Go on:"), self.command("resume", name)),
            (text("Remove everything:"), self.command("delete", name)),
        )
