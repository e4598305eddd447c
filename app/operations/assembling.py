"""Puts the steps of the cloud and those inside the machine together into one creation."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.azure.fleet import machine_of, set_facts
from app.azure.steps import AzureSteps, azure_steps, linux_first_boot, windows_first_boot
from app.azure.tags import host_keys
from app.certificate import OwnCertificate, load
from app.engine.cancel import CancelToken
from app.engine.step import Step
from app.guest.access import GuestAccess
from app.guest.boot import custom_data
from app.guest.keys import new_key_pair
from app.guest.regain_script import COMMENT
from app.guest.software import Software, software
from app.guest.ssh_access import SshAccess
from app.guest.steps import GuestSteps, guest_steps, windows_guest_steps
from app.guest.windows.access import WinRmAccess
from app.operations.access_keys import AdminPassword, PinnedHostKeys, login_key_of
from app.operations.given_secrets import GivenSecrets
from app.operations.listener_step import ListenerStep, Listening
from app.operations.machine_steps import StartStep
from app.operations.ready_step import ReadyStep
from app.operations.regain_step import RegainStep
from app.operations.workspace import Workspace
from app.password import hash_password
from app.plan import Plan
from app.secret import Secret
from app.server import ADMIN_USER, Server, ServerState
from app.wizard.answers import Answers, CertificateKind, SystemKind

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


@dataclass(frozen=True)
class _Asked:
    """What a creation is put together from. `found` is None for a new server."""

    workspace: Workspace
    plan: Plan
    found: Server | None
    password: Secret
    certificate: OwnCertificate | None
    keep_failed_machine: bool
    cancel: CancelToken

    @property
    def server(self) -> Server:
        return self.found or _not_yet(self.plan)

    @property
    def software(self) -> Software:
        return software(self.plan.answers.software, self.workspace.settings.guest)

    @property
    def known_by(self) -> tuple[str, ...]:
        """What the machine that is there is known by; nothing where it is made anew."""
        if self.found is None:
            return ()
        failed = self.found.state is ServerState.FAILED
        return () if failed and not self.keep_failed_machine else self.found.host_keys

    def started(self, machine: Step[Any]) -> tuple[Step[Any], ...]:
        """What a machine that is there but off needs first."""
        if self.found is None or self.found.state not in _OFF:
            return ()
        return (StartStep(self.workspace.session, self.found, machine),)


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

    `found` is the unfinished server, None for a new one. The login key or the administrator's
    password is in the vault before it is given away. Where the vault has none for a machine
    that exists, the cloud lets a new one in. Raises `ProblemError`.
    """
    asked = _Asked(
        workspace,
        plan,
        found,
        given.needed_password(),
        own_certificate(plan.answers, given),
        keep_failed_machine,
        cancel,
    )
    put_together = _windows if plan.answers.system.kind is SystemKind.WINDOWS else _linux
    return put_together(asked)


def _linux(asked: _Asked) -> Creation:
    workspace, plan, found = asked.workspace, asked.plan, asked.found
    session, server, installed = workspace.session, asked.server, asked.software
    login_key = login_key_of(workspace.vault, plan.answers.name)
    boot_key = new_key_pair()
    first, pinned = _host_keys(asked, boot_key.public)
    azure = azure_steps(
        session,
        plan,
        first_boot=linux_first_boot(
            f"{login_key.pair.public} {COMMENT}",
            boot_key.public,
            lambda _address: custom_data(installed, boot_key),
        ),
        keep_failed_machine=asked.keep_failed_machine,
    )
    between = asked.started(azure.machine)
    if found is not None and login_key.fresh:
        after: Sequence[Step[Any]] = (azure.machine, *between)
        regain = RegainStep(session, server, login_key, pinned, after=after, look_first=True)
        between = (*between, regain)
    access = SshAccess(
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
        password=asked.password,
        hash_password=hash_password,
        certificate=asked.certificate,
    )
    return Creation(azure, guest, access, (*between, ReadyStep(workspace, server, guest)))


def _windows(asked: _Asked) -> Creation:
    workspace, plan = asked.workspace, asked.plan
    session, server = workspace.session, asked.server
    password = AdminPassword(workspace.vault, plan.answers.name)
    pinned = PinnedHostKeys(asked.known_by)
    mark = secrets.token_hex(8)
    azure = azure_steps(
        session,
        plan,
        first_boot=windows_first_boot(password.given_away, mark),
        keep_failed_machine=asked.keep_failed_machine,
    )
    started = asked.started(azure.machine)
    listener = ListenerStep(
        session,
        server,
        password,
        pinned,
        Listening(
            address=lambda run: run.result(azure.address),
            my_address=lambda _cancel: plan.answers.endpoint.my_address,
            mark=mark,
        ),
        after=(azure.address, azure.machine, *started),
    )
    access = WinRmAccess(session.dialer, user=ADMIN_USER, password=password, certificates=pinned)
    guest = windows_guest_steps(
        access,
        plan,
        address=azure.address,
        machine=listener,
        identity=listener,
        software=asked.software,
        password=asked.password,
        hash_password=hash_password,
        certificate=asked.certificate,
    )
    ready = ReadyStep(workspace, server, guest)
    return Creation(azure, guest, access, (*started, listener, ready))


def _host_keys(asked: _Asked, boot_key: str) -> tuple[str, PinnedHostKeys]:
    """The key that the machine was or will be given at first boot, and those to accept now."""
    known = asked.known_by
    if asked.found is None or not known:
        return boot_key, PinnedHostKeys((boot_key,))
    machine = machine_of(asked.workspace.session, asked.found, asked.cancel)
    given = host_keys(machine.tags or {})
    return (given or known)[0], PinnedHostKeys(known)


def _not_yet(plan: Plan) -> Server:
    """What a server that is about to be made is called, for the calls that need one."""
    return Server(
        name=plan.answers.name,
        state=ServerState.INCOMPLETE,
        group=plan.group,
        region=plan.region,
    )
