"""No check raises, whatever is typed; and each finding is fit to be shown."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.secret import Secret
from app.wizard.answers import (
    Allow,
    Answers,
    CertificateAnswers,
    CertificateKind,
    EndpointAnswers,
    ScheduleAnswers,
    SoftwareAnswers,
    SoftwareSet,
    SystemAnswers,
    SystemKind,
)
from app.wizard.checks import check
from app.wizard.checks.admin_user import check_admin_user
from app.wizard.context import Context
from app.wizard.pages import PAGES, answer_names
from tests.unit.wizard.offers import CATALOGUE

ANY_TEXT = st.text(st.characters(codec=None), max_size=200)
NEAR_NETWORKS = st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,4}){2,4}(/[0-9]{0,3})?", fullmatch=True)
PATHS = st.none() | ANY_TEXT.map(Path)

ANY_ANSWERS = st.builds(
    Answers,
    name=ANY_TEXT | st.from_regex(r"[a-z0-9-]{1,70}", fullmatch=True),
    subscription=ANY_TEXT,
    system=st.builds(
        SystemAnswers,
        kind=st.sampled_from(SystemKind),
        region=ANY_TEXT | st.just("japaneast"),
        size=ANY_TEXT | st.sampled_from([size.name for size in CATALOGUE.sizes]),
    ),
    endpoint=st.builds(
        EndpointAnswers,
        name=ANY_TEXT,
        public_port=st.integers(),
        private_port=st.integers(),
        allow=st.sampled_from(Allow)
        | st.lists(ANY_TEXT | NEAR_NETWORKS | st.ip_addresses().map(str), max_size=5).map(tuple),
        my_address=ANY_TEXT | st.ip_addresses().map(str),
    ),
    certificate=st.builds(
        CertificateAnswers, kind=st.sampled_from(CertificateKind), file=PATHS, key_file=PATHS
    ),
    software=st.builds(
        SoftwareAnswers,
        sets=st.lists(st.sampled_from(SoftwareSet), max_size=3).map(tuple),
        samples=st.booleans(),
    ),
    schedule=st.builds(ScheduleAnswers, daily_stop=ANY_TEXT, time_zone=ANY_TEXT),
)
ANY_CONTEXT = st.builds(
    Context,
    offers=st.none() | st.just(CATALOGUE),
    host=ANY_TEXT,
    password=st.none() | ANY_TEXT.map(Secret),
    certificate_passphrase=st.none() | ANY_TEXT.map(Secret),
)


@given(ANY_ANSWERS, ANY_CONTEXT)
def test_checks_answer_with_findings(answers: Answers, context: Context) -> None:
    before = repr(answers)
    for finding in check(answers, context):
        assert finding.code == finding.code.lower().strip()
        assert finding.field in (*answer_names(), "password")
        assert len(str(finding.sentence)) > 10
        password = context.password.reveal() if context.password else ""
        if len(password) > 8 and finding.field == "password":
            assert password not in str(finding.sentence)
    assert repr(answers) == before


@given(ANY_ANSWERS, ANY_CONTEXT)
def test_the_pages_find_together_what_the_whole_check_finds(
    answers: Answers, context: Context
) -> None:
    each = [f for p in PAGES if p.id != "review" for f in p.check(answers, context)]
    assert sorted(map(repr, each)) == sorted(map(repr, check(answers, context)))


@given(ANY_TEXT, st.sampled_from(SystemKind))
def test_any_user_name_is_judged(name: str, kind: SystemKind) -> None:
    assert len(check_admin_user(name, kind)) <= 1
