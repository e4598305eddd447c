"""The parts of the Azure package that need no cloud."""

from __future__ import annotations

import pytest

from app.azure.compare import differences
from app.azure.error_bodies import service_errors
from app.azure.images import newest_leap_offer
from app.azure.run_command import parse_output, parse_statuses
from app.azure.tags import changed, host_keys, is_ours, is_ready, ports


class TestCompare:
    def test_what_the_service_adds_is_no_difference(self) -> None:
        wanted = {"location": "japaneast", "properties": {"a": 1}}
        actual = {"location": "JapanEast", "properties": {"a": 1, "state": "x"}, "etag": "1"}
        assert differences(wanted, actual) == ()

    def test_a_difference_is_named_by_its_path(self) -> None:
        wanted = {"properties": {"subnets": [{"name": "a", "properties": {"prefix": "10/24"}}]}}
        actual = {"properties": {"subnets": [{"name": "A", "properties": {"prefix": "10/16"}}]}}
        assert differences(wanted, actual) == ("properties.subnets[].properties.prefix",)

    def test_one_rule_more_is_a_difference(self) -> None:
        assert differences({"r": [{"name": "a"}]}, {"r": [{"name": "a"}, {"name": "b"}]}) == ("r",)

    def test_another_rule_is_a_difference(self) -> None:
        assert differences({"r": [{"name": "a", "p": 1}]}, {"r": [{"name": "b", "p": 1}]})

    def test_texts_in_a_list_have_no_order(self) -> None:
        assert differences({"s": ["1.2.3.4", "b"]}, {"s": ["B", "1.2.3.4"]}) == ()

    def test_what_is_never_returned_is_not_missed(self) -> None:
        wanted = {"osProfile": {"customData": "x", "adminUsername": "u"}}
        assert differences(wanted, {"osProfile": {"adminUsername": "u"}}) == ()

    def test_something_missing_is_a_difference(self) -> None:
        assert differences({"a": {"b": 1}}, {}) == ("a",)


class TestTags:
    def test_facts_become_tags_and_back(self) -> None:
        tags = changed(ready=True, certificate_sha256="ab", keys=["ssh-ed25519 A", "ssh-ed25519 B"])
        assert is_ready(tags)
        assert host_keys(tags) == ("ssh-ed25519 A", "ssh-ed25519 B")

    def test_what_is_not_told_stays(self) -> None:
        assert changed(certificate_sha256="cd") == {"kumonote-certificate-sha256": "cd"}

    def test_a_value_that_azure_would_refuse_is_refused_here(self) -> None:
        with pytest.raises(ValueError, match="256"):
            changed(keys=["x" * 200, "y" * 200])

    def test_ours(self) -> None:
        assert is_ours({"created-by": "kumonote"})
        assert not is_ours({"created-by": "somebody"})
        assert not is_ours(None)

    @pytest.mark.parametrize(
        ("value", "expected"), [("8443:9999", (8443, 9999)), ("rubbish", (443, 9999))]
    )
    def test_ports(self, value: str, expected: tuple[int, int]) -> None:
        assert ports({"kumonote-endpoint": value}) == expected


class TestRunCommandOutput:
    def test_as_recorded(self) -> None:
        message = "Enable succeeded: \n[stdout]\nscript.sh hello\n\n[stderr]\n"
        output = parse_output([message])
        assert (output.stdout, output.stderr, output.succeeded) == ("script.sh hello\n", "", True)

    def test_marks_within_the_output_do_not_confuse(self) -> None:
        output = parse_output(["Enable succeeded: \n[stdout]\na\n[stderr]\nb\n\n[stderr]\nreal"])
        assert output.stdout == "a\n[stderr]\nb\n"
        assert output.stderr == "real"

    def test_a_failure_is_told(self) -> None:
        message = "Enable failed: command terminated with exit status=1\n[stdout]\n\n[stderr]\nno"
        assert not parse_output([message]).succeeded

    def test_a_cut_beginning_keeps_the_rest(self) -> None:
        assert parse_output(["the last bytes of something long"]).stdout.startswith("the last")

    def test_windows_has_a_status_for_each_stream(self) -> None:
        output = parse_statuses(
            [
                ("ComponentStatus/StdOut/succeeded", "kumonote-told:QQ=="),
                ("ComponentStatus/StdErr/succeeded", "a warning"),
            ]
        )
        assert (output.stdout, output.stderr) == ("kumonote-told:QQ==", "a warning")
        assert output.succeeded

    def test_a_stream_that_failed_is_told(self) -> None:
        failed = [
            ("ComponentStatus/StdOut/succeeded", ""),
            ("ComponentStatus/StdErr/failed", "line 3: no"),
        ]
        assert not parse_statuses(failed).succeeded

    def test_other_statuses_are_read_as_those_of_linux(self) -> None:
        message = "Enable succeeded: \n[stdout]\na\n[stderr]\n"
        assert parse_statuses([("ProvisioningState/succeeded", message)]).stdout == "a"


class TestImages:
    def test_the_newest_leap_is_the_highest_version(self) -> None:
        offers = ["opensuse-leap-15-6", "sles-16-0", "opensuse-leap-15-10", "opensuse-leap-15-5"]
        assert newest_leap_offer(offers) == ("opensuse-leap-15-10", (15, 10))

    def test_without_one_there_is_none(self) -> None:
        assert newest_leap_offer(["sles-16-0-x86-64", "opensuse-leap-15-6-byol"]) is None


def test_a_body_without_an_error_holds_none() -> None:
    assert service_errors({"name": "x", "properties": {}}) == ()
