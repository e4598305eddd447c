"""Kumonote's set-up of a machine against the one by hand, in guests of the same kind.

    .venv/bin/python -m benchmarks.setup_vs_pip [rounds]

Both begin when sshd of a fresh machine listens and end when a plot has come back. By hand means
apt, venv, `pip install` of the same packages, openssl, a unit and a redirect, run as one script
(`benchmarks.pip_way`). Kumonote's part is a whole `create` on a clock fast enough to hide none of
the set-up behind Azure's own waits. Prints rows for the table in README.md, one a round.
"""

from __future__ import annotations

import json
import secrets
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from app.dialing import DirectDialer
from app.engine.cancel import CancelToken
from app.guest.notebook_check import NotebookTarget, check_notebook
from app.password import hash_password
from app.paths import Paths
from app.practice.guests.choose import choose_host
from app.secret import Secret
from benchmarks.create_at_speed_1 import create
from benchmarks.pip_way import set_up_by_hand
from tests.shared.practice_home import PracticeHome

_ASK = """\
began=$(systemctl show ssh -P ActiveEnterTimestampMonotonic)
python3 -c "import time; print(time.time() - time.monotonic() + $began / 1e6)"
cat /var/log/kumonote/setup.jsonl
"""


@dataclass(frozen=True)
class Timing:
    """Seconds: installing the environment, and from the SSH banner to the plot."""

    environment: float
    whole: float


def by_hand() -> Timing:
    password = Secret(secrets.token_urlsafe(18))
    with set_up_by_hand(hash_password(password), "booted") as done:
        certificate = x509.load_pem_x509_certificate(done.certificate_pem.encode())
        pin = certificate.fingerprint(SHA256()).hex()
        target = NotebookTarget("127.0.0.1", done.notebook_port, pin)
        check_notebook(DirectDialer(), target, password, CancelToken())
        return Timing(done.environment_seconds, time.time() - done.stages["banner"])


def by_kumonote() -> Timing:
    with tempfile.TemporaryDirectory(prefix="kumonote-") as folder:
        home = PracticeHome(Path(folder) / "home", Path(folder) / "traffic.jsonl")
        try:
            events = create(home, "measured", speed=100)
            ended = next(e["time"] for e in events if e["event"] == "run-finished")
            banner, environment = _ask_machine(home)
        finally:
            home.run("practice", "stop", "--wipe")
    return Timing(environment, ended - banner)


def _ask_machine(home: PracticeHome) -> tuple[float, float]:
    """When sshd listened (seconds since the epoch), and how long the environment took."""
    paths = Paths(state=home.folder, cache=Paths.of_this_user().cache)
    host = choose_host(paths, "booted")
    (machine,) = (paths.practice / "guests").glob("*/disk")
    output = host.run_command(machine.parent.name, _ASK, 30)
    banner, *lines = output.stdout.splitlines()
    events = [json.loads(line) for line in lines]
    began = next(e["time"] for e in events if e.get("code") == "environment")
    ended = next(e["time"] for e in events if e.get("code") == "environment-switch")
    return float(banner), ended - began


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    for _ in range(rounds):
        hand, own = by_hand(), by_kumonote()
        sys.stdout.write(
            f"| {hand.environment:.1f} s | {own.environment:.1f} s "
            f"| {own.environment / hand.environment:.2f} "
            f"| {hand.whole:.1f} s | {own.whole:.1f} s | {own.whole / hand.whole:.2f} |\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
