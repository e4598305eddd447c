"""Runs long work, and writes down what it prints and how it ends.

Argument: a folder with `request.json`, {"run", "command", "stdin" (base64)}. The request may
hold what nobody else must read, so it is gone before the work begins. `current.json` names
the run, `RUN.log` has its output, `RUN.ended` its exit code.
"""

import base64
import json
import pathlib
import subprocess
import sys


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    file = folder / "request.json"
    request = json.loads(file.read_text(encoding="utf-8"))
    file.unlink()
    for old in (*folder.glob("*.log"), *folder.glob("*.ended")):
        old.unlink()
    run = request["run"]
    (folder / "current.json").write_text(json.dumps({"run": run}), encoding="utf-8")
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
    draft = folder / (run + ".new")
    draft.write_text(json.dumps({"code": code}), encoding="utf-8")
    draft.replace(folder / (run + ".ended"))


main()
