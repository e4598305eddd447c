"""A line that is gone, as after a sleep or in another network: the sender hears of it in time."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

_LOST = """
import socket, subprocess, sys
from app.dialing import give_up_unacknowledged

def switch(how):
    subprocess.run(["ip", "link", "set", "lo", how], check=True)

switch("up")
with socket.create_server(("127.0.0.1", 0)) as listener:
    near = socket.create_connection(listener.getsockname())
    far, _ = listener.accept()
    give_up_unacknowledged(near, int(sys.argv[1]))
    switch("down")
    near.settimeout(60)
    near.sendall(b"is anybody there?")
    try:
        near.recv(1)
    except TimeoutError as error:
        print("errno", error.errno)
"""


def test_a_connection_that_nobody_acknowledges_fails() -> None:
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("a line is cut with Linux's network namespaces")
    done = subprocess.run(
        [unshare, "--map-root-user", "--net", sys.executable, "-c", _LOST, "2"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout == "errno 110\n", done.stderr  # ETIMEDOUT; its own limit has no number
