"""Reaching a Linux machine over SSH, at exactly the host key that is pinned.

There is no file of known hosts, no agent, no key of the user's own and no policy that would
learn a key: the caller names the Ed25519 host keys to accept (two while one replaces the
other), and a machine with any other key is told nothing.
"""

from __future__ import annotations

import io
import logging
import select
import socket
from collections.abc import Collection
from typing import Final

import paramiko

from app.awake import Limit
from app.dialing import Dialer, give_up_unacknowledged
from app.engine.cancel import CancelToken
from app.guest import errors
from app.guest.keys import KEY_TYPE, fingerprint, public_line
from app.guest.ssh import SshGuest
from app.problems import ProblemError
from app.secret import Secret

SSH_PORT: Final = 22
BOOT_LIMIT_SECONDS: Final = 300.0

_LOGIN_LIMIT_SECONDS: Final = 90.0
"""While a machine boots for the first time, SSH may answer before the user's key is in place."""
_DIAL_SECONDS: Final = 10.0
_GREETING_SECONDS: Final = 10.0
_HANDSHAKE_SECONDS: Final = 30.0
_RETRY_SECONDS: Final = 0.5
_TICK_SECONDS: Final = 0.1
_KEEPALIVE_SECONDS: Final = 15
_UNACKNOWLEDGED_SECONDS: Final = 60
"""A line that is gone (the computer slept, or is in another network) is noticed so late."""
_GREETING: Final = b"SSH-"
_LOG_CHANNEL: Final = "kumonote.ssh"

# paramiko logs each failed handshake as an error; here they are expected and put into words
logging.getLogger(_LOG_CHANNEL).setLevel(logging.CRITICAL)


def connect(
    dialer: Dialer,
    host: str,
    *,
    user: str,
    login_key: Secret,
    host_keys: Collection[str],
    cancel: CancelToken,
    port: int = SSH_PORT,
    limit_seconds: float = BOOT_LIMIT_SECONDS,
    login_limit_seconds: float = _LOGIN_LIMIT_SECONDS,
) -> SshGuest:
    """Wait until `host` answers and log in as `user` with `login_key` alone.

    `host_keys` are public Ed25519 lines; a machine that proves any other key raises
    `ProblemError` "ssh-host-key" at once, before anything is sent to it. Other codes:
    "ssh-no-answer" after `limit_seconds`, "ssh-login-refused" when the login key is still
    refused `login_limit_seconds` after the first answer.
    """
    pinned = frozenset(public_line(key) for key in host_keys)
    private = paramiko.Ed25519Key.from_private_key(io.StringIO(login_key.reveal()))
    limit = Limit(limit_seconds)
    refused: Limit | None = None
    while True:
        cancel.check()
        try:
            return _attempt(dialer, (host, port), user, private, pinned, cancel)
        except paramiko.AuthenticationException as error:
            refused = refused or Limit(login_limit_seconds)
            if refused.over:
                raise errors.login_refused(host, user, str(error)) from error
        except (OSError, EOFError, paramiko.SSHException) as error:
            cancel.check()
            if limit.over:
                raise errors.no_answer(host, str(error) or type(error).__name__) from error
        cancel.wait(_RETRY_SECONDS)


def _attempt(
    dialer: Dialer,
    where: tuple[str, int],
    user: str,
    login_key: paramiko.PKey,
    pinned: frozenset[str],
    cancel: CancelToken,
) -> SshGuest:
    connection = dialer.connect(*where, _DIAL_SECONDS)
    try:
        give_up_unacknowledged(connection, _UNACKNOWLEDGED_SECONDS)
        _wait_for_greeting(connection, cancel)
        transport = paramiko.Transport(connection)
    except BaseException:
        connection.close()
        raise
    forget = cancel.on_cancel(transport.close)
    try:
        guest = SshGuest(transport, _verified_host_key(transport, where[0], pinned))
        transport.auth_timeout = _HANDSHAKE_SECONDS
        transport.auth_publickey(user, login_key)
        transport.set_keepalive(_KEEPALIVE_SECONDS)
    except BaseException:
        transport.close()
        raise
    finally:
        forget()
    return guest


def _wait_for_greeting(connection: socket.socket, cancel: CancelToken) -> None:
    """Forwarders take a connection long before a server stands behind it. Raises `OSError`."""
    limit = Limit(_GREETING_SECONDS)
    seen = b""
    while len(seen) < len(_GREETING):
        cancel.check()
        if limit.over:
            raise TimeoutError("no greeting")
        if not select.select([connection], [], [], _TICK_SECONDS)[0]:
            continue
        before = len(seen)
        # only looked at: the greeting is part of what paramiko reads
        seen = connection.recv(len(_GREETING), socket.MSG_PEEK)
        if not seen:
            raise ConnectionError("closed without a greeting")
        if len(seen) == before:
            cancel.wait(_TICK_SECONDS)
    if seen != _GREETING:
        raise ConnectionError("something else than SSH answers")


def _verified_host_key(transport: paramiko.Transport, host: str, pinned: frozenset[str]) -> str:
    """The host key, whose private half the machine has proved to have in the key exchange."""
    transport.set_log_channel(_LOG_CHANNEL)
    transport.get_security_options().key_types = (KEY_TYPE,)
    try:
        transport.start_client(timeout=_HANDSHAKE_SECONDS)
        key = transport.get_remote_server_key()
    except paramiko.SSHException as error:
        if "no acceptable host key" in str(error).lower():
            raise _other(host, "none of this type", pinned) from error
        raise
    except (OSError, EOFError):
        raise
    except Exception as error:
        # paramiko hands on whatever its thread stumbled over in a malformed message
        raise ConnectionError(f"no SSH: {type(error).__name__}: {error}") from error
    offered = f"{key.get_name()} {key.get_base64()}"
    if offered not in pinned:
        raise _other(host, fingerprint(offered), pinned)
    return offered


def _other(host: str, offered: str, pinned: frozenset[str]) -> ProblemError:
    expected = ", ".join(sorted(fingerprint(key) for key in pinned)) or "none"
    return errors.other_host_key(host, offered, expected)
