"""What every operation works with: where things are kept, who is signed in, the settings."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from app.azure.account import AccountFile
from app.azure.live import live_session
from app.azure.practice import session_over
from app.azure.session import Session
from app.azure.subscriptions import list_subscriptions
from app.engine.cancel import CancelToken
from app.engine.events import Emit, LogLine
from app.operations.asking_to_sign_in import AskToSignIn, guide_over, in_the_browser
from app.operations.changed_lately import ChangedLately
from app.operations.practice_cloud import PracticeWishes, connect
from app.paths import Paths
from app.problems import Problem, ProblemError
from app.settings import Settings, load
from app.text import marked_elsewhere, text
from app.vault import Vault, open_vault

SUBSCRIPTION_VARIABLE: Final = "AZURE_SUBSCRIPTION_ID"


@dataclass(frozen=True)
class Workspace:
    paths: Paths
    settings: Settings
    session: Session

    @cached_property
    def vault(self) -> Vault:
        """Where login keys are kept; opened at first use, as a keyring may take its time."""
        return open_vault(self.paths, self.cloud)

    @property
    def cloud(self) -> str:
        """ "azure" or "practice"."""
        return self.session.cloud

    def journal(self, name: str) -> Path:
        """The journal of the server `name`."""
        return self.paths.journals(self.cloud) / f"{name}.jsonl"

    @property
    def changed_lately(self) -> ChangedLately:
        return ChangedLately(self.paths.changed_lately(self.cloud))

    def picture(self, name: str) -> Path:
        """The plot that the server `name` drew when it was checked."""
        return self.paths.pictures(self.cloud) / f"{name}.png"


def open_workspace(
    paths: Paths,
    *,
    practice: bool,
    wishes: PracticeWishes,
    subscription: str = "",
    ask: AskToSignIn = in_the_browser,
    emit: Emit,
    cancel: CancelToken,
) -> Workspace:
    """Read the settings and be ready to talk to the cloud; start the practice cloud if asked.

    What the user must know meanwhile (a code to type for signing in, what the practice
    machines lack) is emitted. `ask` is called, from any thread, whenever the user must sign
    in, in the middle of a run too: the run waits. Raises `ProblemError`.
    """
    settings = load(paths.settings)
    if practice:
        session = _practice(paths, settings, wishes, emit, cancel)
    else:
        session = _live(paths, settings, subscription, ask, emit, cancel)
    return Workspace(paths, settings, session)


def _practice(
    paths: Paths, settings: Settings, wishes: PracticeWishes, emit: Emit, cancel: CancelToken
) -> Session:
    connection = connect(paths, settings, wishes, cancel)
    emit(LogLine(text=text("Practice mode: everything happens on this computer.")))
    if connection.guest_limits:
        emit(LogLine(text=marked_elsewhere(connection.guest_limits)))
    return session_over(connection)


def _live(
    paths: Paths,
    settings: Settings,
    subscription: str,
    ask: AskToSignIn,
    emit: Emit,
    cancel: CancelToken,
) -> Session:
    session = live_session(
        settings,
        subscription_id=subscription or os.environ.get(SUBSCRIPTION_VARIABLE, ""),
        file=AccountFile(paths, "azure"),
        guide=guide_over(emit, ask),
    )
    if not session.subscription_id:
        session.subscription_id = _only_subscription(session, cancel)
    return session


def _only_subscription(session: Session, cancel: CancelToken) -> str:
    """The subscription of a user who has one. Raises `ProblemError` "subscription-needed"."""
    enabled = [s for s in list_subscriptions(session, cancel) if s.enabled]
    if len(enabled) == 1:
        return enabled[0].id
    raise ProblemError(
        Problem(
            code="subscription-needed",
            message=text("Your account has {n} subscriptions that can be used.", n=len(enabled)),
            advice=text(
                "Say which one: `subscription` in a plan file, or the variable {variable}.",
                variable=SUBSCRIPTION_VARIABLE,
            ),
            details="; ".join(f"{s.name}: {s.id}" for s in enabled),
        )
    )
