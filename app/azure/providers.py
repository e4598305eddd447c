"""Registers the subscription for the parts of Azure that a server needs.

A subscription that has never had a machine is not registered for machines. The SDK does it by
itself for some calls only, and in a wait that nobody can cancel; here it is begun before the
first resource is made.
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

MACHINES: Final = ("Microsoft.Compute", "Microsoft.Network")
SCHEDULES: Final = ("Microsoft.DevTestLab",)
PROVIDERS: Final = MACHINES + SCHEDULES
_LOOK_AGAIN_SECONDS: Final = 2.0
_LIMIT_SECONDS: Final = 900.0


def registration_states(
    session: Session, cancel: CancelToken, names: tuple[str, ...] = PROVIDERS
) -> dict[str, str]:
    """The registration state of each provider, e.g. "Registered" or "NotRegistered"."""
    providers = session.resource.providers

    def state(namespace: str) -> str:
        provider = session.call(lambda: providers.get(namespace, cancel=cancel), cancel)
        return str(provider.registration_state or "")

    states = side_by_side([partial(state, name) for name in names])
    return dict(zip(names, states, strict=True))


def begin_registration(
    session: Session,
    cancel: CancelToken,
    *,
    on_register: Callable[[Text], None] = lambda _line: None,
) -> tuple[str, ...]:
    """Have everything registered that is not, without waiting; return what is still missing.

    Raises `ProblemError`.
    """
    register: Callable[..., Any] = session.resource.providers.register
    states = registration_states(session, cancel)
    for name, state in states.items():
        if state.lower() not in ("registered", "registering"):
            on_register(text("Registering the subscription for {name}.", name=name))
            session.call(partial(register, name, cancel=cancel), cancel)
    return tuple(name for name, state in states.items() if state.lower() != "registered")


def wait_until_registered(
    session: Session, cancel: CancelToken, providers: tuple[str, ...]
) -> None:
    """Wait until all of `providers` are registered. Raises `ProblemError` after a limit."""
    missing: tuple[str, ...] = ()
    for _ in range(int(_LIMIT_SECONDS / _LOOK_AGAIN_SECONDS)):
        states = registration_states(session, cancel, providers)
        missing = tuple(name for name, state in states.items() if state.lower() != "registered")
        if not missing:
            return
        cancel.wait(_LOOK_AGAIN_SECONDS)
    raise ProblemError(
        Problem(
            "provider-not-registered",
            text(
                "Azure is still registering the subscription for {names}.",
                names=", ".join(missing),
            ),
            text("It can take a while the first time. Resume in some minutes."),
            retryable=True,
            action=Action.RESUME,
        )
    )
