"""The phases: what each does, and the facts it tells in the end."""

import sys
from pathlib import Path

from .certificate import Certificate, NewCertificate, fingerprint
from .environment import CACHE, Environment
from .host_key import HostKey
from .installing import Installer
from .labels import Labels
from .lock_file import Lock
from .network import Network
from .notebook import Configuration, NewPassword, password_hash_in
from .package_tools import PackageTool, Pip, Uv
from .packages import Packages
from .part import Part, bring_about, left_to_do
from .processes import Processes
from .pythons import Pythons
from .redirect import Redirect
from .report import Reporter
from .samples import Samples
from .service import Answer, Service, digest_of
from .service_managers import manager
from .settings import Settings
from .starter import Starter
from .system import System
from .tidying import compile_environment, start_tidying, tidy
from .trust import Trust
from .windows import wine_version

PROGRAM = "/var/lib/kumonote/kumonote-setup.pyz"
"""Where this program stays in a machine."""


class Phases:
    """Everything that can be asked of this machine, with one set of settings."""

    def __init__(self, settings: "Settings") -> None:
        self._settings = settings
        self.system = System(settings.user)
        self._processes = Processes()
        self._network = Network(self.system, settings)
        self._pythons = Pythons(self._processes)
        lock = Lock.packed()
        self._installer = Installer(
            self.system, self._processes, self._network, lock, self._pythons
        )
        self._environment = Environment(
            self.system,
            self._processes,
            lock,
            self._package_tool(),
            self._pythons,
            settings.sets,
            settings.packages,
        )

    def first_boot(self, reporter: "Reporter", at_boot: "bool") -> "dict[str, object]":
        """All that needs no secret: packages, environment, samples.

        `at_boot` means that this program came in customData, where it is not whole: samples
        and what other systems need follow later.
        """
        if at_boot and sys.platform != "linux":
            return {"changed": []}
        parts = self._software()
        if wine_version():
            words = "This is Wine " + wine_version() + ": packages come in versions that it can run"
            reporter.log("wine", words, version=wine_version())
        changed = bring_about(parts[:-1] if at_boot else parts, reporter)
        if at_boot:
            return {"changed": changed}
        return dict(self.software(), changed=changed)

    def software(self) -> "dict[str, object]":
        """What `first_boot` would do, and what is there."""
        facts = self._environment.facts()
        return {
            "left": left_to_do(self._software()),
            "python": facts.get("python", ""),
            "sets": facts.get("sets", []),
            "versions": facts.get("versions", {}),
        }

    def configure(self, reporter: "Reporter") -> "dict[str, object]":
        """Everything, so that it also mends what the first boot left undone."""
        certificate = self._certificate()
        parts = self._software() + self._notebook(certificate)
        changed = bring_about(parts, reporter)
        start_tidying(self.system, self._processes, PROGRAM)
        facts = dict(self._certificate_facts(certificate), changed=changed)
        return self._with_task(facts, certificate)

    def set_password(self, reporter: "Reporter") -> "dict[str, object]":
        """Another password for a notebook that is there; everything else stays as it is."""
        certificate = self._certificate()
        return self._change(NewPassword(self.system, self._settings), certificate, reporter)

    def set_certificate(self, reporter: "Reporter") -> "dict[str, object]":
        """Another certificate for a notebook that is there; everything else stays as it is."""
        certificate = self._certificate()
        changed = self._change(NewCertificate(certificate), certificate, reporter)
        return dict(self._certificate_facts(certificate), **changed)

    def _change(
        self, part: "Part", certificate: "Certificate", reporter: "Reporter"
    ) -> "dict[str, object]":
        """Bring about one part of the notebook, and start it anew where that changes it."""
        stays = ("certificate", "configuration", "redirect")
        rest = [other for other in self._notebook(certificate) if other.code not in stays]
        changed = bring_about([part, *rest], reporter)
        return self._with_task({"changed": changed}, certificate)

    def what_is_left(self) -> "dict[str, object]":
        """What `configure` would do."""
        certificate = self._certificate()
        left = left_to_do(self._software() + self._notebook(certificate))
        return dict(self._certificate_facts(certificate), left=left)

    def host_key(self, step: "str") -> "dict[str, object]":
        keys = HostKey(self.system, self._processes)
        if step == "prepare":
            return {"host_key": keys.prepare()}
        wiped = keys.activate(self._settings.host_key)
        return {"host_key": keys.public(), "wiped": wiped}

    def password_hash(self) -> "dict[str, object]":
        """The hash that is set; empty before there is one. Only its owner asks for it."""
        file = Configuration(self.system, self._settings).file
        return {"password_hash": password_hash_in(file.read_text()) if file.is_file() else ""}

    def compile(self) -> None:
        compile_environment(self.system, self._processes)

    def tidy(self) -> "dict[str, object]":
        return tidy(self.system)

    def status(self) -> "dict[str, object]":
        certificate = Certificate(self.system, self._processes, self._environment, ("", ""), None)
        notebook = dict(
            self._certificate_facts(certificate),
            active=self._is_active(),
        )
        return {
            "kind": self.system.kind,
            "software": self.software(),
            "notebook": notebook,
            "host_key": HostKey(self.system, self._processes).public(),
        }

    def _is_active(self) -> "bool | None":
        """Whether the notebook runs; None in Windows, whose tasks the app itself asks for."""
        if sys.platform == "win32" and not self.system.is_reduced:
            return None
        return manager(self.system, self._processes).is_active()

    def _package_tool(self) -> "PackageTool":
        if sys.platform == "win32":
            return Pip(self._processes, self._network, self._pythons)
        cache = self.system.path(CACHE)
        return Uv(self._processes, self._network, self._installer.uv, cache)

    def _software(self) -> "list[Part]":
        settings = self._settings
        installer = [] if sys.platform == "win32" else [self._installer]  # type: list[Part]
        return [
            Trust(self.system, self._processes, settings.ca_pem),
            Packages(self.system, self._processes, self._network, self._pythons),
            *installer,
            self._environment,
            Samples(self.system, settings.sets, settings.samples),
        ]

    def _notebook(self, certificate: "Certificate") -> "list[Part]":
        configuration = Configuration(self.system, self._settings)
        inputs = [configuration.file, certificate.file]
        if sys.platform == "win32":
            return self._notebook_in_windows(certificate, configuration, inputs)
        return [
            certificate,
            configuration,
            Labels(self.system, self._processes),
            Service(self.system, self._processes, self._environment, self._settings, inputs),
            Redirect(self.system, self._processes, self._settings),
            Answer(self.system, self._processes, self._settings),
        ]

    def _notebook_in_windows(
        self, certificate: "Certificate", configuration: "Configuration", inputs: "list[Path]"
    ) -> "list[Part]":
        """In a whole Windows task, rights and redirect are made by the app, in PowerShell."""
        starter = Starter(self.system)
        parts = [certificate, configuration, starter]  # type: list[Part]
        if not self.system.is_reduced:
            return parts
        inputs = [*inputs, starter.file]
        return [
            *parts,
            Service(self.system, self._processes, self._environment, self._settings, inputs),
            Answer(self.system, self._processes, self._settings),
        ]

    def _with_task(
        self, facts: "dict[str, object]", certificate: "Certificate"
    ) -> "dict[str, object]":
        if sys.platform == "win32" and not self.system.is_reduced:
            return dict(facts, task=self._task(certificate))
        return facts

    def _task(self, certificate: "Certificate") -> "dict[str, object]":
        """What is to run as the notebook: where it may write, and what it alone may read."""
        starter = Starter(self.system)
        configuration = Configuration(self.system, self._settings)
        inputs = [configuration.file, certificate.file, starter.file]
        return {
            "program": str(self._environment.python),
            "arguments": ["-X", "utf8", str(starter.file)],
            "writable": [str(starter.notebooks), str(starter.own_folder)],
            "readable": [str(file) for file in inputs],
            "content_sha256": digest_of(self._environment, inputs),
        }

    def _certificate(self) -> "Certificate":
        settings = self._settings
        return Certificate(
            self.system,
            self._processes,
            self._environment,
            (settings.host, settings.ip),
            settings.own_certificate,
        )

    def _certificate_facts(self, certificate: "Certificate") -> "dict[str, object]":
        facts = certificate.facts()
        return {
            "certificate_sha256": fingerprint(facts),
            "not_after": facts.get("not_after", ""),
        }
