"""The plan: every name, port, image, size and price, decided by a pure function."""

from __future__ import annotations

import copy
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import Catalogue
from app.plan import ANYONE, Plan, plan
from app.problems import ProblemError
from app.wizard.answers import (
    Allow,
    Answers,
    EndpointAnswers,
    ScheduleAnswers,
    SystemAnswers,
    SystemKind,
)
from app.wizard.pages import with_answer
from tests.unit.wizard.offers import ANSWERS, CATALOGUE, HERE, UBUNTU


def rules(made: Plan) -> dict[str, tuple[int, tuple[str, ...]]]:
    return {rule.name: (rule.port, rule.sources) for rule in made.rules}


def test_names_come_from_the_servers_name() -> None:
    made = plan(ANSWERS, CATALOGUE)
    assert made.group == "kumonote-aurora-lab"
    assert (made.machine, made.dns_label) == ("aurora-lab", "aurora-lab")
    assert made.region == "japaneast"
    assert made.image is UBUNTU
    assert made.size.name == "Standard_B2s_v2"
    names = (made.network, made.security_group, made.address, made.interface, made.disk)
    assert len(set(names)) == len(names)


def test_only_this_computer_reaches_ssh_and_the_endpoint() -> None:
    assert rules(plan(ANSWERS, CATALOGUE)) == {
        "kumonote_ssh": (22, (f"{HERE}/32",)),
        "ipython_nb": (443, (f"{HERE}/32",)),
    }


def test_everyone_reaches_the_endpoint_but_never_ssh() -> None:
    answers = with_answer(ANSWERS, "endpoint.allow", Allow.EVERYONE)
    assert rules(plan(answers, CATALOGUE)) == {
        "kumonote_ssh": (22, (f"{HERE}/32",)),
        "ipython_nb": (443, (ANYONE,)),
    }


def test_a_list_of_networks_reaches_the_endpoint_without_overlaps() -> None:
    networks = ("198.51.100.0/24", "198.51.100.128/25", "192.0.2.7")
    made = plan(with_answer(ANSWERS, "endpoint.allow", networks), CATALOGUE)
    assert rules(made)["ipython_nb"] == (443, ("192.0.2.7/32", "198.51.100.0/24"))


def test_through_ssh_only_means_no_endpoint_rule() -> None:
    made = plan(with_answer(ANSWERS, "endpoint.allow", Allow.SSH_ONLY), CATALOGUE)
    assert list(rules(made)) == ["kumonote_ssh"]
    assert made.endpoint_rule is None


@given(
    st.integers(1, 65535),
    st.integers(1024, 65535),
    st.sampled_from([Allow.ME, Allow.EVERYONE, Allow.SSH_ONLY, ("198.51.100.0/24",)]),
)
def test_the_private_port_is_never_opened(
    public: int, private: int, allow: Allow | tuple[str, ...]
) -> None:
    endpoint = EndpointAnswers(
        public_port=public, private_port=private, allow=allow, my_address=HERE
    )
    made = plan(replace(ANSWERS, endpoint=endpoint), CATALOGUE)
    assert {rule.port for rule in made.rules} <= {22, public}
    priorities = [rule.priority for rule in made.rules]
    assert len(set(priorities)) == len(priorities)
    assert all(100 <= priority <= 4096 for priority in priorities)


def test_windows_is_managed_over_winrm() -> None:
    made = plan(with_answer(ANSWERS, "system.kind", SystemKind.WINDOWS), CATALOGUE)
    assert rules(made)["kumonote_winrm"] == (5986, (f"{HERE}/32",))
    assert made.disk_gib == 128


def test_the_tags_tell_who_made_it_and_how_it_is_reached() -> None:
    tags = plan(ANSWERS, CATALOGUE).tags
    assert tags["created-by"] == "kumonote"
    assert tags["kumonote-name"] == "aurora-lab"
    assert tags["kumonote-system"] == "ubuntu"
    assert tags["kumonote-endpoint"] == "443:9999"
    # Azure: names of at most 512 characters without <>%&\?/, values of at most 256
    assert all(not set(name) & set("<>%&\\?/") and len(tags[name]) <= 256 for name in tags)


