"""What the settings make of a session with Azure, before anything is sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from azure.identity import AuthenticationRecord, AuthenticationRequiredError

from app.azure.account import Account, AccountFile
from app.azure.guide import Guide, SignInNeeded, Way
from app.azure.live import live_session
from app.azure.organisations import person_of
from app.azure.session import Session
from app.azure.sign_in_errors import reason_to_ask
from app.paths import Paths
from app.problems import Problem, ProblemError
from app.settings import AzureSettings, Settings
from app.text import text

TENANT = "11111111-1111-1111-1111-111111111111"
APP = "22222222-2222-2222-2222-222222222222"
PERSON = "33333333-3333-3333-3333-333333333333"


@pytest.fixture(autouse=True)
def nobody_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TENANT_ID", "CLIENT_ID", "CLIENT_SECRET", "CLIENT_CERTIFICATE_PATH"):
        monkeypatch.delenv(f"AZURE_{name}", raising=False)


def kept_account(file: AccountFile, authority: str) -> Account:
    record = AuthenticationRecord(TENANT, APP, authority, f"{PERSON}.{TENANT}", "a@example.org")
    account = Account("a@example.org", TENANT, TENANT, f"{PERSON}.{TENANT}", record.serialize())
    file.write(account)
    return account


def session_of(settings: AzureSettings, file: AccountFile) -> Session:
    def ask(_needed: SignInNeeded) -> Way:
        raise ProblemError(Problem("asked", text(""), text("")))

    guide = Guide(ask=ask, show_code=lambda *_: None, tell=lambda _: None)
    return live_session(Settings(azure=settings), subscription_id="s", file=file, guide=guide)


@pytest.fixture
def file(tmp_path: Path) -> AccountFile:
    return AccountFile(Paths(tmp_path / "state", tmp_path / "cache"), "azure")


@pytest.mark.parametrize(
    ("settings", "known"),
    [
        (AzureSettings(), True),
        (AzureSettings(client_id=APP), True),
        (AzureSettings(client_id=PERSON), False),
        (AzureSettings(cloud="china"), False),
    ],
)
def test_a_remembered_person_fits_the_cloud_and_the_app(
    file: AccountFile, settings: AzureSettings, known: bool
) -> None:
    account = kept_account(file, "login.microsoftonline.com")
    session = session_of(settings, file)
    assert person_of(session).account == (account if known else None)
    session.close()


def test_nobody_signed_in_means_asking(file: AccountFile) -> None:
    session = session_of(AzureSettings(tenant=TENANT), file)
    with pytest.raises(ProblemError) as asked:
        session.credential.get_token(session.endpoints.scope)
    assert asked.value.problem.code == "asked"
    session.close()


def test_the_reason_to_ask_is_told() -> None:
    nothing = AuthenticationRequiredError(["s"])
    challenged = AuthenticationRequiredError(["s"], claims="{}")
    assert "second proof" in str(reason_to_ask(challenged, known=True))
    assert "Nobody is signed in" in str(reason_to_ask(nothing, known=False))
    assert "no longer valid" in str(reason_to_ask(nothing, known=True))
