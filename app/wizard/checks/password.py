"""The notebook's password. It is no answer, so it comes with the context."""

from __future__ import annotations

from app import password
from app.finding import Finding
from app.wizard.answers import Allow, Answers
from app.wizard.context import Context


def check_password(answers: Answers, context: Context) -> tuple[Finding, ...]:
    """What is wrong with the password, if one was given. The rules are those of `app.password`."""
    if context.password is None:
        return ()
    return password.check(
        context.password,
        name=answers.name,
        public=answers.endpoint.allow is Allow.EVERYONE,
    )