def test_the_daily_stop_is_as_the_service_takes_it() -> None:
    schedule = plan(ANSWERS, CATALOGUE).schedule
    assert schedule is not None
    assert schedule.name == "shutdown-computevm-aurora-lab"
    assert (schedule.time, schedule.time_zone_id) == ("1900", "Tokyo Standard Time")


def test_without_a_zone_the_daily_stop_is_in_utc_and_says_so() -> None:
    made = plan(replace(ANSWERS, schedule=ScheduleAnswers("07:30")), CATALOGUE)
    assert made.schedule is not None
    assert (made.schedule.time, made.schedule.time_zone_id) == ("0730", "UTC")
    sentence = next(r.sentence for r in made.resources if r.type.endswith("/schedules"))
    assert "(UTC)" in str(sentence)


def test_no_daily_stop_means_no_schedule() -> None:
    made = plan(replace(ANSWERS, schedule=ScheduleAnswers("")), CATALOGUE)
    assert made.schedule is None
    assert not any(resource.type.endswith("/schedules") for resource in made.resources)


def test_every_resource_is_told_in_words_with_ports_image_and_price() -> None:
    made = plan(ANSWERS, CATALOGUE)
    assert [resource.type.rpartition("/")[2] for resource in made.resources] == [
        "resourceGroups",
        "virtualNetworks",
        "networkSecurityGroups",
        "publicIPAddresses",
        "networkInterfaces",
        "virtualMachines",
        "disks",
        "schedules",
    ]
    words = " ".join(str(resource.sentence) for resource in made.resources)
    for fact in (
        "443",
        "22",
        HERE,
        UBUNTU.urn,
        "Standard_B2s_v2",
        "$0.108",
        "$0.008",
        "Japan East",
    ):
        assert fact in words, fact
    setup = " ".join(map(str, made.setup))
    assert "9999" in setup
    assert "443" in setup


def test_an_unknown_price_is_said_not_guessed() -> None:
    made = plan(ANSWERS, replace(CATALOGUE, prices={}))
    assert made.prices is None
    assert any("price is not known" in str(resource.sentence) for resource in made.resources)


def test_its_json_is_plain_data() -> None:
    made = plan(ANSWERS, CATALOGUE)
    data = json.loads(json.dumps(made.to_json(), allow_nan=False))
    assert data["ports"] == {"public": 443, "private": 9999}
    assert data["rules"][1] == {
        "name": "ipython_nb",
        "priority": 200,
        "port": 443,
        "sources": [f"{HERE}/32"],
    }
    assert len(data["resources"]) == len(made.resources)


def test_the_same_answers_give_the_same_plan_and_nothing_is_changed() -> None:
    catalogue = copy.deepcopy(CATALOGUE)
    first, second = plan(ANSWERS, catalogue), plan(ANSWERS, catalogue)
    assert first == second
    assert catalogue == CATALOGUE


def test_sizes_are_found_without_regard_to_case() -> None:
    made = plan(with_answer(ANSWERS, "system.size", "standard_b2S_V2"), CATALOGUE)
    assert made.size.name == "Standard_B2s_v2"
    assert made.prices is not None


@pytest.mark.parametrize(
    ("answers", "catalogue", "code"),
    [
        (replace(ANSWERS, system=SystemAnswers(size="Standard_None")), CATALOGUE, "size-unknown"),
        (ANSWERS, replace(CATALOGUE, images={}), "image-unknown"),
        (replace(ANSWERS, endpoint=EndpointAnswers()), CATALOGUE, "public-address-unknown"),
    ],
)
def test_what_cannot_be_planned_is_a_problem(
    answers: Answers, catalogue: Catalogue, code: str
) -> None:
    with pytest.raises(ProblemError) as caught:
        plan(answers, catalogue)
    assert caught.value.problem.code == code
