"""A machine of SUSE as far as zypper sees it: its own root folder, and a repository in reach.

zypper, rpm and the signatures are the real ones, of this computer's own system. The packages
are ours: a Python of openSUSE is no part of them, and nothing is installed outside the folder.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from resources.guest.kumonote_setup.network import Network
from resources.guest.kumonote_setup.processes import Processes
from resources.guest.kumonote_setup.report import Reporter
from resources.guest.kumonote_setup.settings import Settings
from resources.guest.kumonote_setup.suse import OTHER, Suse
from resources.guest.kumonote_setup.system import System
from resources.guest.kumonote_setup.zypper import Zypper
from tests.shared.waiting import wait_until

PACKAGES = ("python311", "python311-pip", "python312", "python312-pip", "nftables")
_SPEC = """\
Name: {name}
Version: 1
Release: 1
Summary: stands for {name}
License: MIT
BuildArch: noarch
%description
%install
mkdir -p %{{buildroot}}/usr/bin
touch %{{buildroot}}/usr/bin/{name}
%files
/usr/bin/{name}
"""
_SIGNER = "Kumonote tests"


def run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=120)


@dataclass(frozen=True)
class Repository:
    """`url` is served by a real web server; `folder` is what it serves."""

    url: str
    folder: Path
    key: Path
    """The public key that its list of contents is signed with."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any, **__: Any) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="package")
def packages() -> Iterator[Path]:
    """A signed repository on disk, with `repository.key` beside it."""
    for program in ("zypper", "rpmbuild", "createrepo_c", "gpg"):
        assert shutil.which(program), f"the test command installs {program}"
    folder = Path(tempfile.mkdtemp(prefix="kumonote-suse-"))
    try:
        contents, keyring = folder / "contents", folder / "gnupg"
        for name in PACKAGES:
            spec = folder / f"{name}.spec"
            spec.write_text(_SPEC.format(name=name))
            defined = (f"_topdir {folder}/build", f"_rpmdir {contents}")
            run("rpmbuild", "-bb", "--define", defined[0], "--define", defined[1], spec)
        run("createrepo_c", "--quiet", contents)
        keyring.mkdir(mode=0o700)
        gpg = ("gpg", "--homedir", keyring, "--batch", "--passphrase", "")
        run(*gpg, "--quick-generate-key", _SIGNER, "rsa2048", "sign", "never")
        run(*gpg, "--armor", "--detach-sign", contents / "repodata" / "repomd.xml")
        run(*gpg, "--armor", "--output", folder / "repository.key", "--export", _SIGNER)
        run("gpgconf", "--homedir", keyring, "--kill", "all")
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def repository(packages: Path, tmp_path: Path) -> Iterator[Repository]:
    """The packages on a web server, in a copy that a test may spoil."""
    folder = tmp_path / "served"
    shutil.copytree(packages / "contents", folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    host, port = server.server_address[:2]
    yield Repository(f"http://{host!s}:{port}", folder, packages / "repository.key")
    server.shutdown()
    server.server_close()
    thread.join()


class Machine:
    """A root folder with zypper's configuration, and a `zypper` that works in it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        self._programs = folder / "bin"
        self._log = folder / "setup.log"
        self.root.mkdir()
        self._programs.mkdir()
        self._real = shutil.which("zypper") or "zypper"
        self.program("zypper", f'exec {self._real} --root {self.root} "$@"')

    def program(self, name: str, script: str) -> None:
        """What this machine runs under `name`."""
        file = self._programs / name
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    def add(self, name: str, url: str, key: Path | None = None) -> None:
        """A repository, trusted if its `key` is given."""
        run("zypper", "--root", self.root, "addrepo", url, name)
        if key is not None:
            run("rpmkeys", "--root", self.root, "--import", key)

    def zypper(self, suse: Suse = OTHER, proxy: str = "") -> Zypper:
        """The part of the setup program that drives it."""
        settings = Settings({"format": 1, "user": "root", "proxy": proxy})
        return Zypper(
            Processes({"PATH": f"{self._programs}:/usr/sbin:/usr/bin:/sbin:/bin"}),
            Network(System("root"), settings),
            Reporter(self._log, "first-boot"),
            suse,
        )

    @property
    def installed(self) -> set[str]:
        folder = self.root / "usr" / "bin"
        return {file.name for file in folder.iterdir()} if folder.is_dir() else set()

    @contextmanager
    def somebody_at_work(self) -> Iterator[None]:
        """Another zypper that has the lock meanwhile."""
        command = [self._real, "--root", str(self.root), "--non-interactive", "shell"]
        other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert other.stdin is not None
        try:
            other.stdin.write(b"refresh\n")
            other.stdin.flush()
            wait_until(lambda: self.lock.is_file() and bool(self.lock.read_text().strip()))
            yield
        finally:
            other.stdin.close()
            other.wait(60)

    @property
    def lock(self) -> Path:
        """The number of the process that has zypper's lock."""
        return self.root / "run" / "zypp.pid"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)
