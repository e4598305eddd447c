"""The practice cloud as a process: started when it is needed, found again, stopped."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from filelock import FileLock

from app.paths import Paths, make_private_folder
from app.practice import local
from app.practice.errors import JsonObject
from app.practice.guests.programs import module_environment
from app.problems import Action, Problem, ProblemError
from app.reentry import module_command
from app.secret import Secret
from app.text import text

PROGRAM = "app.practice"
_START_LIMIT = 120.0
_STOP_LIMIT = 120.0
_LOOK_AGAIN = 0.02
_TRAFFIC_LOG = "KUMONOTE_TRAFFIC_LOG"


@dataclass(frozen=True)
class PracticeConnection:
    """All that a client needs to use the practice cloud. The secret is in no file.

    `guest_limits` is a sentence for the user, empty if guests lack nothing; so is
    `guest_preparation`, as long as the first machine has to wait for something, and
    `windows_missing`, empty where machines with Windows can be made; `windows_limits` says what
    those do not show. After a restart of the cloud its certificate, the secret and all tokens
    are new: connect again.
    """

    url: str
    ca_file: Path
    tenant: str
    client_id: str
    client_secret: Secret
    subscription: str
    speed: float
    guest: str
    guest_limits: str
    guest_preparation: str
    windows_missing: str
    windows_limits: str

    @property
    def authority(self) -> str:
        """The authority for azure-identity (with `disable_instance_discovery=True`)."""
        return self.url


@dataclass(frozen=True)
class PracticeStatus:
    pid: int
    speed: float
    faults: dict[str, int]
    machines: int
    running: tuple[str, ...]
    operations: int


def ensure_running(
    paths: Paths,
    *,
    speed: float | None = None,
    faults: Sequence[str] = (),
    guest: str = "auto",
    program: str = PROGRAM,
) -> PracticeConnection:
    """Start the practice cloud of `paths` unless it runs; connect to it.

    `speed` is how much faster than the service it is (None: as it is, 1 at a first start);
    `faults` are added, each `NAME`, `NAME=COUNT` or `NAME=*`. `guest` is "auto", "booted" or
    "reduced" and counts at a start only. `program` is the module to run (tests have their
    own). Raises `ProblemError`.
    """
    facts = _connect(paths)
    if facts is None:
        with _locked(paths):
            facts = _connect(paths)  # somebody else may have been quicker
            if facts is None:
                _start(paths, speed=speed, guest=guest, program=program)
                facts = _connect(paths)
    if facts is None:
        raise _failed_to_start(paths)
    if speed is not None and facts["speed"] != speed:
        facts["speed"] = control(paths, "speed", value=speed)["speed"]
    for fault in faults:
        control(paths, "fault", fault=fault)
    log = os.environ.get(_TRAFFIC_LOG)
    if log:
        control(paths, "traffic-log", file=str(Path(log).absolute()))
    return PracticeConnection(
        url=facts["url"],
        ca_file=Path(facts["ca_file"]),
        tenant=facts["tenant"],
        client_id=facts["client_id"],
        client_secret=Secret(facts["client_secret"]),
        subscription=facts["subscription"],
        speed=facts["speed"],
        guest=facts["guest"],
        guest_limits=facts["guest_limits"],
        guest_preparation=facts["guest_preparation"],
        windows_missing=facts["windows_missing"],
        windows_limits=facts["windows_limits"],
    )


def status(paths: Paths) -> PracticeStatus | None:
    """What the running practice cloud does; None if it does not run."""
    try:
        answer = control(paths, "status")
    except local.NotRunningError:
        return None
    return PracticeStatus(
        pid=answer["pid"],
        speed=answer["speed"],
        faults=dict(answer["faults"]),
        machines=answer["machines"],
        running=tuple(answer["running"]),
        operations=answer["operations"],
    )


def stop(paths: Paths) -> bool:
    """Shut the practice cloud and its guests down; False if it did not run.

    Everything in it is still there at the next start. Raises `ProblemError` if it does not
    end in time.
    """
    try:
        process = psutil.Process(control(paths, "status")["pid"])
        control(paths, "stop")
        _wait_for_end(process)
    except local.NotRunningError:
        return False
    except psutil.NoSuchProcess:
        return True
    except TimeoutError as error:
        raise ProblemError(
            Problem(
                code="practice-does-not-end",
                message=text("The practice cloud does not shut down."),
                advice=text("Restart this computer, or look into {log}.", log=log_file(paths)),
                action=Action.RETRY,
            )
        ) from error
    return True


def env(connection: PracticeConnection) -> dict[str, str]:
    """Variables with which other programs use the practice cloud. Holds the secret in clear."""
    return {
        "KUMONOTE_PRACTICE_URL": connection.url,
        "KUMONOTE_PRACTICE_AUTHORITY": connection.authority,
        "KUMONOTE_PRACTICE_CA": str(connection.ca_file),
        "KUMONOTE_PRACTICE_TENANT": connection.tenant,
        "KUMONOTE_PRACTICE_CLIENT_ID": connection.client_id,
        "KUMONOTE_PRACTICE_CLIENT_SECRET": connection.client_secret.reveal(),
        "KUMONOTE_PRACTICE_SUBSCRIPTION": connection.subscription,
    }


def control(paths: Paths, call: str, **values: Any) -> JsonObject:
    """One call over the control line (see `app.practice.control`).

    Raises `NotRunningError` if no practice cloud runs, `ValueError` for a call it refuses.
    """
    answer = local.ask(paths.practice, {"call": call, **values})
    if not answer.get("ok"):
        raise ValueError(str(answer.get("error")))
    return answer


def log_file(paths: Paths) -> Path:
    return paths.logs / "practice.log"


def _connect(paths: Paths) -> JsonObject | None:
    try:
        return control(paths, "connection")
    except local.NotRunningError:
        return None


def _wait_for_end(process: psutil.Process) -> None:
    """Until it has ended. It is nobody's child: where nobody reaps those, it stays a zombie."""
    limit = time.monotonic() + _STOP_LIMIT
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > limit:
            raise TimeoutError
        time.sleep(_LOOK_AGAIN)


