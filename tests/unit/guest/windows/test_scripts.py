"""The scripts for Windows machines: their syntax, and that values get in as values only.

There is no PowerShell here to run them; what that leaves open stands in docs/assumptions.md.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import re
from collections.abc import Callable

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from app.guest.windows import scripts
from app.guest.windows.power_shell import command_for, script, told
from app.guest.windows.quoting import LONGEST_LINE, command_line
from tests.unit.guest.windows.power_shell_syntax import errors_in, every_node, kinds, parsed

_TEXT = st.text(max_size=40).filter(str.isprintable)


def notebook(
    program: str = r"C:\Kumonote\environment\Scripts\python.exe",
    arguments: tuple[str, ...] = ("-m", "jupyterlab", r"--config=C:\Kumonote\config.py"),
    folder: str = r"C:\Kumonote\notebooks",
    file: str = r"C:\Kumonote\notebook.pem",
    content: str = "aa",
) -> str:
    return scripts.notebook(scripts.NotebookTask(program, arguments, (folder,), (file,), content))


_ALL: dict[str, Callable[[], str]] = {
    "bootstrap": lambda: scripts.bootstrap(["lab.example", "192.0.2.1"], "203.0.113.7"),
    "password": lambda: scripts.password("azureuser", 1 << 3071),
    "python": scripts.python,
    "python through a proxy": lambda: scripts.python(proxy="http://proxy.example:3128"),
    "endpoint": lambda: scripts.endpoint(443, 9999, ["203.0.113.0/24"]),
    "endpoint for everyone": lambda: scripts.endpoint(443, 9999, []),
    "notebook": notebook,
    "work": lambda: scripts.work([scripts.PYTHON, "program.pyz", "configure"], 60),
}


@pytest.mark.parametrize("name", _ALL)
def test_the_grammar_understands_every_line(name: str) -> None:
    assert errors_in(_ALL[name]()) == []


@pytest.mark.parametrize("name", _ALL)
def test_every_script_is_strict_and_ends_badly_when_anything_fails(name: str) -> None:
    made = _ALL[name]()
    head, _, rest = made.partition("try {\n")
    assert head.startswith("Set-StrictMode -Version Latest\n$ErrorActionPreference = 'Stop'\n")
    assert rest.rstrip().endswith("exit 1\n}")
    assert made.isascii()
    # programs that are no part of PowerShell fail without a word: each one's code is looked at
    called = re.findall(r"^\s*& (\S+\.exe)", rest, re.MULTILINE)
    assert rest.count("$LASTEXITCODE -ne 0") == len(called)


@pytest.mark.parametrize("broken", ["if ($x { }", "foreach ($a in @(1, 2) { }", "$a = @{ b = 1"])
def test_the_check_of_syntax_finds_errors(broken: str) -> None:
    assert errors_in(broken) != []


def variables_assigned(made: str) -> set[str]:
    head = made.partition("try {\n")[0]
    return {line.split(" ")[0] for line in head.splitlines() if line.startswith("$")}


@pytest.mark.parametrize("name", _ALL)
def test_no_variable_is_read_that_nobody_set(name: str) -> None:
    """In strict mode that would end the script."""
    made = _ALL[name]()
    names = [
        (node.text or b"").decode().lower()
        for node in every_node(parsed(made))
        if node.type == "variable"
    ]
    automatic = {"$_", "$true", "$false", "$null", "$lastexitcode"}
    preferences = {"$erroractionpreference", "$progresspreference"}
    set_somewhere = {found.lower() for found in re.findall(r"(\$\w+)\s*\+?=", made)}
    set_somewhere |= {found.lower() for found in re.findall(r"foreach \((\$\w+) in", made)}
    set_somewhere |= {"$path", "$rights", "$readers"}  # the parameters of a function
    unknown = set(names) - automatic - preferences - set_somewhere
    assert {name for name in unknown if not name.startswith("@")} == set()  # "@" hands a table over
    unused = {
        name.lower() for name in variables_assigned(made) if made.lower().count(name.lower()) < 2
    }
    assert unused - preferences == set()


@settings(max_examples=25)  # each is a whole script to parse
@given(_TEXT, _TEXT, _TEXT, _TEXT)
def test_values_of_any_kind_leave_the_script_as_it_is(
    program: str, argument: str, folder: str, file: str
) -> None:
    """Only literals differ; nothing else of the tree does, whatever the values are."""
    plain = notebook(program="あ", arguments=("あ",), folder="あ", file="あ")
    made = notebook(
        program=f"{program}あ", arguments=(f"{argument}あ",), folder=f"{folder}あ", file=f"{file}あ"
    )
    assert errors_in(made) == []
    assert kinds(made) == kinds(plain)
    assert made.partition("try {\n")[2] == plain.partition("try {\n")[2]


def test_winrm_is_opened_for_one_address_only() -> None:
    made = scripts.bootstrap(["lab.example"], "203.0.113.7")
    assert "$addresses = @(('203.0.113.7'))\n" in made
    for address in ("Any", "203.0.113.7' -or $true", "203.0.113.0/24", "", "::1"):
        with pytest.raises(ValueError):
            scripts.bootstrap(["lab.example"], address)
    with pytest.raises(ValueError, match="name"):
        scripts.bootstrap([""], "203.0.113.7")


def test_the_first_name_of_the_certificate_is_short_enough_for_x509() -> None:
    """It becomes the common name, and the listener's host name, which must be the same."""
    made = scripts.bootstrap([f"{'a' * 63}.japaneast.cloudapp.azure.com"], "203.0.113.7")
    first = re.search(r"\$names = @\(\('([^']*)'\)", made)
    assert first is not None
    assert len(first.group(1)) <= 64
    assert "Hostname              = $names[0]" in made


