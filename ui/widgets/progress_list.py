"""What is done, what goes on, what comes: one line a step, a bar and the time left above."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.engine.events import (
    Event,
    Progress,
    RunStarted,
    StepDone,
    StepFailed,
    StepInfo,
    StepStarted,
)
from app.text import Text, text, verbatim
from ui.widgets.language import follow
from ui.widgets.words import Label, restyle

WAITING, RUNNING, DONE, FAILED = "○", "●", "✓", "✕"
_STATES = {
    WAITING: text("waiting"),
    RUNNING: text("in progress"),
    DONE: text("done"),
    FAILED: text("failed"),
}


class _Line:
    """One step: a mark, its name, its seconds. The mark has a word for screen readers."""

    def __init__(self, step: StepInfo, grid: QGridLayout, row: int) -> None:
        self._step = step
        self.mark = QLabel()
        self._state = follow(self.mark, self.mark.setAccessibleName, step.name)
        self.name = Label(step.name)
        self.seconds = Label(verbatim(""), role="muted")
        self.seconds.setWordWrap(False)
        grid.addWidget(self.mark, row, 0)
        grid.addWidget(self.name, row, 1)
        grid.addWidget(self.seconds, row, 2)
        self.become(WAITING)

    def become(self, mark: str) -> None:
        self.mark.setText(mark)
        self._state.say(text("{step}: {state}", step=self._step.name, state=_STATES[mark]))
        restyle(self.mark, "role", {DONE: "good", FAILED: "bad", WAITING: "muted"}.get(mark, ""))
        self.name.set_role("muted" if mark == WAITING else "")
        font = self.name.font()
        font.setBold(mark == RUNNING)
        self.name.setFont(font)


class ProgressList(QWidget):
    """Reads the events of one run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left = Label(text("Starting…"), role="muted")
        self._bar = QProgressBar()
        self._bar.setObjectName("overall")
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        follow(self._bar, self._bar.setAccessibleName, text("Progress"))
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(9)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._left)
        column.addWidget(self._bar)
        column.addLayout(self._grid)
        self._lines: dict[str, _Line] = {}

    def show_event(self, event: Event) -> None:
        if isinstance(event, RunStarted):
            self._lay_out(event.steps)
        elif isinstance(event, StepStarted):
            self._lines[event.step].become(RUNNING)
        elif isinstance(event, Progress):
            self._bar.setValue(round(event.fraction * 1000))
            self._left.say(time_left(event.seconds_left))
        elif isinstance(event, StepDone):
            line = self._lines[event.step]
            line.become(DONE)
            seconds = text("{seconds} s", seconds=round(event.seconds))
            line.seconds.say(verbatim("") if event.already else seconds)
        elif isinstance(event, StepFailed):
            self._lines[event.step].become(FAILED)

    def say(self, words: Text) -> None:
        """Replace the line about the time left."""
        self._left.say(words)

    @property
    def permille(self) -> int:
        return self._bar.value()

    def _lay_out(self, steps: tuple[StepInfo, ...]) -> None:
        for line in self._lines.values():
            for widget in (line.mark, line.name, line.seconds):
                self._grid.removeWidget(widget)
                widget.deleteLater()
        self._lines = {step.id: _Line(step, self._grid, row) for row, step in enumerate(steps)}


def time_left(seconds: float) -> Text:
    """The rest in words, rounded as people say it."""
    if seconds < 10:
        return text("A few seconds left.")
    if seconds < 90:
        return text("About {seconds} seconds left.", seconds=int(round(seconds, -1)))
    return text("About {minutes} minutes left.", minutes=round(seconds / 60))
