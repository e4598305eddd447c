"""Which system packages are installed where, and with whose rights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from installer.commands import CommandFailedError
from installer.computer import (
    BOOTED_GUEST,
    ROOTLESS_GUEST,
    Computer,
    has_screen,
    install_packages,
    missing_packages,
)
from tests.installer.recorded import Recorder, recorded

DEBIAN = ("apt-get", "apt-cache", "dpkg-query")


def computer(**facts: Any) -> Computer:
    usual: dict[str, Any] = {
        "system": "Linux",
        "name": "Debian GNU/Linux 12 (bookworm)",
        "has_apt": True,
        "is_root": True,
        "has_sudo": False,
        "has_ensurepip": False,
        "has_screen": False,
        "python": (3, 11),
    }
    return Computer(**{**usual, **facts})


def nothing_installed(arguments: list[str], _options: dict[str, Any]) -> tuple[int, str]:
    program = Path(arguments[0]).name
    if program == "dpkg-query":
        return 1, ""
    if program == "apt-cache":
        return (100, "") if arguments[-1] == "chromium" else (0, f"Package: {arguments[-1]}\n")
    return 0, ""


def test_the_venv_package_is_that_of_the_running_python() -> None:
    assert computer(python=(3, 13)).packages_for_environment() == ("python3.13-venv",)
    assert computer(has_ensurepip=True).packages_for_environment() == ()


def test_on_linux_there_is_what_the_booted_guest_needs() -> None:
    assert computer().packages_for_practice() == BOOTED_GUEST
    user = computer(is_root=False).packages_for_practice()
    assert user == (*BOOTED_GUEST, *ROOTLESS_GUEST)
    assert computer(system="Darwin").packages_for_practice() == ()


@pytest.mark.parametrize(
    ("system", "environment", "seen"),
    [
        ("Linux", {"DISPLAY": ":0"}, True),
        ("Linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("Linux", {"DISPLAY": ""}, False),
        ("Linux", {"SSH_CONNECTION": "x", "DISPLAY": "localhost:10.0"}, True),
        ("Darwin", {}, True),
        ("Darwin", {"SSH_CONNECTION": "x"}, False),
        ("Windows", {}, True),
    ],
)
def test_a_screen_is_one_that_the_user_sees(
    system: str, environment: dict[str, str], seen: bool
) -> None:
    assert has_screen(system, environment) is seen


def test_the_windows_libraries_are_for_a_linux_with_a_screen() -> None:
    assert "libxcb-cursor0" in computer(has_screen=True).packages_for_window()
    assert computer(has_screen=False).packages_for_window() == ()
    assert computer(system="Darwin", has_screen=True).packages_for_window() == ()


def test_what_is_missing_is_refreshed_then_installed_in_one_go(tmp_path: Path) -> None:
    recorder = Recorder(nothing_installed)
    commands = recorded(recorder, tmp_path, *DEBIAN)
    left = install_packages(computer(), ["python3.11-venv"], ["mmdebstrap", "chromium"], commands)
    assert left == ("chromium",), "this distribution has no such package"
    update, install = recorder.of("apt-get")
    assert update[-1] == "update"
    assert install[install.index("install") :] == [
        "install",
        "--yes",
        "--no-install-recommends",
        "python3.11-venv",
        "mmdebstrap",
    ]
    assert recorder.options[recorder.lines.index(install)]["env"]["DEBIAN_FRONTEND"] == (
        "noninteractive"
    )


def test_nothing_is_asked_of_apt_when_all_is_there(tmp_path: Path) -> None:
    recorder = Recorder(lambda _a, _o: (0, "installed"))
    commands = recorded(recorder, tmp_path, *DEBIAN)
    assert install_packages(computer(), ["python3.11-venv"], BOOTED_GUEST, commands) == ()
    assert recorder.of("apt-get") == []


def test_a_package_under_its_64_bit_time_name_counts(tmp_path: Path) -> None:
    def renamed(arguments: list[str], _options: dict[str, Any]) -> tuple[int, str]:
        return (0, "installed") if arguments[-1] == "libglib2.0-0t64" else (1, "")

    commands = recorded(Recorder(renamed), tmp_path, *DEBIAN)
    assert missing_packages(["libglib2.0-0", "libegl1"], commands) == ("libegl1",)


def test_a_package_removed_but_not_purged_is_missing(tmp_path: Path) -> None:
    commands = recorded(Recorder(lambda _a, _o: (0, "config-files")), tmp_path, *DEBIAN)
    assert missing_packages(["nftables"], commands) == ("nftables",)


def test_sudo_is_used_and_announced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorder = Recorder(nothing_installed)
    commands = recorded(recorder, tmp_path, *DEBIAN, "sudo", https_proxy="proxy.example:3128")
    user = computer(is_root=False, has_sudo=True)
    assert install_packages(user, ["python3.11-venv"], [], commands) == ()
    install = recorder.of("apt-get")[-1]
    assert Path(install[0]).name == "sudo"
    assert "--preserve-env=https_proxy,DEBIAN_FRONTEND" in install
    assert "proxy.example:3128" not in " ".join(install), "a proxy's address may hold a password"
    assert "sudo may ask" in capsys.readouterr().out


def test_without_a_terminal_sudo_never_waits_for_a_password(tmp_path: Path) -> None:
    def password_needed(arguments: list[str], options: dict[str, Any]) -> tuple[int, str]:
        if Path(arguments[0]).name == "sudo":
            return 1, ""
        return nothing_installed(arguments, options)

    recorder = Recorder(password_needed)
    commands = recorded(recorder, tmp_path, *DEBIAN, "sudo")
    user = computer(is_root=False, has_sudo=True)
    assert install_packages(user, [], ["nftables"], commands) == ("nftables",)
    assert recorder.of("apt-get") == []


def test_without_rights_what_is_only_wanted_is_left_out_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = recorded(Recorder(nothing_installed), tmp_path, *DEBIAN)
    assert install_packages(computer(is_root=False), [], ["nftables"], commands) == ("nftables",)
    assert "nftables" in capsys.readouterr().out


def test_without_rights_what_is_needed_ends_it_with_advice(tmp_path: Path) -> None:
    commands = recorded(Recorder(nothing_installed), tmp_path, *DEBIAN)
    with pytest.raises(CommandFailedError, match=r"Install the package python3\.11-venv"):
        install_packages(computer(is_root=False), ["python3.11-venv"], [], commands)


@pytest.mark.parametrize("system", ["Darwin", "Windows"])
def test_other_systems_have_no_apt_and_need_none(tmp_path: Path, system: str) -> None:
    recorder = Recorder()
    commands = recorded(recorder, tmp_path)
    other = computer(system=system, has_apt=False, has_ensurepip=True, is_root=False)
    wanted = other.packages_for_practice()
    assert install_packages(other, other.packages_for_environment(), wanted, commands) == ()
    assert recorder.lines == []


def test_what_apt_says_when_it_fails_is_shown(tmp_path: Path) -> None:
    def no_network(arguments: list[str], options: dict[str, Any]) -> tuple[int, str]:
        if arguments[-1] == "update":
            return 100, "E: Could not resolve the host\n"
        return nothing_installed(arguments, options)

    commands = recorded(Recorder(no_network), tmp_path, *DEBIAN)
    with pytest.raises(CommandFailedError, match="Could not resolve the host") as caught:
        install_packages(computer(), ["python3.11-venv"], [], commands)
    assert "Refreshing the list of system packages failed" in str(caught.value)


def test_this_computer_is_recognised() -> None:
    from installer.commands import Commands

    here = Computer.this_one(Commands())
    assert here.system in ("Linux", "Darwin", "Windows")
    assert here.name
