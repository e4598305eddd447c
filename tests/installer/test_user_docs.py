"""The site for users: it builds without a warning, in two languages that say the same, and what
it names is there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from typer.core import TyperGroup
from typer.main import get_command

from app.azure.endpoints import PUBLIC
from app.azure.preflight.access import NEEDED
from app.cli.main import app
from app.wizard.checks.endpoint import (
    REMOTE_DESKTOP_RULE_NAME,
    SSH_RULE_NAME,
    WINRM_RULE_NAME,
)
from installer.commands import CommandFailedError, Commands
from installer.packages.site import LANGUAGES, SOURCES, SiteBuilder
from installer.packages.site_links import broken_links

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(file.name for file in (SOURCES / "en").glob("*.md"))
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
_COMMAND = re.compile(r"kumonote-cli ([a-z][a-z-]*)((?: [^`\n]*)?)")


@pytest.fixture(scope="module")
def builder() -> SiteBuilder:
    return SiteBuilder.on_this_computer(Commands())


@pytest.fixture(scope="module")
def site(builder: SiteBuilder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return builder.build(tmp_path_factory.mktemp("site") / "docs")


def source(language: str, page: str) -> str:
    return (SOURCES / language / page).read_text(encoding="utf-8")


def both() -> Iterator[tuple[str, str]]:
    return ((language, page) for language in LANGUAGES for page in PAGES)


class Headings(HTMLParser):
    """How many headings of each level a page has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.levels: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(tag)


def test_it_builds_without_a_warning_and_its_links_lead_somewhere(site: Path) -> None:
    assert (site / "index.html").exists()
    for language, page in both():
        assert (site / language / page.replace(".md", ".html")).exists()
    assert broken_links(site) == []


def test_both_languages_have_the_same_pages_headings_and_places(site: Path) -> None:
    assert sorted(file.name for file in (SOURCES / "ja").glob("*.md")) == PAGES
    for page in PAGES:
        english, japanese = (
            Headings((site / language / page).with_suffix(".html").read_text(encoding="utf-8"))
            for language in LANGUAGES
        )
        assert english.levels == japanese.levels, page
        places = [
            re.findall(r"^\(([a-z0-9-]+)\)=$", source(language, page), re.MULTILINE)
            for language in LANGUAGES
        ]
        assert places[0] == places[1], page


def test_every_picture_is_there_described_and_in_the_language_of_its_page() -> None:
    shown: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for language, page in both():
        for description, name in _PICTURE.findall(source(language, page)):
            assert description, f"{language}/{page}: {name} says nothing to who cannot see it"
            assert (SOURCES / language / name).is_file(), f"{language}/{page}: {name}"
            assert name.endswith(f"-{language}.png"), f"{language}/{page}: {name}"
            shown[language].append(f"{page}: {name.removesuffix(f'-{language}.png')}")
    assert shown["en"] == shown["ja"]
    assert len(shown["en"]) > 10


def test_a_warning_stops_the_build(builder: SiteBuilder, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(SOURCES, docs / "user")
    (docs / "pictures").symlink_to(ROOT / "docs" / "pictures", target_is_directory=True)
    page = docs / "user" / "en" / "costs.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[nowhere](#no-such-place)\n", "utf-8")
    with pytest.raises(CommandFailedError, match="no-such-place"):
        builder.build_language("en", tmp_path / "site", docs / "user")


def test_broken_links_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<p id="here"><a href="#here"></a><a href="#gone"></a><a href="b.html#there"></a>'
        '<a href="b.html#gone"></a><a href="c.html"></a><a href="https://example.org/"></a>'
        '<img src="no.png"><script src="https://example.org/x.js"></script>',
        encoding="utf-8",
    )
    (tmp_path / "b.html").write_text('<p id="there">', encoding="utf-8")
    told = broken_links(tmp_path)
    assert [line.split()[1] for line in told] == [
        "#gone",
        "b.html#gone",
        "c.html",
        "no.png",
        "https://example.org/x.js",
    ]


def test_what_stands_in_bold_is_what_the_window_says() -> None:
    with (ROOT / "resources" / "translations" / "ja.po").open("rb") as file:
        catalogue = read_po(file)
    words = {
        "en": {plain(str(message.id)) for message in catalogue if message.id},
        "ja": {plain(str(message.string)) for message in catalogue if message.id},
    }
    for language, page in both():
        for bold in re.findall(r"\*\*(.+?)\*\*", source(language, page), re.DOTALL):
            assert plain(bold) in words[language], f"{language}/{page}: {bold}"


def plain(words: str) -> str:
    """Without accelerators and marks around the words."""
    without = re.sub(r"\(&.\)", "", words).replace("&", "").replace("\n", " ")
    return without.strip(" ▸▾+…")


def test_every_command_and_option_exists() -> None:
    program = get_command(app)
    assert isinstance(program, TyperGroup)
    known = {
        name: {"--help", *(option for parameter in command.params for option in parameter.opts)}
        for name, command in program.commands.items()
    }
    seen = set()
    for language, page in both():
        for name, rest in _COMMAND.findall(source(language, page)):
            assert name in known, f"{language}/{page}: {name}"
            options = set(re.findall(r"--[a-z-]+", rest))
            assert options <= known[name], f"{language}/{page}: {name} {options - known[name]}"
            seen.add(name)
    assert {"create", "doctor", "export", "remote-desktop"} <= seen


def test_it_departments_are_told_what_the_program_asks_for() -> None:
    for language in LANGUAGES:
        page = source(language, "it-departments.md")
        told = next(block for block in page.split("```") if "resourceGroups/write" in block)
        assert tuple(told.split()) == NEEDED
        for address in (PUBLIC.authority, PUBLIC.resource_manager, PUBLIC.prices):
            assert f"`{address.split('/')[2]}`" in page
        assert f"`{PUBLIC.public_address.removeprefix('https://')}`" in page
        for rule in (SSH_RULE_NAME, WINRM_RULE_NAME, REMOTE_DESKTOP_RULE_NAME):
            assert f"`{rule}`" in page
