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
from functools import lru_cache, partial
from html import escape
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec
from msgspec import Struct

from .. import urls
from ..model import Prose
from .days import UNDATED

ATOM = "http://www.w3.org/2005/Atom"
#: A feed holds the newest entries only.
ENTRIES = 20

#: What a feed may say of an element; all else serves the site's own pages.
_ATTRIBUTES = frozenset(
    ["href", "src", "alt", "title", "start", "cite", "colspan", "rowspan", "lang", "dir"]
)
_TAG = re.compile(r"""<([a-z][a-z0-9]*)(\s(?:[^<>"]|"[^"]*")*)>""")
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
    told, at = stamped(feed), partial(urls.absolute, feed.site_url)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="{ATOM}" xml:lang={_quoted(feed.language)}>',
        _element("id", tag_uri(feed.site_url, feed.url)),
        _element("title", feed.title),
        _element("updated", told[0].updated if told else f"{UNDATED}T00:00:00Z"),
        _author(feed.publisher),
        _link("self", "application/atom+xml", at(feed.url)),
        _link("alternate", "text/html", at(feed.href)),
        _element("rights", feed.rights) if feed.rights else "",
        _element("generator", "ssbrief"),
        *(_entry(each, feed) for each in told),
        "</feed>\n",
    ]
    return "\n".join(filter(None, lines))


def json_feed(feed: Feed) -> str:
    """An entry a line."""
    items = [_item(each, feed) for each in stamped(feed)]
    whole: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": urls.absolute(feed.site_url, feed.href),
        "feed_url": urls.absolute(feed.site_url, urls.as_json_feed(feed.url)),
        "language": feed.language,
        "authors": [{"name": feed.publisher}],
        "items": [],
    }
    frame = msgspec.json.encode(whole).decode().removesuffix("]}")
    lines = ",\n".join(msgspec.json.encode(item).decode() for item in items)
    return f"{frame}\n{lines}\n]}}\n"


def portable(prose: Prose, page_url: str, site_url: str) -> str:
    """An author's words for readers elsewhere: every address absolute, nothing that only the
    site's own pages have a use for."""
    spelled = urls.REFERENCE.sub(lambda found: _absolute(site_url, found[1]), prose.html)
    if 'href="#' in spelled:
        spelled = spelled.replace('href="#', f'href="{urls.absolute(site_url, page_url)}#')
    return _TAG.sub(_bare, spelled)


@lru_cache(maxsize=1 << 12)  # companies are named again and again
def _absolute(site_url: str, reference: str) -> str:
    return urls.absolute(site_url, urls.address(reference))


def _bare(found: re.Match[str]) -> str:
    return f"<{found[1]}{_kept(found[2])}"


@lru_cache(maxsize=1 << 12)
def _kept(attributes: str) -> str:
    kept = [m[0] for m in _ATTRIBUTE.finditer(attributes) if m[1] in _ATTRIBUTES]
    return "".join(kept) + (" />" if attributes.endswith("/") else ">")


def tag_uri(site_url: str, key: str) -> str:
    """RFC 4151: the host and a year that never changes, then what it is.

    >>> tag_uri("https://söhne.example/base", "briefing:größe 1")
    'tag:xn--shne-5qa.example,2000:briefing:gr%C3%B6%C3%9Fe%201'
    """
    return f"tag:{_host(site_url)},2000:{quote(key.lstrip('/'), safe='/:;@&=+$.-_!~*(),%')}"


@lru_cache(maxsize=8)
def _host(site_url: str) -> str:
    return (urlsplit(site_url).hostname or "localhost").encode("idna").decode()


def _entry(each: Stamped, feed: Feed) -> str:
    entry = each.entry
    lines = [
        f"<entry xml:lang={_quoted(entry.language)}>" if entry.language else "<entry>",
        _element("id", tag_uri(feed.site_url, entry.key)),
        _element("title", entry.title),
        _element("published", each.published),
        _element("updated", each.updated),
        *map(_author, entry.authors),
        _link("alternate", "text/html", urls.absolute(feed.site_url, entry.href)),
        _element("summary", entry.summary) if entry.summary else "",
        f'<content type="html">{_clean(escape(entry.content, quote=False))}</content>',
        "</entry>",
    ]
    return "\n".join(filter(None, lines))


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


def _element(name: str, words: str) -> str:
    return f"<{name}>{_clean(escape(words, quote=False))}</{name}>"


def _author(name: str) -> str:
    return f"<author>{_element('name', name)}</author>"


def _link(rel: str, kind: str, href: str) -> str:
    return f'<link rel="{rel}" type="{kind}" href={_quoted(href)} />'


def _quoted(words: str) -> str:
    from xml.sax.saxutils import quoteattr  # with half of what speaks HTTP in its wake

    return quoteattr(_NOT_XML.sub("", words))


#: Characters that XML 1.0 does not allow.
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _clean(words: str) -> str:
    """Without the characters that XML 1.0 does not allow, and with line ends as they are read."""
    return _NOT_XML.sub("", words).replace("\r", "&#13;")
