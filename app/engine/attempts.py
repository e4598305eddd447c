"""Tries again what may succeed a little later."""

from __future__ import annotations

import itertools
import logging
import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import tenacity

from app.engine.cancel import Cancelled, CancelToken
from app.engine.step import RetryPolicy
from app.problems import Problem, ProblemError
from app.redaction import redact
from app.text import text

T = TypeVar("T")

DescribeError = Callable[[BaseException], Problem]
TellRetry = Callable[[Problem, int, float], None]
"""Takes the problem, the number of the attempt that met it (from 1) and the seconds to wait."""

_logger = logging.getLogger(__name__)


class Attempts:
    """Calls something until it works, as patiently as a step's `RetryPolicy` says."""

    def __init__(self, describe_error: DescribeError) -> None:
        self._describe_error = describe_error

    def run(
        self,
        call: Callable[[int], T],
        *,
        policy: RetryPolicy,
        cancel: CancelToken,
        tell: TellRetry,
        sleeps: Callable[[], int] = lambda: 0,
    ) -> T:
        """What `call(attempt)` returns in the end; `attempt` counts from 1.

        Raises `ProblemError`, whatever `call` raised, or `Cancelled`. Waits between two
        attempts end at once when `cancel` is set. `sleeps` counts how often this computer
        slept: an attempt in which it did is not held against the policy.
        """

        def before_sleep(state: tenacity.RetryCallState) -> None:
            error = state.outcome.exception() if state.outcome else None
            if isinstance(error, ProblemError):
                tell(error.problem, state.attempt_number, state.upcoming_sleep)

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(_worth_another),
            stop=lambda state: state.attempt_number - forgiven >= policy.attempts,
            wait=tenacity.wait_exponential(
                multiplier=policy.first_wait_seconds, max=policy.longest_wait_seconds
            ),
            sleep=cancel.wait,
            before_sleep=before_sleep,
            reraise=True,
        )
        numbers = itertools.count(1)
        forgiven = 0

        def attempt() -> T:
            nonlocal forgiven
            cancel.check()
            before = sleeps()
            try:
                return self._explained(call, next(numbers))
            except ProblemError:
                forgiven += sleeps() > before
                raise

        return retrying(attempt)

    def _explained(self, call: Callable[[int], T], attempt: int) -> T:
        try:
            return call(attempt)
        except (ProblemError, Cancelled):
            raise
        except Exception as error:
            raise ProblemError(self.problem_of(error)) from error

    def problem_of(self, error: BaseException) -> Problem:
        """`error` in words; what is not a `ProblemError` keeps its traceback in the details."""
        if isinstance(error, ProblemError):
            return error.problem
        problem = self._described(error)
        trace = "".join(traceback.format_exception(error))
        return replace(problem, details=redact(f"{problem.details}\n\n{trace}".strip()))

    def _described(self, error: BaseException) -> Problem:
        try:
            return self._describe_error(error)
        except Exception:
            _logger.exception("an error could not be put into words")
            return Problem(
                code="internal",
                message=text("Kumonote itself made a mistake: {kind}.", kind=type(error).__name__),
                advice=text("Please report it, with the details below."),
                details=str(error),
            )


def _worth_another(error: BaseException) -> bool:
    return isinstance(error, ProblemError) and error.problem.retryable
