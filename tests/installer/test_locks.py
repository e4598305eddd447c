"""The lock files say exactly what is installed, and nothing about where from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installer.packages.locked import lines_for

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "installer" / "locks"


def locked(kind: str) -> dict[str, str]:
    """Name -> "==version" of everything that some system gets."""
    text = (LOCKS / f"{kind}.txt").read_text(encoding="utf-8").replace("\\\n", "")
    found: dict[str, str] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line.split(" --hash")[0].strip())
            found[canonicalize_name(requirement.name)] = str(requirement.specifier)
    return found


def wanted(kind: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    if kind != "app":
        lines += group(project["dependency-groups"], kind)
    return [Requirement(line) for line in lines]


def group(groups: dict[str, list[str | dict[str, str]]], name: str) -> list[str]:
    """The requirements of a dependency group and of those that it includes."""
    found: list[str] = []
    for entry in groups[name]:
        found += [entry] if isinstance(entry, str) else group(groups, entry["include-group"])
    return found


@pytest.mark.parametrize("kind", ["app", "build", "test", "fuzz"])
def test_everything_the_project_asks_for_is_locked_at_a_version_it_allows(kind: str) -> None:
    versions = locked(kind)
    for requirement in wanted(kind):
        pinned = versions[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(pinned.removeprefix("==")), requirement


@pytest.mark.parametrize("kind", ["app", "build", "test", "fuzz", "azure-cli", "docs"])
def test_every_package_is_pinned_with_hashes(kind: str) -> None:
    text = (LOCKS / f"{kind}.txt").read_text(encoding="utf-8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(lines) > 30
    for line in lines:
        assert re.match(r"[a-z0-9-]+==[^ ]+ ", line), line
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), line


@pytest.mark.parametrize("kind", ["app", "build", "test", "fuzz", "azure-cli", "docs"])
def test_no_index_is_named(kind: str) -> None:
    text = (LOCKS / f"{kind}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    assert "find-links" not in text


def test_azure_cli_is_a_program_of_its_own() -> None:
    """It brings older SDKs: in one environment with the app, one of them would not work."""
    assert "azure-cli" in locked("azure-cli")
    assert "azure-cli" not in locked("test")


def test_the_tests_run_with_the_very_versions_that_users_get() -> None:
    app, test = locked("app"), locked("test")
    assert {name: test.get(name) for name in app} == app


@pytest.mark.parametrize("system", ["win32", "darwin", "linux"])
@pytest.mark.parametrize("minor", [11, 12, 13, 14])
def test_the_keyring_of_every_system_is_served(system: str, minor: int) -> None:
    """The lock is for all systems: markers choose, not the computer on which it was made."""
    text = (LOCKS / "app.txt").read_text(encoding="utf-8").replace("\\\n", "")
    environment = {
        "sys_platform": system,
        "python_full_version": f"3.{minor}.0",
        "python_version": f"3.{minor}",
    }
    chosen = {
        requirement.name
        for line in text.splitlines()
        if line and not line.startswith("#")
        for requirement in [Requirement(line.split(" --hash")[0].strip())]
        if requirement.marker is None or requirement.marker.evaluate(environment)
    }
    assert ("pywin32-ctypes" in chosen) == (system == "win32")
    assert ("secretstorage" in chosen) == (system == "linux")
    assert ("importlib-metadata" in chosen) == (minor == 11)


def test_the_lines_for_another_system_keep_their_hashes_and_lose_their_markers() -> None:
    lines = lines_for(LOCKS / "app.txt", lambda marker: "win32" in marker)
    packages = {line.split("==")[0] for line in lines if "==" in line}
    assert {"colorama", "pywin32-ctypes", "paramiko"} <= packages
    assert "secretstorage" not in packages
    assert not any(";" in line for line in lines)
    after = [lines[i + 1] for i, line in enumerate(lines) if "==" in line]
    assert all(line.strip().startswith("--hash=sha256:") for line in after)
