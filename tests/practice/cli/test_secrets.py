"""No secret anywhere it does not belong: files, logs, events, command lines, environments."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from app.secret import Secret
from tests.shared.practice_home import Ended, PracticeHome
from tests.shared.servers import new_practice_home

NAME = "secretive"
TABLE = "table: secrets after create, stop, start and delete"
CONFIGURATION = "jupyter_server_config.py"
HASH = re.compile(rb"\$argon2id?\$[^']+")
Tell = Callable[[str, object], None]
LOOKS_SECRET = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"  # keys of any kind
    rb"|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+"  # tokens
    rb"|\$argon2id?\$"  # the password's hash belongs into the machine only
)
IN_BASE64 = re.compile(
    rb"LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVE"
    rb"|0tLS0tQkVHSU4gT1BFTlNTSCBQUklWQVRF"
    rb"|tLS0tLUJFR0lOIE9QRU5TU0ggUFJJVkFUR"
)
"""The beginning of an OpenSSH private key, wherever a group of three bytes begins."""

DISK = frozenset({"disk", "root", "work", "image"})
_CHUNK = 1 << 20


class Watcher:
    """Looks at the command lines and environments of all processes until told to stop."""

    def __init__(self, needle: Secret) -> None:
        self._needle = needle.reveal()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watcher")
        self.seen: set[str] = set()
        self.looked_at = 0

    def __enter__(self) -> Watcher:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.2):
            for process in psutil.process_iter(["cmdline", "environ", "name"]):
                words = [*(process.info["cmdline"] or ())]
                words += (process.info["environ"] or {}).values()
                self.looked_at += 1
                if any(self._needle in word for word in words):
                    self.seen.add(str(process.info["name"]))


@dataclass(frozen=True)
class Created:
    home: PracticeHome
    password: Secret
    ended: tuple[Ended, ...]
    watcher: Watcher


@pytest.fixture(scope="module")
def created() -> Iterator[Created]:
    """A server of its own: what was searched must have seen a creation, a stop and a start."""
    password = Secret(f"Kumo-{secrets.token_urlsafe(12)}")
    with new_practice_home() as home:
        with Watcher(password) as watcher:
            ended = (
                home.create(NAME, password),
                home.practice("stop", NAME),
                home.practice("start", NAME),
            )
        for command in ended:
            assert command.exit_code == 0, command.explanation
        yield Created(home, password, ended, watcher)


def files(home: PracticeHome, *, disks: bool) -> Iterator[Path]:
    """Every file of the home, those on the machines' disks or all others, and the traffic."""
    guests = home.folder / "practice" / "guests"
    if not disks:
        yield home.traffic
    for folder, _, names in os.walk(guests if disks else home.folder):
        for name in names:
            path = Path(folder, name)
            if _is_on_disk(path, guests) == disks and path.is_file() and not path.is_symlink():
                yield path


def _is_on_disk(path: Path, guests: Path) -> bool:
    """Whether `path` belongs to what a machine itself wrote; its console does not."""
    parts = path.relative_to(guests).parts if path.is_relative_to(guests) else ()
    return len(parts) > 2 and parts[1] in DISK


def contains(path: Path, needles: list[bytes]) -> bool:
    """A file that the running machine has removed meanwhile contains nothing."""
    longest = max(len(needle) for needle in needles)
    with contextlib.suppress(FileNotFoundError), path.open("rb") as stream:
        before = b""
        while chunk := stream.read(_CHUNK):
            window = before + chunk
            if any(needle in window for needle in needles):
                return True
            before = window[-longest:]
    return False


def is_open_to_all(path: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return bool(path.stat().st_mode & 0o004)
    return False


def search_this_computer(created: Created) -> tuple[int, int]:
    """Fails for any secret in a file of this computer or in the traffic; files and bytes."""
    password = created.password.reveal().encode()
    searched = size = 0
    for path in files(created.home, disks=False):
        data = path.read_bytes()
        searched, size = searched + 1, size + len(data)
        assert password not in data, path
        assert not LOOKS_SECRET.search(data), path
        assert not IN_BASE64.search(data), path
    return searched, size


def test_no_file_of_this_computer_holds_a_secret(created: Created, record_property: Tell) -> None:
    searched, size = search_this_computer(created)
    record_property(TABLE, f"{searched} files and the traffic, {size} bytes: 0 found")
    assert searched > 5


def test_the_machine_itself_has_the_hash_only(created: Created, record_property: Tell) -> None:
    """Its disk has its own keys, of course: the host key and the certificate's."""
    password = created.password.reveal().encode()
    searched = 0
    for path in files(created.home, disks=True):
        searched += 1
        assert not contains(path, [password]), path
    record_property(TABLE, f"{searched} files of the machine's disk: 0 found")


def test_other_users_of_the_machine_cannot_read_the_hash(
    created: Created, record_property: Tell
) -> None:
    disk = list(files(created.home, disks=True))
    configured = [path.read_bytes() for path in disk if path.name == CONFIGURATION]
    hashes = [found for data in configured for found in HASH.findall(data)]
    assert hashes, "the machine has a hash somewhere"
    open_to_all = [path for path in disk if is_open_to_all(path)]
    assert [path for path in open_to_all if contains(path, hashes)] == []
    record_property(TABLE, f"{len(open_to_all)} files that other users of it may read: 0 found")


def test_events_and_logs_of_the_commands_hold_no_secret(created: Created) -> None:
    for ended in created.ended:
        said = f"{ended.events} {ended.stderr}"
        assert created.password.reveal() not in said
        assert not LOOKS_SECRET.search(said.encode())


def test_no_command_line_and_no_environment_held_the_password(
    created: Created, record_property: Tell
) -> None:
    looked_at = created.watcher.looked_at
    assert looked_at > 100
    assert created.watcher.seen == set()
    record_property(TABLE, f"{looked_at} looks at arguments and environment of a process: 0 found")


def test_what_is_kept_is_for_this_user_only(created: Created) -> None:
    for path in (
        created.home.folder / "journal" / "practice" / f"{NAME}.jsonl",
        created.home.folder / "pictures" / "practice" / f"{NAME}.png",
        created.home.folder / "logs" / "kumonote.log",
    ):
        assert path.stat().st_mode & 0o077 == 0, path


def test_after_the_deletion_there_is_none_either(created: Created, record_property: Tell) -> None:
    """The last of this file: it ends the server."""
    with Watcher(created.password) as watcher:
        deleted = created.home.practice("delete", NAME, "--yes")
    assert deleted.exit_code == 0, deleted.explanation
    assert watcher.seen == set()
    searched, size = search_this_computer(created)
    assert list(files(created.home, disks=True)) == []
    record_property(TABLE, f"after delete {searched} files and the traffic, {size} bytes: 0 found")
