"""A session in which nobody signs in: for what the cloud tells everybody."""

from __future__ import annotations

from app.azure.account import AccountFile
from app.azure.guide import SignInNeeded, Way
from app.azure.live import live_session
from app.azure.practice import session_over
from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.operations.account_problems import nobody_signed_in
from app.operations.asking_to_sign_in import guide_over
from app.operations.practice_cloud import PracticeWishes, connect
from app.paths import Paths
from app.problems import ProblemError
from app.settings import load


def nobodys_session(paths: Paths, *, practice: bool, cancel: CancelToken) -> Session:
    """The caller closes it. A call that needs an account raises `ProblemError`.

    Raises it too where the practice cloud does not start.
    """
    settings = load(paths.settings)
    if practice:
        return session_over(connect(paths, settings, PracticeWishes(), cancel))
    guide = guide_over(lambda _event: None, _ask_nobody)
    return live_session(settings, subscription_id="", file=AccountFile(paths, "azure"), guide=guide)


def _ask_nobody(_needed: SignInNeeded) -> Way:
    raise ProblemError(nobody_signed_in())
