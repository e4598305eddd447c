"""What a Windows machine of the practice cloud is: reached, refused, stopped, gone."""

from __future__ import annotations

import socket

import pytest
from cryptography import x509

from app.engine.cancel import CancelToken
from app.guest.windows.password import SealedPassword
from app.guest.windows.power_shell import PROGRAM as POWER_SHELL
from app.guest.windows.scripts import (
    PYTHON,
    bootstrap,
    certificate_in,
    notebook,
    password,
    sealed_in,
)
from app.guest.windows.scripts import NotebookTask as Task
from app.practice.guests.windows.programs import NOT_FOUND
from app.problems import ProblemError
from app.secret import Secret
from tests.guest.windows.conftest import ADDRESS, NAME, USER, WindowsMachine


def test_winrm_is_closed_until_run_command_opens_it(booted: WindowsMachine) -> None:
    if not booted.der:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", booted.ports[5986]), 5)
    first = booted.open_winrm()
    socket.create_connection(("127.0.0.1", booted.ports[5986]), 5).close()
    assert booted.open_winrm() == first
    names = x509.load_der_x509_certificate(first).extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert set(names.value.get_values_for_type(x509.DNSName)) >= {ADDRESS.fqdn, ADDRESS.ip}


def test_run_command_says_that_no_powershell_ran_and_refuses_other_scripts(
    machine: WindowsMachine,
) -> None:
    whole = bootstrap((ADDRESS.fqdn,), "203.0.113.24")
    assert "No PowerShell ran" in machine.host.run_command(NAME, whole, 60.0).stdout
    changed = whole.replace("-StartupType Automatic", "-StartupType Manual")
    task = Task(PYTHON, (), ("C:\\Kumonote\\notebooks",), (), "0")
    for script in ("Get-Date", changed, notebook(task)):
        refused = machine.host.run_command(NAME, script, 60.0)
        assert refused.exit_code == 1
        assert certificate_in(refused.stdout) is None
        assert "no PowerShell" in refused.stderr


def test_only_the_machines_own_administrator_gets_in(machine: WindowsMachine) -> None:
    with pytest.raises(ProblemError) as refused:
        machine.connect(Secret("Another-1"))
    assert refused.value.problem.code == "winrm-login-refused"


@pytest.mark.parametrize(
    "program",
    [POWER_SHELL, "powershell", "NETSH.EXE", r"C:\Windows\System32\icacls.exe", "setx", "schtasks"],
)
def test_what_wine_only_pretends_to_do_is_refused(machine: WindowsMachine, program: str) -> None:
    ended = machine.run(program, "/?")
    assert ended.exit_code == NOT_FOUND
    assert "is not in a Windows practice machine" in ended.stderr


def test_neither_do_cmd_and_python_find_it(machine: WindowsMachine) -> None:
    said = machine.run("cmd.exe", "/c", "netsh interface show & echo said")
    assert said.stdout.split() == ["said"]
    program = "import subprocess; subprocess.run(['netsh', 'interface'])"
    ended = machine.run(PYTHON, "-c", program)
    assert ended.exit_code != 0
    assert "OSError" in ended.stderr


def test_commands_run_for_real(machine: WindowsMachine) -> None:
    words = ['a "b" c', "C:\\folder\\", "", "<&>", "日本"]
    program = "import sys; print(sys.platform, ascii(sys.argv[1:]), ascii(sys.stdin.read()))"
    ended = machine.run(PYTHON, "-X", "utf8", "-c", program, *words, stdin="雲".encode())
    assert ended.stdout.split(" ", 1)[0] == "win32"
    assert ended.stdout.split(" ", 1)[1].strip() == f"{words!a} {'雲'!a}"
    assert "Microsoft Windows 10" in machine.run("cmd.exe", "/c", "ver").stdout


def test_files_arrive_whole(machine: WindowsMachine) -> None:
    data = bytes(range(256)) * 400
    guest = machine.connect()
    try:
        guest.put("C:\\Kumonote\\work\\file", data, mode=0o600, cancel=CancelToken())
        assert guest.get("C:\\Kumonote\\work\\file", cancel=CancelToken()) == data
    finally:
        guest.close()


def test_run_command_gives_the_administrator_a_password_that_only_the_asker_reads(
    machine: WindowsMachine,
) -> None:
    sealed = SealedPassword()
    script = password(USER, sealed.modulus)
    answer = machine.host.run_command(NAME, script, 60.0)
    told = sealed_in(answer.stdout)
    assert told is not None, answer
    renewed = sealed.open(told)
    assert renewed.reveal() not in answer.stdout
    with pytest.raises(ProblemError) as refused:
        machine.connect()
    assert refused.value.problem.code == "winrm-login-refused"
    machine.administrator = renewed
    machine.connect().close()
