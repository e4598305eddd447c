"""Registers the subscription for the parts of Azure that a server needs.

A subscription that has never had a machine is not registered for machines. The SDK would do
it by itself, but in a wait that nobody can cancel; here it is done before the first resource.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from app.azure.session import Session
from app.azure.side_by_side import side_by_side
from app.engine.cancel import CancelToken
from app.problems import Action, Problem, ProblemError
from app.text import Text, text

PROVIDERS: Final = ("Microsoft.Compute", "Microsoft.Network", "Microsoft.DevTestLab")
_LOOK_AGAIN_SECONDS: Final = 5.0
_LIMIT_SECONDS: Final = 600.0


def registration_states(session: Session, cancel: CancelToken) -> dict[str, str]:
    """The registration state of each provider, e.g. "Registered" or "NotRegistered"."""
    providers = session.resource.providers

    def state(namespace: str) -> str:
        provider = session.call(lambda: providers.get(namespace, cancel=cancel), cancel)
        return str(provider.registration_state or "")

    states = side_by_side([partial(state, name) for name in PROVIDERS])
    return dict(zip(PROVIDERS, states, strict=True))


def register_providers(
    session: Session,
    cancel: CancelToken,
    *,
    on_wait: Callable[[Text], None] = lambda _line: None,
) -> None:
    """Register what is not registered and wait until it is. Raises `ProblemError`."""
    missing = _missing(session, cancel)
    if not missing:
        return
    on_wait(text("Registering the subscription for {names}.", names=", ".join(missing)))
    for name in missing:
        register: Callable[..., Any] = session.resource.providers.register
        session.call(partial(register, name, cancel=cancel), cancel)
    for _ in range(int(_LIMIT_SECONDS / _LOOK_AGAIN_SECONDS)):
        missing = _missing(session, cancel)
        if not missing:
            return
        cancel.wait(_LOOK_AGAIN_SECONDS)
    raise ProblemError(
        Problem(
            "provider-not-registered",
            text("Azure is still registering the subscription for {names}.", names=missing),
            text("It can take a while the first time. Resume in some minutes."),
            retryable=True,
            action=Action.RESUME,
        )
    )


def _missing(session: Session, cancel: CancelToken) -> tuple[str, ...]:
    states = registration_states(session, cancel)
    return tuple(name for name, state in states.items() if state.lower() != "registered")
