"""The SSH side of a reduced guest: real SSH and SFTP, with the guest's own keys."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import Mapping
from pathlib import Path

import asyncssh

from app.practice.guests.reduced.commands import command_line
from app.practice.guests.reduced.first_boot import HOST_KEY

_CHUNK = 65536


class Login(asyncssh.SSHServer):
    """Lets in whoever has a key that the guest's `authorized_keys` lists at that moment."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn

    def begin_auth(self, username: str) -> bool:
        keys = self._root / "home" / username / ".ssh/authorized_keys"
        if "/" not in username and self._connection is not None and keys.is_file():
            with contextlib.suppress(ValueError):  # no valid line in it
                self._connection.set_authorized_keys(str(keys))
        return True

    def public_key_auth_supported(self) -> bool:
        return True


class Files(asyncssh.SFTPServer):
    """The guest's root and nothing outside it; relative paths begin at the user's home."""

    def __init__(self, channel: asyncssh.SSHServerChannel[bytes], root: Path) -> None:
        super().__init__(channel, chroot=str(root).encode())
        user = channel.get_extra_info("username")
        self._home = f"/home/{user}/".encode()

    def map_path(self, path: bytes) -> bytes:
        return super().map_path(path if path.startswith(b"/") else self._home + path)


class SshServer:
    """Listens on one loopback port."""

    def __init__(self, root: Path, environment: Mapping[str, str], port: int) -> None:
        self._root = root
        self._environment = environment
        self._port = port
        self._acceptor: asyncssh.SSHAcceptor | None = None

    async def open(self) -> None:
        """Raises `OSError` for a taken port, `asyncssh.KeyImportError` for a bad host key."""
        self._acceptor = await asyncssh.listen(
            "127.0.0.1",
            self._port,
            server_factory=lambda: Login(self._root),
            server_host_keys=[self._host_key()],
            process_factory=self._process,
            sftp_factory=lambda channel: Files(channel, self._root),
            allow_scp=True,
            encoding=None,
            reuse_address=True,
            password_auth=False,
            kbdint_auth=False,
            agent_forwarding=False,
            login_timeout=60,
        )

    def read_host_key(self) -> None:
        """Answer further connections with the host key that is now in the guest.

        Raises `OSError`, or `ValueError` for a file that is no key.
        """
        if self._acceptor is not None:
            self._acceptor.update(server_host_keys=[self._host_key()])

    def _host_key(self) -> asyncssh.SSHKey:
        # Read here: given the file's name, the library would read it anew at any login, and
        # fail where the file of the public half does not match yet.
        return asyncssh.read_private_key(self._root / HOST_KEY)

    async def close(self) -> None:
        if self._acceptor is not None:
            self._acceptor.close()
            await self._acceptor.wait_closed()

    async def _process(self, client: asyncssh.SSHServerProcess[bytes]) -> None:
        try:
            child = await asyncio.create_subprocess_exec(
                *command_line(client.command, self._root, self._environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self._environment,
                cwd=self._environment["HOME"],
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            client.stderr.write(f"{error}\n".encode())
            client.exit(127)
            return
        if child.stdin is None or child.stdout is None or child.stderr is None:
            raise RuntimeError("a child without pipes")
        given = asyncio.create_task(_feed(client, child.stdin))
        await asyncio.gather(_copy(child.stdout, client.stdout), _copy(child.stderr, client.stderr))
        code = await child.wait()
        given.cancel()
        await asyncio.gather(given, return_exceptions=True)
        client.exit(code if code >= 0 else 128 - code)


async def _feed(client: asyncssh.SSHServerProcess[bytes], stdin: asyncio.StreamWriter) -> None:
    """Hand the client's input to the program until either ends."""
    with contextlib.suppress(OSError, asyncssh.Error):
        while data := await client.stdin.read(_CHUNK):
            stdin.write(data)
            await stdin.drain()
    stdin.close()


async def _copy(source: asyncio.StreamReader, target: asyncssh.SSHWriter[bytes]) -> None:
    """Pass on what the program says. It goes on to its end even when nobody listens any more."""
    listening = True
    while data := await source.read(_CHUNK):
        if listening:
            try:
                target.write(data)
                await target.drain()
            except (OSError, asyncssh.Error):
                listening = False
