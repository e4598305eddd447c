"""Answers what a run has printed since an offset, as soon as there is anything to tell.

Arguments: the run (empty for the one under way), offset, seconds to wait, folder. The answer
is {"run", "data" (base64), "offset", "code"}; "code" is null until it has ended and all of
its output was told.
"""

import base64
import json
import pathlib
import sys
import time

MOST = 256 * 1024
TICK_SECONDS = 0.1


def main() -> None:
    run, offset, wait = sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    folder = pathlib.Path(sys.argv[5])
    deadline = time.monotonic() + wait
    while True:
        answer = look(folder, run, offset)
        if answer["data"] or answer["code"] is not None or time.monotonic() > deadline:
            break
        time.sleep(TICK_SECONDS)
    sys.stdout.write(json.dumps(answer) + "\n")


def look(folder: pathlib.Path, run: str, offset: int) -> "dict[str, object]":
    code = None
    data = b""
    try:
        run = run or json.loads((folder / "current.json").read_text(encoding="utf-8"))["run"]
        # first whether it has ended, then what it printed: nothing is printed after its end
        ended = folder / (run + ".ended")
        has_ended = ended.is_file()
        with (folder / (run + ".log")).open("rb") as log:
            log.seek(offset)
            data = log.read(MOST)
        if has_ended and len(data) < MOST:
            code = json.loads(ended.read_text(encoding="utf-8"))["code"]
    except FileNotFoundError:
        data = b""
    told = base64.b64encode(data).decode()
    return {"run": run, "data": told, "offset": offset + len(data), "code": code}


main()
