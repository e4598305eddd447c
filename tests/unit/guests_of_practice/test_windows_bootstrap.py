"""The one script that a Windows practice machine answers to, known by its whole text."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509

from app.guest.windows import scripts
from app.practice.guests.windows.bootstrap import (
    Bootstrap,
    certificate_of,
    make_certificate,
    read_bootstrap,
    told,
)

_NAMES = ("lab.example", "it's", "研究室", "198.18.7.7")
_WHOLE = scripts.bootstrap(_NAMES, "203.0.113.24")


def test_its_values_are_read_as_powershell_would() -> None:
    expected = Bootstrap(("kumonote-winrm", *_NAMES), scripts.WINRM_PORT, scripts.MARK)
    assert read_bootstrap(_WHOLE) == expected
    assert read_bootstrap(_WHOLE.replace("\n", "\r\n")) == expected
    assert read_bootstrap(_WHOLE.rstrip("\n") + "\n\n") == expected


@pytest.mark.parametrize(
    "script",
    [
        "",
        "Get-Date",
        _WHOLE.replace("-Value $false", "-Value $true", 1),
        _WHOLE.replace("try {\n", "try {\nGet-Date\n", 1),
        _WHOLE.replace("$names = ", "$others = ", 1),
        scripts.endpoint(443, 9999, ()),
    ],
)
def test_no_other_script_is_taken_for_it(script: str) -> None:
    assert read_bootstrap(script) is None


def test_the_app_finds_the_certificate_beside_the_note(tmp_path: Path) -> None:
    file = tmp_path / "listener.pem"
    make_certificate(file, ("kumonote-winrm", "lab.example", "198.18.7.7"))
    assert file.stat().st_mode & 0o777 == 0o600
    der = certificate_of(file)
    output = told(Bootstrap(("kumonote-winrm",), 5986, scripts.MARK), der)
    assert "No PowerShell ran" in output
    assert scripts.certificate_in(output) == der
    names = x509.load_der_x509_certificate(der).extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert "lab.example" in names.value.get_values_for_type(x509.DNSName)
