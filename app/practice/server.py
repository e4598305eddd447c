"""Brings the practice cloud up, keeps it running, and takes it down in order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import signal
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import uvicorn
from uvicorn import Config, Server

from app.paths import Paths, make_private_folder
from app.practice.arm.machine_operations import guest_of, spec_of
from app.practice.arm.references import MACHINE
from app.practice.arm.service import ResourceManager
from app.practice.authority.authority import Authority
from app.practice.authority.kept import SignIns
from app.practice.authority.people import Directory
from app.practice.certificates import make_certificate
from app.practice.clock import ClockReading, ServiceClock
from app.practice.cloud import Cloud, Identity
from app.practice.connections import Connections
from app.practice.control import Control, ControlLine
from app.practice.edge import Edge
from app.practice.errors import JsonObject
from app.practice.faults import Faults
from app.practice.guest_jobs import GuestJobs
from app.practice.machines import GuestHost, windows_limits
from app.practice.operations import Operations
from app.practice.state import State
from app.practice.traffic import TrafficLog
from app.practice.watch import Watch
from app.practice.web import Web
from app.secret import Secret

_logger = logging.getLogger(__name__)
GuestKind = Literal["auto", "booted", "reduced"]
HostOf = Callable[[Paths, GuestKind], GuestHost]


@dataclass(frozen=True)
class Options:
    """How to run: see `app.practice.process.ensure_running`."""

    paths: Paths
    speed: float | None = None
    faults: tuple[str, ...] = ()
    guest: GuestKind = "auto"
    traffic_log: Path | None = None


class _QuietServer(Server):
    """uvicorn without its own signal handling, which would end the process too early."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(options: Options, host_of: HostOf, ready: Callable[[], None]) -> None:
    """Run until the control line, or a signal, says stop. `ready` is called once it answers."""
    folder = make_private_folder(options.paths.practice)
    state = State(folder / "state.sqlite3")
    try:
        await _serve(options, state, host_of, ready)
    finally:
        state.close()


async def _serve(
    options: Options, state: State, host_of: HostOf, ready: Callable[[], None]
) -> None:
    clock = _clock(state, options.speed)
    guests = GuestJobs(host_of(options.paths, _guest_kind(state, options.guest)))
    state.set_meta("guest", guests.host.kind)
    edge = Edge()
    faults = Faults()
    for fault in options.faults:
        faults.add(fault)
    cloud = Cloud(
        state=state,
        clock=clock,
        operations=Operations(state, clock),
        faults=faults,
        guests=guests,
        identity=Identity.of(state),
        edge=edge,
        signing_key=secrets.token_bytes(32),
    )
    directory = Directory(cloud.identity)
    manager = ResourceManager(cloud, directory)
    await _adopt(cloud)
    listener = _listener(state)
    url = f"https://127.0.0.1:{listener.getsockname()[1]}"
    stopped = asyncio.Event()
    secret = Secret(secrets.token_urlsafe(32))
    traffic = TrafficLog(options.traffic_log)
    connections = Connections()
    sign_ins = SignIns()
    authority = Authority(url, cloud, directory, sign_ins, secret)
    web, ca_file, context = _web(
        url, cloud, manager, edge, authority, traffic, connections, options
    )
    server = _QuietServer(
        Config(
            web.application(),
            http=connections.protocol(),
            ssl_context_factory=lambda *_: context,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_keep_alive=60,
            timeout_graceful_shutdown=1,
        )
    )
    facts = _facts(url, ca_file, cloud, secret)
    control = ControlLine(
        Control(cloud, facts, traffic, sign_ins, stopped.set), options.paths.practice
    )
    _stop_on_signals(stopped)
    serving = asyncio.create_task(server.serve([listener]))
    watch = Watch(cloud, manager.schedules, web, stopped.set)
    watching = asyncio.create_task(watch.run())
    try:
        edge.attach(cloud)
        cloud.operations.resume()
        await _started(server, serving)
        await control.open()
        ready()
        _logger.info("the practice cloud answers at %s", url)
        await asyncio.wait(
            [asyncio.create_task(stopped.wait()), serving], return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        _logger.info("the practice cloud ends")
        watching.cancel()
        await control.close()
        server.should_exit = True
        await serving
        await edge.shut_down()
        await cloud.operations.close()
        await guests.close()
        state.set_meta("clock", vars(clock.set_speed(clock.speed)))


def _web(
    url: str,
    cloud: Cloud,
    manager: ResourceManager,
    edge: Edge,
    authority: Authority,
    traffic: TrafficLog,
    connections: Connections,
    options: Options,
) -> tuple[Web, Path, ssl.SSLContext]:
    certificate = make_certificate()
    ca_file = options.paths.practice / "ca.pem"
    ca_file.touch(mode=0o600)
    ca_file.write_bytes(certificate.authority_pem)
    web = Web(url, cloud, manager, edge, authority, traffic, connections)
    return web, ca_file, certificate.context


def _facts(url: str, ca_file: Path, cloud: Cloud, secret: Secret) -> Callable[[], JsonObject]:
    def facts() -> JsonObject:
        return {
            "url": url,
            "ca_file": str(ca_file),
            "tenant": cloud.identity.tenant,
            "subscription": cloud.identity.subscription,
            "client_id": cloud.identity.client,
            "client_secret": secret.reveal(),
            "speed": cloud.clock.speed,
            "guest": cloud.guests.host.kind,
            "guest_limits": cloud.guests.host.limits,
            "guest_preparation": cloud.guests.host.preparation,
            "windows_missing": cloud.guests.host.missing_for("Windows"),
            "windows_limits": windows_limits(),
        }

    return facts


def _clock(state: State, speed: float | None) -> ServiceClock:
    kept = state.meta("clock")
    clock = ServiceClock(ClockReading(**kept) if kept else None)
    state.set_meta("clock", vars(clock.set_speed(speed or clock.speed)))
    return clock


def _guest_kind(state: State, asked: GuestKind) -> GuestKind:
    """Guests of different kinds share no disk: machines keep the kind they were made with."""
    kept = state.meta("guest")
    if not state.of_type(MACHINE):
        return asked
    return next((kind for kind in get_args(GuestKind) if kind == kept), asked)


async def _adopt(cloud: Cloud) -> None:
    running = {
        guest_of(machine): spec_of(machine)
        for machine in cloud.state.of_type(MACHINE)
        if machine.inner.get("power") in ("running", "starting")
        and machine.provisioning_state not in ("Creating", "Deleting")
    }
    await asyncio.to_thread(cloud.guests.host.adopt, running)


def _listener(state: State) -> socket.socket:
    """The socket of the service, at the port of last time if that is still free."""
    kept = int(state.meta("port") or 0)
    for port in (kept, 0) if kept else (0,):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            listener.close()
            if port == 0:
                raise
            continue
        state.set_meta("port", listener.getsockname()[1])
        return listener
    raise RuntimeError("unreachable: port 0 always gives a port or raises")


def _stop_on_signals(stopped: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stopped.set)
        except NotImplementedError:  # Windows has no such handlers on its event loop
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopped.set))


async def _started(server: uvicorn.Server, serving: asyncio.Task[None]) -> None:
    while not server.started:
        if serving.done():
            serving.result()
            raise RuntimeError("the web server ended at once")
        await asyncio.sleep(0.01)
