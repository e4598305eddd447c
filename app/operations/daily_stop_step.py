"""The step that sets or removes a server's daily stop."""

from __future__ import annotations

from app.azure.daily_stop import DailyStop, daily_stop_of, remove_daily_stop, set_daily_stop
from app.azure.session import Session
from app.engine.step import Step, StepRun
from app.server import Server
from app.text import Text, text


class DailyStopStep(Step[bool]):
    """`wanted` None means none; `shown` is the time as people write it."""

    id = "daily-stop"
    weight_seconds = 3.0

    def __init__(
        self, session: Session, server: Server, wanted: DailyStop | None, *, shown: str
    ) -> None:
        self._session = session
        self._server = server
        self._wanted = wanted
        self._shown = shown

    @property
    def name(self) -> Text:
        return text("Daily stop")

    @property
    def status(self) -> Text:
        if self._wanted is None:
            return text("Removing the daily stop of {name}…", name=self._server.name)
        return text("Setting the daily stop…")

    @property
    def description(self) -> Text:
        if self._wanted is None:
            return text("Let the machine run until somebody stops it.")
        return text("Stop the machine every day at {time}.", time=self._shown)

    def probe(self, run: StepRun) -> bool | None:
        now = daily_stop_of(self._session, self._server, run.cancel)
        return True if now == self._wanted else None

    def apply(self, run: StepRun) -> bool:
        if self._wanted is None:
            remove_daily_stop(self._session, self._server, run.cancel)
        else:
            set_daily_stop(self._session, self._server, self._wanted, run.cancel)
        return True

    def undo(self, run: StepRun) -> None:
        """A change of the time is not taken back."""
