"""The problems with practice guests that a user can meet."""

from __future__ import annotations

from app.problems import Action, Problem, ProblemError
from app.text import text


def not_booted(details: str) -> ProblemError:
    return ProblemError(
        Problem(
            code="practice-guest-not-started",
            message=text("The practice machine could not be started on this computer."),
            advice=text(
                "Try again. If it keeps failing, use the simpler practice machine: "
                "set “guest” to “reduced” under [practice] in the settings."
            ),
            retryable=True,
            action=Action.RETRY,
            details=details,
        )
    )


def base_gone(details: str) -> ProblemError:
    return ProblemError(
        Problem(
            code="practice-image-gone",
            message=text("The base image of this practice machine has been removed."),
            advice=text("The machine cannot boot without it. Delete it and make it anew."),
            details=details,
        )
    )


def unsuitable(reason: str) -> ProblemError:
    return ProblemError(
        Problem(
            code="practice-guest-unsuitable",
            message=text("This computer cannot run a booted practice machine."),
            advice=text("Leave the choice to Kumonote (“auto”), or take the “reduced” one."),
            details=reason,
        )
    )


def no_python() -> ProblemError:
    return ProblemError(
        Problem(
            code="practice-guest-no-python",
            message=text("Practice machines on this computer need Python, and it has none."),
            advice=text(
                "Install Python 3.11 or newer from python.org or your system's software centre, "
                "and try again. Servers in Azure do not need it."
            ),
            retryable=True,
            action=Action.RETRY,
        )
    )


def no_keygen() -> ProblemError:
    return ProblemError(
        Problem(
            code="practice-guest-no-ssh-keygen",
            message=text(
                "Practice machines on this computer need the program ssh-keygen, and it has none."
            ),
            advice=text(
                "Install the client of OpenSSH (in most systems the package openssh-client or "
                "openssh), and try again. Servers in Azure do not need it."
            ),
            retryable=True,
            action=Action.RETRY,
        )
    )
