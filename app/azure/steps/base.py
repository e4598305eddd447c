"""What the steps that make one Azure resource each have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, TypeVar

from app.azure.compare import differences
from app.azure.error_meanings.access import UNREGISTERED
from app.azure.providers import MACHINES, begin_registration, wait_until_registered
from app.azure.session import Session
from app.engine.step import ResultT, Step, StepRun
from app.plan import Plan
from app.problems import Problem, ProblemError
from app.text import Text, text

T = TypeVar("T")
Json = dict[str, Any]

SUCCEEDED = "Succeeded"
FAILED = "Failed"
SETTLED = frozenset({SUCCEEDED, FAILED, "Canceled"})
LOOK_AGAIN_SECONDS = 2.0


@dataclass(frozen=True)
class Found:
    """A resource as the cloud has it: its JSON in the wire's own names, and its state."""

    json: Json
    state: str

    @property
    def id(self) -> str:
        return str(self.json["id"])


class Model(Protocol):
    """What every model of the SDK can do."""

    def as_dict(self) -> dict[str, Any]: ...


def found(model: Model | None) -> Found | None:
    """The JSON of an SDK model."""
    if model is None:
        return None
    json = model.as_dict()
    return Found(json, str(json.get("properties", {}).get("provisioningState", SUCCEEDED)))


class AzureStep(Step[ResultT]):
    """A step over a session and a plan.

    `removed_with_group` says that the group is undone in the same run: deleting it takes
    everything in it along, much faster than one by one, so the other steps leave that to it.
    """

    limit_seconds: ClassVar[float] = 600.0

    def __init__(self, session: Session, plan: Plan, *, removed_with_group: bool = True) -> None:
        self.session = session
        self.plan = plan
        self.removed_with_group = removed_with_group

    def wait_for(self, run: StepRun, begin: Callable[..., Any]) -> Any:
        """Wait for a long-running operation; progress is time passed against the weight.

        A subscription that turns out not to be registered is registered, and `begin` is
        called once more. (The SDK means to do that by itself, but not for these calls: it
        looks at their answers before they are read.)
        """
        try:
            return self._wait_for(run, begin)
        except ProblemError as error:
            if error.problem.code != UNREGISTERED.code:
                raise
        begin_registration(self.session, run.cancel, on_register=run.log)
        wait_until_registered(self.session, run.cancel, MACHINES)
        return self._wait_for(run, begin)

    def _wait_for(self, run: StepRun, begin: Callable[..., Any]) -> Any:
        return self.session.wait_for(
            begin, run.cancel, limit_seconds=self.limit_seconds, on_tick=self.ticker(run)
        )

    def ticker(self, run: StepRun) -> Callable[[float], None]:
        """Turns seconds into progress: towards the end it slows down and never arrives."""

        def tick(elapsed: float) -> None:
            share = elapsed / self.weight_seconds
            run.progress(min(0.9 * share, 1.0 - 0.1 / max(share, 1.0)) if share < 1 else 0.9)

        return tick


class ResourceStep(AzureStep[ResultT]):
    """Makes one resource with a PUT, unless it is there already as the plan wants it."""

    @abstractmethod
    def body(self, run: StepRun) -> Json:
        """The PUT's body, in the wire's own names."""

    @abstractmethod
    def get(self, run: StepRun) -> Model | None:
        """The resource, or None."""

    @abstractmethod
    def put(self, body: Json, **options: Any) -> Any:
        """Begin to make it so; `options` go to the SDK."""

    @abstractmethod
    def remove(self, **options: Any) -> Any:
        """Begin to delete it; `options` go to the SDK."""

    @abstractmethod
    def result_of(self, resource: Found) -> ResultT:
        """The step's result from the resource as it is."""

    def before_put(self, run: StepRun, existing: Found | None) -> None:
        """A last check before something is made or changed."""

    def probe(self, run: StepRun) -> ResultT | None:
        resource = found(self.get(run))
        if resource is None or resource.state != SUCCEEDED:
            return None
        if differences(self.body(run), resource.json):
            return None
        return self.result_of(resource)

    def apply(self, run: StepRun) -> ResultT:
        resource = self.settled(run)
        if resource and resource.state == SUCCEEDED:
            changes = differences(self.body(run), resource.json)
            if not changes:
                return self.result_of(resource)
            run.log(text("{name} differs in {what}.", name=self.name, what=", ".join(changes)))
        self.before_put(run, resource)
        body = self.body(run)
        made = self.wait_for(run, lambda polling, cancel: self._put(body, polling, cancel))
        resource = found(made)
        if resource is None or resource.state != SUCCEEDED:
            resource = self.settled(run)
        if resource is None or resource.state != SUCCEEDED:
            raise ProblemError(_not_made(self.name, resource.state if resource else "-"))
        return self.result_of(resource)

    def undo(self, run: StepRun) -> None:
        if self.removed_with_group:
            return
        self.session.settle()
        if self.get(run) is not None:
            self.wait_for(run, lambda polling, cancel: self._remove(polling, cancel))

    def settled(self, run: StepRun) -> Found | None:
        """The resource once nothing is being done to it any more (an earlier run's PUT, say)."""
        return settle(run, lambda: found(self.get(run)), self.limit_seconds)

    def _put(self, body: Mapping[str, Any], polling: Any, cancel: Any) -> Any:
        return self.put(dict(body), polling=polling, cancel=cancel)

    def _remove(self, polling: Any, cancel: Any) -> Any:
        return self.remove(polling=polling, cancel=cancel)


def settle(run: StepRun, look: Callable[[], Found | None], limit_seconds: float) -> Found | None:
    """Look again and again until the resource is in a state that stays."""
    rounds = int(limit_seconds / LOOK_AGAIN_SECONDS)
    for _ in range(rounds):
        resource = look()
        if resource is None or resource.state in SETTLED:
            return resource
        run.cancel.wait(LOOK_AGAIN_SECONDS)
    raise ProblemError(
        Problem(
            "operation-too-slow",
            text("Azure has been working on this for a long time without an end."),
            text("It may still finish. Resume in a while."),
        )
    )


def _not_made(name: Text, state: str) -> Problem:
    return Problem(
        "part-failed",
        text("{name}: Azure reports the state “{state}”.", name=name, state=state),
        text("Resume: Kumonote makes it again. If that fails too, delete the server."),
        details=f"provisioningState {state}",
    )
