"""The machine's own console, as the service recorded it."""

from __future__ import annotations

from app.azure.fleet import machine_of
from app.azure.look_ups import get_text
from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.problems import ProblemError
from app.server import Server


def boot_log(session: Session, server: Server, cancel: CancelToken) -> str:
    """The console's text, oldest line first; empty while the service has recorded none."""
    machine = str(machine_of(session, server, cancel).name)
    machines = session.compute.virtual_machines
    places = session.call(
        lambda: machines.retrieve_boot_diagnostics_data(server.group, machine, cancel=cancel),
        cancel,
    )
    if not places.serial_console_log_blob_uri:
        return ""
    address = str(places.serial_console_log_blob_uri)
    try:
        return get_text(session, address, cancel)
    except ProblemError as error:
        if error.problem.code == "service-unavailable" and not error.problem.retryable:
            return ""  # 404: not written yet
        raise
