"""What the app's steps make of a machine, and that they leave alone what is so already."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.engine.events import LogLine, Progress, StepDone
from app.guest.keys import fingerprint
from app.guest.notebook_check import PNG
from resources.guest.kumonote_setup.environment import megabytes_of
from tests.guest.setup.notebook_server import (
    ADDRESS,
    PASSWORD,
    STAGES,
    NotebookServer,
    Ran,
    stage,
    timed,
)

_SAMPLES = {
    "plots": 3,
    "sound": 3,
    "rich-media": 1,
    "network-analysis": 1,
    "parallel-computing": 0,
    "sharing": 1,
}
"""How many pictures each shows."""
_ENVIRONMENT = "/opt/kumonote/environment"
_PEM = "/etc/kumonote/notebook/certificate.pem"


def test_the_server_is_ready_with_a_plot(
    first_run: Ran, record_property: Callable[[str, object], None]
) -> None:
    for step in (e for e in first_run.events if isinstance(e, StepDone)):
        if step.step not in ("address", "machine"):  # of the cloud, not of the guest
            record_property(STAGES, stage(f"first run: {step.step}", step.seconds))
    assert first_run.report.problem is None, first_run.report.problem
    assert first_run.report.outcome == "done"
    checked = first_run.report.result(first_run.steps.check)
    assert checked.picture.startswith(PNG)
    facts = first_run.report.result(first_run.steps.software)
    assert facts.python == "3.11" or facts.python.startswith("3.1")
    for name in ("jupyterlab", "numpy", "scipy", "matplotlib", "pandas", "networkx"):
        assert facts.versions[name]


def test_what_the_environment_takes_was_asked_for(server: NotebookServer) -> None:
    """Room for this much is looked for before an installation begins."""
    taken = server.run("du", "--summarize", "--block-size=M", "/opt/kumonote/environments")
    assert int(taken.split("M")[0]) < megabytes_of("base", "scientific")


def test_progress_never_goes_back_and_tells_what_goes_on(first_run: Ran) -> None:
    progress = [e for e in first_run.events if isinstance(e, Progress)]
    fractions = [e.fraction for e in progress]
    assert fractions == sorted(fractions)
    told = {str(e.detail) for e in progress if e.step == "software"}
    assert any(words.startswith("Downloading") for words in told) or len(told) > 2, told


def test_nothing_secret_is_told_or_written(server: NotebookServer, first_run: Ran) -> None:
    told = "\n".join(
        [repr(first_run.events), *(str(e.text) for e in first_run.events if isinstance(e, LogLine))]
    )
    journal = (server.folder / "journal.jsonl").read_text()
    log = server.run("cat", "/var/log/kumonote/setup.jsonl")
    for secret in (PASSWORD.reveal(), "$argon2id$", "PRIVATE KEY"):
        assert secret not in told + journal + log


def test_files_belong_to_those_who_need_them(server: NotebookServer) -> None:
    told = server.run(
        *("stat", "-c", "%n %a %U %G", _PEM, "/etc/kumonote/notebook"),
        *("/etc/kumonote/notebook/jupyter_server_config.py", "/var/lib/kumonote/first-boot.json"),
        *("/home/azureuser/notebooks", "/home/azureuser/notebooks/samples/plots.ipynb"),
    )
    assert told.splitlines() == [
        f"{_PEM} 600 azureuser azureuser",
        "/etc/kumonote/notebook 750 root azureuser",
        "/etc/kumonote/notebook/jupyter_server_config.py 640 root azureuser",
        "/var/lib/kumonote/first-boot.json 600 root root",
        "/home/azureuser/notebooks 755 azureuser azureuser",
        "/home/azureuser/notebooks/samples/plots.ipynb 644 azureuser azureuser",
    ]


def test_the_service_is_the_users_and_has_no_way_up(server: NotebookServer) -> None:
    pid = server.run("systemctl", "show", "--value", "-p", "MainPID", "kumonote-notebook").strip()
    status = dict(
        line.split(":", 1) for line in server.run("cat", f"/proc/{pid}/status").splitlines()
    )
    assert status["NoNewPrivs"].strip() == "1"
    user = server.run("id", "-u", "azureuser").strip()
    assert status["Uid"].split() == [user] * 4
    listening = server.run("ss", "-ltnH").splitlines()
    ports = {line.split()[3].rsplit(":", 1)[1] for line in listening if "127.0.0" not in line}
    assert ports == {"22", "9999"}
    assert "tcp dport 443 redirect to :9999" in server.run("nft", "list", "ruleset")


def test_the_certificate_is_what_browsers_ask_for(server: NotebookServer) -> None:
    shown = server.run("openssl", "x509", "-in", _PEM, "-noout", "-text", "-fingerprint", "-sha256")
    assert "ASN1 OID: prime256v1" in shown
    assert f"DNS:{ADDRESS.fqdn}, IP Address:{ADDRESS.ip}" in shown
    assert "TLS Web Server Authentication" in shown
    assert "CA:FALSE" in shown
    assert f"Fingerprint={server.certificate_sha256}" in shown
    server.run("openssl", "x509", "-in", _PEM, "-noout", "-checkend", str(395 * 86400))
    days = 397 * 86400
    with pytest.raises(AssertionError):
        server.run("openssl", "x509", "-in", _PEM, "-noout", "-checkend", str(days))


def test_the_first_host_key_is_gone_with_all_its_copies(server: NotebookServer) -> None:
    both, new = server.published
    assert both == (server.first_key.public, new[0])
    assert server.pinned == new
    assert new[0] != server.first_key.public
    secret = [
        line for line in server.first_key.private.reveal().splitlines() if not line.startswith("-")
    ]
    pattern = "\n".join(secret[3:5]).encode()
    search = "grep -rlF -f - /etc /var /run /root /home /tmp 2>/dev/null || true"
    assert server.run("sh", "-c", search, stdin=pattern) == ""
    shown = server.run("ssh-keygen", "-lf", "/etc/ssh/ssh_host_ed25519_key")
    assert fingerprint(new[0]) in shown
    assert server.run("sh", "-c", "ls /etc/ssh/ssh_host_*").split() == [
        "/etc/ssh/ssh_host_ed25519_key",
        "/etc/ssh/ssh_host_ed25519_key.pub",
    ]


def test_status_says_what_is_there(server: NotebookServer) -> None:
    settings = json.dumps(server.software.to_json()).encode()
    told = server.run(
        *("python3", "/var/lib/kumonote/kumonote-setup.pyz", "status", "--settings=-"),
        stdin=settings,
    )
    facts: dict[str, Any] = json.loads(told.splitlines()[-1])["facts"]
    assert facts["kind"] == "booted"
    assert facts["software"]["left"] == []
    assert facts["notebook"]["active"] is True
    assert facts["notebook"]["certificate_sha256"] == server.certificate_sha256
    assert facts["host_key"] == server.pinned[0]
    assert "password" not in told


@pytest.mark.parametrize("folder", ["samples", "samples-japanese"])
def test_the_samples_run_without_an_error(server: NotebookServer, folder: str) -> None:
    """As a user runs them: with the environment's own nbconvert, in the user's folder."""
    server.run(
        *("sudo", "-u", "azureuser", "env", "HOME=/home/azureuser"),
        *(f"{_ENVIRONMENT}/bin/python", "-m", "jupyter", "nbconvert", "--to", "notebook"),
        *("--execute", "--output-dir", "/home/azureuser/ran"),
        *(f"/home/azureuser/notebooks/{folder}/{name}.ipynb" for name in _SAMPLES),
    )
    pictures = server.run("sh", "-c", "grep -c '\"image/png\"' /home/azureuser/ran/*.ipynb")
    counts = dict(line.rsplit(":", 1) for line in pictures.split())
    shown = {name: int(counts[f"/home/azureuser/ran/{name}.ipynb"]) for name in _SAMPLES}
    assert shown == _SAMPLES
    server.run("rm", "-r", "/home/azureuser/ran")
    server.run("test", "-s", f"/home/azureuser/notebooks/{folder}/network-analysis.html")
    server.run("test", "-s", f"/home/azureuser/notebooks/{folder}/figure.pdf")


def test_a_second_run_changes_nothing(
    server: NotebookServer, record_property: Callable[[str, object], None]
) -> None:
    server.wait_until_compiled()  # what it changes is no work of the second run
    before = server.state()
    with timed(record_property, "second run, with its check"):
        again = server.set_up()
    assert again.report.problem is None
    assert {"software", "notebook", "host-key"} <= again.already
    assert server.state() == before
    # where the probes see nothing left, neither do the phases themselves
    phase = server.run(
        *("python3", "/var/lib/kumonote/kumonote-setup.pyz", "first-boot", "--settings=-"),
        stdin=json.dumps(server.software.to_json()).encode(),
    )
    assert json.loads(phase.splitlines()[-1])["facts"]["changed"] == []
