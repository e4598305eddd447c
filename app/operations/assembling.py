"""Puts the steps of the cloud and those inside the machine together into one creation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from app.azure.fleet import machine_of, set_facts
from app.azure.session import Session
from app.azure.steps import AzureSteps, azure_steps
from app.azure.tags import host_keys
from app.certificate import OwnCertificate, load
from app.engine.cancel import CancelToken
from app.engine.step import Step
from app.guest.access import GuestAccess
from app.guest.boot import custom_data
from app.guest.keys import new_key_pair
from app.guest.regain_script import COMMENT
from app.guest.software import software
from app.guest.steps import GuestSteps, guest_steps
from app.operations.access_keys import LoginKey, PinnedHostKeys, login_key_of
from app.operations.given_secrets import GivenSecrets
from app.operations.machine_steps import StartStep
from app.operations.ready_step import ReadyStep
from app.operations.regain_step import RegainStep
from app.operations.workspace import Workspace
from app.password import hash_password
from app.plan import Plan
from app.server import ADMIN_USER, Server, ServerState
from app.wizard.answers import Answers, CertificateKind

_OFF: Final = frozenset({ServerState.STOPPED, ServerState.STOPPED_BILLED})


@dataclass(frozen=True)
class Creation:
    """All steps of a creation. `access` must be closed after the run."""

    azure: AzureSteps
    guest: GuestSteps
    access: GuestAccess
    more: tuple[Step[Any], ...]

    def all(self) -> tuple[Step[Any], ...]:
        """Every step; the engine puts them in order."""
        return (*self.azure.all(), *self.guest.all(), *self.more)


def own_certificate(answers: Answers, given: GivenSecrets) -> OwnCertificate | None:
    """The user's own certificate with its key, if the answers want one.

    Raises `CertificateError`; with the code "certificate-passphrase-needed" the key is locked.
    """
    certificate = answers.certificate
    if certificate.kind is CertificateKind.SELF_SIGNED or certificate.file is None:
        return None
    return load(certificate.file, certificate.key_file, given.certificate_passphrase)


def assemble(
    workspace: Workspace,
    plan: Plan,
    given: GivenSecrets,
    found: Server | None,
    cancel: CancelToken,
    *,
    keep_failed_machine: bool = False,
) -> Creation:
    """The steps that make `plan` so, from whatever is there already.

    `found` is the unfinished server, None for a new one. The login key is in the vault
    before this returns, so it is never lost between being given away and being kept. Where
    the vault has none for a machine that exists, the cloud lets a new one in. Raises
    `ProblemError`.
    """
    session = workspace.session
    password = given.needed_password()
    certificate = own_certificate(plan.answers, given)
    name = plan.answers.name
    login_key = login_key_of(workspace.vault, name)
    boot_key = new_key_pair()
    installed = software(plan.answers.software, workspace.settings.guest)
    first, pinned = _host_keys(
        workspace, found, boot_key.public, cancel, made_anew=not keep_failed_machine
    )
    server = found or _not_yet(plan)

    azure = azure_steps(
        session,
        plan,
        login_public_key=f"{login_key.pair.public} {COMMENT}",
        host_public_key=boot_key.public,
        custom_data=lambda _address: custom_data(installed, boot_key),
        keep_failed_machine=keep_failed_machine,
    )
    between = _between(session, server, found, azure.machine, login_key, pinned)
    access = GuestAccess(
        session.dialer, user=ADMIN_USER, login_key=login_key.private, host_keys=pinned
    )

    def publish(keys: tuple[str, ...], cancel: CancelToken) -> None:
        set_facts(session, server, cancel, host_keys=keys)
        pinned.replace(keys)

    guest = guest_steps(
        access,
        plan,
        address=azure.address,
        machine=between[-1] if between else azure.machine,
        software=installed,
        first_host_key=first,
        publish_host_keys=publish,
        password=password,
        hash_password=hash_password,
        certificate=certificate,
    )
    ready = ReadyStep(workspace, server, guest)
    return Creation(azure, guest, access, (*between, ready))


def _between(
    session: Session,
    server: Server,
    found: Server | None,
    machine: Step[Any],
    login_key: LoginKey,
    pinned: PinnedHostKeys,
) -> tuple[Step[Any], ...]:
    """What a machine that is there already needs before it can be connected to."""
    steps: list[Step[Any]] = []
    if found is not None and found.state in _OFF:
        steps.append(StartStep(session, server, machine))
    if found is not None and login_key.fresh:
        after = (machine, *steps)
        steps.append(RegainStep(session, server, login_key, pinned, after=after, look_first=True))
    return tuple(steps)


def _host_keys(
    workspace: Workspace,
    found: Server | None,
    boot_key: str,
    cancel: CancelToken,
    *,
    made_anew: bool,
) -> tuple[str, PinnedHostKeys]:
    """The key that the machine was or will be given at first boot, and those to accept now."""
    failed = found is not None and found.state is ServerState.FAILED
    if found is None or not found.host_keys or (failed and made_anew):
        return boot_key, PinnedHostKeys((boot_key,))
    machine = machine_of(workspace.session, found, cancel)
    given = host_keys(machine.tags or {})
    return (given or found.host_keys)[0], PinnedHostKeys(found.host_keys)


def _not_yet(plan: Plan) -> Server:
    """What a server that is about to be made is called, for the calls that need one."""
    return Server(
        name=plan.answers.name,
        state=ServerState.INCOMPLETE,
        group=plan.group,
        region=plan.region,
    )
