"""A server through changes of mind, lost connections and a reboot. The reboot comes last."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.certificate import load
from app.engine.cancel import CancelToken
from app.engine.events import Event, Progress, StepRetrying
from app.guest.keys import fingerprint, new_key_pair
from app.guest.notebook_check import check_notebook, check_page
from app.guest.regain_script import host_key_in, regain_script
from app.problems import Action, ProblemError
from app.secret import Secret
from tests.guest.host.machine_tests import BOOT_LIMIT
from tests.guest.setup.forward_proxy import forward_proxy
from tests.guest.setup.notebook_server import ADDRESS, COMMAND_LIMIT, PASSWORD, timed
from tests.guest.setup.practice_server import PracticeServer

_PROGRAM = "/var/lib/kumonote/kumonote-setup.pyz"


def test_a_lost_connection_costs_a_retry(server: PracticeServer) -> None:
    """The service is stopped and its files gone, so there is work to lose the connection in."""
    server.run("systemctl", "disable", "--now", "kumonote-notebook")
    server.run("rm", "/etc/kumonote/notebook/certificate.pem")
    cut: list[str] = []

    def cut_once(event: Event) -> None:
        # a detail is what the machine tells: its command is under way
        told = isinstance(event, Progress) and event.step == "notebook" and event.detail
        if told and not cut:
            cut.append("notebook")
            for opened in server.dialer.opened:
                if opened.fileno() != -1:
                    opened.shutdown(2)

    ran = server.set_up(on_event=cut_once)
    assert cut == ["notebook"]
    assert ran.report.problem is None
    retried = [e.problem.code for e in ran.events if isinstance(e, StepRetrying)]
    assert "ssh-connection-lost" in retried


def test_the_password_is_changed_by_running_again(server: PracticeServer) -> None:
    other = Secret("another password with words")
    try:
        changed = server.set_up(password=other)
        assert changed.report.problem is None
        assert "notebook" not in changed.already
        with pytest.raises(ProblemError) as refused:
            check_notebook(server.dialer, server.target, PASSWORD, CancelToken())
        assert refused.value.problem.code == "notebook-login"
    finally:
        back = server.set_up()
    assert back.report.problem is None


@pytest.fixture
def own_files(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A certificate of the user's own with a key that does not belong to it beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "own")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(ADDRESS.fqdn)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = tmp_path / "own.pem", tmp_path / "own.key"
    certificate_file.write_bytes(certificate.public_bytes(Encoding.PEM))
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    yield certificate_file, key_file


def test_the_users_own_certificate_takes_its_place(
    server: PracticeServer, own_files: tuple[Path, Path]
) -> None:
    own = load(*own_files)
    before = server.certificate_sha256
    try:
        changed = server.set_up(certificate=own)
        assert changed.report.problem is None
        assert server.certificate_sha256 == own.fingerprint != before
        again = server.set_up(certificate=own)
        assert "notebook" in again.already
        log = server.run("cat", "/var/log/kumonote/setup.jsonl")
        assert own.key_pem.reveal().splitlines()[1] not in log
    finally:
        back = server.set_up()
    assert back.report.problem is None
    assert server.certificate_sha256 not in (before, own.fingerprint)


def test_what_the_machine_refuses_is_a_problem_in_words(server: PracticeServer) -> None:
    settings = {**server.software.to_json(), "package_index": "ftp://x'; reboot"}
    guest = server.connect()
    ended = guest.run(
        ["sudo", "-n", "python3", _PROGRAM, "first-boot", "--settings=-"],
        stdin=json.dumps(settings).encode(),
        cancel=CancelToken(),
    )
    guest.close()
    assert ended.exit_code == 1
    assert json.loads(ended.stdout.splitlines()[-1])["code"] == "guest-settings"


def test_what_is_fetched_goes_through_the_proxy_of_the_settings(server: PracticeServer) -> None:
    """A package of the system and a smaller environment are missing; then all is as it was."""
    before = server.run("readlink", "/opt/kumonote/environment")
    server.run("apt-get", "--quiet", "purge", "--yes", "python3-pip-whl")
    server.run("apt-get", "clean")
    try:
        with forward_proxy() as proxy:
            wanted = replace(server.software, sets=(), proxy=proxy.url).to_json()
            server.run(
                *("python3", _PROGRAM, "first-boot", "--settings=-"),
                stdin=json.dumps(wanted).encode(),
            )
            asked = set(proxy.asked)
        assert server.run("readlink", "/opt/kumonote/environment") != before
        sources = server.run("grep", "--recursive", "--no-filename", "://", "/etc/apt")
        of_packages = {host for host in asked if host in sources}
        assert of_packages, (asked, sources)
        assert asked - of_packages, "the package index was asked directly"
    finally:
        back = server.set_up()
    assert back.report.problem is None
    assert server.run("readlink", "/opt/kumonote/environment") == before


_NEW_HOST_KEY = """\
rm /etc/ssh/ssh_host_*
ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
systemctl restart ssh.service
"""


def test_a_host_key_made_anew_is_refused_until_the_cloud_itself_has_told_it(
    server: PracticeServer,
) -> None:
    """As somebody with the right to it would: past Kumonote. Then what `repair` does."""
    server.host.run_command("lab", _NEW_HOST_KEY, COMMAND_LIMIT)
    with pytest.raises(ProblemError) as refused:
        server.connect()
    assert (refused.value.problem.code, refused.value.problem.action) == (
        "ssh-host-key",
        Action.REPAIR,
    )
    assert fingerprint(server.pinned[0]) in refused.value.problem.details

    login = new_key_pair()
    told = server.host.run_command("lab", regain_script(login.public, "azureuser"), COMMAND_LIMIT)
    key = host_key_in(told.stdout)
    assert key is not None
    assert fingerprint(key) in refused.value.problem.details
    server.pinned, server.login = (key,), login
    assert "host-key" in server.set_up().already


_TAMPER = r"""
import re, sys, zipfile

