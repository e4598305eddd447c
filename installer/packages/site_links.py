"""Whether the links of a built site lead somewhere, and nothing is loaded from elsewhere."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class _Page(HTMLParser):
    """Where a page can be entered, where it leads to, and what it loads."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value is None:
                continue
            if name == "id":
                self.anchors.add(value)
            elif name == "src" or (name == "href" and tag == "link"):
                self.loaded.append(value)
            elif name == "href":
                self.links.append(value)


def broken_links(site: Path) -> list[str]:
    """A sentence for each link within `site` that leads nowhere, sorted by page.

    Links to other sites are not followed; a picture, script or style of another site is broken.
    """
    pages = {
        file.resolve(): _Page(file.read_text(encoding="utf-8"))
        for file in sorted(site.rglob("*.html"))
    }
    complaints = []
    for file, page in pages.items():
        name = file.relative_to(site.resolve())
        for link in [*page.links, *page.loaded]:
            parts = urlsplit(link)
            if parts.scheme in ("data", "mailto"):
                continue
            if parts.scheme or parts.netloc:
                if link in page.loaded:
                    complaints.append(f"{name}: {link} is loaded from another site")
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            if not target.is_file():
                complaints.append(f"{name}: {link} is not there")
            elif parts.fragment and not _has(pages, target, unquote(parts.fragment)):
                complaints.append(f"{name}: {link} has no such place in its page")
    return complaints


def _has(pages: dict[Path, _Page], target: Path, anchor: str) -> bool:
    return target in pages and anchor in pages[target].anchors
