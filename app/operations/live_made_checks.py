"""What is looked at on a server that was made for it: see `live_creation`.

Each check has the id that stands in its line of docs/assumptions.md.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from app.azure.removal import content_of
from app.azure.run_command import run_shell_script
from app.azure.session import Session
from app.azure.steps import AzureSteps
from app.engine.cancel import CancelToken
from app.engine.engine import Engine
from app.engine.events import Emit, StepDone
from app.engine.journal import Journal
from app.guest.regain_script import COMMENT
from app.operations.doctor_check import NotHere
from app.operations.running import describer
from app.operations.workspace import Workspace
from app.plan import Plan
from app.problems import ProblemError
from app.server import ADMIN_USER, Server, ServerState
from app.text import Text, text

_RARE_ZONES: Final = (
    "Nepal Standard Time",
    "Chatham Islands Standard Time",
    "Marquesas Standard Time",
)
_MANY: Final = 3999
_LIMIT_SECONDS: Final = 600.0

# printed by one script, because a Run Command takes 20 seconds
_SHELL: Final = "shell"
_PATHS: Final = "paths"
_BOOTED: Final = "booted"
_ADMIN: Final = "admin"
_SCRIPT: Final = f"""
echo {_SHELL}=$(readlink /proc/$$/exe)
for f in /home/{ADMIN_USER}/.ssh/authorized_keys /etc/ssh/ssh_host_ed25519_key.pub; do
  test -s $f || missing="$missing $f"
