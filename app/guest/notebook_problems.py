"""The problems that the notebook check finds."""

from __future__ import annotations

from app.problems import Action, Problem, ProblemError
from app.text import Text, text


def unreachable(host: str, port: int, details: str) -> ProblemError:
    return _problem(
        "notebook-unreachable",
        text("The notebook at {host}, port {port}, does not answer.", host=host, port=port),
        text(
            "Check that your network lets you out to that port, and that this computer's public"
            " address is among those that may connect. Then resume."
        ),
        details,
        Action.RESUME,
    )


def wrong_certificate(host: str, details: str) -> ProblemError:
    return _problem(
        "notebook-certificate",
        text("{host} shows another certificate than the one it was given.", host=host),
        text(
            "No password was sent. Something between you and the server, such as your network's"
            " inspection of encrypted traffic, may be in the way; else repair the server."
        ),
        details,
        Action.REPAIR,
    )


def open_to_all(details: str) -> ProblemError:
    return _problem(
        "notebook-open",
        text("The notebook lets people in without its password."),
        text("Repair the server at once, or stop it."),
        details,
        Action.REPAIR,
    )


def login_failed(details: str) -> ProblemError:
    return _problem(
        "notebook-login",
        text("The notebook did not take the password."),
        text("Resume with the password that you want: it is then set anew."),
        details,
        Action.RESUME,
    )


def login_held_up(details: str) -> ProblemError:
    return _problem(
        "notebook-login-held-up",
        text("Wrong passwords keep coming from your address, so the notebook lets it wait."),
        text("Try again in a few minutes. Browsers that are logged in are not held up."),
        details,
        Action.RESUME,
    )


def kernel_failed(details: str) -> ProblemError:
    return _problem(
        "notebook-kernel",
        text("The notebook is there, but its kernel failed."),
        text("The machine may be short of memory: try a larger size. Else repair the server."),
        details,
        Action.REPAIR,
    )


def no_plot(details: str) -> ProblemError:
    return _problem(
        "notebook-plot",
        text("The kernel runs, but no plot came back."),
        text("Repair the server: its software is then put in order."),
        details,
        Action.REPAIR,
    )


def broke_off(details: str) -> ProblemError:
    return ProblemError(
        Problem(
            code="notebook-connection",
            message=text("The connection to the notebook broke off."),
            advice=text("Check your network, then try again."),
            retryable=True,
            action=Action.RETRY,
            details=details,
        )
    )


def unexpected(details: str) -> ProblemError:
    return _problem(
        "notebook-answer",
        text("What answers is not the notebook that was set up."),
        text("Repair the server."),
        details,
        Action.REPAIR,
    )


def _problem(code: str, message: Text, advice: Text, details: str, action: Action) -> ProblemError:
    return ProblemError(
        Problem(code=code, message=message, advice=advice, action=action, details=details)
    )
