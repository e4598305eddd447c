"""What the pictures show: a catalogue, answers, servers and a run, made up."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from app.azure.organisations import Organisation
from app.azure.orphans import Orphan, PartKind
from app.azure.resizing import Fit, Fits
from app.azure.subscriptions import Subscription
from app.catalogue import Catalogue, Image, Prices, Quota, Region, Size
from app.engine.events import (
    CodeToType,
    Event,
    LogLine,
    Progress,
    RunStarted,
    StepDone,
    StepInfo,
    StepStarted,
)
from app.guest.windows.password import new_password
from app.operations.account import SignedIn
from app.operations.orphans import Leftover
from app.operations.remote_desktop import RemoteDesktop
from app.operations.resize import Resizing
from app.problems import Action, Problem
from app.server import ADMIN_USER, PublicAddress, Server, ServerState
from app.text import text
from app.wizard.answers import Answers, EndpointAnswers, ScheduleAnswers, SystemKind

HOSTS = "cloudapp.azure.com"
GROUP = "kumonote-aurora-lab"
SIZE = "Standard_B2s_v2"
UBUNTU = Image("Canonical", "ubuntu-24_04-lts", "server", "24.04.202604010", "Ubuntu 24.04 LTS")
CORES = Quota("cores", "Total Regional vCPUs", 0, 10)
GPU_CORES = Quota("Standard NCASv3_T4 Family", "Standard NCASv3_T4 Family vCPUs", 0, 0)
SIZES = (
    Size("Standard_B2ms", "standardBSFamily", 2, 8, quota=(CORES,)),
    Size(SIZE, "standardBsv2Family", 2, 8, quota=(CORES,)),
    Size("Standard_B4s_v2", "standardBsv2Family", 4, 16, quota=(CORES,)),
    Size("Standard_D2ps_v5", "standardDPSv5Family", 2, 8, restriction="OtherProcessor"),
    Size("Standard_D4s_v5", "standardDSv5Family", 4, 16, quota=(CORES,)),
    Size("Standard_D8s_v5", "standardDSv5Family", 8, 32, quota=(CORES,)),
    Size("Standard_E4s_v5", "standardESv5Family", 4, 32, quota=(CORES,)),
    Size("Standard_NC4as_T4_v3", GPU_CORES.name, 4, 28, gpus=1, quota=(CORES, GPU_CORES)),
)
SUBSCRIPTION = "3f1c9a52-0000-4000-8000-5b7d2e61c0aa"
PASSWORD = "-".join(("quiet", "harbour", "lantern", "42"))
NOON = time.mktime((2026, 4, 2, 14, 2, 11, 0, 0, -1))


CODE = CodeToType(
    page="https://microsoft.com/devicelogin", code="GQ4KT7PZC", expires=NOON + 900, time=NOON
)


def signed_in() -> SignedIn:
    """Somebody with a subscription that ended, and a second organisation."""
    lab, home = "6a1f0c3e-0000-4000-8000-2c9d7b41f0e1", "0b7d9d55-0000-4000-8000-91c4a7e2d3b8"
    return SignedIn(
        user_name="aiko.tanaka@northern-lights.example",
        remembered=True,
        subscription=SUBSCRIPTION,
        organisations=(
            Organisation(
                id=lab,
                name="Northern Lights Institute",
                domain="northern-lights.example",
                chosen=True,
                needs_sign_in=False,
                subscriptions=(
                    Subscription(SUBSCRIPTION, "Polar research", lab, enabled=True),
                    Subscription("5", "Student credit 2024", lab, enabled=False),
                ),
            ),
            Organisation(home, "Coast University", "coast.example", False, True),
        ),
    )


def offers() -> Catalogue:
    return Catalogue(
        regions=(
            Region("japaneast", "Japan East", "Tokyo, Saitama", 35.68, 139.77),
            Region("westeurope", "West Europe", "Netherlands", 52.37, 4.9),
        ),
        region="japaneast",
        sizes=SIZES,
        images={
            SystemKind.UBUNTU: UBUNTU,
            SystemKind.OPENSUSE: Image("SUSE", "leap", "gen2", "1", "openSUSE Leap 16.0"),
            SystemKind.WINDOWS: Image("Microsoft", "w", "x", "1", "Windows Server 2025 Datacenter"),
        },
        prices={
            (size.name, kind): Prices("USD", 0.054 * size.cores, 2.4, 0.005)
            for size in SIZES
            for kind in SystemKind
        },
        as_of=datetime.now(UTC) - timedelta(hours=3),
    )


def answers() -> Answers:
    return Answers(
        name="aurora-lab",
        subscription=SUBSCRIPTION,
        endpoint=EndpointAnswers(my_address="203.0.113.24"),
        schedule=ScheduleAnswers(time_zone="Asia/Tokyo"),
    )


def _server(name: str, state: ServerState, system: str = "ubuntu", *, ready: bool = True) -> Server:
    fqdn = f"{name}.japaneast.cloudapp.azure.com"
    return Server(
        name=name,
        state=state,
        group=f"kumonote-{name}",
        region="japaneast",
        size=SIZE,
        system=system,
        address=PublicAddress("203.0.113.80", fqdn),
        url=f"https://{fqdn}" if state is ServerState.RUNNING else "",
        certificate_sha256=":".join(f"{7 * n % 256:02X}" for n in range(11, 43)),
        ready=ready,
    )


AURORA = _server("aurora-lab", ServerState.RUNNING)
PROTEIN = _server("protein-fold", ServerState.STOPPED, "opensuse")
SERVERS = {
    "running": (AURORA, PROTEIN),
    "stopped": (
        _server("aurora-lab", ServerState.STOPPED),
        _server("imaging", ServerState.STOPPED_BILLED),
    ),
    "failed": (
        AURORA,
        _server("coral-reef", ServerState.INCOMPLETE, ready=False),
        _server("imaging", ServerState.FAILED),
    ),
    "creating": (AURORA, PROTEIN, _server("coral-reef", ServerState.CREATING, ready=False)),
}

LEFTOVERS = (
    Leftover(
        Orphan(PartKind.DISK, "1", "coral-reef-os", "kumonote-coral-reef", "japaneast"),
        2.4,
        "Japan East",
    ),
    Leftover(
        Orphan(PartKind.ADDRESS, "2", "coral-reef", "kumonote-coral-reef", "japaneast"),
        3.65,
        "Japan East",
    ),
)


def resizing() -> Resizing:
    """What a running server can become; the larger ones not where it stands."""
    now, sizes = offers().size(SIZE), [size for size in SIZES if not size.restriction]
    fits = tuple(Fit(size, in_place=size.cores <= 4) for size in sizes if size.name != SIZE)
    prices = {size.name: Prices("USD", 0.054 * size.cores, 2.4, 0.005) for size in sizes}
    return Resizing(AURORA, Fits(now or SIZES[1], fits), prices)


def remote_desktop() -> RemoteDesktop:
    """Open for one address; the password is none of anybody's."""
    return RemoteDesktop(
        AURORA,
        "aurora-lab.japaneast.cloudapp.azure.com",
        ADMIN_USER,
        "203.0.113.24",
        new_password(),
    )


