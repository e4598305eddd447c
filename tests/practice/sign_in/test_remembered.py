"""Sign in once, close, open again: the record and the store of azure-identity together.

The store here is azure-identity's own clear file, as a test computer has no keyring: that it
is encrypted in earnest is not shown, only that the app never asks for anything else.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from azure.identity import TokenCachePersistenceOptions

from app.azure import person, token_store
from app.azure.account import AccountFile
from app.azure.guide import SignInNeeded, Way
from app.azure.organisations import person_of, sign_in
from app.azure.practice import person_session
from app.azure.session import Session
from app.azure.subscriptions import list_subscriptions
from app.engine.cancel import CancelToken
from app.operations.asking_to_sign_in import guide_over
from app.paths import Paths
from app.problems import Problem, ProblemError
from app.text import text
from tests.practice.sign_in.conftest import Place, Visit
from tests.practice.sign_in.visitor import AIKO

STORE = "kumonote-tests"


def refuse(_needed: SignInNeeded) -> Way:
    raise ProblemError(Problem("asked", text(""), text("")))


def open_session(place: Place, folder: Path) -> Session:
    file = AccountFile(Paths(folder / "state", folder / "cache"), "practice")
    guide = guide_over(lambda _event: None, refuse)
    return person_session(place.connection, file, guide, store=STORE)


@pytest.fixture
def clear_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def options(name: str) -> TokenCachePersistenceOptions:
        return TokenCachePersistenceOptions(name=name, allow_unencrypted_storage=True)

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(person, "store_options", options)
    monkeypatch.setattr(token_store, "store_options", options)
    monkeypatch.setattr(token_store, "_probe", lambda: None)


@pytest.mark.usefixtures("clear_store")
def test_the_next_start_asks_nobody_until_signed_out(
    place: Place, visitor: Visit, tmp_path: Path
) -> None:
    visitor(AIKO)
    cancel = CancelToken()
    first = open_session(place, tmp_path)
    account = sign_in(first, Way.BROWSER, "", cancel)
    first.close()

    second = open_session(place, tmp_path)
    assert len(list_subscriptions(second, cancel)) == 1
    assert person_of(second).account == account
    second.close()

    token_store.forget(account.account_id, STORE)
    third = open_session(place, tmp_path)
    with pytest.raises(ProblemError) as asked:
        list_subscriptions(third, cancel)
    assert asked.value.problem.code == "asked"
    third.close()


def test_sign_ins_are_never_kept_in_clear() -> None:
    assert token_store.store_options(STORE).allow_unencrypted_storage is False


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"user_name": "x"}', '{"record": 1}'])
def test_a_damaged_record_counts_as_none(place: Place, tmp_path: Path, kept: str) -> None:
    file = AccountFile(Paths(tmp_path / "state", tmp_path / "cache"), "practice")
    file.path.parent.mkdir()
    file.path.write_text(kept)
    assert file.read() is None
    session = open_session(place, tmp_path)
    assert person_of(session).account is None
    session.close()
