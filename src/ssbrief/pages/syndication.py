"""A feed → Atom (RFC 4287) and JSON Feed 1.1.

In: a `Feed` of `FeedEntry`s. Out: the text of its files. Knows no briefing and no track. Ids are
`tag:` URIs (RFC 4151) that outlive an address and a wording; times are made of the day that an
entry speaks from and of its id, never of a clock.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import msgspec
from msgspec import Struct

from .. import urls
from ..model import Prose
from .days import UNDATED

ATOM = "http://www.w3.org/2005/Atom"
#: A feed holds the newest entries only.
ENTRIES = 50

#: What a feed may say of an element; all else serves the site's own pages.
_ATTRIBUTES = frozenset(
    ["href", "src", "alt", "title", "start", "cite", "colspan", "rowspan", "lang", "dir"]
)
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG = re.compile(r"""<([a-z][a-z0-9]*)((?:[^<>"]|"[^"]*")*)>""")
_ATTRIBUTE = re.compile(r"""\s([a-z-]+)="([^"]*)\"""")


class FeedEntry(Struct, frozen=True):
    """An entry: `key` is what it is, whatever it is called and wherever it stands. `group` and
    `place` order the entries of one day; `content` is HTML with absolute addresses."""

    key: str
    href: str
    title: str
    content: str
    published: date
    revised: date | None = None
    group: str = ""
    place: int = 0
    summary: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""


class Feed(Struct, frozen=True):
    """`href` is the page that the feed is about, `url` its own address as Atom."""

    url: str
    href: str
    title: str
    site_url: str
    publisher: str
    language: str
    rights: str
    entries: tuple[FeedEntry, ...]


class Stamped(Struct, frozen=True):
    """An entry with its times, which no other entry of its feed shares."""

    entry: FeedEntry
    published: str
    updated: str


def newest(entries: Iterable[FeedEntry]) -> tuple[FeedEntry, ...]:
    """As many as a feed holds, newest first, in the order of their times."""
    ordered = sorted(entries, key=lambda e: (_moment(e, e.revised or e.published), e.key))
    return tuple(ordered[::-1][:ENTRIES])


def stamped(feed: Feed) -> tuple[Stamped, ...]:
    """Every time is the entry's own; two that would be equal are a second apart."""
    taken: set[datetime] = set()
    found = []
    for entry in reversed(feed.entries):
        updated = _moment(entry, entry.revised or entry.published)
        while updated in taken:
            updated += timedelta(seconds=1)
        taken.add(updated)
        published = min(_moment(entry, entry.published), updated)
        found.append(Stamped(entry, _timestamp(published), _timestamp(updated)))
    return tuple(sorted(found, key=lambda s: s.updated, reverse=True))


def atom(feed: Feed) -> str:
    told = stamped(feed)
    root = Element("feed", xmlns=ATOM)
    root.set("xml:lang", feed.language)
    _text(root, "id", tag_uri(feed.site_url, feed.url))
    _text(root, "title", feed.title)
    _text(root, "updated", told[0].updated if told else f"{UNDATED}T00:00:00Z")
    SubElement(SubElement(root, "author"), "name").text = _clean(feed.publisher)
    _link(root, "self", "application/atom+xml", urls.absolute(feed.site_url, feed.url))
    _link(root, "alternate", "text/html", urls.absolute(feed.site_url, feed.href))
    if feed.rights:
        _text(root, "rights", feed.rights)
    _text(root, "generator", "ssbrief")
    for each in told:
        _entry(root, each, feed)
    indent(root, space="\t")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def json_feed(feed: Feed) -> str:
    items = [_item(each, feed) for each in stamped(feed)]
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": urls.absolute(feed.site_url, feed.href),
        "feed_url": urls.absolute(feed.site_url, urls.as_json_feed(feed.url)),
        "language": feed.language,
        "authors": [{"name": feed.publisher}],
        "items": items,
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=1).decode() + "\n"


def portable(prose: Prose, page_url: str, site_url: str) -> str:
    """An author's words for readers elsewhere: every address absolute, nothing that only the
    site's own pages have a use for."""
    page = urls.absolute(site_url, page_url)
    spelled = urls.REFERENCE.sub(
        lambda found: urls.absolute(site_url, urls.address(found[1])), prose.html
    ).replace('href="#', f'href="{page}#')

    def bare(found: re.Match[str]) -> str:
        kept = [m[0] for m in _ATTRIBUTE.finditer(found[2]) if m[1] in _ATTRIBUTES]
        end = " />" if found[2].endswith("/") else ">"
        return f"<{found[1]}{''.join(kept)}{end}"

    return _TAG.sub(bare, spelled)


def tag_uri(site_url: str, key: str) -> str:
    """RFC 4151: the host and a year that never changes, then what it is.

    >>> tag_uri("https://söhne.example/base", "briefing:größe 1")
    'tag:xn--shne-5qa.example,2000:briefing:gr%C3%B6%C3%9Fe%201'
    """
    host = (urlsplit(site_url).hostname or "localhost").encode("idna").decode()
    return f"tag:{host},2000:{quote(key.lstrip('/'), safe='/:;@&=+$.-_!~*(),%')}"


def _entry(root: Element, each: Stamped, feed: Feed) -> None:
    entry = each.entry
    element = SubElement(root, "entry")
    _text(element, "id", tag_uri(feed.site_url, entry.key))
    _text(element, "title", entry.title)
    _text(element, "published", each.published)
    _text(element, "updated", each.updated)
    for author in entry.authors:
        SubElement(SubElement(element, "author"), "name").text = _clean(author)
    _link(element, "alternate", "text/html", urls.absolute(feed.site_url, entry.href))
    if entry.summary:
        _text(element, "summary", entry.summary)
    content = SubElement(element, "content", type="html")
    content.text = _clean(entry.content)
    if entry.language:
        element.set("xml:lang", entry.language)


def _item(each: Stamped, feed: Feed) -> dict[str, Any]:
    entry = each.entry
    item: dict[str, Any] = {
        "id": tag_uri(feed.site_url, entry.key),
        "url": urls.absolute(feed.site_url, entry.href),
        "title": entry.title,
        "content_html": entry.content,
        "date_published": each.published,
        "date_modified": each.updated,
        "summary": entry.summary,
        "authors": [{"name": author} for author in entry.authors],
        "language": entry.language,
    }
    return {key: value for key, value in item.items() if value}


def _moment(entry: FeedEntry, day: date) -> datetime:
    """The day with a time that tells the entries of one day apart: a minute for each group, by
    its name, and a second for each place in it."""
    minute = zlib.crc32(entry.group.encode()) % (24 * 60 - 60)
    return datetime(day.year, day.month, day.day) + timedelta(
        minutes=minute, seconds=entry.place % 3600
    )


def _timestamp(moment: datetime) -> str:
    return f"{moment.isoformat()}Z"


def _link(parent: Element, rel: str, kind: str, href: str) -> None:
    SubElement(parent, "link", rel=rel, type=kind, href=href)


def _text(parent: Element, name: str, words: str) -> None:
    SubElement(parent, name).text = _clean(words)


#: Characters that XML 1.0 does not allow.
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _clean(words: str) -> str:
    """Without the characters that XML 1.0 does not allow."""
    return _NOT_XML.sub("", words)
