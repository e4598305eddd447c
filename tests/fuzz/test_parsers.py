"""Whatever comes in, a parser reads it or refuses it in its own words.

A sample; ten thousand coverage-guided inputs for each: `python -m tests.fuzz.full_run`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.certificate.loading import CertificateError, load
from app.secret import Secret
from tests.fuzz import certificates
from tests.fuzz.mutation import HOWS, PIECES, Edit, mutated
from tests.fuzz.target import Target
from tests.fuzz.targets import TARGETS

EDITS = st.lists(
    st.builds(
        Edit,
        st.sampled_from(HOWS),
        st.integers(0, 999),
        st.integers(0, 999),
        st.sampled_from(PIECES),
    ),
    max_size=5,
)
ALL = pytest.mark.parametrize("target", TARGETS, ids=[target.name for target in TARGETS])


@ALL
def test_examples_are_read_and_what_was_found_stays_mended(target: Target) -> None:
    for data in (*target.examples(), *target.found, b""):
        target.parse(data)


@ALL
@settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_changed_examples(target: Target, data: st.DataObject) -> None:
    example = data.draw(st.sampled_from(list(target.examples())))
    target.parse(mutated(example, data.draw(EDITS)))


@ALL
@settings(max_examples=30, deadline=None, database=None, derandomize=True)
@given(data=st.binary(max_size=300))
def test_any_bytes(target: Target, data: bytes) -> None:
    target.parse(data)


@pytest.mark.parametrize("data", certificates.endless(), ids=["key", "pfx"])
def test_a_file_that_wants_endless_work_is_not_begun(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "certificate"
    file.write_bytes(data)
    with pytest.raises(CertificateError) as caught:
        load(file, file, Secret("x"))
    assert caught.value.problem.code == "certificate-rounds"


def test_names_are_unique() -> None:
    assert len({target.name for target in TARGETS}) == len(TARGETS)
