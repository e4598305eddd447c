"""What is done, what goes on, what comes: a bar, and one line for each group of steps."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.engine.events import (
    Event,
    Progress,
    RunStarted,
    StepDone,
    StepFailed,
    StepRetrying,
    StepStarted,
)
from app.text import Text, text, verbatim
from ui.theme import SPACE
from ui.widgets.language import follow
from ui.widgets.step_groups import State, StepGroup, grouped
from ui.widgets.words import Label, restyle

_MARKS: Final = {State.WAITING: "○", State.RUNNING: "●", State.DONE: "✓", State.FAILED: "✕"}
_WORDS: Final = {
    State.WAITING: text("waiting"),
    State.RUNNING: text("in progress"),
    State.DONE: text("done"),
    State.FAILED: text("failed"),
}
_ROLES: Final = {State.WAITING: "muted", State.DONE: "good", State.FAILED: "bad"}
_MARK_WIDTH: Final = 18


class _Line:
    """One group: a mark, its name, its seconds. The mark has a word for screen readers."""

    def __init__(self, group: StepGroup, grid: QGridLayout, row: int) -> None:
        self.group = group
        self.mark = QLabel()
        self.mark.setFixedWidth(_MARK_WIDTH)
        self._state = follow(self.mark, self.mark.setAccessibleName, group.name)
        self.name = Label(group.name)
        self.seconds = Label(verbatim(""), role="muted")
        self.seconds.setWordWrap(False)
        grid.addWidget(self.mark, row, 0)
        grid.addWidget(self.name, row, 1)
        grid.addWidget(self.seconds, row, 2, Qt.AlignmentFlag.AlignRight)
        self.show()

    def show(self) -> None:
        state = self.group.state
        self.mark.setText(_MARKS[state])
        self._state.say(text("{step}: {state}", step=self.group.name, state=_WORDS[state]))
        restyle(self.mark, "role", _ROLES.get(state, ""))
        self.name.set_role({State.WAITING: "muted", State.RUNNING: "now"}.get(state, ""))
        seconds = self.group.seconds
        self.seconds.say(verbatim("") if seconds is None else duration(seconds))


class ProgressList(QWidget):
    """Reads the events of one run. `left` carries the time that it still takes, as `Text`."""

    left = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._says = Label(text("Starting…"), role="muted")
        self._bar = QProgressBar()
        self._bar.setObjectName("overall")
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        follow(self._bar, self._bar.setAccessibleName, text("Progress"))
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(SPACE * 3 // 4)
        self._time = Label(verbatim(""), role="muted")
        self._time.setWordWrap(False)
        self.left.connect(self._time.say)
        now = QHBoxLayout()
        now.addWidget(self._says, 1)
        now.addWidget(self._time)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._bar)
        column.addLayout(now)
        column.addLayout(self._grid)
        self._lines: list[_Line] = []

    def show_event(self, event: Event) -> None:
        if isinstance(event, RunStarted):
            self._lay_out(grouped(event.steps))
        elif isinstance(event, Progress):
            self._show_progress(event)
        elif isinstance(event, StepRetrying):
            self._says.say(text("Trying again: {why}", why=event.problem.message))
        elif isinstance(event, StepStarted | StepDone | StepFailed):
            if isinstance(event, StepStarted):
                self._says.say(event.status)
            for line in self._lines:
                if event.step in line.group.steps:
                    line.group.hear(event)
                    line.show()

    def tell_time_elsewhere(self) -> None:
        """Leave the time that it still takes to whoever listens to `left`."""
        self._time.hide()

    def say(self, words: Text) -> None:
        """Replace the line about what goes on: it has ended."""
        self._says.say(words)
        self.left.emit(verbatim(""))

    @property
    def permille(self) -> int:
        return self._bar.value()

    def _show_progress(self, event: Progress) -> None:
        self._bar.setValue(round(event.fraction * 1000))
        self.left.emit(time_left(event.seconds_left))
        if event.detail is not None:
            self._says.say(event.detail)
        for line in self._lines:
            if line.group.state is State.RUNNING:
                line.group.now(event)
                line.show()

    def _lay_out(self, groups: list[StepGroup]) -> None:
        for line in self._lines:
            for widget in (line.mark, line.name, line.seconds):
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self._lines = [_Line(group, self._grid, row) for row, group in enumerate(groups)]


def duration(seconds: float) -> Text:
    """A time that passed: "38 s", "2 min 5 s"."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes:
        return text("{minutes} min {seconds} s", minutes=minutes, seconds=rest)
    return text("{seconds} s", seconds=rest)


def time_left(seconds: float) -> Text:
    """The rest in words, rounded as people say it."""
    if seconds < 10:
        return text("A few seconds left.")
    if seconds < 90:
        return text("About {seconds} seconds left.", seconds=int(round(seconds, -1)))
    return text("About {minutes} minutes left.", minutes=round(seconds / 60))
