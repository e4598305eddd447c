"""The problems that a machine can make once it exists: reaching it, setting it up."""

from __future__ import annotations

from typing import Final

from app.problems import Action, Problem, ProblemError
from app.text import text

_MOST_NAMED: Final = 100


def no_answer(host: str, details: str) -> ProblemError:
    """Nothing that speaks SSH answered within the limit."""
    return ProblemError(
        Problem(
            code="ssh-no-answer",
            message=text("The machine {host} does not answer to SSH.", host=host),
            advice=text(
                "Check that this computer's public address is still the one that may connect,"
                " and that your network lets port 22 out. Then resume."
            ),
            action=Action.RESUME,
            details=details,
        )
    )


def other_host_key(host: str, offered: str, expected: str) -> ProblemError:
    """The machine that answers is not the one that was made: nothing was sent to it."""
    return ProblemError(
        Problem(
            code="ssh-host-key",
            message=text("The machine that answers for {host} is not the one expected.", host=host),
            advice=text(
                "Kumonote sent it nothing. If you changed the host key yourself, “repair” reads"
                " the right one through Azure; otherwise ask who runs your network."
            ),
            action=Action.REPAIR,
            details=f"offered {offered}; expected {expected}",
        )
    )


def login_refused(host: str, user: str, details: str) -> ProblemError:
    return ProblemError(
        Problem(
            code="ssh-login-refused",
            message=text(
                "The machine {host} does not accept Kumonote's key for {user}.",
                host=host,
                user=user,
            ),
            advice=text("“repair” puts a new key into the machine through Azure."),
            action=Action.REPAIR,
            details=details,
        )
    )


def connection_lost(details: str) -> ProblemError:
    return ProblemError(
        Problem(
            code="ssh-connection-lost",
            message=text("The connection to the machine was lost."),
            advice=text("Check your network. The work goes on where it stopped."),
            retryable=True,
            action=Action.RETRY,
            details=details,
        )
    )


def setup_killed(details: str) -> ProblemError:
    """The system ended the set-up: as it goes down, or as it has no memory left."""
    return ProblemError(
        Problem(
            code="setup-killed",
            message=text("The machine ended its set-up, as when it restarts or lacks memory."),
            advice=text("Resume: what is done is kept. If it ends again, take a larger size."),
            retryable=True,
            action=Action.RESUME,
            details=details,
        )
    )


def command_too_slow(seconds: float, details: str) -> ProblemError:
    return ProblemError(
        Problem(
            code="guest-too-slow",
            message=text("The machine gave no sign of life for {seconds} s.", seconds=int(seconds)),
            advice=text("Resume: what is done is kept."),
            retryable=True,
            action=Action.RESUME,
            details=details,
        )
    )


def file_failed(path: str, details: str) -> ProblemError:
    return ProblemError(
        Problem(
            code="guest-file",
            message=text("The file {path} in the machine could not be used.", path=path),
            advice=text("Check that its disk is not full, then resume."),
            action=Action.RESUME,
            details=details,
        )
    )


def would_overwrite(paths: list[str], folder: str) -> ProblemError:
    """Other files of the same names are where something would be copied to."""
    return ProblemError(
        Problem(
            code="files-differ",
            message=text(
                "{folder} has other files of the same names: {n}, {first} among them.",
                folder=folder,
                n=len(paths),
                first=paths[0],
            ),
            advice=text("Nothing was copied. Choose another folder, or allow to overwrite them."),
            action=Action.OVERWRITE,
            alternative=Action.RETRY,
            details="\n".join(paths[:_MOST_NAMED]),
        )
    )


def local_file_failed(path: str, details: str) -> ProblemError:
    """A file of this computer could not be read or written."""
    return ProblemError(
        Problem(
            code="local-file",
            message=text("The file {path} on this computer could not be used.", path=path),
            advice=text(
                "Check that the disk is not full and that you may write there, then try again:"
                " what is copied is kept."
            ),
            action=Action.RETRY,
            details=details,
        )
    )
