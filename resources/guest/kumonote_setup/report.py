"""Telling what happens: JSON lines to whoever started the program, and to a log file."""

import json
import re
import sys
import threading
import time
from pathlib import Path

from .failures import SetupError

_ALIVE_SECONDS = 20.0
_CREDENTIALS = re.compile(r"(?<=://)[^\s/@]+(?=@)")
_MOST_DETAILS = 4000


class Reporter:
    """Writes events. Whoever listens may go away: the work goes on, and the log has it all."""

    def __init__(self, log: "Path", phase: "str") -> None:
        self.log_file = log
        self._phase = phase
        self._listened_to = True
        self._lock = threading.Lock()
        self._base = 0.0
        self._span = 1.0
        self._logged = False

    def keep_telling(self) -> None:
        """Say now and then that the program is alive, until it ends."""
        beat = threading.Thread(target=self._beat, name="alive")
        beat.daemon = True
        beat.start()

    def begin(self) -> None:
        """From here on this run is the one that works: its events go to the log, too."""
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        self._logged = True
        self._tell({"event": "begin"})

    def part(self, base: "float", span: "float") -> None:
        """What follows fills the whole's progress from `base` on by `span`."""
        self._base = base
        self._span = span

    def progress(self, code: "str", fraction: "float", text: "str", **values: "str") -> None:
        """`fraction` is that of the part."""
        whole = self._base + self._span * min(1.0, max(0.0, fraction))
        event = {"event": "progress", "code": code, "fraction": round(whole, 4), "text": text}
        event.update(values)
        self._tell(event)

    def log(self, code: "str", text: "str", level: "str" = "info", **values: "str") -> None:
        """`code` and `values` let whoever listens say it in another language."""
        self._tell(dict(values, event="log", level=level, code=code, text=text))

    def done(self, facts: "dict[str, object]") -> None:
        self._tell({"event": "done", "facts": facts}, facts_stay_here=True)

    def failed(self, error: "SetupError") -> None:
        self._tell(
            dict(
                error.values,
                event="failed",
                code=error.code,
                message=str(error),
                advice=error.advice,
                retryable=error.retryable,
                details=error.details[-_MOST_DETAILS:],
            )
        )

    def relay(self, line: "str") -> None:
        """Pass on a line of the run that is under way."""
        self._write(line)

    def _tell(self, event: "dict[str, object]", facts_stay_here: "bool" = False) -> None:
        event = dict(event, phase=self._phase, time=round(time.time(), 3))
        line = _CREDENTIALS.sub("…", json.dumps(event, sort_keys=True, ensure_ascii=True))
        self._write(line)
        if self._logged:
            if facts_stay_here:
                del event["facts"]
                line = json.dumps(event, sort_keys=True)
            with self._lock, self.log_file.open("a") as log:
                log.write(line + "\n")

    def _write(self, line: "str") -> None:
        with self._lock:
            if not self._listened_to:
                return
            try:
                sys.stdout.write(line + "\n")
                sys.stdout.flush()
            except OSError:
                self._listened_to = False

    def _beat(self) -> None:
        while True:
            time.sleep(_ALIVE_SECONDS)
            self._write('{"event": "alive"}')
