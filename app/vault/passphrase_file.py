"""Keeps secrets in a file that a passphrase encrypts."""

from __future__ import annotations

import base64
import contextlib
import json
import secrets
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from filelock import FileLock, Timeout

from app.foreign_json import decoded
from app.paths import make_private_folder
from app.private_file import write_private_file
from app.problems import Action, Problem, ProblemError
from app.secret import Secret
from app.text import Text, text

COST: Final = 2**17
"""Scrypt's N (with r 8, p 1: 128 MiB and a good part of a second), as OWASP recommends."""

_MOST_COST: Final = 2**20
_BLOCK, _PARALLEL = 8, 1
_FORMAT: Final = 1
_LOCK_SECONDS: Final = 10.0

_Secrets = dict[str, dict[str, str]]


@dataclass(frozen=True)
class _Head:
    """What stands in clear; the cipher vouches for it too."""

    cost: int
    salt: bytes

    def authenticated(self) -> bytes:
        return json.dumps([_FORMAT, self.cost, _BLOCK, _PARALLEL, _text(self.salt)]).encode()


class PassphraseFileVault:
    """One file, mode 0600: scrypt makes the key, AES-256-GCM encrypts all secrets at once.

    The passphrase is tried when the vault is made: `ProblemError` "wrong-passphrase" if an
    existing file does not open with it, "vault-damaged" if it is no vault.
    """

    def __init__(self, path: Path, passphrase: Secret, *, cost: int = COST) -> None:
        if not passphrase:
            raise ValueError("an empty passphrase protects nothing")
        self._path = path
        self._passphrase = passphrase
        self._cost = cost
        self._keys: dict[_Head, bytes] = {}
        self._lock = threading.Lock()
        self._read()

    @property
    def where(self) -> Text:
        return text("Keys are kept in {file}, encrypted by your passphrase.", file=self._path)

    def get(self, server: str, name: str) -> Secret | None:
        with self._lock:
            value = self._read()[1].get(server, {}).get(name)
        return None if value is None else Secret(value)

    def put(self, server: str, name: str, secret: Secret) -> None:
        with self._lock, self._alone():
            head, kept = self._read()
            kept.setdefault(server, {})[name] = secret.reveal()
            self._write(head, kept)

    def delete(self, server: str) -> None:
        with self._lock, self._alone():
            head, kept = self._read()
            if kept.pop(server, None) is not None:
                self._write(head, kept)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Another Kumonote must not write between our reading and writing."""
        path = self._path.with_name(f"{self._path.name}.lock")
        lock = FileLock(path, timeout=_LOCK_SECONDS, mode=0o600, thread_local=False)
        try:
            make_private_folder(path.parent)
            lock.acquire()
        except (OSError, Timeout) as error:
            raise _not_usable(self._path, error) from error
        try:
            yield
        finally:
            lock.release()

    def _read(self) -> tuple[_Head, _Secrets]:
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return next(iter(self._keys), None) or _Head(self._cost, secrets.token_bytes(16)), {}
        except OSError as error:
            raise _not_usable(self._path, error) from error
        head, nonce, sealed = _parsed(data, self._path)
        try:
            plain = AESGCM(self._key(head)).decrypt(nonce, sealed, head.authenticated())
        except InvalidTag as error:
            raise _wrong_passphrase(self._path) from error
        kept: _Secrets = json.loads(plain)
        return head, kept

    def _write(self, head: _Head, kept: Mapping[str, Mapping[str, str]]) -> None:
        nonce = secrets.token_bytes(12)
        plain = json.dumps(kept).encode()
        sealed = AESGCM(self._key(head)).encrypt(nonce, plain, head.authenticated())
        whole = {
            "format": _FORMAT,
            "kdf": {"name": "scrypt", "n": head.cost, "r": _BLOCK, "p": _PARALLEL},
            "salt": _text(head.salt),
            "nonce": _text(nonce),
            "sealed": _text(sealed),
        }
        try:
            write_private_file(self._path, json.dumps(whole).encode())
        except OSError as error:
            raise _not_usable(self._path, error) from error

    def _key(self, head: _Head) -> bytes:
        if head not in self._keys:
            scrypt = Scrypt(salt=head.salt, length=32, n=head.cost, r=_BLOCK, p=_PARALLEL)
            self._keys = {head: scrypt.derive(self._passphrase.reveal().encode())}
        return self._keys[head]


def _parsed(data: bytes, path: Path) -> tuple[_Head, bytes, bytes]:
    try:
        whole: dict[str, Any] = decoded(data)
        kdf = whole["kdf"]
        if (whole["format"], kdf["name"], kdf["r"], kdf["p"]) != (_FORMAT, "scrypt", 8, 1):
            raise ValueError("another format")
        cost = int(kdf["n"])
        if not 2 <= cost <= _MOST_COST or cost & (cost - 1):
            raise ValueError("a cost out of range")
        parts = [
            base64.b64decode(whole[name], validate=True) for name in ("salt", "nonce", "sealed")
        ]
        if len(parts[1]) != 12:
            raise ValueError("a nonce of another length")
    except (ValueError, KeyError, TypeError) as error:
        raise ProblemError(
            Problem(
                code="vault-damaged",
                message=text("{file} is no vault of this Kumonote, or it is damaged.", file=path),
                advice=text("Move it away; `repair` makes new keys for your servers."),
                details=f"{type(error).__name__}: {error}",
            )
        ) from error
    return _Head(cost, parts[0]), parts[1], parts[2]


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _wrong_passphrase(path: Path) -> ProblemError:
    return ProblemError(
        Problem(
            code="wrong-passphrase",
            message=text("This passphrase does not open {file}.", file=path),
            advice=text(
                "Try again. If it is lost, move the file away;"
                " `repair` makes new keys for your servers."
            ),
            action=Action.RETRY,
        )
    )


def _not_usable(path: Path, error: Exception) -> ProblemError:
    return ProblemError(
        Problem(
            code="vault-not-usable",
            message=text("Kumonote cannot read or write {file}.", file=path),
            advice=text("Check that the disk is not full and that the file belongs to you."),
            details=str(error),
        )
    )