done
echo {_PATHS}=$missing
cloud-init status --wait >/dev/null 2>&1
test -e /var/lib/cloud/instance/boot-finished && echo {_BOOTED}=yes
echo {_ADMIN}=$(getent passwd {ADMIN_USER} | cut -d: -f6)
"""


@dataclass
class Made:
    """The server, and what runs over it."""

    workspace: Workspace
    plan: Plan
    steps: AzureSteps
    cancel: CancelToken
    journal: Journal
    printed: dict[str, str] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        return self.workspace.session

    @property
    def server(self) -> Server:
        made = self.plan
        return Server(made.answers.name, ServerState.RUNNING, made.group, made.region)

    def run(self, emit: Emit) -> None:
        """Make everything so. Raises `ProblemError`."""
        engine = Engine(
            self.steps.all(),
            journal=self.journal,
            emit=emit,
            cancel=self.cancel,
            describe_error=describer(self.workspace),
        )
        report = engine.run()
        self.cancel.check()
        if report.problem is not None:
            raise ProblemError(report.problem)


@dataclass(frozen=True)
class MadeCheck:
    """`id` stands in docs/assumptions.md too."""

    id: str
    name: Text
    look: Callable[[Made], tuple[bool, Text]]


def _unchanged(made: Made) -> tuple[bool, Text]:
    """A second run finds everything as it wants it."""
    done: list[StepDone] = []
    made.run(lambda event: done.append(event) if isinstance(event, StepDone) else None)
    again = [event.step for event in done if not event.already]
    if again:
        return False, text("made again: {steps}", steps=", ".join(again))
    return True, text("everything comes back as it was sent")


def _comment(made: Made) -> tuple[bool, Text]:
    machine = _machine(made)
    keys = machine["osProfile"]["linuxConfiguration"]["ssh"]["publicKeys"]
    if any(COMMENT in str(key.get("keyData")) for key in keys):
        return True, text("the comment of the login key is kept")
    return False, text("the comment of the login key is lost")


def _tags(made: Made) -> tuple[bool, Text]:
    groups, cancel, name = made.session.resource.resource_groups, made.cancel, made.plan.group
    before = dict(made.session.call(lambda: groups.get(name, cancel=cancel), cancel).tags or {})
    marked = {"tags": {**before, "doctor": "was-here"}}
    bare = {"tags": before}
    made.session.call(lambda: groups.update(name, marked, cancel=cancel), cancel)
    after = made.session.call(lambda: groups.update(name, bare, cancel=cancel), cancel).tags or {}
    if "doctor" in after:
        return False, text("a tag that is left out stays")
    return True, text("a tag that is left out is gone")


def _overlapping(made: Made) -> tuple[bool, Text]:
    try:
        _put_rule(made, "doctor-overlap", ["198.51.100.0/24", "198.51.100.128/25"])
    except ProblemError as error:
        return True, text("refused: {code}", code=error.problem.code)
    return False, text("overlapping networks are accepted")


def _many(made: Made) -> tuple[bool, Text]:
    there = sum(len(rule.sources) for rule in made.plan.rules)
    networks = [
        f"198.{18 + n // 65536}.{n // 256 % 256}.{n % 256}/32" for n in range(_MANY - there)
    ]
    _put_rule(made, "doctor-many", networks)
    return True, text("{n} networks are accepted", n=len(networks))


def _put_rule(made: Made, name: str, sources: Sequence[str]) -> None:
    """Add a rule to the security group that lets nobody in. Raises `ProblemError`."""
    rule = {
        "properties": {
            "protocol": "Tcp",
            "access": "Deny",
            "direction": "Inbound",
            "priority": 4000 if len(sources) > 2 else 4001,
            "sourcePortRange": "*",
            "destinationPortRange": "9",
            "destinationAddressPrefix": "*",
            "sourceAddressPrefixes": list(sources),
        }
    }
    body = json.dumps(rule).encode()
    rules = made.session.network.security_rules
    group, owner = made.plan.group, made.plan.security_group
    made.session.wait_for(
        lambda polling, token: rules.begin_create_or_update(
            group, owner, name, io.BytesIO(body), polling=polling, cancel=token
        ),
        made.cancel,
        limit_seconds=_LIMIT_SECONDS,
    )
    made.session.wait_for(
        lambda polling, token: rules.begin_delete(
            group, owner, name, polling=polling, cancel=token
        ),
        made.cancel,
        limit_seconds=_LIMIT_SECONDS,
    )


def _zones(made: Made) -> tuple[bool, Text]:
    schedule = made.plan.schedule
    if schedule is None:
        raise NotHere(text("there is no daily stop"))
    schedules, cancel, group = (
        made.session.devtestlabs.global_schedules,
        made.cancel,
        made.plan.group,
    )
    found = made.session.call(
        lambda: schedules.get(group, schedule.name, cancel=cancel), cancel
    ).serialize(keep_readonly=False)
    refused = []
    for zone in (*_RARE_ZONES, schedule.time_zone_id):
        found["properties"]["timeZoneId"] = zone
        body = json.dumps(found).encode()
        put: Callable[[], Any] = partial(
            schedules.create_or_update, group, schedule.name, io.BytesIO(body), cancel=cancel
        )
        try:
            made.session.call(put, cancel)
        except ProblemError:
            refused.append(zone)
    if refused:
        return False, text("refused: {zones}", zones=", ".join(refused))
    return True, text("{zones} are accepted", zones=", ".join(_RARE_ZONES))


def _printed(made: Made, what: str) -> str:
    """What the script printed of `what`; it is run once. Raises `ProblemError`."""
    if not made.printed:
        output = run_shell_script(made.session, made.server, _SCRIPT, made.cancel)
        for line in output.stdout.splitlines():
            name, found, value = line.partition("=")
            if found:
                made.printed[name.strip()] = value.strip()
    return made.printed.get(what, "")


def _shell(made: Made) -> tuple[bool, Text]:
    shell = _printed(made, _SHELL)
    return shell.endswith(("/sh", "/dash", "/bash", "/busybox")), text(
        "Run Command runs under {shell}", shell=shell or "?"
    )


def _paths(made: Made) -> tuple[bool, Text]:
    missing = _printed(made, _PATHS)
    if missing or _PATHS not in made.printed:
        return False, text("not there: {paths}", paths=missing or "?")
    return True, text("keys are where they are expected")


def _booted(made: Made) -> tuple[bool, Text]:
    if _printed(made, _BOOTED) == "yes":
        return True, text("the end of the first boot is marked")
    return False, text("the end of the first boot is not marked")


def _administrator(made: Made) -> tuple[bool, Text]:
    home = _printed(made, _ADMIN)
    return home == f"/home/{ADMIN_USER}", text(
        "the administrator's home is {home}", home=home or "?"
    )


def _delete_option(made: Made) -> tuple[bool, Text]:
    """The last one: afterwards there is no machine."""
    machines, group, name = (
        made.session.compute.virtual_machines,
        made.plan.group,
        made.plan.machine,
    )
    made.session.wait_for(
        lambda polling, token: machines.begin_delete(group, name, polling=polling, cancel=token),
        made.cancel,
        limit_seconds=_LIMIT_SECONDS,
    )
    ends = ("disks", "networkinterfaces", "publicipaddresses")
    for _ in range(_LOOKS):
        there = content_of(made.session, group, made.cancel) or ()
        left = [part.name for part in there if part.type.endswith(ends)]
        if not left:
            return True, text("disk, interface and address go with the machine")
        made.cancel.wait(_LOOK_SECONDS)
    return False, text("left behind: {names}", names=", ".join(left))


_LOOKS: Final = 15
_LOOK_SECONDS: Final = 2.0
"""Lists of what is in a group lag behind by some seconds."""


def _machine(made: Made) -> dict[str, Any]:
    machines, group, name = (
        made.session.compute.virtual_machines,
        made.plan.group,
        made.plan.machine,
    )
    found = made.session.call(
        lambda: machines.get(group, name, cancel=made.cancel), made.cancel
    ).as_dict()
    return dict(found["properties"])


MADE_CHECKS: Final = (
    MadeCheck("unchanged", text("What was sent"), _unchanged),
    MadeCheck("key-comment", text("Login key"), _comment),
    MadeCheck("group-tags", text("Tags"), _tags),
    MadeCheck("overlapping-networks", text("Overlapping networks"), _overlapping),
    MadeCheck("many-networks", text("Many networks"), _many),
    MadeCheck("time-zones", text("Time zones"), _zones),
    MadeCheck("run-command-shell", text("Run Command"), _shell),
    MadeCheck("run-command-paths", text("Keys in the machine"), _paths),
    MadeCheck("boot-finished", text("First boot"), _booted),
    MadeCheck("administrator", text("Administrator"), _administrator),
    MadeCheck("delete-option", text("Deleting"), _delete_option),
)
