"""An open connection to a Linux machine over SSH: commands, files, tunnels."""

from __future__ import annotations

import shlex
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import paramiko

from app.engine.cancel import CancelToken
from app.guest import errors
from app.guest.execution import attend
from app.guest.files import get_file, put_file
from app.guest.protocol import CommandResult

_OPEN_SECONDS: Final = 30.0


class SshGuest:
    """A `Guest` over an authenticated transport. Made by `app.guest.connecting.connect`."""

    def __init__(self, transport: paramiko.Transport, host_key: str) -> None:
        self._transport = transport
        self.host_key = host_key
        """The pinned key that the machine proved to have, "ssh-ed25519 AAAA…"."""

    @property
    def identity(self) -> str:
        return self.host_key

    @property
    def is_open(self) -> bool:
        return self._transport.is_active()

    def run(
        self,
        command: Sequence[str],
        *,
        cancel: CancelToken,
        stdin: bytes = b"",
        timeout_seconds: float = 60.0,
        on_line: Callable[[str], None] | None = None,
    ) -> CommandResult:
        """See `Guest.run`. `timeout_seconds` limits the silence between two outputs.

        Cancelling closes the connection; the command in the machine goes on.
        """
        with self._using(cancel):
            with self._answering():
                channel = self._transport.open_session()
            with channel:
                with self._answering():
                    channel.exec_command(shlex.join(command))
                return attend(
                    channel,
                    command,
                    stdin=stdin,
                    silence_seconds=timeout_seconds,
                    on_line=on_line,
                    cancel=cancel,
                )

    def put(self, path: str, data: bytes, *, mode: int, cancel: CancelToken) -> None:
        """See `Guest.put`. The file appears at once and whole."""
        with self.files(path, cancel) as files:
            put_file(files, path, data, mode)

    def get(self, path: str, *, cancel: CancelToken) -> bytes:
        """See `Guest.get`. Raises `FileNotFoundError` where there is none."""
        with self.files(path, cancel) as files:
            return get_file(files, path)

    def open_stream(self, host: str, port: int, timeout_seconds: float) -> paramiko.Channel:
        """A stream to `host`:`port` as the machine sees them. Raises `OSError`."""
        try:
            return self._transport.open_channel(
                "direct-tcpip", (host, port), ("127.0.0.1", 0), timeout=timeout_seconds
            )
        except (paramiko.SSHException, EOFError) as error:
            raise ConnectionError(str(error)) from error

    def close(self) -> None:
        self._transport.close()

    @contextmanager
    def _using(self, cancel: CancelToken) -> Iterator[None]:
        """Cancelling closes the connection; what breaks then broke because of that."""
        cancel.check()
        forget = cancel.on_cancel(self.close)
        try:
            yield
        except FileNotFoundError:
            raise
        except (paramiko.SSHException, EOFError, OSError) as error:
            cancel.check()
            raise errors.connection_lost(str(error) or type(error).__name__) from error
        finally:
            forget()

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """While inside, the machine has to answer soon: paramiko waits for the answer to a request
        of a channel without a limit, though the other side may have gone still for good.
        """
        limit = threading.Timer(_OPEN_SECONDS, self.close)
        limit.daemon = True
        limit.start()
        try:
            yield
        finally:
            limit.cancel()

    @contextmanager
    def files(self, path: str, cancel: CancelToken) -> Iterator[paramiko.SFTPClient]:
        """The machine's files, while inside; `path` is what a failure names.

        Relative paths begin at the user's home.
        """
        with self._using(cancel):
            with self._answering():
                files = paramiko.SFTPClient.from_transport(self._transport)
            channel = files.get_channel() if files else None
            if files is None or channel is None:
                raise EOFError("no SFTP")
            channel.settimeout(_OPEN_SECONDS)
            with files:
                try:
                    yield files
                except FileNotFoundError:
                    raise
                except TimeoutError:
                    self.close()  # whoever goes on needs a connection that answers
                    raise
                except OSError as error:
                    if not self.is_open:
                        raise
                    cancel.check()
                    raise errors.file_failed(path, str(error)) from error
