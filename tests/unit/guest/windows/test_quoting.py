"""No value ever becomes code: what the grammar reads is one value, and exactly that one."""

from __future__ import annotations

import base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.guest.windows.quoting import LONGEST_LINE, command_line, quoted, quoted_list
from app.practice.guests.windows.command_lines import split_as_windows_does
from tests.unit.guest.windows.power_shell_syntax import errors_in, every_node, kinds, parsed

# what PowerShell takes for a quote: three of them are in no keyboard's way
_QUOTES = "'\u2018\u2019\u201a\u201b\"\u201c\u201d\u201e"
_TRICKY = st.text(st.sampled_from(_QUOTES + "$`(){};|&%#@\r\n\0\t\x1b あ撃🙂a-"), max_size=60)
_VALUES = st.one_of(st.text(max_size=80), _TRICKY)

_LITERAL = kinds("$x = 'a'")
_DECODED = kinds(f"$x = {quoted('あ')}")


def literal_in(script: str) -> str:
    """The text of the only literal in `script`, as PowerShell reads it."""
    found = [node for node in every_node(parsed(script)) if node.type == "string_literal"]
    assert len(found) == 1
    text = (found[0].text or b"").decode("utf-8")
    assert text.startswith("'") and text.endswith("'")
    assert "'" not in text[1:-1].replace("''", "")
    return text[1:-1].replace("''", "'")


def value_of(expression: str) -> str:
    """What PowerShell makes of `expression`, which must be one of the two known forms."""
    script = f"$x = {expression}"
    assert errors_in(script) == []
    if kinds(script) == _LITERAL:
        return literal_in(script)
    assert kinds(script) == _DECODED
    start, end = quoted("あ").split(literal_in(quoted("あ")))
    assert expression.startswith(start) and expression.endswith(end)
    return base64.b64decode(literal_in(script), validate=True).decode("utf-8")


@given(_VALUES)
@example("")
@example("'; Remove-Item C:\\ -Recurse; '")
@example("$(Stop-Computer) `n $env:PATH")
@example("\u2019; Stop-Computer #")
@example("二行\r\n目\0")
def test_a_value_comes_out_as_it_went_in(value: str) -> None:
    expression = quoted(value)
    assert value_of(expression) == value


@given(_VALUES)
def test_a_script_reads_alike_in_every_code_page(value: str) -> None:
    """Also no line of it is split or joined on its way: there is nothing to split at."""
    expression = quoted(value)
    assert expression.isascii()
    assert expression.isprintable()
    for code_page in ("cp932", "cp1252", "cp437"):
        assert expression.encode("ascii").decode(code_page) == expression


@given(st.lists(_VALUES, max_size=5))
def test_a_list_has_as_many_values_as_it_was_given(values: list[str]) -> None:
    script = f"$x = {quoted_list(values)}"
    assert errors_in(script) == []
    found = [node for node in every_node(parsed(script)) if node.type == "string_literal"]
    assert len(found) == len(values)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        quoted("\ud800")


def test_the_check_itself_sees_code() -> None:
    """What a careless quoting would make is told from a value."""
    for careless in ("'a'; Stop-Computer; 'b'", '"$(Stop-Computer)"', "'a' + 'b'", "'a"):
        with pytest.raises(AssertionError):
            value_of(careless)


_WORDS = st.text(st.sampled_from(" \"\\'$%^&|<>あab\t"), max_size=20)


@given(st.lists(_WORDS, max_size=5))
def test_a_command_line_splits_into_the_same_words(words: list[str]) -> None:
    assert split_as_windows_does(command_line(["python", *words])) == ["python", *words]


def test_what_no_command_line_can_hold_is_refused() -> None:
    for control in ("\0", "\n", "\x1b"):
        with pytest.raises(ValueError, match="control"):
            command_line(["python", f"a{control}b"])
    with pytest.raises(ValueError, match="characters"):
        command_line(["python", "a" * LONGEST_LINE])
