"""Keeps secrets in the keyring of the system."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, TypeVar

from app.foreign_json import decoded
from app.problems import Action, Problem, ProblemError
from app.secret import Secret
from app.text import Text, text
from app.vault.kept_for import KeptFor
from app.vault.limited import call_with_limit

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

PROBE_SECONDS: Final = 15.0
"""Long enough for a desktop's keyring to start; one that is locked may ask its owner."""

CALL_SECONDS: Final = 60.0

_NAMES: Final = {
    "keyring.backends.SecretService": "Secret Service",
    "keyring.backends.libsecret": "Secret Service",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": "Windows Credential Manager",
}
"""By module. Any other backend may keep secrets in clear or ask on the terminal."""

_PROBE: Final = "probe"


class NoKeyring(Exception):
    """This computer has no keyring that works; `reason` says so in words."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.in_language("en"))
        self.reason = reason


class KeyringVault:
    """Secrets as items of `service`, "<server>/<name>".

    A keyring cannot list its items, so the item "<server>" holds the names as JSON; it is
    written before a secret and removed after the last, so none is ever forgotten there. The
    servers themselves are noted in `kept_for`, in the same order.
    """

    def __init__(
        self,
        backend: KeyringBackend,
        service: str,
        kept_for: KeptFor,
        limit: float = CALL_SECONDS,
    ) -> None:
        self._backend = backend
        self._service = service
        self._kept_for = kept_for
        self._limit = limit
        self._lock = threading.Lock()

    @property
    def where(self) -> Text:
        return text("Keys are kept in {keyring}.", keyring=name_of(self._backend))

    def get(self, server: str, name: str) -> Secret | None:
        value = self._get(_item(server, name))
        return None if value is None else Secret(value)

    def put(self, server: str, name: str, secret: Secret) -> None:
        with self._lock:
            self._note(server)
            names = self._names(server)
            if name not in names:
                self._set(server, json.dumps([*names, name]))
            self._set(_item(server, name), secret.reveal())

    def delete(self, server: str) -> None:
        with self._lock:
            if self._get(server) is not None:
                for name in self._names(server):
                    self._delete(_item(server, name))
                self._delete(server)
            with contextlib.suppress(OSError):  # a note too many does no harm
                self._kept_for.strike_out(server)

    def _note(self, server: str) -> None:
        try:
            self._kept_for.note(server)
        except OSError as error:
            raise ProblemError(
                Problem(
                    code="vault-not-usable",
                    message=text("Kumonote cannot note for which server it keeps a key."),
                    advice=text(
                        "Check that the disk is not full and that the file belongs to you."
                    ),
                    details=str(error),
                )
            ) from error

    def _names(self, server: str) -> list[str]:
        """What `server` has secrets called; none if somebody else changed the list."""
        try:
            names = decoded(self._get(server) or "[]")
        except ValueError:
            return []
        return [str(name) for name in names] if isinstance(names, list) else []

    def _get(self, item: str) -> str | None:
        return self._call(lambda: self._backend.get_password(self._service, item))

    def _set(self, item: str, value: str) -> None:
        self._call(lambda: self._backend.set_password(self._service, item, value))

    def _delete(self, item: str) -> None:
        if self._get(item) is not None:
            self._call(lambda: self._backend.delete_password(self._service, item))

    def _call(self, call: Callable[[], T]) -> T:
        try:
            return call_with_limit(call, self._limit, "keyring")
        except Exception as error:
            # each backend has exceptions of its own
            raise ProblemError(
                Problem(
                    code="keyring-failed",
                    message=text(
                        "{keyring} did not give or take a key.", keyring=name_of(self._backend)
                    ),
                    advice=text("Unlock it, then try again."),
                    action=Action.RETRY,
                    details=f"{type(error).__name__}: {error}",
                )
            ) from error


def usable_backend(service: str, limit_seconds: float = PROBE_SECONDS) -> KeyringBackend:
    """The keyring of this computer, after it answered once.

    Takes only backends of the systems' own keyrings. Raises `NoKeyring`, within
    `limit_seconds`: there is none, it stays locked, or it does not answer.
    """
    try:
        return call_with_limit(lambda: _probed(service), limit_seconds, "keyring-probe")
    except NoKeyring:
        raise
    except TimeoutError as error:
        raise NoKeyring(text("its keyring does not answer")) from error
    except Exception as error:
        from keyring.errors import KeyringLocked

        if isinstance(error, KeyringLocked):
            raise NoKeyring(text("its keyring is locked")) from error
        raise NoKeyring(
            text("its keyring cannot be used ({reason})", reason=str(error) or type(error).__name__)
        ) from error


def name_of(backend: KeyringBackend) -> str:
    """What the keyring is called by its system."""
    return _NAMES[type(backend).__module__]


def _probed(service: str) -> KeyringBackend:
    import keyring

    chosen = keyring.get_keyring()
    candidates: Iterable[KeyringBackend] = getattr(chosen, "backends", (chosen,))
    for backend in candidates:
        if type(backend).__module__ in _NAMES and backend.priority > 0:
            backend.get_password(service, _PROBE)
            return backend
    raise NoKeyring(text("it has no keyring that works"))


def _item(server: str, name: str) -> str:
    return f"{server}/{name}"
