"""The setup program's codes in words. It tells plain English; here it can be translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from app.problems import Action, Problem
from app.redaction import redact
from app.text import Text, text, verbatim


def setup_words(code: str, english: str, values: Mapping[str, Any]) -> Text:
    """What goes on in the machine; its own words for a code that is not known here."""

    def value(name: str) -> str:
        return redact(str(values.get(name, "")))

    known: Mapping[str, Text] = {
        "waiting-for-boot": text("Waiting for the system to finish its first boot"),
        "waiting-for-other": text("The machine is at work on it already"),
        "package-lists": text("Reading the system's package lists"),
        "packages": text("Installing the system's packages"),
        "waiting-for-packages": text("Waiting for the system's own updates"),
        "waiting-for-registration": text("Waiting until the system has registered itself"),
        "installer": text("Fetching the installer for Python packages"),
        "environment": text("Installing Python packages"),
        "environment-download": text("Downloading {name}", name=value("name")),
        "environment-switch": text("Switching to the new environment"),
        "samples": text("Putting the sample notebooks in place"),
        "certificate": text("Making the certificate"),
        "configuration": text("Writing the notebook's configuration"),
        "password": text("Setting the password"),
        "starter": text("Writing what starts the notebook"),
        "labels": text("Setting the security labels of the files"),
        "service": text("Starting the notebook's service"),
        "answer": text("Waiting for the notebook to answer"),
        "trust": text("Trusting the authorities of your network"),
        "redirect": text("Directing the public port to the notebook"),
        "host-key": text("Changing the machine's host key"),
        "finished": text("Everything is in place"),
        "network-again": text("The network failed; trying again"),
        "authorities-trusted": text(
            "The system trusts the authorities in {file}", file=value("file")
        ),
        "samples-given": text(
            "{count} sample notebooks are in {folder}", count=value("count"), folder=value("folder")
        ),
        "certificate-made": text(
            "The certificate's SHA-256 fingerprint is {fingerprint}",
            fingerprint=value("fingerprint"),
        ),
        "configuration-written": text(
            "The notebook's configuration is in {file}", file=value("file")
        ),
        "password-set": text("The notebook has another password"),
        "starter-written": text("What starts the notebook is in {file}", file=value("file")),
        "wine": text(
            "This is Wine {version}: packages come in versions that it can run",
            version=value("version"),
        ),
        "labelled": text("SELinux: labels set: {count}", count=value("count")),
        "service-started": text("The service is {name}", name=value("name")),
        "redirect-in-firewalld": text("firewalld has the redirect"),
        "redirect-through-ufw": text(
            "ufw lets in {port}, where the redirect leads", port=value("port")
        ),
    }
    return known.get(code, verbatim(redact(english)))


_OF_ANSWERS: Final = frozenset({"guest-own-packages"})
"""Going on with the same answers would fail again."""


_UNTOLD: Final = "The set-up in the machine ended unexpectedly."
_UNADVISED: Final = "Resume: what is done is kept."


def setup_problem(event: Mapping[str, Any]) -> Problem:
    """The problem in a "failed" event of the setup program."""
    code = str(event.get("code") or "setup-failed")
    words = _problem_words(code, event)
    message, advice = words or (
        verbatim(str(event.get("message") or _UNTOLD)),
        verbatim(str(event.get("advice") or _UNADVISED)),
    )
    return Problem(
        code=code,
        message=message,
        advice=advice,
        retryable=bool(event.get("retryable", False)),
        action=Action.EDIT_ANSWERS if code in _OF_ANSWERS else Action.RESUME,
        details=str(event.get("details", "")),
    )


def _problem_words(code: str, values: Mapping[str, Any]) -> tuple[Text, Text] | None:
    network = text(
        "Check that the machine reaches the internet, and the package index and proxy in the"
        " settings. Then resume: what is done is kept."
    )
    known: Mapping[str, tuple[Text, Text]] = {
        "guest-packages-network": (
            text("The machine could not fetch packages of its system."),
            network,
        ),
        "guest-packages": (
            text("The system's package manager in the machine failed."),
            text("Resume. If it fails again, the details say what the package manager wants."),
        ),
        "guest-packages-unsigned": (
            text("A package source is not signed by a key that the machine knows."),
            text("Nothing was installed from it. Choose another system image."),
        ),
        "guest-packages-busy": (
            text("The system's own updates kept the package manager busy for too long."),
            text("Resume in a few minutes."),
        ),
        "guest-index-network": (
            text("The machine could not fetch Python packages."),
            network,
        ),
        "guest-index-certificate": (
            text("The machine does not trust the certificate of the package index or proxy."),
            text("Give your network's own authority to the machine, or use another index."),
        ),
        "guest-index-hash": (
            text("A Python package is not the one that was checked, so it was not installed."),
            text("The package index may be out of order, or somebody changes what you download."),
        ),
        "guest-index-missing": (
            text("The package index does not have a package in the version that was checked."),
            text("Use the public index, or ask who runs yours to mirror it wholly."),
        ),
        "guest-own-packages": (
            text("Your own packages could not be installed."),
            text("Change or remove them; the details say which one does not fit."),
        ),
        "guest-disk-full": (
            text("The machine's disk is full."),
            text("Make room on it, then resume."),
        ),
        "guest-disk-space": (
            text(
                "The machine's disk has only {free} MB free; the notebook's software needs"
                " {needed} MB. Nothing of it was installed.",
                free=str(values.get("free", "?")),
                needed=str(values.get("needed", "?")),
            ),
            text("Make room on it, then resume."),
        ),
        "guest-python-missing": (
            text("The machine has no Python between 3.11 and 3.14, and none could be installed."),
            text("Choose another system image."),
        ),
        "guest-busy": (
            text("Another set-up in the machine did not come to an end."),
            text("Restart the machine, then resume."),
        ),
        "guest-notebook-failed": (
            text("The notebook's service does not start."),
            text("The details are from its log. Resume; if it fails again, repair the server."),
        ),
        "guest-certificate-refused": (
            text("The machine cannot use the certificate."),
            text("Choose another certificate, or let the server make its own."),
        ),
        "guest-labels": (
            text("The machine could not label the files of the notebook for SELinux."),
            text("Resume; the details say what it refused."),
        ),
        "guest-redirect": (
            text("The machine could not direct its public port to the notebook."),
            text("Check the machine's own firewall, then resume."),
        ),
        "guest-host-key": (
            text("The machine could not change its host key."),
            text("The old one still holds. Resume."),
        ),
        "guest-settings": (
            text("The machine's setup program refuses what it was told."),
            text("Update Kumonote on this computer, then resume."),
        ),
        "guest-rights": (
            text("The user in the machine may not act as its administrator."),
            text("Give the user back the right to use sudo without a password."),
        ),
    }
    return known.get(code)