program = zipfile.ZipFile(sys.argv[1])
with zipfile.ZipFile("/root/tampered.pyz", "w") as tampered:
    for name in program.namelist():
        content = program.read(name)
        if name.endswith("environment.lock"):
            # another version of one set makes another environment; another hash of six spoils it
            content = content.replace(b"webcolors==25.10.0", b"webcolors==24.11.1")
            content = re.sub(rb"(six==[^#]*?sha256:)[0-9a-f]{64}", rb"\g<1>" + b"0" * 64, content)
        tampered.writestr(name, content)
"""


def test_a_tampered_package_is_not_installed(server: PracticeServer) -> None:
    """The lock in the machine names another hash for one package: as if that was changed."""
    server.run("python3", "-c", _TAMPER, _PROGRAM)
    before = server.run("readlink", "/opt/kumonote/environment")
    guest = server.connect()
    ended = guest.run(
        ["sudo", "-n", "python3", "/root/tampered.pyz", "first-boot", "--settings=-"],
        stdin=json.dumps(server.software.to_json()).encode(),
        cancel=CancelToken(),
        timeout_seconds=COMMAND_LIMIT,
    )
    guest.close()
    last = json.loads(ended.stdout.splitlines()[-1])
    assert (ended.exit_code, last["code"]) == (1, "guest-index-hash"), last
    assert server.run("readlink", "/opt/kumonote/environment") == before
    server.run("rm", "/root/tampered.pyz")
    check_notebook(server.dialer, server.target, PASSWORD, CancelToken())


def _is_back(server: PracticeServer) -> None:
    check_page(server.dialer, server.target, CancelToken(), limit_seconds=BOOT_LIMIT)


def test_after_stop_and_start_the_notebook_is_back_by_itself(
    server: PracticeServer, record_property: Callable[[str, object], None]
) -> None:
    with timed(record_property, "stop"):
        server.host.stop("lab")
    with pytest.raises(ProblemError):
        check_page(server.dialer, server.target, CancelToken(), limit_seconds=0.1)
    with timed(record_property, "start, until the login page"):
        server.host.start("lab")
        _is_back(server)
    check_notebook(server.dialer, server.target, PASSWORD, CancelToken())


def test_after_a_reboot_the_notebook_is_back_by_itself(
    server: PracticeServer, record_property: Callable[[str, object], None]
) -> None:
    before = server.run("cat", "/proc/sys/kernel/random/boot_id")
    with timed(record_property, "reboot, until the login page"):
        server.host.restart("lab")
        _is_back(server)
    check_notebook(server.dialer, server.target, PASSWORD, CancelToken())
    assert server.run("cat", "/proc/sys/kernel/random/boot_id") != before
    assert server.run("systemctl", "show", "--value", "-p", "NRestarts", "kumonote-notebook") == (
        "0\n"
    )
    again = server.set_up()
    assert {"software", "notebook", "host-key"} <= again.already


def test_the_environment_is_compiled_when_nobody_waits(server: PracticeServer) -> None:
    folder = server.wait_until_compiled()
    assert server.run("ls", "/opt/kumonote").split() == [
        "environment",
        "environments",
        "installer",
    ]
    count = "find {} -name '*.pyc' | wc -l"
    assert int(server.run("sh", "-c", count.format(f"{folder}/lib"))) > 3000
    folders = server.run("sh", "-c", "ls -d /opt/kumonote/environments/*/").split()
    assert folders == [f"{folder}/"]
