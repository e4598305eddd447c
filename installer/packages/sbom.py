"""The bill of materials of a release (CycloneDX): every package of the app and of its servers.

    python -m installer.packages.sbom FOLDER SECONDS

Run in the environment of the build. SECONDS since 1970 give the time. FOLDER gets a file for what
the app is made of and one for what servers install, each checked against CycloneDX's own schema.
"""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from app import __version__
from app.licences import installed_packages
from installer.packages.locked import Locked, normal, read_lock
from installer.packages.release import ROOT

LOCKS: Final = {
    "app": ROOT / "installer" / "locks" / "app.txt",
    "servers": ROOT / "resources" / "guest" / "environment.lock",
}
GUEST_LICENCES: Final = ROOT / "installer" / "locks" / "guest-licences.json"
_WHERE: Final = "kumonote:installed-where"
_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_OID, "kumonote")


def name_of(kind: str) -> str:
    return f"kumonote-{__version__}-{kind}.cdx.json"


def known_licences(kind: str) -> Mapping[str, str]:
    """Licences by normal name: of this environment, or as they were noted for servers."""
    if kind == "app":
        return {normal(part.name): part.licence for part in installed_packages()}
    noted: dict[str, str] = json.loads(GUEST_LICENCES.read_text(encoding="utf-8"))
    return noted


def bill(kind: str, locked: Iterable[Locked], licences: Mapping[str, str], moment: int) -> str:
    """The bill for one lock file as JSON. Raises `ValueError` where the schema does not hold."""
    whole = Component(
        name="kumonote", version=__version__, type=ComponentType.APPLICATION, bom_ref="kumonote"
    )
    components = [_component(package, licences.get(package.name)) for package in locked]
    bom = Bom(
        components=components,
        # the same for the same contents, so that two builds are the same
        serial_number=uuid.uuid5(_NAMESPACE, f"{kind} {__version__} {moment}"),
        metadata=BomMetaData(component=whole, timestamp=datetime.fromtimestamp(moment, UTC)),
    )
    bom.register_dependency(whole, components)
    made = JsonV1Dot6(bom).output_as_string(indent=1) + "\n"
    complaint = JsonStrictValidator(SchemaVersion.V1_6).validate_str(made)
    if complaint is not None:
        raise ValueError(f"The bill of materials breaks its schema: {complaint}")
    return made


def _component(package: Locked, licence: str | None) -> Component:
    return Component(
        name=package.name,
        version=package.version,
        purl=PackageURL("pypi", name=package.name, version=package.version),
        bom_ref=f"{package.name} {package.version} {package.marker}".strip(),
        licenses=[LicenseFactory().make_from_string(licence)] if licence else (),
        properties=[Property(name=_WHERE, value=package.marker)] if package.marker else (),
    )


def main(folder: Path, moment: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for kind, lock in LOCKS.items():
        made = bill(kind, read_lock(lock), known_licences(kind), moment)
        (folder / name_of(kind)).write_text(made, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
