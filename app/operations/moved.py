"""Why a machine does not answer any more: this computer's public address may be another one."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import Final

from app.azure.look_ups import public_address
from app.azure.management_rule import managed_from, may_connect
from app.azure.reach import proxy_of
from app.engine.cancel import Cancelled, CancelToken
from app.operations.workspace import Workspace
from app.plan.making import GROUP_PREFIX
from app.problems import Action, Problem, ProblemError
from app.server import Server, ServerState
from app.text import text

MOVED: Final = "address-changed"
_NO_ANSWER: Final = frozenset({"ssh-no-answer", "winrm-no-answer", "notebook-unreachable"})
_OVER_SSH: Final = frozenset({"ssh-no-answer", "winrm-no-answer"})
_LOOK_SECONDS: Final = 20.0

_logger = logging.getLogger(__name__)


def why_no_answer(workspace: Workspace, name: str, problem: Problem) -> Problem:
    """`problem`, or "address-changed" where the server lets in another address than this
    computer has now; where it does not, and a proxy is in use, with a word about that.

    Whoever pressed the button (or typed the command) of the new one agreed to let it in.
    """
    if problem.code not in _NO_ANSWER:
        return problem
    look = CancelToken()
    limit = threading.Timer(_LOOK_SECONDS, look.cancel)
    limit.start()
    try:
        server = Server(name, ServerState.INCOMPLETE, GROUP_PREFIX + name, "")
        sources = managed_from(workspace.session, server, look)
        here = public_address(workspace.session, look)
    except (ProblemError, Cancelled) as error:
        _logger.info("whether the address changed is not known: %s", error)
        return problem
    finally:
        limit.cancel()
    if sources and not may_connect(here, sources):
        return _moved(name, here, ", ".join(sources), f"{problem.code}: {problem.details}")
    if problem.code in _OVER_SSH and proxy_of(workspace.session):
        return _past_the_proxy(problem)
    return problem


def refuse_if_moved(workspace: Workspace, server: Server, cancel: CancelToken) -> None:
    """Raise `ProblemError` "address-changed" where the rules of `server` let another address in
    than this computer has now: they are not changed unasked.
    """
    try:
        sources = managed_from(workspace.session, server, cancel)
    except ProblemError:
        return  # the rules are not made yet
    here = public_address(workspace.session, cancel)
    if sources and not may_connect(here, sources):
        raise ProblemError(_moved(server.name, here, ", ".join(sources)))


def _moved(name: str, here: str, allowed: str, details: str = "") -> Problem:
    return Problem(
        code=MOVED,
        message=text(
            "{name} lets in {allowed} only, and this computer's public address is {here} now.",
            name=name,
            allowed=allowed,
            here=here,
        ),
        advice=text(
            "Allow the new address if it is yours (`allow-address {name}` on the command line), "
            "then go on.",
            name=name,
        ),
        action=Action.ALLOW_ADDRESS,
        alternative=Action.RETRY,
        details=details,
    )


def _past_the_proxy(problem: Problem) -> Problem:
    return replace(
        problem,
        advice=text(
            "The address is still the one that may connect. This computer reaches the internet "
            "through a proxy, but the way into the machine is direct: your network must let that "
            "port out. Try another network, or ask those who run this one."
        ),
    )
