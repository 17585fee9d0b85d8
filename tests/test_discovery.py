"""What search engines and hosts read: sitemap, robots, JSON-LD, headers and redirects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from makers import briefing, inputs_of, period, sample_site, site
from ssbrief import theme
from ssbrief.cli import main
from ssbrief.config import Config
from ssbrief.model import Asset, Milestone, Redirect, Site
from ssbrief.pages import Document, Index, Page, pages
from ssbrief.pages.linked import linked_data
from ssbrief.plan import plan

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
URL = "https://example.org/base"

#: The properties of schema.org that we use, by type; a type has those of its parents, too.
VOCABULARY: dict[str, set[str]] = {
    "Thing": {"name", "url", "description", "sameAs", "mainEntityOfPage"},
    "CreativeWork": {
        *("author", "publisher", "datePublished", "dateModified", "license", "isPartOf", "about"),
        *("mentions", "citation", "inLanguage", "keywords", "headline", "version", "creator"),
        *("isAccessibleForFree", "creditText", "encodingFormat"),
    },
    "Report": set(),
    "WebSite": set(),
    "Dataset": {"distribution"},
    "DataDownload": {"contentUrl"},
    "Organization": {"parentOrganization", "subOrganization"},
    "Person": {"givenName", "familyName"},
    "Event": {"startDate"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "item"},
}
WORKS = {"Report", "WebSite", "Dataset", "DataDownload", "CreativeWork"}


def whole(**fields: Any) -> Site:
    return sample_site(url=URL, license="CC-BY-4.0", **fields)


def frame(shown: Site) -> theme.Masthead:
    return theme.masthead(shown, Config(), inputs_of(shown))


def document(shown: Site, url: str) -> str:
    return next(e.text for e in pages(shown) if isinstance(e, Document) and e.url == url)


def graphs(shown: Site) -> Iterator[tuple[Page, dict[str, Any]]]:
    for page in pages(shown):
        if isinstance(page, Page) and (data := linked_data(page, frame(shown))):
            assert "<" not in data
            yield page, json.loads(data)


def things(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from things(one)
    elif isinstance(value, dict):
        yield value
        for one in value.values():
            yield from things(one)


def test_every_thing_is_in_the_vocabulary_and_every_address_is_absolute() -> None:
    seen = set()
    for _, graph in graphs(whole()):
        assert graph.pop("@context") == "https://schema.org"
        for thing in things(graph["@graph"]):
            kind = thing["@type"]
            seen.add(kind)
            known = VOCABULARY["Thing"] | VOCABULARY[kind] | {"@type", "@id"}
            known |= VOCABULARY["CreativeWork"] if kind in WORKS else set()
            assert set(thing) <= known, (kind, set(thing) - known)
            for name in ("url", "@id", "item", "contentUrl", "sameAs", "mainEntityOfPage"):
                assert str(thing.get(name, "https://")).startswith("https://")
    assert {"Report", "Organization", "Dataset", "BreadcrumbList", "WebSite"} <= seen


def test_only_a_briefing_is_a_report_and_only_what_happened_an_event() -> None:
    found = {page.url: graph["@graph"] for page, graph in graphs(whole())}
    reports = {u for u, g in found.items() if any(t["@type"] == "Report" for t in g)}
    assert reports == {"/briefings/ssb-2025/", "/briefings/ssb-2022/"}
    (report,) = (t for t in found["/briefings/ssb-2025/"] if t["@type"] == "Report")
    assert report["citation"]
    assert report["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert report["publisher"]["name"] == "Solid-state ledger"
    assert all(state == "achieved" for state in _events(whole()).values())


def test_an_author_is_a_person_where_the_name_tells_so_and_else_credited_by_it() -> None:
    authors = ("Jane Doe", "AI Assistant", "李明")
    shown = site(url=URL, briefings=(briefing("x", authors=authors),))
    (report,) = (t for _, g in graphs(shown) for t in g["@graph"] if t["@type"] == "Report")
    assert [(a["@type"], a["name"]) for a in report["author"]] == [("Person", "Jane Doe")]
    assert report["creditText"] == "AI Assistant, 李明"


def _events(shown: Site) -> dict[str, str]:
    milestones: dict[str, Milestone] = {
        f"{m.briefing}#{m.statement}": m for b in shown.briefings for m in b.milestones
    }
    events = (t for _, g in graphs(shown) for t in things(g["@graph"]) if t["@type"] == "Event")
    found = (event["url"].rpartition("/briefings/")[2].replace("/#", "#") for event in events)
    return {key: milestones[key].state for key in found}


def test_what_happened_on_a_day_is_an_event() -> None:
    met = Milestone(
        *("a", "x", "ssb", None, "mass-production", "", period("March 2025"), "March 2025", None),
        *("It began.", "achieved", "a", ""),
    )
    late = Milestone(
        *("b", "x", "ssb", None, "mass-production", "", period("by 2028"), "by 2028", None),
        *("It is due.", "target", "b", ""),
    )
    shown = site(url=URL, briefings=(briefing("x", milestones=(met, late)),))
    events = [t for _, g in graphs(shown) for t in things(g["@graph"]) if t["@type"] == "Event"]
    assert [(e["startDate"], e["url"]) for e in events] == [("2025-03", f"{URL}/briefings/x/#a")]


def test_without_an_address_nothing_is_said_of_one(tmp_path: Path) -> None:
    assert list(graphs(sample_site())) == []
    (tmp_path / "content/briefings").mkdir(parents=True)
    (tmp_path / "content/briefings/a.md").write_text("# June 2025\n")
    told = [CliRunner().invoke(main, ["build", "--site", str(tmp_path)]).output]
    (tmp_path / "content/site.yaml").write_text("url: https://example.org\n")
    told.append(CliRunner().invoke(main, ["build", "--site", str(tmp_path)]).output)
    said = "Left out: feeds, sitemap, canonical links and structured data"
    assert [text.count(said) for text in told] == [1, 0]


def test_the_sitemap_lists_each_page_once_with_the_day_of_its_content() -> None:
    root = ElementTree.fromstring(document(whole(), "/sitemap.xml"))
    assert root.tag == f"{SITEMAP}urlset"
    listed = {}
    for entry in root:
        assert entry.tag == f"{SITEMAP}url"
        assert [child.tag for child in entry] in (
            [f"{SITEMAP}loc"],
            [f"{SITEMAP}loc", f"{SITEMAP}lastmod"],
        )
        listed[entry.findtext(f"{SITEMAP}loc")] = entry.findtext(f"{SITEMAP}lastmod")
    shown = {URL + p.url for p in pages(whole()) if isinstance(p, Page) and p.to_be_found}
    assert set(listed) == shown
    assert len(root) == len(shown)
    assert listed[f"{URL}/briefings/ssb-2025/"] == listed[f"{URL}/companies/toyota/"]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in listed.values() if day)


def test_a_large_sitemap_is_an_index_of_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("ssbrief.pages.discovery"), "MOST", 5)
    root = ElementTree.fromstring(document(whole(), "/sitemap.xml"))
    assert root.tag == f"{SITEMAP}sitemapindex"
    parts = [e.findtext(f"{SITEMAP}loc") or "" for e in root]
    assert parts[0] == f"{URL}/sitemap-1.xml"
    told = [
        entry.findtext(f"{SITEMAP}loc")
        for part in parts
        for entry in ElementTree.fromstring(document(whole(), part.removeprefix(URL)))
    ]
    assert len(told) == len(set(told)) > 5


def planned(shown: Site) -> dict[str, Any]:
    found = plan(Index(shown), inputs_of(shown), frame(shown))
    return dict(found.pages)


def test_hosts_are_told_of_old_addresses_media_types_and_what_to_keep() -> None:
    shown = whole(redirects=(Redirect("old page/é", "briefing:ssb-2025", "T", "p.md"),))
    found = planned(shown)
    assert found["/_redirects"].text == ("/base/old%20page/%C3%A9/ /base/briefings/ssb-2025/ 301\n")
    headers = found["/_headers"].text
    assert "/topics/:slug/feed.xml\n  Content-Type: application/atom+xml; charset=utf-8" in headers
    assert "max-age=31536000, immutable" in headers
    assert "/_redirects" not in planned(site())


def test_a_sites_own_redirects_stand_in_for_ours() -> None:
    own = Asset("root:_redirects", "/x/_redirects", "")
    shown = whole(assets=(own,))
    found = plan(Index(shown), inputs_of(shown), frame(shown))
    assert found.diagnostics == ()
    assert isinstance(found.pages["/_redirects"], Asset)
