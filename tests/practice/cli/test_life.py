"""A server's whole life, told by nothing but the command line."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from azure.mgmt.compute.models import RunCommandInput

from app.paths import Paths
from app.practice import process
from app.secret import Secret
from tests.practice.arm.clients import Cloud
from tests.shared.notebook_login import log_in
from tests.shared.practice_home import PracticeHome
from tests.shared.servers import new_practice_home

NAME = "life"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def home() -> Iterator[PracticeHome]:
    with new_practice_home() as home:
        yield home


def servers(home: PracticeHome) -> dict[str, str]:
    """Each server's state."""
    listed = home.practice("list")
    assert listed.exit_code == 0, listed.explanation
    found = [e["server"] for e in listed.events if e["event"] == "server"]
    assert listed.last["count"] == len(found)
    return {server["name"]: server["state"] for server in found}


def processes_of(home: PracticeHome) -> list[str]:
    """Command lines that have to do with guests of `home`."""
    place = str(home.folder / "practice" / "guests")
    lines = (" ".join(p.info["cmdline"] or ()) for p in psutil.process_iter(["cmdline"]))
    return [line for line in lines if place in line]


def make_host_key_anew(home: PracticeHome) -> None:
    """As an administrator of the machine may, by Azure's Run Command: past Kumonote."""
    paths = Paths(home.folder, home.folder / "cache")
    cloud = Cloud(paths, process.ensure_running(paths))
    machines = cloud.compute().virtual_machines
    (machine,) = list(machines.list_all())
    group = machine.id.split("/")[4]
    file = '"${KUMONOTE_GUEST_ROOT:-}/etc/ssh/ssh_host_ed25519_key"'
    script = (
        f"rm {file}; ssh-keygen -q -t ed25519 -N '' -C '' -f {file}",
        "systemctl restart ssh || kumonote-service restart ssh; echo made",
    )
    command = RunCommandInput(command_id="RunShellScript", script=list(script))
    told = machines.begin_run_command(group, machine.name, command).result()
    assert "made" in told.value[0].message, told.value[0].message
    cloud.close()


def test_create_list_show_stop_start_restart_resume_repair_export_delete(
    home: PracticeHome, tmp_path: Path
) -> None:
    password = Secret(f"Kumo-{secrets.token_urlsafe(12)}")
    created = home.create(NAME, password)
    server = created.server
    assert (server["name"], server["state"], server["ready"]) == (NAME, "running", True)
    assert created.events[0]["event"] in ("log-line", "run-started")
    assert [e["event"] for e in created.events].count("finished") == 1
    picture = home.folder / "pictures" / "practice" / f"{NAME}.png"
    assert picture.read_bytes().startswith(PNG)
    assert log_in(server["url"], server["certificate_sha256"], password).startswith(PNG)

    again = home.create(NAME, password)
    assert again.exit_code == 1
    assert again.last["problem"]["code"] == "name-taken"

    assert servers(home) == {NAME: "running"}
    assert home.practice("show", NAME).server == server
    assert home.practice("open", NAME, "--print").server["url"] == server["url"]

    stopped = home.practice("stop", NAME).server
    assert stopped["state"] == "stopped"
    assert stopped["address"] == server["address"], "the address stays"
    assert home.practice("open", NAME).last["problem"]["code"] == "server-not-running"
    assert home.practice("repair", NAME).last["problem"]["code"] == "server-not-running"

    assert home.practice("start", NAME).server == server, "same address, certificate and host key"
    assert log_in(server["url"], server["certificate_sha256"], password).startswith(PNG)
    assert home.practice("restart", NAME).server == server
    assert home.practice("resume", NAME).server == server, "a ready server needs no password"

    make_host_key_anew(home)
    repaired = home.practice("repair", NAME).server
    assert repaired["host_keys"] != server["host_keys"], "the new one is pinned"
    server["host_keys"] = repaired["host_keys"]
    assert repaired == server, "nothing but the keys is another one"
    assert log_in(server["url"], server["certificate_sha256"], password).startswith(PNG)

    bicep = tmp_path / "life.bicep"
    exported = home.practice("export", NAME, "--output", bicep)
    assert exported.exit_code == 0, exported.explanation
    written = bicep.read_text(encoding="utf-8")
    for words in ("TrustedLaunch", "ipython_nb", "'created-by': 'kumonote'", "param customData"):
        assert words in written
    assert password.reveal() not in written
    assert "PRIVATE" not in written

    data = tmp_path / "run 1.csv"
    data.write_text("1,2\n", encoding="utf-8")
    put = home.practice("upload", NAME, data, "--into", "data")
    assert put.exit_code == 0, put.explanation
    assert put.last["copied"]["files"] == 1

    saved = tmp_path / "saved"
    deleted = home.practice("delete", NAME, "--yes", "--save-to", saved)
    assert deleted.server["state"] == "deleted"
    assert (saved / "data/run 1.csv").read_text(encoding="utf-8") == "1,2\n"
    assert (saved / "samples/plots.ipynb").is_file()
    assert any("life-disk" in thing for thing in deleted.last["removed"])
    assert servers(home) == {}
    assert home.practice("delete", NAME, "--yes").last["problem"]["code"] == "server-not-found"
    left = [path for path in home.folder.rglob(f"*{NAME}*") if path.is_file()]
    assert left == [], "nothing of it is left on this computer"
    assert processes_of(home) == []
    guests = home.folder / "practice" / "guests"
    assert not guests.exists() or list(guests.iterdir()) == []
