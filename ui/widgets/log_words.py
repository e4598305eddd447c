"""What a log says of each event: the lines of the steps, and what the engine does with them."""

from __future__ import annotations

import logging

from app.engine.events import Event, LeftBehind, LogLine, StepFailed, StepRetrying, StepStarted
from app.text import Text, text


def log_line(event: Event) -> LogLine | None:
    """The line for `event`; None where it is no news for a log."""
    if isinstance(event, LogLine):
        return event
    if isinstance(event, StepStarted):
        return LogLine(time=event.time, text=event.status, step=event.step)
    if isinstance(event, StepRetrying):
        words = text("Trying again: {why}", why=event.problem.message)
        return _warning(event, words, event.step)
    if isinstance(event, LeftBehind):
        return _warning(event, event.sentence, "")
    if isinstance(event, StepFailed):
        return _warning(event, event.problem.message, event.step)
    return None


def _warning(event: Event, words: Text, step: str) -> LogLine:
    return LogLine(time=event.time, text=words, step=step, level=logging.WARNING)
