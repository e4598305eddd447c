"""Passwords and confirmations, asked for on a terminal or read from stdin."""

from __future__ import annotations

import getpass
import sys

import typer

from app.password import generate
from app.problems import Problem, ProblemError
from app.secret import Secret
from app.text import text


def read_secret_line() -> Secret:
    """The next line of the standard input, without its end.

    Only one line is read, so the writer may keep the pipe open. Raises `ProblemError` when
    it is empty.
    """
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise ProblemError(
            Problem(
                code="password-needed",
                message=text("There is no password on the standard input."),
                advice=text("Give it as the first line, e.g. from a password manager."),
            )
        )
    return Secret(line)


def can_ask() -> bool:
    """Whether somebody sits at a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_new_password() -> Secret:
    """Ask twice without echo. An empty answer makes one and shows it this once."""
    while True:
        first = getpass.getpass(str(text("Password for the notebook (empty: make one): ")))
        if not first:
            made = generate()
            typer.echo(
                str(text("The password is shown this once and kept nowhere: write it down.")),
                err=True,
            )
            typer.echo(f"  {made.reveal()}", err=True)
            return made
        if getpass.getpass(str(text("Again: "))) == first:
            return Secret(first)
        typer.echo(str(text("The two are different. Once more:")), err=True)


def ask_password(prompt: str) -> Secret:
    """Ask once without echo."""
    return Secret(getpass.getpass(prompt))


def confirm(question: str) -> bool:
    """A yes that was typed."""
    return typer.confirm(question, default=False, err=True)
