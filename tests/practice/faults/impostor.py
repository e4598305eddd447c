"""A machine that answers in place of another: SSH, with a host key of its own."""

from __future__ import annotations

import io
import logging
import socket
import threading
from contextlib import suppress

import paramiko
from paramiko.common import AUTH_FAILED

from app.guest.keys import new_key_pair

_LOG_CHANNEL = "tests.impostor"
logging.getLogger(_LOG_CHANNEL).setLevel(logging.CRITICAL)  # refused clients are its purpose


class _Curious(paramiko.ServerInterface):
    def __init__(self, asked: list[str]) -> None:
        self._asked = asked

    def get_allowed_auths(self, username: str) -> str:
        del username
        return "publickey,password"

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        del key
        self._asked.append(username)
        return AUTH_FAILED


class Impostor:
    """`asked` are the users who wanted to log in: there must be none."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        private = new_key_pair().private.reveal()
        self._key = paramiko.Ed25519Key.from_private_key(io.StringIO(private))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._transports: list[paramiko.Transport] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def connect(self) -> socket.socket:
        return socket.create_connection(self._listener.getsockname())

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes `accept`
        self._listener.close()
        self._thread.join()
        for transport in self._transports:
            transport.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with suppress(paramiko.SSHException, EOFError, OSError):
                transport = paramiko.Transport(connection)
                transport.set_log_channel(_LOG_CHANNEL)
                transport.add_server_key(self._key)
                self._transports.append(transport)
                transport.start_server(event=threading.Event(), server=_Curious(self.asked))