QUOTA = Problem(
    code="quota-exceeded",
    message=text("Your subscription may use {n} cores of this kind, and all are taken.", n=10),
    advice=text("Choose a smaller size, or ask for more on the quota page."),
    action=Action.OPEN_QUOTA_PAGE,
    details="OperationNotAllowed: approved standardBsv2Family Cores quota exceeded",
)

_STEPS = (
    ("group", text("Resource group"), text("Creating the resource group {group}…", group=GROUP), 2),
    ("address", text("Public address"), text("Reserving a public address…"), 4),
    ("security", text("Firewall rules"), text("Creating the firewall rules…"), 3),
    ("machine", text("Machine"), text("Creating the machine {machine}…", machine="aurora-lab"), 38),
    ("connect", text("Connection"), text("Waiting until the machine answers…"), 12),
    ("host-key", text("Host key"), text("Changing the machine's host key"), 7),
    ("software", text("Software"), text("Installing JupyterLab and its companions…"), 40),
    ("notebook", text("Notebook"), text("Starting the notebook's service"), 6),
    ("check", text("Check"), text("Logging in and drawing a plot…"), 6),
)
_DONE = 6


def events() -> list[Event]:
    """A creation in the middle of installing."""
    infos = tuple(StepInfo(step, name, seconds) for step, name, _, seconds in _STEPS)
    told: list[Event] = [RunStarted(steps=infos)]
    now = NOON
    for step, _, status, seconds in _STEPS[: _DONE + 1]:
        told.append(StepStarted(step=step, status=status, time=now))
        if step == "host-key":
            words = text("The host key is now {key}.", key="SHA256:u1pWq…Qk")
            told.append(LogLine(time=now + seconds, text=words))
        if step != "software":
            now += seconds
            told.append(StepDone(step=step, seconds=seconds, time=now))
    detail = text("Downloading {name}", name="matplotlib")
    told.append(LogLine(time=now + 12, text=detail))
    told.append(
        Progress(
            step="software",
            step_fraction=0.4,
            fraction=0.64,
            seconds_left=41,
            detail=detail,
            time=now + 13,
        )
    )
    return told