def _locked(paths: Paths) -> FileLock:
    """Held while one process starts the cloud; a second one waits and finds it running."""
    folder = make_private_folder(paths.practice)
    return FileLock(folder / "start.lock", mode=0o600, timeout=_START_LIMIT)


def _start(paths: Paths, *, speed: float | None, guest: str, program: str) -> None:
    make_private_folder(paths.logs)
    log = log_file(paths)
    arguments = ["--state", str(paths.state), "--cache", str(paths.cache), "--log", str(log)]
    arguments += ["--guest", guest]
    if speed is not None:
        arguments += ["--speed", str(speed)]
    said: list[str] = []
    log.touch(mode=0o600)
    with (
        log.open("ab") as errors,
        psutil.Popen(
            module_command(PROGRAM, "launch", "--program", program, *arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=module_environment(**_passed_on()),
        ) as launcher,
    ):
        pipe = launcher.stdout
        reader = threading.Thread(
            target=lambda: said.append(pipe.readline()), name="practice-start", daemon=True
        )
        reader.start()
        reader.join(_START_LIMIT)
    if not said or said[0].strip() != "ready":
        raise _failed_to_start(paths)


def _passed_on() -> dict[str, str]:
    """What of our environment the cloud and its guests need: the way to the network."""
    wanted = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "LANG")
    return {name: value for name, value in os.environ.items() if name.upper() in wanted}


def _failed_to_start(paths: Paths) -> ProblemError:
    log = log_file(paths)
    lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
    return ProblemError(
        Problem(
            code="practice-does-not-start",
            message=text("The practice cloud does not start on this computer."),
            advice=text("Try again. What went wrong stands in {log}.", log=log),
            retryable=True,
            action=Action.RETRY,
            details="\n".join(lines[-20:]),
        )
    )
