"""The search index: what it holds, when it is made anew, and what stands in for it."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ssbrief import search
from ssbrief.build import build, prepare
from ssbrief.diagnostics import show
from ssbrief.pages import Page
from ssbrief.preview import Preview
from ssbrief.store import Report, Settings

NOTE = """# Cells, June 2025

## Key Players

- **VW:** Plans mass production by 2028.

## Technical Challenges

- **Cost:** Still high.
"""
FILES = {
    "content/site.yaml": "title: Cells\n",
    "content/briefings/cells/2025-06.md": NOTE,
    "content/pages/about.md": "# About\n\nWho we are.\n",
}
INDEX = "search/pagefind"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def made(site: Path, **settings: bool) -> Report:
    report = build(site, site / "build", Settings(date(2025, 7, 1), **settings))
    assert not report.failed
    return report


def files(site: Path) -> dict[str, bytes]:
    found = (site / "build").rglob("*")
    return {p.relative_to(site / "build").as_posix(): p.read_bytes() for p in found if p.is_file()}


def fragments(site: Path) -> dict[str, dict[str, Any]]:
    """What the index holds of each page, by its address."""
    packed = (site / "build" / INDEX / "fragment").iterdir()
    data = [
        json.loads(gzip.decompress(f.read_bytes()).removeprefix(b"pagefind_dcd")) for f in packed
    ]
    return {each["url"]: each for each in data}


class Made:
    """Counts how often an index is made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.of: list[list[str]] = []
        self.really = search.make_index
        monkeypatch.setattr(search, "make_index", self)

    def __call__(self, pages: Iterable[tuple[str, bytes]]) -> search.Index:
        given = list(pages)
        self.of.append([path for path, _ in given])
        return self.really(given)


def test_a_page_says_what_it_is_found_by(site: Path) -> None:
    made(site)
    found = fragments(site)
    briefing = found["/briefings/cells-2025-06/"]
    assert briefing["filters"] == {
        "kind": ["briefing"], "company": ["Volkswagen"], "topic": ["Cells"], "year": ["2025"],
    }  # fmt: skip
    assert briefing["meta"]["title"] == "Cells, June 2025"
    assert "VW: Plans mass production by 2028." in briefing["content"]
    assert "#" not in briefing["content"]
    assert "vw" in [anchor["id"] for anchor in briefing["anchors"]]
    assert "VW" in found["/companies/volkswagen/"]["meta"]["names"].split(", ")
    kinds = {each["meta"]["kind"] for each in found.values()}
    assert kinds == {"briefing", "company", "topic", "challenge", "year", "page"}
    assert "Search" not in " ".join(each["content"] for each in found.values())


def test_a_recipe_tells_whether_its_page_is_searched() -> None:
    prepared = prepare(Path(__file__).parents[1], Settings(date(2026, 11, 22)))
    assert prepared.plan is not None
    pages = [r for r in prepared.plan.recipes.values() if issubclass(r.kind, Page)]
    assert {r.url: r.searched for r in pages} == {r.url: bool(r.make().found) for r in pages}


