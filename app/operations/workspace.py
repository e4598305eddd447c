"""What every operation works with: where things are kept, who is signed in, the settings."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from app.azure.account import AccountFile
from app.azure.live import live_session
from app.azure.practice import person_session, session_over
from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.engine.events import Emit, LogLine
from app.operations.asking_to_sign_in import AskToSignIn, as_this_computer_can, guide_over
from app.operations.changed_lately import ChangedLately
from app.operations.practice_cloud import PracticeWishes, connect
from app.operations.subscription_choice import (
    SUBSCRIPTION_VARIABLE,
    ChooseSubscription,
    refuse_to_choose,
    settle_subscription,
)
from app.paths import Paths
from app.settings import Settings, load
from app.text import marked_elsewhere, text
from app.vault import Vault, open_vault


@dataclass(frozen=True)
class User:
    """Whoever sits before the program: how they sign in, and which subscription they mean."""

    ask: AskToSignIn = as_this_computer_can
    choose: ChooseSubscription = refuse_to_choose


NOBODY_TO_ASK: Final = User()


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
    user: User = NOBODY_TO_ASK,
    emit: Emit,
    cancel: CancelToken,
) -> Workspace:
    """Read the settings and be ready to talk to the cloud; start the practice cloud if asked.

    What the user must know meanwhile (a code to type for signing in, what the practice
    machines lack) is emitted. `user` is asked, from any thread, whenever somebody must sign
    in, in the middle of a run too: the run waits. Raises `ProblemError`.
    """
    settings = load(paths.settings)
    if practice:
        session = _practice(paths, settings, wishes, subscription, user, emit, cancel)
    else:
        session = _live(paths, settings, subscription, user, emit, cancel)
    return Workspace(paths, settings, session)


def workspace_in(paths: Paths, session: Session, cancel: CancelToken) -> Workspace:
    """The same over a session in which a person signs in, and which others use as well.

    Raises `ProblemError`, e.g. "subscription-needed": nobody is asked which one to use.
    """
    settle_subscription(
        session, os.environ.get(SUBSCRIPTION_VARIABLE, ""), refuse_to_choose, cancel
    )
    return Workspace(paths, load(paths.settings), session)


def _practice(
    paths: Paths,
    settings: Settings,
    wishes: PracticeWishes,
    subscription: str,
    user: User,
    emit: Emit,
    cancel: CancelToken,
) -> Session:
    """As its service principal, or as one of its people if one of them signed in."""
    connection = connect(paths, settings, wishes, cancel)
    emit(LogLine(text=text("Practice mode: everything happens on this computer.")))
    for sentence in (connection.guest_limits, connection.guest_preparation):
        if sentence:
            emit(LogLine(text=marked_elsewhere(sentence)))
    file = AccountFile(paths, "practice")
    person = file.read()
    if person is None:
        return session_over(connection)
    emit(LogLine(text=text("Signed in as {user}.", user=person.user_name)))
    session = person_session(connection, file, guide_over(emit, user.ask))
    settle_subscription(session, subscription, user.choose, cancel)
    return session


def _live(
    paths: Paths,
    settings: Settings,
    subscription: str,
    user: User,
    emit: Emit,
    cancel: CancelToken,
) -> Session:
    session = live_session(
        settings,
        subscription_id="",
        file=AccountFile(paths, "azure"),
        guide=guide_over(emit, user.ask),
    )
    asked = subscription or os.environ.get(SUBSCRIPTION_VARIABLE, "")
    settle_subscription(session, asked, user.choose, cancel)
    return session
