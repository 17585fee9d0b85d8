"""Feeds: as a strict reader takes them, and what the W3C feed validator warns of."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from msgspec import structs

from makers import sample_site
from ssbrief import load as loading
from ssbrief.model import Prose, Site
from ssbrief.pages import Document, pages
from ssbrief.pages.syndication import (
    ENTRIES,
    Feed,
    FeedEntry,
    atom,
    json_feed,
    newest,
    portable,
    tag_uri,
)
from ssbrief.read import Inputs, TextFile

ATOM = "{http://www.w3.org/2005/Atom}"
URL = "https://example.org/base"
TAG_URI = re.compile(r"tag:[a-z0-9.-]+,\d{4}:[0-9a-zA-Z;/?:@&=+$.\-_!~*'(),%]*")

NOTE = """---
date: {date}
authors: [Jane Doe]
{more}
---
# Status & <outlook>

## Key players

| Company | Target |
|---|---|
| Nissan | mass production by 2028 |

- **Toyota:** plans market introduction in {due}. See [the last](/briefings/) and ![x](cell.png)
- **BMW:** sees a market introduction in 2030.[^1] {{#bmw}}

[^1]: A note.
"""


def site_of(*notes: str, settings: str = f"url: {URL}\nlicense: CC-BY-4.0\n") -> Site:
    files = tuple(
        TextFile(f"content/briefings/ssb/n{n}.md", note, "") for n, note in enumerate(notes)
    )
    config = TextFile("content/site.yaml", settings, "")
    options = loading.Options(date(2026, 11, 22))
    found = loading.load(Inputs("", config=config, briefings=files), options).site
    assert found is not None
    return found


@pytest.fixture(scope="module")
def moved() -> Site:
    return site_of(
        NOTE.format(date="2021-05", due="2025", more=""),
        NOTE.format(date="2023-06-13", due="2027", more="revised: 2023-07-01"),
    )


def feeds(shown: Site) -> dict[str, str]:
    found = (e for e in pages(shown) if isinstance(e, Document))
    return {e.url: e.text for e in found if re.search(r"feed\.(xml|json)$", e.url)}


class Content(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.attributes: set[str] = set()
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]


def test_every_feed_is_what_a_validator_has_nothing_to_say_of(moved: Site) -> None:
    found = feeds(moved)
    assert "/companies/toyota/feed.xml" in found
    for url, text in found.items():
        if not url.endswith(".xml"):
            continue
        root = ElementTree.fromstring(text)
        (self_link,) = [
            e.get("href") for e in root.findall(f"{ATOM}link") if e.get("rel") == "self"
        ]
        assert self_link == URL + url
        entries = root.findall(f"{ATOM}entry")
        for one in (root, *entries):
            assert one.findtext(f"{ATOM}title")
            assert TAG_URI.fullmatch(one.findtext(f"{ATOM}id") or "")
            assert re.fullmatch(
                r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one.findtext(f"{ATOM}updated") or ""
            )
        assert root.findtext(f"{ATOM}author/{ATOM}name")
        for name in ("id", "updated"):
            values = [e.findtext(f"{ATOM}{name}") for e in entries]
            assert len(values) == len(set(values)) > 0, url
        updated = [e.findtext(f"{ATOM}updated") or "" for e in entries]
        assert updated == sorted(updated, reverse=True)
        assert root.findtext(f"{ATOM}updated") == updated[0]
        for entry in entries:
            content = entry.find(f"{ATOM}content")
            assert content is not None
            assert content.get("type") == "html"
            told = Content(content.text or "")
            assert told.addresses == [a for a in told.addresses if urlsplit(a).scheme]
            assert told.attributes <= {"href", "src", "alt", "title", "start"}
            assert not {"script", "style", "iframe", "form"} & {*told.tags}
        parsed = feedparser.parse(text)
        assert not parsed.bozo, (url, parsed.get("bozo_exception"))
        assert len(parsed.entries) == len(entries)


def test_json_feed_says_the_same_as_atom(moved: Site) -> None:
    found = feeds(moved)
    for url in [u for u in found if u.endswith(".xml")]:
        root = ElementTree.fromstring(found[url])
        told = json.loads(found[url.removesuffix("xml") + "json"])
        assert told["version"] == "https://jsonfeed.org/version/1.1"
        assert told["feed_url"] == URL + url.removesuffix("xml") + "json"
        pairs: Any = zip(told["items"], root.findall(f"{ATOM}entry"), strict=True)
        for item, entry in pairs:
            assert item["id"] == entry.findtext(f"{ATOM}id")
            assert item["title"] == entry.findtext(f"{ATOM}title")
            assert item["content_html"] == entry.findtext(f"{ATOM}content")
            assert item["date_modified"] == entry.findtext(f"{ATOM}updated")


def test_a_change_is_a_fact_and_a_briefing_is_whole(moved: Site) -> None:
    entries = {
        e.findtext(f"{ATOM}title"): e
        for e in ElementTree.fromstring(feeds(moved)["/feed.xml"]).findall(f"{ATOM}entry")
    }
    assert "Toyota, market introduction: 2025 → 2027, slipped 24 months" in entries
    whole = entries["Status & <outlook>"]
    text = whole.findtext(f"{ATOM}content") or ""
    assert "mass production by 2028" in text
    assert "A note." in text
    assert whole.findtext(f"{ATOM}author/{ATOM}name") == "Jane Doe"


def test_times_come_from_the_content_and_a_correction_counts(moved: Site) -> None:
    entries = ElementTree.fromstring(feeds(moved)["/feed.xml"]).findall(f"{ATOM}entry")
    days = {
        (e.findtext(f"{ATOM}id") or "").partition("2000:")[2]: (
            (e.findtext(f"{ATOM}published") or "")[:10],
            (e.findtext(f"{ATOM}updated") or "")[:10],
        )
        for e in entries
    }
    assert days["briefing:ssb-n0"] == ("2021-05-01", "2021-05-01")
    assert days["briefing:ssb-n1"] == ("2023-06-13", "2023-07-01")
    later = structs.replace(moved, today=date(2030, 1, 1))
    assert feeds(later)["/changes/feed.xml"] == feeds(moved)["/changes/feed.xml"]


def ids(shown: Site) -> set[str]:
    entries = ElementTree.fromstring(feeds(shown)["/feed.xml"]).findall(f"{ATOM}entry")
    return {e.findtext(f"{ATOM}id") or "" for e in entries}


def test_ids_outlive_a_rewording_and_a_move(moved: Site) -> None:
    reworded = site_of(
        NOTE.format(date="2021-05", due="2025", more="title: Another"),
        NOTE.format(date="2023-06-13", due="the year 2027", more="").replace("plans", "expects"),
    )
    assert ids(reworded) == ids(moved)
    again = site_of(
        NOTE.format(date="2021-05", due="2025", more=""),
        NOTE.format(
            date="2023-06-13",
            due="2027",
            more="slug: elsewhere\nredirect_from: [/old.html, /briefings/ssb-n1/]",
        ),
    )
    assert ids(again) == ids(moved)


def test_a_feed_cannot_be_broken_by_a_title() -> None:
    odd = sample_site(url="https://example.org", title="A & B <c> \x0b\x02")
    feed = ElementTree.fromstring(feeds(odd)["/feed.xml"])
    assert feed.findtext(f"{ATOM}title") == "A & B <c> "


def test_a_feed_holds_the_newest_and_no_two_at_one_time() -> None:
    same = [
        FeedEntry(f"k{n}", "/", "T", "<p>x</p>", date(2025, 1, 1 + n // 16), group="g")
        for n in range(80)
    ]
    feed = Feed("/feed.xml", "/", "T", URL, "P", "en", "", newest(same))
    told = json.loads(json_feed(feed))["items"]
    assert len(told) == ENTRIES <= 50
    times = [item["date_modified"] for item in told]
    assert len(set(times)) == ENTRIES
    assert {time[:10] for time in times} == {"2025-01-04", "2025-01-05"}
    assert not feedparser.parse(atom(feed)).bozo


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<a href="\x02company:toyota\x03">T</a>', f'<a href="{URL}/companies/toyota/">T</a>'),
        ('<a href="#fn-1" id="r" class="n">1</a>', f'<a href="{URL}/briefings/x/#fn-1">1</a>'),
        (
            '<img src="\x02file:a/b 1.png\x03" alt="A &quot;b&quot; >">',
            f'<img src="{URL}/files/a/b%201.png" alt="A &quot;b&quot; >">',
        ),
        ('<th class="right" scope="col">a</th><br />', "<th>a</th><br />"),
        ('<ol start="3"><li id="x">a</li></ol>', '<ol start="3"><li>a</li></ol>'),
        ('<br class="x"/><p\nclass="y">a</p>', "<br /><p>a</p>"),
        ("a &lt;b x=&quot;1&quot;&gt;", "a &lt;b x=&quot;1&quot;&gt;"),
    ],
)
def test_words_elsewhere_have_absolute_addresses_and_no_ids(html: str, told: str) -> None:
    assert portable(Prose(html), "/briefings/x/", URL) == told


def test_an_id_is_a_tag_uri_in_any_language() -> None:
    made = tag_uri("https://söhne.example/a", "track:größe/erste 1#x?")
    assert TAG_URI.fullmatch(made), made
