"""The check-list, the workflow and the manifest say what is really there.

That a public service runs the workflow, and that Flatpak builds the manifest, only those can show.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from installer.packages.building import SYSTEMS
from installer.packages.desktop import ID, SOURCES

ROOT = Path(__file__).resolve().parents[3]
WORKFLOW = ROOT / ".github" / "workflows" / "release.yml"
CHECK_LIST = ROOT / "docs" / "release.md"


def workflow() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    return loaded


def test_each_package_is_built_on_its_own_system() -> None:
    jobs = workflow()["jobs"]
    assert set(jobs) == set(SYSTEMS.values())
    for kind, job in jobs.items():
        lines = [step["run"] for step in job["steps"] if "run" in step]
        assert any(f"installer/build.py {kind}" in line for line in lines), kind
        assert any("upload-artifact" in step.get("uses", "") for step in job["steps"]), kind


def test_the_workflow_may_only_read() -> None:
    assert workflow()["permissions"] == {"contents": "read"}


def test_files_and_kinds_that_the_check_list_names_are_there() -> None:
    words = CHECK_LIST.read_text(encoding="utf-8")
    named = re.findall(r"\b((?:installer|app|docs|tests|\.github)/[\w./-]+\w)", words)
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []
    build = (ROOT / "installer" / "build.py").read_text(encoding="utf-8")
    for kind in re.findall(r"build\.py (\w+)", words):
        assert f'"{kind}"' in build
    for variable in re.findall(r"KUMONOTE_\w+", words):
        sources = (ROOT / "installer" / "packages").glob("*.py")
        assert any(variable in file.read_text(encoding="utf-8") for file in sources), variable


def test_the_flatpak_takes_the_files_that_the_archive_has() -> None:
    manifest = yaml.safe_load((SOURCES / f"{ID}.yaml").read_text(encoding="utf-8"))
    assert manifest["id"] == ID
    (module,) = manifest["modules"]
    lines = "\n".join(module["build-commands"])
    for file in (f"applications/{ID}.desktop", f"metainfo/{ID}.metainfo.xml", "icons", "man"):
        assert f"kumonote/share/{file}" in lines
    assert [source["path"] for source in module["sources"]] == ["kumonote.tar.xz"]
