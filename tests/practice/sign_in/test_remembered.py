"""Sign in once, close, open again: the record and the store of tokens together.

The store here is msal-extensions' clear file: that the app's own is a real keyring, and holds
them encrypted, is shown in `test_keyring`.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from app.azure.account import AccountFile
from app.azure.guide import SignInNeeded, Way
from app.azure.organisations import person_of, sign_in
from app.azure.practice import person_session
from app.azure.session import Session
from app.azure.subscriptions import list_subscriptions
from app.azure.token_store import TokenStore, lasting_store
from app.engine.cancel import CancelToken
from app.operations.asking_to_sign_in import guide_over
from app.paths import Paths
from app.problems import Problem, ProblemError
from app.text import text
from tests.practice.sign_in.conftest import Place, Visit
from tests.practice.sign_in.visitor import AIKO, BEN


def refuse(_needed: SignInNeeded) -> Way:
    raise ProblemError(Problem("asked", text(""), text("")))


def open_session(place: Place, folder: Path) -> Session:
    file = AccountFile(Paths(folder / "state", folder / "cache"), "practice")
    guide = guide_over(lambda _event: None, refuse)
    return person_session(place.connection, file, guide, lambda: clear_store(folder))


def clear_store(folder: Path) -> TokenStore:
    return lasting_store(import_module("msal_extensions").FilePersistence(str(folder / "tokens")))


def test_the_next_start_asks_nobody_until_signed_out(
    place: Place, visitor: Visit, tmp_path: Path
) -> None:
    visitor(AIKO)
    cancel = CancelToken()
    first = open_session(place, tmp_path)
    account = sign_in(first, Way.BROWSER, "", cancel)
    assert person_of(first).remembered
    first.close()

    second = open_session(place, tmp_path)
    assert len(list_subscriptions(second, cancel)) == 1
    assert person_of(second).account == account
    assert person_of(second).sign_out()
    second.close()
    assert "secret" not in (tmp_path / "tokens").read_text()

    third = open_session(place, tmp_path)
    with pytest.raises(ProblemError) as asked:
        list_subscriptions(third, cancel)
    assert asked.value.problem.code == "asked"
    assert not person_of(third).sign_out()
    third.close()


def test_whoever_signs_in_next_leaves_nothing_of_the_one_before(
    place: Place, visitor: Visit, tmp_path: Path
) -> None:
    cancel = CancelToken()
    session = open_session(place, tmp_path)
    visitor(AIKO)
    first = sign_in(session, Way.BROWSER, "", cancel)
    visitor(BEN)
    second = sign_in(session, Way.BROWSER, "", cancel)
    session.close()
    kept = (tmp_path / "tokens").read_text()
    assert first.account_id not in kept
    assert second.account_id in kept


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"user_name": "x"}', '{"record": 1}'])
def test_a_damaged_record_counts_as_none(place: Place, tmp_path: Path, kept: str) -> None:
    file = AccountFile(Paths(tmp_path / "state", tmp_path / "cache"), "practice")
    file.path.parent.mkdir()
    file.path.write_text(kept)
    assert file.read() is None
    session = open_session(place, tmp_path)
    assert person_of(session).account is None
    session.close()
