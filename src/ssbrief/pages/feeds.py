"""Feeds: what moved and new briefings, of the site, of each topic and of each company.

A feed is Atom (RFC 4287): its ids are `tag:` URIs that outlive a move of the address, its dates
come from the content, never from a clock. Without `url:` in `site.yaml` there are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from msgspec import Struct

from .. import urls
from ..model import Briefing
from .base import Document, Recipe
from .changes import Change, changes, last_said
from .index import Index, dated, last_day
from .moves import move
from .statements import capital

ATOM = "http://www.w3.org/2005/Atom"
#: A feed holds the newest entries only.
ENTRIES = 50


class FeedEntry(Struct, frozen=True):
    """An entry of a feed; `day` is the day its content speaks from."""

    key: str
    href: str
    title: str
    summary: str
    day: date
    author: str = ""


def feed_documents(index: Index) -> Iterator[Recipe]:
    say, site = index.say, index.site
    if not site.url:
        return
    found = changes(site.tracks, index)
    everything = [b.slug for b in site.briefings]
    yield _recipe(urls.FEED, site.title, urls.changes(), everything, found, index)
    for topic in site.topics:
        moved = [c for c in found if c.track.topic == topic.slug]
        title = say("feed-title", site=site.title, name=topic.name)
        home = urls.topic(topic.slug)
        yield _recipe(urls.topic_feed(topic.slug), title, home, topic.briefings, moved, index)
    by_company: dict[str, list[Change]] = {}
    for change in found:
        by_company.setdefault(change.track.company or "", []).append(change)
    for company in site.companies:
        moved = by_company.get(company.slug, [])
        title = say("feed-title", site=site.title, name=company.name)
        home, url = urls.company(company.slug), urls.company_feed(company.slug)
        yield _recipe(url, title, home, company.briefings, moved, index)


def _recipe(
    url: str,
    title: str,
    home: str,
    briefings: Sequence[str],
    moved: Sequence[Change],
    index: Index,
) -> Recipe:
    return Recipe(url, Document, partial(_feed, url, title, home, briefings, moved, index))


def _briefing_entry(briefing: Briefing, index: Index) -> FeedEntry:
    names = [index.company_name(slug) for slug in briefing.companies[:8]]
    summary = briefing.summary or (
        index.say("briefing-description", title=briefing.title, names=index.say.series(names))
        if names
        else briefing.title
    )
    said = dated(briefing)
    return FeedEntry(
        f"briefing:{briefing.slug}",
        urls.briefing(briefing.slug),
        briefing.title,
        summary,
        _feed_day(last_day(said) if said else None, index),
        index.say.series(briefing.authors) or briefing.prepared_by,
    )


def _change_entry(change: Change, index: Index) -> FeedEntry:
    milestone = change.step.milestone
    told = move(change.step, index.say)
    track = f"{index.company_name(change.track.company)}, {index.track_event(change.track)}"
    return FeedEntry(
        f"change:{milestone.briefing}:{milestone.id}",
        urls.briefing(milestone.briefing, milestone.statement),
        f"{track}: {told.words}",
        f"{capital(index.say.period(milestone.due))}. “{milestone.words or milestone.due_words}”",
        _feed_day(last_said(change, index), index),
    )


def _feed_day(day: date | None, index: Index) -> date:
    """A feed speaks of the past: what covers a time to come is dated today at the latest."""
    if day is None or day == date.min:
        return date(1970, 1, 1)
    return min(day, index.site.today)


def _feed(
    url: str,
    title: str,
    home: str,
    briefings: Sequence[str],
    moved: Sequence[Change],
    index: Index,
) -> Document:
    site = index.site
    entries = [_briefing_entry(index.briefings[slug], index) for slug in briefings]
    entries += [_change_entry(change, index) for change in moved]
    newest = sorted(entries, key=lambda e: (e.day, e.key), reverse=True)[:ENTRIES]
    feed = Element("feed", xmlns=ATOM)
    feed.set("xml:lang", site.language)
    _text(feed, "id", _tag_uri(site.url, url))
    _text(feed, "title", title)
    _text(feed, "updated", _timestamp(newest[0].day if newest else date(1970, 1, 1)))
    SubElement(SubElement(feed, "author"), "name").text = _clean(site.title)
    SubElement(feed, "link", rel="self", href=urls.absolute(site.url, url))
    SubElement(feed, "link", rel="alternate", href=urls.absolute(site.url, home))
    _text(feed, "generator", "ssbrief")
    for entry in newest:
        _entry(feed, entry, site.url)
    indent(feed, space="\t")
    body = tostring(feed, encoding="unicode")
    return Document(url, f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n')


def _entry(feed: Element, entry: FeedEntry, site_url: str) -> None:
    element = SubElement(feed, "entry")
    _text(element, "id", _tag_uri(site_url, entry.key))
    _text(element, "title", entry.title)
    _text(element, "updated", _timestamp(entry.day))
    if entry.author:
        SubElement(SubElement(element, "author"), "name").text = _clean(entry.author)
    SubElement(element, "link", rel="alternate", href=urls.absolute(site_url, entry.href))
    _text(element, "summary", entry.summary)


def _text(parent: Element, name: str, words: str) -> None:
    SubElement(parent, name).text = _clean(words)


def _clean(words: str) -> str:
    """Without the characters that XML 1.0 does not allow."""
    return "".join(c for c in words if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))


def _timestamp(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _tag_uri(site_url: str, key: str) -> str:
    """RFC 4151: the host and a year that never changes, then what the entry is."""
    host = urlsplit(site_url).hostname or "localhost"
    return f"tag:{host},2000:{key.lstrip('/')}"
