"""The set-up as people do it by hand: apt, venv, pip, openssl, a unit, a redirect.

It runs in a practice guest of the same kind as Kumonote's own set-up, as one script and as
root, so that nothing waits for a person to type.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.paths import Paths
from app.practice.guest_ports import free_port
from app.practice.guests.choose import choose_host
from app.practice.machines import GuestHost, MachineSpec

PACKAGES = (
    *("jupyterlab", "notebook", "numpy", "scipy", "matplotlib", "pandas", "networkx"),
    *("ipywidgets", "ipyparallel", "nbconvert"),
)
ID = "pip-way"
LIMIT_SECONDS = 900.0

# Each `stage` prints the seconds of the clock, which guest and computer share.
SCRIPT = """\
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
stage() {{ echo "stage $1 $(date +%s.%N)"; }}
cloud-init status --wait >/dev/null || true
stage apt
apt-get -qq update >/dev/null
apt-get -qq install --yes --no-install-recommends python3-venv openssl >/dev/null
stage venv
python3 -m venv /opt/jupyter
stage pip
/opt/jupyter/bin/pip install --quiet {packages}
stage configure
mkdir -p /etc/jupyter /home/{user}/notebooks
chown {user} /home/{user}/notebooks
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 \\
  -keyout /etc/jupyter/notebook.pem -out /etc/jupyter/certificate.pem \\
  -subj /CN=pip-way -addext subjectAltName=DNS:localhost 2>/dev/null
cat /etc/jupyter/certificate.pem >>/etc/jupyter/notebook.pem
chown -R {user} /etc/jupyter
cat >/etc/jupyter/jupyter_server_config.py <<'CONFIG'
c.ServerApp.ip = "0.0.0.0"
c.ServerApp.port = 9999
c.ServerApp.open_browser = False
c.ServerApp.allow_remote_access = True
c.ServerApp.root_dir = "/home/{user}/notebooks"
c.ServerApp.certfile = "/etc/jupyter/notebook.pem"
c.PasswordIdentityProvider.hashed_password = "{password_hash}"
CONFIG
cat >/etc/systemd/system/notebook.service <<'UNIT'
[Service]
User={user}
WorkingDirectory=/home/{user}
ExecStart=/opt/jupyter/bin/jupyter lab --config=/etc/jupyter/jupyter_server_config.py
[Install]
WantedBy=multi-user.target
UNIT
nft 'add table ip jupyter'
nft 'add chain ip jupyter pre {{ type nat hook prerouting priority dstnat; }}'
nft 'add rule ip jupyter pre tcp dport 443 redirect to :9999'
systemctl daemon-reload
systemctl enable --quiet --now notebook
stage started
began=$(systemctl show ssh -P ActiveEnterTimestampMonotonic)
python3 -c "import time; print('stage banner', time.time() - time.monotonic() + $began / 1e6)"
cat /etc/jupyter/certificate.pem
"""


@dataclass(frozen=True)
class ByHand:
    """When each stage began (seconds since the epoch), and how the notebook is reached."""

    stages: dict[str, float]
    certificate_pem: str
    notebook_port: int

    @property
    def environment_seconds(self) -> float:
        return self.stages["configure"] - self.stages["pip"]


@contextmanager
def set_up_by_hand(password_hash: str, kind: str) -> Iterator[ByHand]:
    """Boot a guest, run the script in it; the guest ends with the context."""
    with tempfile.TemporaryDirectory(prefix="kumonote-") as folder:
        paths = Paths(state=Path(folder), cache=Paths.of_this_user().cache)
        host = choose_host(paths, "booted" if kind == "booted" else "auto")
        host.prepare()
        port = free_port()
        try:
            host.create(_spec(port))
            yield _run(host, password_hash, port)
        finally:
            host.delete(ID)
            host.close()


def _spec(port: int) -> MachineSpec:
    return MachineSpec(
        id=ID,
        hostname=ID,
        admin_user="azureuser",
        authorized_keys=(),
        custom_data=b"#cloud-config\n{}\n",
        ports={22: free_port(), 443: port},
    )


def _run(host: GuestHost, password_hash: str, port: int) -> ByHand:
    script = SCRIPT.format(
        packages=" ".join(PACKAGES), user="azureuser", password_hash=password_hash
    )
    output = host.run_command(ID, script, LIMIT_SECONDS)
    if output.exit_code != 0:
        raise RuntimeError(f"the set-up by hand failed: {output.stdout}{output.stderr}")
    found = re.findall(r"^stage (\w+) ([\d.]+)$", output.stdout, re.MULTILINE)
    pem = output.stdout[output.stdout.index("-----BEGIN CERTIFICATE") :]
    return ByHand({name: float(when) for name, when in found}, pem, port)


if __name__ == "__main__":
    with set_up_by_hand("argon2:none", "booted") as done:
        seconds = {
            name: round(when - done.stages["banner"], 1) for name, when in done.stages.items()
        }
        raise SystemExit(json.dumps(seconds))
