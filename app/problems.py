"""Every failure a user can meet is a `Problem`: what happened, what you can do, a button for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.text import Text


class Action(StrEnum):
    """What a button (or a hint of the CLI) offers to do about a problem."""

    RETRY = "retry"
    RESUME = "resume"
    REPAIR = "repair"
    EDIT_ANSWERS = "edit-answers"
    CHOOSE_SYSTEM = "choose-system"
    CHOOSE_SIZE = "choose-size"
    CHOOSE_REGION = "choose-region"
    CHOOSE_NAME = "choose-name"
    SIGN_IN = "sign-in"
    OPEN_QUOTA_PAGE = "open-quota-page"
    KEEP_MACHINE = "keep-machine"
    ACCEPT_TERMS = "accept-terms"
    LOG_IN = "log-in"
    OVERWRITE = "overwrite"
    ALLOW_ADDRESS = "allow-address"
    REMOVE_WITHOUT_LOGS = "remove-without-logs"


@dataclass(frozen=True)
class Problem:
    """One failure in words.

    `code` is stable and kebab-case ("quota-exceeded"); `message` says what happened;
    `advice` says what the user can do; `retryable` tells the engine that the same call may
    succeed a little later; `action` is the usual way on and `alternative` one for who knows
    better than the cloud; `details` is the service's own wording, ids included, for the
    folded part and for reports (never a secret).
    """

    code: str
    message: Text
    advice: Text
    retryable: bool = False
    action: Action | None = None
    details: str = ""
    alternative: Action | None = None


class ProblemError(Exception):
    """Carries a `Problem` up to whoever shows it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code}: {problem.message.in_language('en')}")
        self.problem = problem
