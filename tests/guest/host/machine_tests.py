"""What the tests of guests share: keys, custom data, SSH with a pinned key, waiting."""

from __future__ import annotations

import base64
import gzip
import io
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import paramiko
import psutil
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from app.practice.guest_ports import free_port
from app.practice.guests.folder import GuestFolder
from app.practice.machines import MachineSpec
from tests.shared.waiting import wait_until

USER = "azureuser"
BOOT_LIMIT = 240.0
"""Seconds; far more than a boot takes, for computers that do much else."""

# A refused key or a guest that is still booting is no news while a test waits for it.
logging.getLogger("paramiko").setLevel(logging.CRITICAL)


class SshKey:
    """A fresh Ed25519 pair."""

    def __init__(self) -> None:
        key = Ed25519PrivateKey.generate()
        self.private = key.private_bytes(
            Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()
        ).decode()
        public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
        self.public = public.decode()

    def paramiko(self) -> paramiko.Ed25519Key:
        return paramiko.Ed25519Key.from_private_key(io.StringIO(self.private))


@dataclass
class Machine:
    """A machine to be made, with all that a client needs to reach it."""

    id: str
    login: SshKey = field(default_factory=SshKey)
    host_key: SshKey = field(default_factory=SshKey)
    ports: dict[int, int] = field(default_factory=lambda: {22: free_port(), 443: free_port()})
    extra: str = ""

    @property
    def custom_data(self) -> bytes:
        packed = base64.b64encode(gzip.compress(b"packed\n", mtime=0)).decode()
        private = "".join(f"    {line}\n" for line in self.host_key.private.splitlines())
        return (
            "#cloud-config\n"
            "ssh_keys:\n"
            f"  ed25519_private: |\n{private}"
            f"  ed25519_public: {self.host_key.public}\n"
            "write_files:\n"
            "- {path: /etc/kumonote-test/plain, content: 'plain', permissions: '0600'}\n"
            "- path: /etc/kumonote-test/packed\n"
            "  encoding: gz+b64\n"
            f"  content: {packed}\n"
            f"{self.extra}"
        ).encode()

    @property
    def spec(self) -> MachineSpec:
        return MachineSpec(
            id=self.id,
            hostname=f"host-{self.id}",
            admin_user=USER,
            authorized_keys=(self.login.public,),
            custom_data=self.custom_data,
            ports=self.ports,
        )

    @contextmanager
    def ssh(self, user: str = USER, pinned: SshKey | None = None) -> Iterator[paramiko.SSHClient]:
        """A connection that accepts the pinned host key (by default the machine's) alone."""
        client = paramiko.SSHClient()
        name = f"[127.0.0.1]:{self.ports[22]}"
        key = paramiko.Ed25519Key(
            data=base64.b64decode((pinned or self.host_key).public.split()[1])
        )
        client.get_host_keys().add(name, "ssh-ed25519", key)
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
        try:
            wait_until(lambda: self._lets_in(client, user), limit_seconds=BOOT_LIMIT, what="SSH")
            yield client
        finally:
            client.close()

    def _lets_in(self, client: paramiko.SSHClient, user: str) -> bool:
        """Whether SSH is up. A machine that boots starts its server anew after it has greeted;
        a wrong key or host key is no matter of waiting, and raised.
        """
        if not greets(self.ports[22]):
            return False
        try:
            client.connect(
                "127.0.0.1",
                self.ports[22],
                user,
                pkey=self.login.paramiko(),
                allow_agent=False,
                look_for_keys=False,
                timeout=BOOT_LIMIT,
                banner_timeout=BOOT_LIMIT,
                auth_timeout=BOOT_LIMIT,
            )
        except (paramiko.AuthenticationException, paramiko.BadHostKeyException):
            raise
        except (paramiko.SSHException, EOFError, OSError):
            return False
        return True

    def run(self, command: str, stdin: bytes = b"") -> str:
        """What `command` prints over SSH; it must succeed."""
        with self.ssh() as client:
            code, stdout, stderr = execute(client, command, stdin)
        assert code == 0, (command, code, stdout, stderr)
        return stdout


def execute(client: paramiko.SSHClient, command: str, stdin: bytes = b"") -> tuple[int, str, str]:
    to, out, err = client.exec_command(command, timeout=BOOT_LIMIT)
    to.write(stdin)
    to.channel.shutdown_write()
    stdout, stderr = out.read().decode(), err.read().decode()
    return out.channel.recv_exit_status(), stdout, stderr


def switch(client: paramiko.SSHClient, command: str) -> None:
    """Run a command that ends the machine, and with it perhaps the connection."""
    with suppress(OSError, EOFError, paramiko.SSHException):
        execute(client, command)


def greets(port: int) -> bool:
    """Whether an SSH server, and not only a forwarder, answers on `port`."""
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            connection.settimeout(5)
            return connection.recv(4) == b"SSH-"
    except OSError:
        return False


def processes_of(folder: Path) -> list[str]:
    """The living processes that name `folder` in their command line, environment or mounts."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                continue
            words = [*process.cmdline(), *process.environ().values()]
            mounts = Path(f"/proc/{process.pid}/mounts")
            told = mounts.read_text() if mounts.exists() else ""
        except (psutil.Error, OSError):
            continue
        if any(str(folder) in word for word in words) or str(folder) in told:
            found.append(" ".join(words[:6]))
    return found


def control_groups(folder: Path) -> list[Path]:
    """The control groups of the guest in `folder`, wherever they are mounted."""
    return list(Path("/sys/fs/cgroup").glob(f"**/{GuestFolder(folder).unique_name}"))
