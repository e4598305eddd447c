"""Runs long work, and writes down what it prints and how it ends.

Argument: a folder with `request.json`, {"run", "command", "stdin" (base64)}. The request may
hold what nobody else must read, so it is gone before the work begins. `current.json` names
the run, `RUN.log` has its output, `RUN.ended` its exit code.
"""

import base64
import contextlib
import json
import pathlib
import subprocess
import sys
import time

TRIES = 100
PAUSE_SECONDS = 0.05


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    file = folder / "request.json"
    request = json.loads(file.read_text(encoding="utf-8"))
    file.unlink()
    for old in (*folder.glob("*.log"), *folder.glob("*.ended")):
        with contextlib.suppress(OSError):  # somebody still reads it
            old.unlink()
    run = request["run"]
    put(folder / "current.json", {"run": run})
    with (folder / (run + ".log")).open("wb", buffering=0) as log:
        try:
            ended = subprocess.run(
                request["command"],
                input=base64.b64decode(request["stdin"]),
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
            code = ended.returncode
        except OSError as error:
            log.write(f"{error}\n".encode())
            code = 127
    put(folder / (run + ".ended"), {"code": code})


def put(file: pathlib.Path, content: "dict[str, object]") -> None:
    """Put a whole file in place; Windows lets nobody replace one while it is read."""
    draft = file.with_name(file.name + ".new")
    draft.write_text(json.dumps(content), encoding="utf-8")
    for _ in range(TRIES):
        with contextlib.suppress(PermissionError):
            draft.replace(file)
            return
        time.sleep(PAUSE_SECONDS)
    draft.replace(file)


main()