def test_only_administrators_get_at_the_work_folder() -> None:
    made = scripts.python()
    assert "Initialize-Folder -Path $workFolder -Readers @()" in made
    assert rf"$workFolder = '{scripts.WORK_FOLDER}'" in made


def test_no_secret_is_asked_for_or_held_by_what_the_cloud_sees() -> None:
    made = scripts.bootstrap(["lab.example"], "203.0.113.7")
    assert "password" not in made.lower()


def test_ports_and_networks_are_looked_at() -> None:
    assert "$sources = @(('Any'))\n" in scripts.endpoint(443, 9999, [])
    assert "$sources = @(('198.51.100.0/24'))\n" in scripts.endpoint(443, 9999, ["198.51.100.0/24"])
    for public, private, sources in ((443, 443, []), (0, 1, []), (443, 65536, []), (1, 2, ["x"])):
        with pytest.raises(ValueError):
            scripts.endpoint(public, private, sources)


def test_the_notebook_runs_without_a_limit_as_no_administrator() -> None:
    made = notebook()
    assert "ExecutionTimeLimit         = [TimeSpan]::Zero" in made
    assert "-UserId $userName -LogonType S4U -RunLevel Limited" in made
    assert "Administrators" not in made
    assert "'S-1-5-32-544'" in made  # only as somebody who gets at the files


def test_other_content_makes_another_task_and_the_same_does_not() -> None:
    assert notebook() == notebook()
    assert notebook(content="bb") != notebook()
    assert notebook(arguments=("-m", "other")) != notebook()


def test_the_installer_is_checked_before_it_is_run() -> None:
    made = scripts.python()
    assert f"$sha256 = '{scripts.PYTHON_INSTALLER.sha256.upper()}'" in made
    assert re.fullmatch("[0-9a-f]{64}", scripts.PYTHON_INSTALLER.sha256)
    order = ["Invoke-WebRequest", "-ne $sha256", "Get-AuthenticodeSignature", "Start-Process"]
    places = [made.index(word) for word in order]
    assert places == sorted(places)


def test_work_has_a_limit() -> None:
    assert "$limitMinutes = 60\n" in scripts.work(["a.exe"], 60)
    for command, minutes in (([], 60), (["a.exe"], 0), (["a.exe"], 24 * 60 + 1)):
        with pytest.raises(ValueError):
            scripts.work(command, minutes)


def test_a_long_script_goes_in_by_the_standard_input() -> None:
    made = notebook()
    command, stdin = command_for(made)
    assert len(command_line(command)) < LONGEST_LINE / 4
    assert base64.b64decode(stdin).decode() == made
    stub = base64.b64decode(command[-1]).decode("utf-16-le")
    assert errors_in(stub) == []


def certificate() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lab.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.DER)


def test_the_certificate_is_found_in_what_was_printed() -> None:
    der = certificate()
    output = f"noise\r\n{scripts.MARK}{base64.b64encode(der).decode()}\r\nmore noise"
    found = scripts.certificate_in(output)
    assert found is not None
    assert hashlib.sha256(found).digest() == hashlib.sha256(der).digest()


@pytest.mark.parametrize("output", ["", "kumonote-told:", "kumonote-told:!!", "kumonote-told:QUJD"])
def test_without_a_certificate_there_is_none(output: str) -> None:
    assert scripts.certificate_in(output) is None


def test_what_is_told_is_found_behind_its_mark() -> None:
    assert told("mark:", "a\nmark: b \nmark:c") == "b"
    assert told("mark:", "a\nb") is None


def test_only_names_of_variables_become_variables() -> None:
    for name in ("", "x; Stop-Computer", "1a", "X", "a b"):
        with pytest.raises(ValueError, match="variable"):
            script("work", {name: "a"})
