"""Bad plan files: exit code 2, a sentence naming the line and what is allowed, nothing made."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.cli.runner import Ended, command

TYPED = "a-quiet-Walrus-reads-tables-8"


def create(home: Path, source: str | bytes) -> Ended:
    plan = home / "plan.toml"
    plan.write_bytes(source.encode() if isinstance(source, str) else source)
    words = ("create", "--practice", "--json", "--plan", plan, "--password-stdin")
    return command(home, *words, typed=TYPED + "\n")


def refused(home: Path, source: str | bytes) -> list[dict[str, Any]]:
    """Create from `source`, expect to be refused, and return the findings."""
    ended = create(home, source)
    assert ended.exit_code == 2, ended.out
    assert len(ended.events) == 1, "nothing else is printed"
    findings: list[dict[str, Any]] = ended.problem["findings"]
    assert findings
    for finding in findings:
        assert finding["sentence"].strip()
        assert TYPED not in finding["sentence"]
    left = {path.name for path in home.iterdir()} - {"plan.toml", "logs"}
    assert not left, "nothing is created, not even a practice cloud"
    return findings


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ('name = "lab"\nsize = "big"\n', 2, "Allowed are"),
        ('name = "Lab!"\n', 1, "letters"),
        ('name = "lab"\n[endpoint]\npublic_port = 70000\n', 3, "65535"),
        ('name = "lab"\n[endpoint]\npublic_port = 22\n', 3, "SSH"),
        ('name = "lab"\n[endpoint]\nprivate_port = 80\n', 3, "1024"),
        ('name = "lab"\n[endpoint]\nallow = "friends"\n', 3, "everyone"),
        ('name = "lab"\n[endpoint]\nallow = ["300.1.1.1/8"]\n', 3, ""),
        ('name = "lab"\n[system]\nkind = "beos"\n', 3, "ubuntu"),
        ('name = "lab"\n[certificate]\nkind = "file"\n', 2, "PEM"),
        ('name = "lab"\n[certificate]\nkind = "file"\nfile = "nothing.pem"\n', 4, ""),
        ('name = "lab"\n[schedule]\ndaily_stop = "25:00"\n', 3, ""),
        ('name = "lab"\npassword = "hunter2"\n', 2, ""),
        ('name = "lab"\nname = "lab"\n', 2, ""),
        ("name = lab\n", 1, ""),
    ],
)
def test_the_line_and_what_is_allowed_are_named(
    tmp_path: Path, source: str, line: int, words: str
) -> None:
    findings = refused(tmp_path, source)
    assert line in [finding["line"] for finding in findings]
    assert words in " ".join(finding["sentence"] for finding in findings)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    words = ("create", "--practice", "--json", "--plan", tmp_path / "no.toml", "--password-stdin")
    ended = command(tmp_path, *words, typed=TYPED + "\n")
    assert ended.exit_code == 2
    assert "no.toml" in ended.problem["message"]


def test_people_see_the_line_too(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text('name = "lab"\n[endpoint]\npublic_port = 22\n', encoding="utf-8")
    ended = command(tmp_path, "create", "--practice", "--plan", plan, "--password-stdin")
    assert ended.exit_code == 2
    assert "line 3, endpoint.public_port:" in ended.err


NOT_A_PLAN_VALUE = st.one_of(
    st.integers(min_value=65536),
    st.integers(max_value=0),
    st.floats(allow_nan=False),
    st.lists(st.integers(), min_size=1, max_size=3),
    st.text(alphabet=st.characters(codec="ascii", exclude_characters='"\\\n\r\x00'), max_size=30),
)
PLACES = st.sampled_from(
    [
        ("", "name"),
        ("system", "kind"),
        ("system", "region"),
        ("endpoint", "public_port"),
        ("endpoint", "private_port"),
        ("certificate", "kind"),
        ("software", "sets"),
        ("schedule", "time_zone"),
        ("", "colour"),
        ("endpoint", "colour"),
        ("friends", "colour"),
    ]
)


def toml(value: object) -> str:
    if isinstance(value, str):
        return '"' + "".join(f"\\u{ord(c):04x}" for c in value) + '"'
    return str(value)


@settings(max_examples=50, deadline=None)
@given(PLACES, NOT_A_PLAN_VALUE)
def test_no_bad_value_gets_through(place: tuple[str, str], value: object) -> None:
    """Values that no answer allows; where one happens to be allowed, creating would go on."""
    table, key = place
    lines = [] if (table, key) == ("", "name") else ['name = "lab"']
    lines += [f"[{table}]"] if table else []
    lines.append(f"{key} = {toml(value)}")
    if isinstance(value, str) and _may_be_right(place, value):
        return
    with tempfile.TemporaryDirectory() as folder:
        findings = refused(Path(folder), "\n".join(lines) + "\n")
    assert any(1 <= finding["line"] <= len(lines) for finding in findings)


def _may_be_right(place: tuple[str, str], value: str) -> bool:
    """Words that are right, or that only the cloud can call wrong (a region's name)."""
    free = place in {("", "name"), ("system", "region"), ("schedule", "time_zone")}
    return free and (value == "" or value.replace("-", "").replace("_", "").isalnum())


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_it(data: bytes) -> None:
    """Whatever a file holds: either it is refused with findings, or it is a plan."""
    with tempfile.TemporaryDirectory() as folder:
        refused(Path(folder), b"\xff" + data)
