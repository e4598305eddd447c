"""What of the full boot can be seen without booting: the recipe, the seed, the command line.

That a machine boots of them is shown by hand: `python -m tests.guest.qemu.full_run`.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
import yaml

from app.engine.cancel import CancelToken
from app.guest.boot import custom_data
from app.practice.guests import programs
from app.practice.guests.privileges import Privileges
from app.practice.guests.recipe import Recipe
from app.server import ADMIN_USER
from tests.guest.qemu import emulator, full_run
from tests.guest.qemu.disks import DISK_BYTES, FILE_SYSTEM_BYTES, Disks, make_disks
from tests.guest.qemu.emulator import Emulator, command_line
from tests.guest.qemu.full_run import bootable_recipe, document, signals_cancel, why_not
from tests.guest.qemu.image import Kernel, bootable, kernel_of
from tests.guest.qemu.stages import Stages
from tests.guest.setup.notebook_server import NotebookServer

_CLOUD_CONFIG = "/etc/cloud/cloud.cfg.d/90-practice.cfg"
_RECIPE = Recipe(
    distribution="debian",
    codename="bookworm",
    architecture="amd64",
    sources="deb http://m.example/debian bookworm main\n",
    apt_options=(),
    files=(
        (_CLOUD_CONFIG, "network: {config: disabled}\nresize_rootfs: false\n"),
        ("/etc/fstab", ""),
    ),
)


def test_the_practice_machines_recipe_gets_a_kernel_a_disk_and_a_network() -> None:
    made = bootable(_RECIPE)
    assert made.packages[: len(_RECIPE.packages)] == _RECIPE.packages
    assert {"linux-image-cloud-amd64", "initramfs-tools"} < set(made.packages)
    files = dict(made.files)
    assert files["/etc/fstab"].split()[:3] == ["/dev/vda", "/", "ext4"]
    assert yaml.safe_load(files[_CLOUD_CONFIG]) == {
        "network": {"config": "disabled"},
        "resize_rootfs": True,
    }
    assert "DHCP=ipv4" in files["/etc/systemd/network/20-wired.network"]
    assert made.key != _RECIPE.key


@pytest.mark.parametrize("fields", [{"distribution": "ubuntu"}, {"architecture": "arm64"}])
def test_another_system_is_not_tried(fields: dict[str, str]) -> None:
    plain = {name: getattr(_RECIPE, name) for name in _RECIPE.__dataclass_fields__}
    with pytest.raises(ValueError, match="only Debian on x86-64"):
        bootable(Recipe(**(plain | fields)))


def test_the_kernel_is_the_images_own(tmp_path: Path) -> None:
    (tmp_path / "boot").mkdir()
    for name in ("vmlinuz-6.1.0-1", "initrd.img-6.1.0-1", "config-6.1.0-1"):
        (tmp_path / "boot" / name).touch()
    found = kernel_of(tmp_path)
    assert (found.image.name, found.initrd.name) == ("vmlinuz-6.1.0-1", "initrd.img-6.1.0-1")
    (tmp_path / "boot/vmlinuz-6.1.0-2").touch()
    with pytest.raises(ValueError):
        kernel_of(tmp_path)


def test_the_seed_is_what_azure_would_hand_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The programs that make disks stand aside: what they are given is looked at instead."""
    asked: list[list[str]] = []
    given: list[str] = []
    real = programs.check

    def check(command: list[str], **limits: float) -> object:
        if Path(command[0]).name == "cp":
            return real(command, **limits)
        asked.append([Path(command[0]).name, *command[1:]])
        if asked[-1][0] == "mke2fs":
            azure = yaml.safe_load(
                (tmp_path / "tree/etc/cloud/cloud.cfg.d/91-azure.cfg").read_text()
            )
            given.append(azure["system_info"]["default_user"]["name"])
            assert not (tmp_path / "tree/var/lib/cloud/seed/nocloud").exists()
        (tmp_path / "system.raw").touch()
        return None

    monkeypatch.setattr(programs, "check", check)
    monkeypatch.setattr(programs, "need", lambda name: shutil.which(name) or name)
    image = tmp_path / "image"
    (image / "etc").mkdir(parents=True)
    server = NotebookServer(tmp_path)
    made = make_disks(image, tmp_path, server.spec(), Privileges(rootless=False))

    seed = tmp_path / "seed"
    assert (seed / "user-data").read_bytes() == custom_data(server.software, server.first_key)
    metadata = yaml.safe_load((seed / "meta-data").read_text())
    assert metadata["public-keys"] == [server.login.public]
    assert sorted(file.name for file in seed.iterdir()) == ["meta-data", "user-data"]
    assert [words[0] for words in asked] == ["genisoimage", "mke2fs"]
    assert "cidata" in asked[0]
    assert str(FILE_SYSTEM_BYTES // 1024) + "k" == asked[1][-1]
    assert made.system.stat().st_size == DISK_BYTES > FILE_SYSTEM_BYTES
    assert not (tmp_path / "tree").exists(), "the copy of the system is gone again"
    assert given == [ADMIN_USER], "who Azure says is the administrator"


def test_the_command_line_emulates_and_listens_on_loopback_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a,b"
    line = command_line(
        Kernel(folder / "vmlinuz", folder / "initrd"),
        Disks(folder / "system.raw", folder / "seed.iso"),
        {443: 40443, 22: 40022},
        folder / "console.log",
    )
    words = " ".join(line)
    assert "tcg" in line[line.index("-accel") + 1]
    assert "kvm" not in words
    forwards = "hostfwd=tcp:127.0.0.1:40022-:22,hostfwd=tcp:127.0.0.1:40443-:443"
    assert line[line.index("-netdev") + 1].endswith(forwards)
    drives = [line[n + 1] for n, word in enumerate(line) if word == "-drive"]
    assert [drive.split("file=")[1].split(",format")[0] for drive in drives] == [
        f"{tmp_path}/a,,b/system.raw",
        f"{tmp_path}/a,,b/seed.iso",
    ], "the system disk is the first; commas are doubled"
    assert line[line.index("-kernel") + 1] == f"{folder}/vmlinuz", "no list: taken as it is"
    assert line[line.index("-append") + 1].startswith("root=/dev/vda ")


@pytest.mark.skipif(sys.platform != "linux", reason="what boots so runs on Linux alone")
def test_the_machine_is_gone_afterwards_however_it_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script stands for QEMU: it shows who ends it, not that anything boots."""
    script = tmp_path / "emulator"
    monkeypatch.setattr(emulator, "PROGRAM", str(script))
    machine = Emulator(tmp_path, Kernel(script, script), Disks(script, script), {22: 40022})

    def written(*lines: str) -> None:
        script.write_text("\n".join(["#!/bin/sh", *lines]) + "\n")
        script.chmod(0o700)

    written("echo the port is taken >&2", "exit 1")
    with pytest.raises(OSError, match="the port is taken"), machine:
        raise AssertionError("it did not start")
    written(f"echo boot > {machine.console_file}", "exec sleep 600")
    with machine:
        assert not machine.is_off
        assert machine.console == "boot\n"
    assert machine.is_off


def test_what_is_missing_is_said_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find", lambda _name: None)
    assert why_not().endswith(
        "apt-get install qemu-system-x86 e2fsprogs genisoimage mmdebstrap util-linux"
    )
    monkeypatch.setattr(programs, "find", lambda name: f"/usr/bin/{name}")
    assert why_not() == ""
    monkeypatch.setattr(full_run, "of_this_computer", lambda: None)
    with pytest.raises(ValueError, match="package sources"):
        bootable_recipe()


def test_the_document_says_how_it_ended() -> None:
    lines: list[str] = []
    stages = Stages(lines.append)
    with pytest.raises(ZeroDivisionError), stages.stage("one that fails"):
        _ = 1 / 0
    stages.add("boot", 61.25)
    stages.seen["kernel"] = "another one"
    good = document(stages, "QEMU 7", 1.5, "")
    assert "| boot | 61.2 s |" in good
    assert "one that fails" not in good
    assert "| kernel | another one |" in good
    assert good.endswith("All of it was as it must be.\n")
    assert "It ended before its end: OSError: no" in document(stages, "QEMU 7", 1.5, "OSError: no")
    assert lines == ["one that fails …", "boot: 61.2 s"]


def test_ctrl_c_cancels_and_the_next_one_is_the_systems_own() -> None:
    cancel = CancelToken()
    before = signal.getsignal(signal.SIGINT)
    with signals_cancel(cancel):
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        assert cancel.cancelled
        assert signal.getsignal(signal.SIGINT) == before
    assert signal.getsignal(signal.SIGINT) == before
