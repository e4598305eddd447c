"""Running other programs: never through a shell, always with a limit."""

import contextlib
import os
import shutil
import subprocess
import threading
from collections import deque
from collections.abc import Callable

_KEPT_LINES = 200


class Ended:
    """How a program ended; `output` is the end of what it said, errors among it."""

    def __init__(self, code: "int", output: "str") -> None:
        self.code = code
        self.output = output


class Processes:
    """Starts programs with an environment that is the same whoever called."""

    def __init__(self, environment: "dict[str, str] | None" = None) -> None:
        inherited = dict(os.environ)
        inherited.update(
            {
                "LC_ALL": "C.UTF-8",
                "PATH": os.environ.get("PATH", os.defpath),
                "PYTHONDONTWRITEBYTECODE": "1",
            }
        )
        inherited.update(environment or {})
        self._environment = inherited

    def find(self, name: "str") -> "str | None":
        return shutil.which(name, path=self._environment["PATH"])

    def run(
        self,
        command: "list[str]",
        limit_seconds: "float" = 120.0,
        stdin: "bytes" = b"",
        environment: "dict[str, str] | None" = None,
        on_line: "Callable[[str], None] | None" = None,
        separate: "bool" = False,
    ) -> "Ended":
        """Run to the end, or kill after `limit_seconds` (exit code -9).

        `on_line` gets each line as it comes. With `separate` the errors are not kept.
        A program that is not there ends with 127.
        """
        start = subprocess.Popen
        try:
            process = start(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL if separate else subprocess.STDOUT,
                env=dict(self._environment, **(environment or {})),
            )
        except OSError as error:
            return Ended(127, str(error))
        limit = threading.Timer(limit_seconds, process.kill)
        limit.daemon = True
        limit.start()
        try:
            return _follow(process, stdin, on_line)
        finally:
            limit.cancel()

    def start(self, command: "list[str]", environment: "dict[str, str] | None" = None) -> None:
        """Start something that is welcome but not waited for. It goes on without this program."""
        launch = subprocess.Popen
        with contextlib.suppress(OSError):
            launch(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=dict(self._environment, **(environment or {})),
                start_new_session=True,
            )

    def check(self, command: "list[str]", limit_seconds: "float" = 120.0) -> "bool":
        """Whether `command` ends well."""
        return self.run(command, limit_seconds).code == 0


def _follow(
    process: "subprocess.Popen[bytes]", stdin: "bytes", on_line: "Callable[[str], None] | None"
) -> "Ended":
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a process without pipes")
    feeder = threading.Thread(target=_feed, args=(process, stdin), name="feeder")
    feeder.start()
    kept = deque([""], maxlen=_KEPT_LINES)
    for raw in process.stdout:
        line = raw.decode("utf-8", "replace").rstrip()
        kept.append(line)
        if on_line is not None:
            on_line(line)
    code = process.wait()
    feeder.join()
    process.stdout.close()
    return Ended(code, "\n".join(kept).strip("\n"))


def _feed(process: "subprocess.Popen[bytes]", stdin: "bytes") -> None:
    if process.stdin is None:
        return
    try:
        process.stdin.write(stdin)
        process.stdin.close()
    except OSError:
        return  # it ended without reading: its exit code says more
