"""Run inside a reduced guest as `cloud-init` and `kumonote-service`; standard library only."""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
import time
from pathlib import Path
from typing import Any

CONTROL = "run/kumonote/control.json"
CLOUD_INIT = "run/cloud-init/status.json"

_LIMIT_SECONDS = 60.0
_POLL_SECONDS = 0.1


def ask(root: Path, request: dict[str, str]) -> dict[str, Any]:
    """Ask the guest of `root` to do something; its answer. Raises `OSError`, `ValueError`."""
    contact = json.loads((root / CONTROL).read_text())
    with socket.create_connection(("127.0.0.1", contact["port"]), _LIMIT_SECONDS) as connection:
        line = json.dumps({**request, "token": contact["token"]})
        connection.sendall(line.encode() + b"\n")
        answer: dict[str, Any] = json.loads(connection.makefile("rb").readline())
    return answer


def _service(root: Path, arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="kumonote-service")
    parser.add_argument("action", choices=("start", "stop", "restart", "status"))
    parser.add_argument("name")
    given = parser.parse_args(arguments)
    answer = ask(root, {"action": given.action, "name": given.name})
    if "error" in answer:
        sys.stderr.write(f"{answer['error']}\n")
        return 1
    sys.stdout.write("active\n" if answer["running"] else "inactive\n")
    return 3 if given.action == "status" and not answer["running"] else 0


def _cloud_init(root: Path, arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="cloud-init")
    parser.add_argument("command", choices=("status",))
    parser.add_argument("--wait", "-w", action="store_true")
    parser.add_argument("--long", "-l", action="store_true")
    parser.add_argument("--format", choices=("json", "tabular", "yaml"), default="tabular")
    given = parser.parse_args(arguments)
    status = _status(root)
    while given.wait and status["status"] == "running":
        time.sleep(_POLL_SECONDS)
        status = _status(root)
    if given.format == "json":
        sys.stdout.write(f"{json.dumps(status)}\n")
    else:
        sys.stdout.write(f"status: {status['status']}\n")
    return 1 if status["status"] == "error" else 0


def _status(root: Path) -> dict[str, Any]:
    status: dict[str, Any] = json.loads((root / CLOUD_INIT).read_text())
    return status


def main() -> int:
    name, *arguments = sys.argv[1:]
    root = Path(os.environ["KUMONOTE_GUEST_ROOT"])
    return (_cloud_init if name == "cloud-init" else _service)(root, arguments)


if __name__ == "__main__":
    sys.exit(main())
