"""Each rule for an answer, at its edges: what is just allowed, what is just not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.finding import Finding
from app.secret import Secret
from app.server import ADMIN_USER
from app.wizard.answers import (
    Allow,
    CertificateKind,
    SoftwareSet,
    SystemKind,
)
from app.wizard.checks import check
from app.wizard.checks.admin_user import check_admin_user
from app.wizard.context import Context
from app.wizard.pages import with_answer
from tests.unit.wizard.offers import ANSWERS, CATALOGUE

KNOWN = Context(offers=CATALOGUE)
GUID = "01234567-89ab-cdef-0123-456789ABCDEF"


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def test_the_defaults_with_a_name_pass_all_checks() -> None:
    assert check(ANSWERS, replace(KNOWN, password=Secret("takibu-nozeme-rado-17"))) == ()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "name-missing"),
        ("name", "ab", "name-form"),
        ("name", "abc", None),
        ("name", "a" * 63, None),
        ("name", "a" * 64, "name-form"),
        ("name", "Aurora", "name-form"),
        ("name", "1aurora", "name-form"),
        ("name", "-aurora", "name-form"),
        ("name", "aurora-", "name-form"),
        ("name", "aurora_lab", "name-form"),
        ("name", "aurora.lab", "name-form"),
        ("name", "aurora\n", "name-form"),
        ("name", "雲ノート", "name-form"),
        ("name", "azure", "name-reserved"),
        ("name", "azure-lab", None),
        ("name", "office365", "name-reserved"),
        ("name", "xbox", "name-reserved"),
        ("name", "my-windows-lab", "name-reserved"),
        ("name", "microsoftlab", "name-reserved"),
        ("name", "login-lab", "name-reserved"),
        ("name", "lab-login", None),
        ("subscription", "", None),
        ("subscription", GUID, None),
        ("subscription", "my subscription", "subscription-form"),
        ("subscription", GUID + "0", "subscription-form"),
        ("system.region", "japaneast", None),
        ("system.region", "Japan East", "region-form"),
        ("system.region", "", "region-form"),
        ("system.region", "japanest", "region-unknown"),
        ("system.size", "Standard_B2s_v2", None),
        ("system.size", "standard_b2s_v2", None),
        ("system.size", "Standard B2s", "size-form"),
        ("system.size", "Standard_B2s", "size-unknown"),
        ("system.size", "Standard_B1ls", "size-too-small"),
        ("system.size", "Standard_D4s_v5", "size-quota"),
        ("system.size", "Standard_E4s_v5", "size-restricted"),
        ("system.size", "Standard_D2_v2", "size-without-trusted-launch"),
        ("system.kind", SystemKind.OPENSUSE, "system-unavailable"),
        ("system.kind", SystemKind.WINDOWS, None),
        ("endpoint.name", "ipython_nb", None),
        ("endpoint.name", "", "endpoint-name-form"),
        ("endpoint.name", "a" * 80, None),
        ("endpoint.name", "a" * 81, "endpoint-name-form"),
        ("endpoint.name", "_nb", "endpoint-name-form"),
        ("endpoint.name", "nb_", None),
        ("endpoint.name", "nb-", "endpoint-name-form"),
        ("endpoint.name", "nb.1", None),
        ("endpoint.name", "ノート", "endpoint-name-form"),
        ("endpoint.name", "Kumonote_SSH", "endpoint-name-reserved"),
        ("endpoint.name", "kumonote_winrm", "endpoint-name-reserved"),
        ("endpoint.public_port", 0, "public-port-range"),
        ("endpoint.public_port", -443, "public-port-range"),
        ("endpoint.public_port", 65535, None),
        ("endpoint.public_port", 65536, "public-port-range"),
        ("endpoint.public_port", 10**30, "public-port-range"),
        ("endpoint.public_port", 22, "public-port-reserved"),
        ("endpoint.public_port", 3389, "public-port-reserved"),
        ("endpoint.public_port", 5986, "public-port-reserved"),
        ("endpoint.public_port", 6667, "public-port-blocked"),
        ("endpoint.public_port", 6000, "public-port-blocked"),
        ("endpoint.public_port", 8443, None),
        ("endpoint.public_port", 9999, "public-port-is-private"),
        ("endpoint.private_port", 1023, "private-port-range"),
        ("endpoint.private_port", 1024, None),
        ("endpoint.private_port", 65535, None),
        ("endpoint.private_port", 65536, "private-port-range"),
        ("endpoint.private_port", 5986, "private-port-used"),
        ("endpoint.allow", Allow.EVERYONE, None),
        ("endpoint.allow", (), "allow-empty"),
        ("endpoint.allow", ("198.51.100.0/24", "192.0.2.7"), None),
        ("endpoint.allow", ("198.51.100.7/24",), "network-host-bits"),
        ("endpoint.allow", ("0.0.0.0/0",), "network-too-wide"),
        ("endpoint.allow", ("8.0.0.0/7",), "network-too-wide"),
        ("endpoint.allow", ("8.0.0.0/8",), None),
        ("endpoint.allow", ("10.1.0.0/16",), "network-private"),
        ("endpoint.allow", ("172.31.0.0/24",), "network-private"),
        ("endpoint.allow", ("192.168.0.1",), "network-private"),
        ("endpoint.allow", ("100.64.0.0/16",), "network-private"),
        ("endpoint.allow", ("127.0.0.1",), "network-private"),
        ("endpoint.allow", ("224.0.0.0/8",), "network-private"),
        ("endpoint.allow", ("2001:db8::/32",), "network-ipv6"),
        ("endpoint.allow", ("everyone",), "network-form"),
        ("endpoint.allow", ("198.51.100.0/33",), "network-form"),
        ("endpoint.allow", ("198.51.100.0/24",) * 4000, "allow-too-many"),
        ("endpoint.my_address", "", None),
        ("endpoint.my_address", "203.0.113.24", None),
        ("endpoint.my_address", "203.0.113.0/24", "my-address-form"),
        ("endpoint.my_address", "192.168.1.7", "my-address-private"),
        ("endpoint.my_address", "2001:db8::1", "my-address-ipv6"),
        ("endpoint.my_address", "home", "my-address-form"),
        ("schedule.daily_stop", "", None),
        ("schedule.daily_stop", "00:00", None),
        ("schedule.daily_stop", "23:59", None),
        ("schedule.daily_stop", "24:00", "daily-stop-form"),
        ("schedule.daily_stop", "7:30", "daily-stop-form"),
        ("schedule.daily_stop", "19:00\n", "daily-stop-form"),
        ("schedule.daily_stop", "\uff11\uff19:00", "daily-stop-form"),
        ("schedule.time_zone", "", None),
        ("schedule.time_zone", "Europe/Berlin", None),
        ("schedule.time_zone", "Tokyo Standard Time", "time-zone-unknown"),
        ("schedule.time_zone", "Asia/Tokio", "time-zone-unknown"),
        ("software.sets", (), None),
        ("software.sets", (SoftwareSet.SCIENTIFIC,) * 2, "software-twice"),
        ("certificate.kind", CertificateKind.FILE, "certificate-file-missing"),
    ],
)
def test_a_rule_at_its_edge(field: str, value: object, code: str | None) -> None:
    findings = check(with_answer(ANSWERS, field, value), KNOWN)
    assert codes(findings) == ([code] if code else [])
    assert all(finding.field.startswith(field.split(".")[0]) for finding in findings)


def test_a_windows_computers_name_is_short() -> None:
    windows = with_answer(ANSWERS, "system.kind", SystemKind.WINDOWS)
    assert codes(check(with_answer(windows, "name", "a" * 15), KNOWN)) == []
    assert codes(check(with_answer(windows, "name", "a" * 16), KNOWN)) == [
        "name-too-long-for-windows"
    ]


def test_a_name_is_taken_once() -> None:
    context = replace(KNOWN, taken_names=frozenset({"aurora-lab"}))
    assert codes(check(ANSWERS, context)) == ["name-taken"]


def test_with_several_subscriptions_one_is_chosen() -> None:
    several = replace(KNOWN, subscriptions=(GUID.lower(), GUID.lower().replace("0", "f")))
    assert codes(check(ANSWERS, several)) == ["subscription-missing"]
    assert codes(check(with_answer(ANSWERS, "subscription", GUID), several)) == []
    other = GUID.replace("1", "2")
    assert codes(check(with_answer(ANSWERS, "subscription", other), several)) == [
        "subscription-unknown"
    ]


def test_offers_of_another_region_judge_no_size() -> None:
    elsewhere = with_answer(ANSWERS, "system.region", "westeurope")
    assert check(with_answer(elsewhere, "system.size", "Standard_B1ls"), KNOWN) == ()


def test_an_unknown_size_comes_with_near_ones() -> None:
    [finding] = check(with_answer(ANSWERS, "system.size", "Standard_B2s"), KNOWN)
    assert "Standard_B2s_v2" in str(finding.sentence)


def test_a_network_with_host_bits_comes_with_what_was_meant() -> None:
    [finding] = check(with_answer(ANSWERS, "endpoint.allow", ("198.51.100.7/24",)), KNOWN)
    assert "198.51.100.0/24" in str(finding.sentence)


def test_the_password_is_judged_for_who_reaches_it() -> None:
    fair = replace(KNOWN, password=Secret("telescope-12"))
    everyone = with_answer(ANSWERS, "endpoint.allow", Allow.EVERYONE)
    assert codes(check(ANSWERS, replace(KNOWN, password=Secret("password123")))) == [
        "password-weak"
    ]
    assert codes(check(ANSWERS, fair)) == []
    assert codes(check(everyone, fair)) == ["password-weak"]


@pytest.mark.parametrize("kind", SystemKind)
def test_the_administrators_name_is_one_that_azure_takes(kind: SystemKind) -> None:
    assert check_admin_user(ADMIN_USER, kind) == ()
    assert codes(check_admin_user("admin", kind)) == ["user-name-reserved"]
    assert codes(check_admin_user("Jane Doe", kind)) == ["user-name-form"]
    assert codes(check_admin_user("a" * 33, kind)) == ["user-name-form"]


def test_without_offers_only_forms_are_judged() -> None:
    assert check(with_answer(ANSWERS, "system.size", "Standard_Whatever")) == ()
