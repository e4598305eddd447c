"""The base image: made once, whole or not at all, by however many processes at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.paths import Paths
from app.practice.guests import programs
from app.practice.guests.booted import BootedHost
from app.practice.guests.image import claim, ensure_image, image_path, remove_images
from app.practice.guests.probe import booted_recipe
from app.practice.guests.recipe import Recipe
from app.practice.guests.trees import remove_tree
from app.problems import ProblemError
from tests.guest.host.conftest import delete_all, needs_booted_guests
from tests.guest.host.machine_tests import Machine
from tests.shared.waiting import wait_until

_PREPARE = "from app.practice.guests.__main__ import main; main()"


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Paths]:
    """Paths with an empty cache."""
    paths = Paths(state=tmp_path / "state", cache=tmp_path / "cache")
    yield paths
    remove_images(paths)


@pytest.fixture
def recipe() -> Recipe:
    needs_root()
    needs_booted_guests()
    found = booted_recipe()
    assert isinstance(found, Recipe)
    return found


def needs_root() -> None:
    """What is looked at here are root's images and mounts; `test_rootless_guest.py` has others'."""
    if os.geteuid() != 0:
        pytest.skip("looks at images and mounts of root")


def start_building(paths: Paths, log: Path) -> psutil.Popen:
    with log.open("wb") as stream:
        return psutil.Popen(
            [sys.executable, "-c", _PREPARE, "prepare"],
            env=programs.module_environment(
                KUMONOTE_HOME=str(paths.state), KUMONOTE_CACHE=str(paths.cache)
            ),
            stdin=subprocess.DEVNULL,
            stderr=stream,
        )


def former_images(folder: Path) -> set[str]:
    """Images of former recipes, each with a different right to be there."""
    folder.mkdir(parents=True, mode=0o700)
    for name in ("in-use", "asked-for-today", "unused"):
        (folder / name).mkdir()
        lock = folder / f"{name}.lock"
        lock.touch()
        if name != "asked-for-today":
            os.utime(lock, (0, 0))
    (folder / "guest").touch()
    claim(folder / "in-use", folder / "guest")
    claim(folder / "unused", folder / "gone")
    return {entry.name for entry in folder.iterdir() if entry.is_dir() and not entry.suffix}


def test_two_processes_make_it_once_after_one_was_killed(
    fresh: Paths, recipe: Recipe, tmp_path: Path
) -> None:
    image = image_path(fresh, recipe)
    former = former_images(fresh.cache / "guest-images")
    partial = image.with_name(f"{image.name}.partial")
    host = BootedHost(fresh, recipe, lambda _line: None)
    assert "put together once" in host.preparation
    killed = start_building(fresh, tmp_path / "killed.log")
    wait_until((partial / "etc").exists, what="the beginning of an image")
    programs.end_tree(killed)
    assert not image.exists()

    logs = [tmp_path / "one.log", tmp_path / "two.log"]
    builders = [start_building(fresh, log) for log in logs]
    assert [builder.wait() for builder in builders] == [0, 0]

    told = sorted(log.read_text().count("Making the base image") for log in logs)
    assert told == [0, 1]
    assert any("waiting for it" in log.read_text() for log in logs)
    kept = {entry.name for entry in image.parent.iterdir() if entry.is_dir() and not entry.suffix}
    assert kept == {image.name, "in-use", "asked-for-today"}
    assert former == {"in-use", "asked-for-today", "unused"}
    assert image.parent.stat().st_mode & 0o777 == 0o700
    assert (image / "usr/sbin/sshd").exists()
    assert not list((image / "etc/ssh").glob("ssh_host_*"))
    assert not (image / "usr/share/doc/python3-venv").exists()
    assert (image / "etc/machine-id").read_text() == ""
    bundle = (image / "etc/ssl/certs/ca-certificates.crt").read_text()
    for anchor in Path("/usr/local/share/ca-certificates").glob("*.crt"):
        assert anchor.read_text().strip() in bundle

    assert host.preparation == ""
    lines: list[str] = []
    assert ensure_image(fresh, recipe, lines.append) == image
    assert lines == []


def test_sources_that_do_not_answer_are_a_problem(fresh: Paths, recipe: Recipe) -> None:
    unreachable = Recipe(
        **{
            **{name: getattr(recipe, name) for name in recipe.__dataclass_fields__},
            "sources": "deb http://127.0.0.1:9/debian bookworm main\n",
        }
    )
    with pytest.raises(ProblemError) as caught:
        ensure_image(fresh, unreachable, lambda _line: None)
    assert caught.value.problem.code == "practice-image-failed"
    assert "127.0.0.1" in caught.value.problem.details
    assert not image_path(fresh, unreachable).exists()
    assert [entry for entry in (fresh.cache / "guest-images").iterdir() if entry.is_dir()] == []


def test_a_folder_with_something_mounted_is_not_removed(tmp_path: Path) -> None:
    needs_root()
    needs_booted_guests()
    precious = tmp_path / "precious"
    place = tmp_path / "tree/below"
    for folder in (precious, place):
        folder.mkdir(parents=True)
    (precious / "file").touch()
    programs.check([programs.need("mount"), "--bind", str(precious), str(place)])
    try:
        with pytest.raises(OSError, match="still mounted"):
            remove_tree(tmp_path / "tree")
    finally:
        programs.check([programs.need("umount"), str(place)])
    assert (precious / "file").exists()
    remove_tree(tmp_path / "tree")
    assert not (tmp_path / "tree").exists()


def test_where_no_layer_can_be_laid_the_guest_gets_a_copy(tmp_path: Path, recipe: Recipe) -> None:
    state = tmp_path / "state"
    for name in ("lower", "upper", "work", "state"):
        (tmp_path / name).mkdir()
    layers = ",".join(
        f"{option}={tmp_path / name}"
        for option, name in (("lowerdir", "lower"), ("upperdir", "upper"), ("workdir", "work"))
    )
    mount = [programs.need("mount"), "-t", "overlay", "overlay", "-o", layers, str(state)]
    programs.check(mount)
    paths = Paths(state=state, cache=Paths.of_this_user().cache)
    host = BootedHost(paths, recipe, lambda _line: None)
    try:
        machine = Machine("m1")
        host.create(machine.spec)
        machine.run("cloud-init status --wait; echo kept > kept")
        assert not (paths.practice / "guests/m1/base").exists()
        host.stop("m1")
        host.start("m1")
        assert machine.run("cat kept") == "kept\n"
    finally:
        delete_all(host, paths)
        programs.check([programs.need("umount"), str(state)])
