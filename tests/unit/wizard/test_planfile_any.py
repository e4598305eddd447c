"""Plan files made up by hypothesis: all that can be typed gives answers or findings."""

from __future__ import annotations

import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from app.planfile import PlanFileError, dump, load
from app.planfile.lines import key_lines
from app.planfile.reading import LARGEST_FILE_BYTES
from app.wizard.answers import (
    Allow,
    Answers,
    EndpointAnswers,
    ScheduleAnswers,
    SoftwareAnswers,
    SoftwareSet,
    SystemAnswers,
    SystemKind,
)
from app.wizard.checks.endpoint import BLOCKED_BY_BROWSERS
from app.wizard.time_zones import known_time_zones

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
KEYS = st.sampled_from(
    ["name", "system", "endpoint", "certificate", "kind", "allow", "public_port", "file", "sets"]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | WORDS | st.times(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | WORDS, inner, max_size=3),
    max_leaves=6,
)
DOCUMENTS = st.dictionaries(KEYS | WORDS, VALUES, max_size=6)

GOOD_ANSWERS = st.builds(
    Answers,
    name=st.from_regex(r"lab-[a-z0-9-]{0,50}[a-z0-9]", fullmatch=True),
    subscription=st.just("") | st.uuids().map(str),
    system=st.builds(
        SystemAnswers,
        kind=st.sampled_from([SystemKind.UBUNTU, SystemKind.OPENSUSE]),
        region=st.sampled_from(["japaneast", "westeurope"]),
        size=st.from_regex(r"Standard_[A-Za-z0-9_-]{1,50}", fullmatch=True),
    ),
    endpoint=st.builds(
        EndpointAnswers,
        name=st.from_regex(r"nb[A-Za-z0-9_.-]{0,60}_", fullmatch=True),
        public_port=st.integers(1, 1023).filter(lambda p: p not in BLOCKED_BY_BROWSERS),
        private_port=st.integers(6001, 65535).filter(lambda p: p != 47001),
        allow=st.sampled_from(Allow)
        | st.lists(st.ip_addresses(network="198.51.100.0/24").map(str), min_size=1, max_size=4).map(
            tuple
        ),
        my_address=st.just("") | st.ip_addresses(network="203.0.113.0/24").map(str),
    ),
    software=st.builds(
        SoftwareAnswers, sets=st.sampled_from([(), tuple(SoftwareSet)]), samples=st.booleans()
    ),
    schedule=st.builds(
        ScheduleAnswers,
        daily_stop=st.just("") | st.times().map(lambda time: time.strftime("%H:%M")),
        time_zone=st.just("") | st.sampled_from(known_time_zones()),
    ),
)


def load_text(source: bytes) -> Answers:
    with TemporaryDirectory() as folder:
        path = Path(folder, "plan.toml")
        path.write_bytes(source)
        return load(path)


def assert_answers_or_findings(source: bytes) -> None:
    try:
        answers = load_text(source)
    except PlanFileError as error:
        assert error.findings
        lines = source.count(b"\n") + 1
        for finding in error.findings:
            assert str(finding.sentence).strip()
            assert 0 <= finding.line <= lines
            # only what is not there at all, or no text at all, has no line
            assert finding.line or finding.code in ("key-missing", "plan-file-large")
    else:
        assert answers.name


@given(st.binary(max_size=400))
def test_any_bytes(source: bytes) -> None:
    assert_answers_or_findings(source)


@given(st.text(st.sampled_from("name=\"'[]{}.#\\,\n\r\t 19:0aeT-_+"), max_size=80))
def test_anything_that_looks_like_toml(source: str) -> None:
    assert_answers_or_findings(source.encode())


@given(DOCUMENTS, st.booleans())
def test_any_document(document: dict[str, Any], named: bool) -> None:
    source = tomlkit.dumps({"name": "aurora-lab", **document} if named else document).encode()
    assert len(source) < LARGEST_FILE_BYTES
    assert_answers_or_findings(source)


@given(DOCUMENTS)
def test_every_key_has_its_line(document: dict[str, Any]) -> None:
    source = tomlkit.dumps(document)
    lines = key_lines(source)
    for key in tomllib.loads(source):
        line = source.split("\n")[lines[(key,)] - 1]
        assert line.strip()
        # the key itself stands there, but for its quoting
        assert not key.isalnum() or not key.isascii() or key in line


@given(GOOD_ANSWERS)
def test_what_is_written_reads_back(answers: Answers) -> None:
    assert load_text(dump(answers).encode()) == answers
