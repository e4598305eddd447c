"""The secrets that an operation may need, and the problems that ask for a missing one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.problems import Action, Problem, ProblemError
from app.secret import Secret
from app.text import text


class Missing(StrEnum):
    """Codes of the problems that go away when the user gives a secret."""

    NOTEBOOK = "password-needed"
    CERTIFICATE_KEY = "certificate-passphrase-needed"


@dataclass(frozen=True)
class GivenSecrets:
    """What the user typed. Nothing of it is kept: not in a journal, not in a vault."""

    password: Secret | None = None
    certificate_passphrase: Secret | None = None

    def needed_password(self) -> Secret:
        """The notebook's password; raises `ProblemError` "password-needed" without one."""
        if self.password is None:
            raise ProblemError(
                Problem(
                    code=Missing.NOTEBOOK,
                    message=text("The notebook's password is needed to go on."),
                    advice=text("Only its hash was ever kept, so please give it again."),
                    action=Action.RESUME,
                )
            )
        return self.password
