"""Somebody else at the same computer: a real second user, who knows where everything is."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

from app.paths import Paths
from app.practice import local, process
from tests.guest.host.ordinary_user import OrdinaryUser, ordinary_user
from tests.practice.arm.clients import RESOURCES
from tests.shared.servers import CreatedServer

if sys.platform != "linux":
    pytest.skip("the second user is made with Linux's own tools", allow_module_level=True)

_DISKS = frozenset({"disk", "root", "work", "image"})
_ATTACK = """
import json, socket, ssl, sys, urllib.error, urllib.parse, urllib.request

told = json.loads(sys.argv[1])
blind = ssl.create_default_context()
blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
tried = {}

def attempt(name, deed):
    try:
        tried[name] = f"did: {deed()!r}"[:200]
    except urllib.error.HTTPError as error:
        tried[name] = error.code
    except Exception as error:
        tried[name] = type(error).__name__

def asked(url, data=None, headers={}):
    request = urllib.request.Request(url, data, headers)
    with urllib.request.urlopen(request, context=blind, timeout=60) as answer:
        return answer.url

def connected(path):
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(path)

form = {"grant_type": "client_credentials", "client_id": told["client"],
        "client_secret": "guessed", "scope": "https://management.azure.com/.default"}
groups = told["cloud"] + "/subscriptions/" + told["subscription"] + "/resourcegroups"
groups += "?api-version=" + told["version"]
for path in told["files"]:
    attempt(path, lambda: open(path, "rb").read(1))
attempt("control line", lambda: connected(told["line"]))
attempt("no token", lambda: asked(groups))
attempt("made-up token", lambda: asked(groups, headers={"Authorization": "Bearer e30.e30.x"}))
attempt("guessed secret", lambda: asked(
    told["cloud"] + "/" + told["tenant"] + "/oauth2/v2.0/token",
    urllib.parse.urlencode(form).encode()))
attempt("notebook", lambda: asked(told["notebook"] + "api/contents"))
for pid in told["processes"]:
    for kind in ("environ", "mem", "fd/0"):
        attempt(f"{kind} of {pid}", lambda: open(f"/proc/{pid}/{kind}", "rb").read(1))
print(json.dumps(tried))
"""


@pytest.fixture(scope="module")
def user() -> Iterator[OrdinaryUser]:
    if os.geteuid() != 0:
        pytest.skip("only root can make a second user")
    with ordinary_user() as made:
        yield made


def kept_files(home: Path) -> Iterator[Path]:
    """Files and folders of the state, those on the machines' disks left out."""
    for folder, names, files in os.walk(home):
        names[:] = [name for name in names if name not in _DISKS or "guests" not in folder]
        yield from (Path(folder, name) for name in (*files, *names))


def targets(server: CreatedServer) -> dict[str, Any]:
    """What the second user is told, everything but secrets."""
    home = server.home.folder
    paths = Paths(home, Paths.of_this_user().cache)
    cloud = process.ensure_running(paths)
    pid = process.control(paths, "status")["pid"]
    below = [child.pid for child in psutil.Process(pid).children(recursive=True)]
    return {
        "cloud": cloud.url,
        "tenant": cloud.tenant,
        "client": cloud.client_id,
        "subscription": cloud.subscription,
        "version": RESOURCES,
        "line": local.line_address(paths.practice),
        "notebook": f"https://127.0.0.1:{urlsplit(server.url).port}/",
        "files": [str(path) for path in kept_files(home) if path.is_file()],
        "processes": [pid, *below],
    }


def test_a_second_user_gets_at_nothing(
    created_server: CreatedServer,
    user: OrdinaryUser,
    record_property: Callable[[str, object], None],
) -> None:
    told = targets(created_server)
    tried = json.loads(user.python("-c", _ATTACK, json.dumps(told)))
    files = {path: tried.pop(path) for path in told["files"]}
    assert files, "there is something to steal"
    assert set(files.values()) == {"PermissionError"}
    assert tried.pop("control line") == "PermissionError"
    assert {tried.pop("no token"), tried.pop("made-up token")} == {401}
    assert tried.pop("guessed secret") in (400, 401)
    assert tried.pop("notebook") == 403
    assert set(tried.values()) == {"PermissionError"}
    record_property(
        "table: what a second user of this computer gets at",
        f"{len(files)} files, {len(tried)} of processes, cloud, notebook: 0 opened",
    )


def test_each_file_and_folder_is_closed_by_itself(created_server: CreatedServer) -> None:
    """Not only by the folder above, which a user may open. Who may not write to a socket may
    not connect to it.
    """
    kept = [path for path in kept_files(created_server.home.folder) if not path.is_symlink()]
    opened = [path for path in kept if path.stat().st_mode & (0o022 if path.is_socket() else 0o077)]
    assert opened == []


def test_the_cloud_listens_on_this_computer_only(created_server: CreatedServer) -> None:
    told = targets(created_server)
    assert urlsplit(told["cloud"]).hostname == "127.0.0.1"
    listening = [
        connection.laddr.ip
        for pid in told["processes"]
        for connection in psutil.Process(pid).net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening
    assert set(listening) <= {"127.0.0.1", "::1"}
