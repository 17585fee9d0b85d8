"""The sample site as a reader meets it: every page valid, every link landing, nothing far away."""

from __future__ import annotations

import re
import shutil
from collections import deque
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest

from ssbrief.build import build
from ssbrief.store import Settings

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 22)

#: An author's own `rel="me"` and the like may lead elsewhere; these may never fetch from there.
FETCHING = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src"}


class Page(HTMLParser):
    """The links, anchors and fetched addresses of one page, and what no page may hold."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.fetched: list[str] = []
        self.inline: list[str] = []
        self.headings: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(found["id"] or "")
        if tag in ("a", "area", "link") and found.get("href"):
            self.links.append(found["href"] or "")
        if tag == "link" and found.get("rel") not in ("stylesheet", "icon", "apple-touch-icon"):
            return
        if tag in FETCHING and found.get(FETCHING[tag]):
            self.fetched.append(found[FETCHING[tag]] or "")
        self.inline += [name for name in found if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and not found.get("src")):
            data = tag == "script" and found.get("type") == "application/ld+json"
            self.inline += [] if data else [tag]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


def published(folder: Path, offline: bool = False) -> dict[str, str]:
    """The HTML files of the sample site by their path, as it is where it has an address: with
    feeds and all else that only such a site has."""
    site = folder.with_name("site")
    shutil.copytree(ROOT / "content", site / "content")
    with (site / "content/site.yaml").open("a", encoding="utf-8") as settings:
        settings.write("\nurl: https://published.example/any/base/\n")
    report = build(site, folder, Settings(today=TODAY, offline=offline))
    assert [d for d in report.diagnostics if d.severity == "error"] == []
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.html"))
    }


@pytest.fixture(scope="session")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "build"
    published(folder)
    return folder


@pytest.fixture(scope="session")
def files(output: Path) -> dict[str, str]:
    return {
        path.relative_to(output).as_posix(): path.read_text("utf-8")
        for path in sorted(output.rglob("*.html"))
    }


@pytest.fixture(scope="session")
def pages(files: dict[str, str]) -> dict[str, Page]:
    return {path: Page(text) for path, text in files.items()}


def url_of(path: str) -> str:
    return "/" + path.removesuffix("index.html")


def file_of(url: str) -> str:
    path = unquote(urlsplit(url).path).lstrip("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


def test_every_page_is_valid_html(files: dict[str, str]) -> None:
    for path, text in files.items():
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(text)
        errors = [(position, code) for position, code, _ in parser.errors]
        assert not errors, (path, errors[:3])


def test_no_anchor_stands_twice_on_a_page(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), (path, sorted(page.ids))


def test_every_page_has_one_h1_and_no_level_is_left_out(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        if "http-equiv" in path:
            continue
        assert page.headings.count(1) == 1, (path, page.headings)
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), (path, page.headings)


def test_no_page_holds_inline_style_or_script(pages: dict[str, Page]) -> None:
    assert {path: page.inline for path, page in pages.items() if page.inline} == {}


def test_no_page_fetches_from_elsewhere(pages: dict[str, Page]) -> None:
    far = {path: [f for f in page.fetched if urlsplit(f).netloc] for path, page in pages.items()}
    assert {path: found for path, found in far.items() if found} == {}


@pytest.mark.parametrize("base", ["/", "/any/", "/any/base/"])
def test_every_link_lands_at_any_base_path(base: str, output: Path, pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        if path == "404.html":  # it alone uses root-absolute links
            continue
        here = f"https://site.example{base}{url_of(path).lstrip('/')}"
        for link in page.links + page.fetched:
            target = urlsplit(urljoin(here, link))
            if target.netloc != "site.example" or target.scheme not in ("http", "https"):
                continue
            assert target.path.startswith(base), (path, link)
            file = file_of(target.path.removeprefix(base.rstrip("/")))
            assert (output / file).is_file(), (path, link)
            if target.fragment and file in pages:
                assert unquote(target.fragment) in pages[file].ids, (path, link)


def test_offline_links_open_from_disk(tmp_path: Path) -> None:
    folder = tmp_path / "build"
    files = published(folder, offline=True)
    for path, text in files.items():
        if path == "404.html":
            continue
        here = (folder / path).as_uri()
        for link in (page := Page(text)).links + page.fetched:
            target = urlsplit(urljoin(here, link))
            if target.scheme == "file":
                assert Path(unquote(target.path)).is_file(), (path, link)


def test_every_page_is_three_clicks_from_home(pages: dict[str, Page]) -> None:
    distance = {"index.html": 0}
    waiting = deque(distance)
    while waiting:
        path = waiting.popleft()
        for link in pages[path].links:
            target = urlsplit(urljoin(f"https://s.example{url_of(path)}", link))
            file = file_of(target.path)
            if target.netloc == "s.example" and file in pages and file not in distance:
                distance[file] = distance[path] + 1
                waiting.append(file)
    assert set(pages) - set(distance) <= {"404.html"}
    assert {p: d for p, d in distance.items() if d > 3} == {}


def test_every_statement_elsewhere_leads_to_its_anchor(files: dict[str, str]) -> None:
    quoting = [
        p for p in files if p.startswith(("companies/", "challenges/")) and p.count("/") == 2
    ]
    assert quoting
    for path in quoting:
        links = re.findall(r'href="([^"]*briefings/[^"#]+#[^"]+)"', files[path])
        assert links, path


def test_the_seeds_words_stand_on_its_page_unchanged(files: dict[str, str]) -> None:
    seed = (ROOT / "tests/sites/seed/content/briefings/solid-state.md").read_text("utf-8")
    page = next(text for text in files.values() if "Status Update for Late 2024/2025</h1>" in text)
    words = " ".join(html5lib.parse(page, namespaceHTMLElements=False).itertext())
    shown = re.sub(r"\s+", "", words)
    for line in seed.splitlines():
        bare = re.sub(r"\]\([^)]*\)|[#*\[\]]|^- |^\d+\. ", "", line)
        assert re.sub(r"\s+", "", bare.replace("1.", "").strip("- ")) in shown, line


def test_one_policy_without_inline_stands_in_every_page_and_for_hosts(
    output: Path, files: dict[str, str]
) -> None:
    headers = (output / "_headers").read_text("utf-8")
    (policy,) = re.findall("Content-Security-Policy: (.*); frame-ancestors 'none'", headers)
    strict = policy.replace(" 'wasm-unsafe-eval'", "")  # the header's is that of the search page
    assert "unsafe" not in strict
    tag = '<meta http-equiv="Content-Security-Policy" content="{}">'
    held = {path: text.replace("&#39;", "'") for path, text in files.items()}
    assert tag.format(policy) in held.pop("search/index.html")
    assert [path for path, text in held.items() if tag.format(strict) not in text] == []
    kept = re.findall(r"^(/static/\S+)$", headers, re.M)
    assert kept
    assert all((output / name.lstrip("/")).is_file() for name in kept)
