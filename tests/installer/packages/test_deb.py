"""The .deb on a Debian that has never seen Kumonote: installed, used, removed without a trace."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import __version__
from app.paths import Paths
from tests.installer.clean_machine import CleanMachine, bare_machine, why_not
from tests.shared.virtual_screen import virtual_screen
from tests.shared.waiting import wait_until

_REASON = why_not()
pytestmark = pytest.mark.skipif(bool(_REASON), reason=_REASON or "can run here")

PASSWORD = "-".join(("a", "packed", "word", "7"))
A_PAINTED_PAGE = 40
# A desktop's own parts, which its packages bring; and what a practice machine is made with where
# none can boot, as in a root file system without a first process.
OF_A_DESKTOP = ("ca-certificates", "desktop-file-utils", "man-db", "shared-mime-info")
FOR_PRACTICE = ("openssh-client", "python3-venv")
INSTALL = "apt-get install --yes --quiet /srv/kumonote.deb"
PURGE = "apt-get purge --yes --quiet --autoremove kumonote; apt-get clean"
# Debian's own notes of what was installed when, and lists that it makes again
_NOTES = ("/var/log", "/var/cache", "/var/lib/dpkg")
_PRACTICE = """
mkdir --parents ~/.local/share/kumonote
printf '[practice]\nguest = \"reduced\"\n' > ~/.local/share/kumonote/settings.toml
kumonote-cli create --practice --name packed --speed=100 --password-stdin --json < /srv/password
kumonote-cli practice stop
"""
"""As in a root file system without a first process no machine can boot, it is a reduced one."""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory, deb: Path) -> Iterator[CleanMachine]:
    """With a person who is not root, and the package lying in /srv."""
    cache = Paths.of_this_user().cache
    packages = (*OF_A_DESKTOP, *FOR_PRACTICE)
    with bare_machine(tmp_path_factory.mktemp("debian"), cache, packages) as bare:
        shutil.copyfile(deb, bare.root / "srv" / "kumonote.deb")
        (bare.root / "srv" / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
        do(bare, "useradd --create-home sora; apt-get update")
        yield bare


def as_sora(script: str) -> str:
    """The script, run by the person."""
    quoted = shlex.quote(f"set -e; cd; {script}")
    return f"runuser -u sora -- env -u KUMONOTE_CACHE HOME=/home/sora sh -c {quoted}"


def do(machine: CleanMachine, script: str, *, timeout_seconds: float = 600) -> str:
    done = machine.run(script, timeout_seconds=timeout_seconds)
    assert done.returncode == 0, done.stdout[-6000:]
    return done.stdout


def of_the_system(files: set[str]) -> set[str]:
    """Those that are neither a person's own nor a note."""
    return {file for file in files if not file.startswith(("/home/sora/", *_NOTES))}


@pytest.mark.timeout(1800)
def test_it_is_installed_used_and_removed_without_a_trace(
    machine: CleanMachine, tmp_path: Path
) -> None:
    before = machine.files()
    do(machine, INSTALL)
    assert of_the_system(machine.files()) > of_the_system(before)

    assert do(machine, as_sora("kumonote-cli --version")) == f"{__version__}\n"
    look_at_what_a_desktop_knows(machine)
    look_at_the_window(machine, tmp_path)
    last = json.loads(do(machine, as_sora(_PRACTICE)).splitlines()[-2])
    assert last["event"] == "finished"
    assert last["server"]["ready"] is True

    do(machine, PURGE)
    assert of_the_system(machine.files()) == of_the_system(before)
    assert "/home/sora/.local/share/kumonote/settings.toml" in machine.files()


def look_at_what_a_desktop_knows(machine: CleanMachine) -> None:
    """Its manual pages, its type of file, and the program for that."""
    for page in ("kumonote", "kumonote-cli"):
        read = do(machine, f"MANWIDTH=80 man --warnings {page}")
        assert f"{page.upper()}(1)" in read
        assert "warning" not in read
    globs = (machine.root / "usr/share/mime/globs2").read_text(encoding="utf-8")
    assert "50:application/x-kumonote-plan:*.kumonote\n" in globs
    programs = (machine.root / "usr/share/applications/mimeinfo.cache").read_text(encoding="utf-8")
    assert "application/x-kumonote-plan=org.kumonote.Kumonote.desktop;" in programs


def look_at_the_window(machine: CleanMachine, folder: Path) -> None:
    """In practice mode, up to a painted page, and not a word on the way."""
    with virtual_screen(folder) as screen:
        opened = f"DISPLAY={screen.display} QT_QPA_PLATFORM=xcb kumonote --practice"
        with machine.running(as_sora(opened)) as window:
            wait_until(lambda: screen.colours() > A_PAINTED_PAGE, what="a painted page")
            assert window.poll() is None
            window.kill()
            said = window.communicate(timeout=240)[0]
    assert [line for line in said.splitlines() if not line.startswith(("MESA", "libEGL"))] == []
