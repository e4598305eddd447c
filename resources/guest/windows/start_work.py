"""Starts a program that goes on by itself, where there is no task scheduler.

Arguments: a file that names the one that was started last, the program, its arguments.
Answers "started", or "running" where the earlier one has not ended.
"""

import json
import os
import pathlib
import subprocess
import sys
import time

PATIENCE_SECONDS = 10.0
TICK_SECONDS = 0.05


def main() -> None:
    file, command = pathlib.Path(sys.argv[2]), sys.argv[3:]
    # whoever asks has just seen the earlier work end: its program needs a moment more
    deadline = time.monotonic() + PATIENCE_SECONDS
    while is_running(file) and time.monotonic() < deadline:
        time.sleep(TICK_SECONDS)
    if is_running(file):
        state = "running"
    else:
        flags = 0
        keep_own_streams()
        if sys.platform == "win32":
            flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        started = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            creationflags=flags,
            start_new_session=True,
        )
        file.write_text(str(started.pid), encoding="ascii")
        state = "started"
    sys.stdout.write(json.dumps({"state": state}) + "\n")
    sys.stdout.flush()
    os._exit(0)  # the one that was started is nobody's to wait for


def keep_own_streams() -> None:
    """Whoever waits for the end of our output must not wait for the one that is started."""
    if sys.platform == "win32":
        import msvcrt

        for stream in (0, 1, 2):
            os.set_handle_inheritable(msvcrt.get_osfhandle(stream), False)


def is_running(file: pathlib.Path) -> bool:
    try:
        process = int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return False
    if sys.platform == "win32":
        return has_not_ended(process)
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True


def has_not_ended(process: int) -> bool:
    import ctypes

    if sys.platform != "win32":
        return False
    query_limited_information, still_active = 0x1000, 259
    kernel = ctypes.windll.kernel32
    handle = kernel.OpenProcess(query_limited_information, False, process)
    if not handle:
        return False
    code = ctypes.c_ulong()
    found = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return bool(found) and code.value == still_active


main()
