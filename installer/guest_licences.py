"""Note the licences of what servers install, after their lock file has changed. For developers.

    .venv/bin/python -m installer.guest_licences FOLDER

FOLDER is /opt/kumonote of a server made since, with all that is installed there: nothing is
downloaded for this. Writes installer/locks/guest-licences.json: name to licence.
"""

from __future__ import annotations

import json
import sys
from importlib import metadata
from pathlib import Path
from typing import Final

from app.licences import licence_line
from installer.packages.locked import normal, read_lock

ROOT: Final = Path(__file__).resolve().parent.parent
LOCK: Final = ROOT / "resources" / "guest" / "environment.lock"
FILE: Final = ROOT / "installer" / "locks" / "guest-licences.json"


def main(folder: Path) -> None:
    files = sorted(folder.rglob("*.dist-info/METADATA"))
    packages = [metadata.PathDistribution(file.parent) for file in files]
    said = {normal(package.name): licence_line(package.metadata.json) for package in packages}
    found = {locked.name: said[locked.name] for locked in read_lock(LOCK) if locked.name in said}
    FILE.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write(f"{FILE.name}: {len(found)} packages\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
