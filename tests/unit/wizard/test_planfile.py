"""Plan files: every mistake has its line and a sentence; nothing is applied in part."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.planfile import PlanFileError, PlanFileFinding, dump, load, read
from app.wizard.answers import (
    Allow,
    Answers,
    CertificateAnswers,
    CertificateKind,
    EndpointAnswers,
    ScheduleAnswers,
    SoftwareAnswers,
    SystemAnswers,
    SystemKind,
)
from app.wizard.context import Context
from tests.unit.wizard.authorities import GOOD, HOST, NOW
from tests.unit.wizard.offers import CATALOGUE

WHOLE = """\
name = "aurora-lab"
subscription = "01234567-89ab-cdef-0123-456789abcdef"

[system]
kind = "opensuse"
region = "westeurope"
size = "Standard_D4s_v5"

[endpoint]
name = "nb"
public_port = 8443
private_port = 8888
allow = ["198.51.100.0/24", "192.0.2.7"]
my_address = "203.0.113.24"

[certificate]
kind = "self-signed"

[software]
sets = []
samples = false

[schedule]
daily_stop = "20:30"
time_zone = "Europe/Berlin"
"""


def written(folder: Path, source: str | bytes) -> Path:
    path = folder / "plan.toml"
    path.write_bytes(source.encode() if isinstance(source, str) else source)
    return path


def findings(folder: Path, source: str | bytes) -> list[PlanFileFinding]:
    with pytest.raises(PlanFileError) as caught:
        load(written(folder, source))
    for finding in caught.value.findings:
        assert len(str(finding.sentence)) > 10
    return list(caught.value.findings)


def found(folder: Path, source: str | bytes) -> list[tuple[int, str]]:
    return [(finding.line, finding.code) for finding in findings(folder, source)]


def test_a_whole_plan(tmp_path: Path) -> None:
    assert load(written(tmp_path, WHOLE)) == Answers(
        name="aurora-lab",
        subscription="01234567-89ab-cdef-0123-456789abcdef",
        system=SystemAnswers(SystemKind.OPENSUSE, "westeurope", "Standard_D4s_v5"),
        endpoint=EndpointAnswers(
            "nb", 8443, 8888, ("198.51.100.0/24", "192.0.2.7"), "203.0.113.24"
        ),
        software=SoftwareAnswers((), samples=False),
        schedule=ScheduleAnswers("20:30", "Europe/Berlin"),
    )


def test_a_name_is_enough(tmp_path: Path) -> None:
    assert load(written(tmp_path, 'name = "aurora-lab"')) == Answers(name="aurora-lab")


@pytest.mark.parametrize(
    "source",
    [
        b'\xef\xbb\xbfname = "aurora-lab"\r\n[endpoint]\r\nallow = "ssh-only"\r\n',
        b'endpoint = { allow = "ssh-only" }\nname = "aurora-lab"\n',
        b'endpoint.allow = "ssh-only"\n"name" = \'aurora-lab\'\n',
    ],
)
def test_other_ways_to_write_the_same(tmp_path: Path, source: bytes) -> None:
    answers = load(written(tmp_path, source))
    assert (answers.name, answers.endpoint.allow) == ("aurora-lab", Allow.SSH_ONLY)


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ('colour = "blue"', "key-unknown", "Allowed are: name, subscription, system"),
        ('nmae = "x"', "key-unknown", "Did you mean “name”?"),
        ("system = 3", "value-type", "a table"),
        ("[systems]", "key-unknown", "Did you mean “system”?"),
        ('subscription = "Pay-As-You-Go"', "subscription-form", "8-4-4-4-12"),
        ("subscription = 7", "value-type", "a text in quotes"),
        ('password = "correct horse"', "secret-in-plan-file", "--password-stdin"),
        ('endpoint.Password = "x"', "secret-in-plan-file", "do not belong"),
        ('certificate.passphrase = "x"', "secret-in-plan-file", "do not belong"),
        ('system.kind = "debian"', "value-type", '"ubuntu", "opensuse", "windows"'),
        ("system.kind = 1", "value-type", '"ubuntu"'),
        ('system.colour = "x"', "key-unknown", "Allowed are: kind, region, size"),
        ('system.region = "Japan East"', "region-form", "japaneast"),
        ('system.size = "big one"', "size-form", "Standard_B2s_v2"),
        ("system.size = 4", "value-type", "Standard_B2s_v2"),
        ('endpoint.name = "-"', "endpoint-name-form", "1 to 80"),
        ("endpoint.public_port = 0", "public-port-range", "1 to 65535"),
        ("endpoint.public_port = 70000", "public-port-range", "1 to 65535"),
        ('endpoint.public_port = "443"', "value-type", "without quotes"),
        ("endpoint.public_port = 443.0", "value-type", "whole number"),
        ("endpoint.public_port = true", "value-type", "whole number"),
        ("endpoint.public_port = 22", "public-port-reserved", "SSH"),
        ("endpoint.public_port = 6000", "public-port-blocked", "Browsers"),
        ("endpoint.private_port = 80", "private-port-range", "1024 to 65535"),
        ("endpoint.private_port = nan", "value-type", "whole number"),
        ('endpoint.allow = "anyone"', "value-type", '"me", "everyone", "ssh-only"'),
        ("endpoint.allow = []", "allow-empty", "nobody"),
        ("endpoint.allow = [1]", "value-type", "a list of networks"),
        ('endpoint.allow = ["0.0.0.0/0"]', "network-too-wide", "everyone"),
        ('endpoint.allow = ["10.0.0.0/8"]', "network-private", "not on the internet"),
        ('endpoint.my_address = "10.0.0.7"', "my-address-private", "public"),
        ('certificate.kind = "bought"', "value-type", '"self-signed", "file"'),
        ('certificate.kind = "file"', "certificate-file-missing", "PEM or PFX"),
        ('certificate.file = "nb.pem"', "certificate-file-unused", "self-signed"),
        ('software.sets = "scientific"', "value-type", "a list"),
        ('software.sets = ["games"]', "value-type", '"scientific"'),
        ('software.sets = ["scientific", "scientific"]', "software-twice", "once"),
        ('software.samples = "yes"', "value-type", "true or false"),
        ("software.samples = 1", "value-type", "true or false"),
        ('schedule.daily_stop = "7 pm"', "daily-stop-form", "HH:MM"),
        ("schedule.daily_stop = 19:00:00", "value-type", '"19:00"'),
        ('schedule.time_zone = "Tokyo"', "time-zone-unknown", "Asia/Tokyo"),
        ('name = "twice"', "plan-file-syntax", "not valid TOML"),
        ("endpoint.public_port 443", "plan-file-syntax", "key = value"),
        ("subscription = unquoted", "plan-file-syntax", "not valid TOML"),
        ("[endpoint", "plan-file-syntax", "not valid TOML"),
    ],
)
def test_a_mistake_has_its_line_and_says_what_is_allowed(
    tmp_path: Path, line: str, code: str, said: str
) -> None:
    source = f'# A plan.\nname = "aurora-lab"\n\n{line}\n'
    [finding] = findings(tmp_path, source)
    assert (finding.line, finding.code) == (4, code)
    assert said in str(finding.sentence)


def test_all_mistakes_are_told_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    source = """\
[endpoint]
allow = [
    "10.0.0.0/8",
    "everyone",
]
public_port = 70000
privat_port = 9999

