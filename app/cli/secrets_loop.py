"""Carries out an operation that may turn out to need a secret, and asks for just that one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from app.cli.asking import ask_password, can_ask, read_secret_line
from app.cli.ending import Done, Ending, ExitCode, Failed
from app.cli.output import Output
from app.cli.performing import Choices, Work, carry_out
from app.operations.given_secrets import GivenSecrets, Missing
from app.problems import Problem, ProblemError
from app.secret import Secret
from app.text import Text, text

Attempt = Callable[[Work, GivenSecrets], Done]

_NEXT_LINE = text("Give it as the next line of the standard input.")
_HOW = text("Give it on the standard input (see --help), or run this on a terminal.")


def carry_out_with_secrets(
    attempt: Attempt,
    given: GivenSecrets,
    output: Output,
    *,
    stdin: bool,
    choices: Choices = (),
) -> Ending:
    """Try with what was given; where a secret is missing, get it and try again.

    `stdin` says that secrets come line by line from the standard input. An operation asks
    for its secrets before it changes anything, so trying again repeats nothing.
    """
    while True:
        ending = carry_out(partial(_attempted, attempt, given), output, choices=choices)
        if not isinstance(ending, Failed):
            return ending
        try:
            more = _with_missing(ending.problem, given, stdin=stdin)
        except ProblemError as error:
            return Failed(error.problem, ExitCode.USAGE)
        if more is None:
            return ending
        given = more


def _with_missing(problem: Problem, given: GivenSecrets, *, stdin: bool) -> GivenSecrets | None:
    """`given` with the secret that `problem` asks for; None if it asks for none."""
    if problem.code == Missing.NOTEBOOK and given.password is None:
        prompt = text("Password for the notebook: ")
        return replace(given, password=_get(problem, prompt, stdin=stdin))
    if problem.code == Missing.CERTIFICATE_KEY and given.certificate_passphrase is None:
        prompt = text("Passphrase of the certificate's key: ")
        return replace(given, certificate_passphrase=_get(problem, prompt, stdin=stdin))
    return None


def _get(problem: Problem, prompt: Text, *, stdin: bool) -> Secret:
    if stdin:
        try:
            return read_secret_line()
        except ProblemError as error:
            raise ProblemError(replace(problem, advice=_NEXT_LINE)) from error
    if can_ask():
        return ask_password(str(prompt))
    raise ProblemError(replace(problem, advice=_HOW))


def _attempted(attempt: Attempt, given: GivenSecrets, work: Work) -> Done:
    return attempt(work, given)
