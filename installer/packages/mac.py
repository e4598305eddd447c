"""The disk image for macOS: the app bundle, signed and notarised where there is an identity.

All of it runs on a Mac only: codesign, hdiutil and notarytool are Apple's. What is called with
what is tested anywhere; that Apple accepts it only a Mac with an identity can show.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from installer.commands import CommandFailedError, Commands, say
from installer.packages.release import ROOT

ENTITLEMENTS: Final = ROOT / "installer" / "mac" / "entitlements.plist"
IDENTITY: Final = "KUMONOTE_MAC_IDENTITY"
"""Variable with the name of the signing identity, "Developer ID Application: …"."""
NOTARY: Final = "KUMONOTE_MAC_NOTARY_PROFILE"
"""Variable with the keychain profile that `notarytool store-credentials` made."""
_NEEDED: Final = ("codesign", "hdiutil", "xcrun", "spctl", "ditto")
_HOUR: Final = 3600


@dataclass(frozen=True)
class DiskImage:
    """Makes a .dmg of an app bundle. `identity` and `notary` are empty where nothing is signed."""

    commands: Commands
    identity: str
    notary: str

    @classmethod
    def of_environment(cls, commands: Commands) -> DiskImage:
        """Take identity and profile from variables. Raises `CommandFailedError` off a Mac."""
        missing = [name for name in _NEEDED if commands.find(name) is None]
        if missing:
            raise CommandFailedError(f"A disk image takes a Mac: {', '.join(missing)} is missing.")
        identity, notary = (commands.environment.get(name, "") for name in (IDENTITY, NOTARY))
        if notary and not identity:
            raise CommandFailedError(f"Apple notarises what is signed: set {IDENTITY} as well.")
        return cls(commands, identity, notary)

    def make(self, bundle: Path, file: Path) -> Path:
        """Sign `bundle`, pack it with a link to /Applications into `file`, have it notarised."""
        if self.identity:
            self._sign_bundle(bundle)
        else:
            say(f"Not signed: {IDENTITY} is not set. macOS will warn whoever opens it.")
        with tempfile.TemporaryDirectory() as made:
            stage = Path(made) / "Kumonote"
            stage.mkdir()
            self._run("Copying the app", "ditto", bundle, stage / bundle.name)
            (stage / "Applications").symlink_to("/Applications")
            how = ["-volname", "Kumonote", "-fs", "APFS", "-format", "ULMO", "-ov"]
            self._run("Making the disk image", "hdiutil", "create", *how, "-srcfolder", stage, file)
        if self.identity:
            self._run("Signing the image", "codesign", *self._signature(), file)
        if self.notary:
            self._notarise(file)
        return file

    def _sign_bundle(self, bundle: Path) -> None:
        # PyInstaller signed each library inside; the seal of the whole comes last
        how: list[str | Path] = ["--force", "--options", "runtime", "--entitlements", ENTITLEMENTS]
        self._run("Signing the app", "codesign", *how, *self._signature(), bundle)
        check = ["--verify", "--deep", "--strict", "--verbose=2"]
        self._run("Checking the signature", "codesign", *check, bundle)

    def _signature(self) -> list[str]:
        return ["--timestamp", "--sign", self.identity]

    def _notarise(self, file: Path) -> None:
        say("Waiting for Apple to look at it (this takes minutes) …")
        profile = ["--keychain-profile", self.notary, "--wait"]
        self._run("Having it notarised", "xcrun", "notarytool", "submit", file, *profile)
        self._run("Stapling Apple's ticket", "xcrun", "stapler", "staple", file)
        assess = ["--assess", "--type", "open", "--context", "context:primary-signature"]
        self._run("Asking Gatekeeper", "spctl", *assess, file)

    def _run(self, task: str, program: str, *words: str | Path) -> None:
        found = self.commands.find(program) or program
        self.commands.quietly(task, [found, *words], timeout=_HOUR)