def test_the_index_is_made_anew_only_where_a_page_that_it_covers_has_changed(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Made(monkeypatch)
    made(site)
    assert len(counted.of) == 1
    (site / "static/root").mkdir(parents=True)
    (site / "static/root/CNAME").write_text("example.org")
    assert made(site).written == 1
    assert len(counted.of) == 1
    about = site / "content/pages/about.md"
    about.write_text("# About\n\nNobody else.\n")
    made(site)
    assert len(counted.of) == 2
    assert "Nobody else" in fragments(site)["/about/"]["content"]
    about.unlink()
    made(site)
    assert "/about/" not in fragments(site)


def test_where_the_words_of_its_pages_are_the_same_the_index_is_not_made_anew(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Made(monkeypatch)
    made(site)
    before = {path: data for path, data in files(site).items() if path.startswith(INDEX)}
    (site / "static").mkdir()
    (site / "static/site.css").write_text("h1 { color: teal }")  # every page names it
    assert made(site).written > 10
    (site / "content/site.yaml").write_text("title: Cells\nlicense: CC0-1.0\n")
    assert made(site).written > 10
    assert made(site).written == 0
    assert len(counted.of) == 1
    assert {p: d for p, d in files(site).items() if p.startswith(INDEX)} == before
    (site / "content/site.yaml").write_text("title: Cells\nlanguage: de\n")
    made(site)
    assert len(counted.of) == 2


def test_what_only_gathers_is_found_by_its_name_and_what_it_is_about(site: Path) -> None:
    made(site)
    found = fragments(site)
    company = found["/companies/volkswagen/"]
    assert company["content"] == "Volkswagen. Mass production: by 2028, said once (Jun 2025)."
    assert company["meta"]["title"] == "Volkswagen"


def test_an_index_that_someone_touched_is_mended(site: Path) -> None:
    made(site)
    before = files(site)
    (site / "build" / INDEX / "pagefind.js").write_text("mine")
    next((site / "build" / INDEX / "fragment").iterdir()).unlink()
    made(site)
    assert files(site) == before


def test_the_same_pages_give_the_same_bytes() -> None:
    def page(name: str, kinds: Iterable[str]) -> tuple[str, bytes]:
        metas = "".join(
            f'<meta name="search-kind" content="{k}" data-pagefind-filter="kind[content]">'
            for k in kinds
        )
        html = f'<html lang="en"><head>{metas}</head><main data-pagefind-body>{name}</main></html>'
        return f"{name}/index.html", html.encode()

    pages = [page(f"p{number}", ("a", "b", f"c{number}")) for number in range(20)]
    first = search.make_index(pages).files
    assert any("/filter/" in path for path in first)
    for _ in range(3):
        assert search.make_index(pages).files == first


def test_a_site_of_nothing_has_an_index_of_its_home_page(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    assert made(tmp_path).diagnostics == ()
    assert list(fragments(tmp_path)) == ["/"]


def test_without_search_there_is_no_trace_of_it(site: Path) -> None:
    made(site)
    (site / "content/site.yaml").write_text("title: Cells\nsearch: no\n")
    made(site)
    assert [path for path in files(site) if re.search(r"search|keys\.|pagefind", path)] == []
    pages = b"".join(data for path, data in files(site).items() if path.endswith(".html"))
    for word in (b"pagefind", b"/search/", b"masthead__search", b"keys."):
        assert word not in pages
    assert "wasm" not in files(site)["_headers"].decode()


def test_a_site_from_disk_has_a_list_and_no_index(site: Path) -> None:
    made(site, offline=True)
    assert [path for path in files(site) if path.startswith(INDEX)] == []
    script = files(site)["search/list.js"].decode()
    listed = json.loads(script.removeprefix("globalThis.ssbriefPages = ").rstrip(";\n"))
    (company,) = [each for each in listed if each["found"]["kind"] == "company"]
    assert company["title"] == "Volkswagen"
    assert "VW" in company["found"]["names"]
    (briefing,) = [each for each in listed if each["found"]["kind"] == "briefing"]
    assert ["vw", "VW: Plans mass production by 2028."] in briefing["parts"]
    assert b"wasm" not in files(site)["search/index.html"]


def test_where_pagefind_is_not_installed_a_list_stands_in(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "program", lambda: None)
    report = made(site)
    assert [show(each) for each in report.diagnostics if each.code == "search-index"] == [
        "ssbrief: warning: the search index could not be made (Pagefind is not installed) "
        "[search-index]\n   hint: the search page lists what has a page; `search: no` in "
        "content/site.yaml leaves it out"
    ]
    assert "search/list.js" in files(site)
    assert b"list.js" in files(site)["search/index.html"]


def test_a_pagefind_that_fails_is_told_and_the_site_is_built(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(site)
    monkeypatch.setattr(search, "program", lambda: site / "nothing")
    (site / "content/pages/about.md").write_text("# About us\n")
    (warning,) = made(site).diagnostics
    assert (warning.code, warning.severity) == ("search-index", "warning")
    assert b"About us" in files(site)["about/index.html"]
    assert [path for path in files(site) if path.startswith(INDEX)] == []


def test_letters_of_unspaced_writing_are_words_in_text_alone() -> None:
    page = '<p title="固态">固态 2027年 <b>トヨタ</b> Zürich</p>'
    assert search._spaced(page) == ('<p title="固态">固 态 2027 年 <b>ト ヨ タ</b> Zürich</p>')


def test_the_preview_makes_the_index_when_it_is_asked_for_and_after_a_change(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Made(monkeypatch)
    preview = Preview(site, lambda: Settings(date(2025, 7, 1)))
    preview.answer("/about/")
    assert counted.of == []
    entry = f"/{INDEX}/pagefind-entry.json"
    before = preview.answer(entry).data
    assert preview.answer(f"/{INDEX}/pagefind.js").kind == "text/javascript"
    (site / "content/site.yaml").touch()
    preview.reload()
    assert preview.answer(entry).data == before
    assert len(counted.of) == 1
    (site / "content/pages/about.md").write_text("# About\n\nOthers.\n")
    preview.reload()
    assert preview.answer(entry).data != before
    assert len(counted.of) == 2
    assert preview.answer(f"/{INDEX}/nothing").status == 404