[schedule]
daily_stop = "late"
"""
    assert found(tmp_path, source) == [
        (0, "key-missing"),
        (2, "network-private"),
        (2, "network-form"),
        (6, "public-port-range"),
        (7, "key-unknown"),
        (10, "daily-stop-form"),
    ]


def test_what_a_secret_was_is_not_repeated(tmp_path: Path) -> None:
    [finding] = findings(tmp_path, 'name = "aurora-lab"\npassword = "hunter2hunter2"\n')
    assert "hunter2" not in str(finding)
    with pytest.raises(PlanFileError) as caught:
        load(tmp_path / "plan.toml")
    assert "hunter2" not in str(caught.value)


def test_a_bad_value_does_not_hide_others_of_its_table(tmp_path: Path) -> None:
    source = 'name = 5\n[system]\nkind = "beos"\nsize = "big one"\n'
    assert found(tmp_path, source) == [(1, "value-type"), (3, "value-type"), (4, "size-form")]


def test_files_that_are_no_text(tmp_path: Path) -> None:
    assert found(tmp_path, b'name = "lab"\n# caf\xe9\n') == [(2, "plan-file-encoding")]
    assert found(tmp_path, b"#" * 300_000) == [(0, "plan-file-large")]
    assert found(tmp_path, b"") == [(0, "key-missing")]
    assert found(tmp_path, "x = " + "[" * 5_000) == [(1, "plan-file-syntax")]
    with pytest.raises(PlanFileError) as caught:
        load(tmp_path / "none.toml")
    assert [f.code for f in caught.value.findings] == ["plan-file-missing"]


def test_an_unfinished_text_blames_its_last_line(tmp_path: Path) -> None:
    [finding] = findings(tmp_path, 'name = "lab"\n[endpoint]\nallow = ["192.0.2.7"\n\n\n')
    assert finding.line == 3
    assert "at end of document" not in str(finding.sentence)


def test_a_certificate_is_found_beside_the_plan(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "nb.pem").write_bytes(GOOD.chain_pem())
    (tmp_path / "nb.key").write_bytes(GOOD.key_pem())
    source = (
        'name = "aurora-lab"\n[certificate]\nkind = "file"\nfile = "keys/nb.pem"\n'
        'key_file = "nb.key"\n'
    )
    path = written(tmp_path, source)
    assert load(path, Context(now=NOW, host=HOST)).certificate == CertificateAnswers(
        CertificateKind.FILE, tmp_path / "keys" / "nb.pem", tmp_path / "nb.key"
    )
    with pytest.raises(PlanFileError) as caught:
        load(path, Context(now=NOW, host="elsewhere.example"))
    assert [(f.line, f.code) for f in caught.value.findings] == [(4, "certificate-host")]
    (tmp_path / "nb.key").write_bytes(b"")
    with pytest.raises(PlanFileError) as caught:
        load(path, Context(now=NOW))
    assert [(f.line, f.code) for f in caught.value.findings] == [(5, "certificate-file-empty")]


def test_a_locked_key_is_for_later(tmp_path: Path) -> None:
    (tmp_path / "nb.pfx").write_bytes(GOOD.pfx("open sesame"))
    source = 'name = "aurora-lab"\ncertificate = {kind = "file", file = "nb.pfx"}\n'
    answers = load(written(tmp_path, source))
    assert answers.certificate.file == tmp_path / "nb.pfx"


def test_offers_are_judged_where_they_are_known(tmp_path: Path) -> None:
    path = written(tmp_path, 'name = "aurora-lab"\n[system]\nsize = "Standard_B1ls"\n')
    assert load(path).system.size == "Standard_B1ls"
    with pytest.raises(PlanFileError) as caught:
        load(path, Context(offers=CATALOGUE))
    assert [(f.line, f.code) for f in caught.value.findings] == [(3, "size-too-small")]


def test_lines_are_kept_for_later_findings(tmp_path: Path) -> None:
    plan_file = read(written(tmp_path, WHOLE))
    assert plan_file.line_of("system.size") == 7
    assert plan_file.line_of("certificate.file") == 16
    assert plan_file.line_of("password") == 0


def test_the_written_form_reads_back(tmp_path: Path) -> None:
    answers = load(written(tmp_path, WHOLE))
    assert load(written(tmp_path, dump(answers))) == answers
    assert dump(load(written(tmp_path, dump(answers)))) == dump(answers)
