"""The pages `/sources/` and `/sources/<publisher>/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import ClassVar

from msgspec import Struct

from .. import slugs, urls
from ..model import CitedSource, Publisher, Statement
from . import listing
from .base import Link, Page, Recipe
from .evidence import told_of
from .found import SOURCE
from .index import Index
from .places import MOST
from .statements import Quote, StatementLine, Work, judged, quote, statement_line, work

#: A page of more statements than this tells where they stand, not their words.
LONG = 24


class PublisherLine(Struct, frozen=True):
    """A publisher in a list."""

    link: Link
    sources: str
    briefings: str


class PublisherGroup(Struct, frozen=True):
    """Publishers under one letter."""

    id: str
    name: str
    lines: tuple[PublisherLine, ...]


class SourcesPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "sources.html"

    lede: str
    groups: tuple[PublisherGroup, ...]
    evidence: str
    parts: tuple[Link, ...]


class Rests(Struct, frozen=True):
    """A source and what rests on it: statements that name it, on a long page as `lines`, else the
    briefings that cite it."""

    id: str
    work: Work
    accessed: str
    quotes: tuple[Quote, ...]
    lines: tuple[StatementLine, ...]
    briefings: tuple[Link, ...]


class PublisherPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "publisher.html"

    lede: str
    sources: tuple[Rests, ...]
    parts: tuple[Link, ...]


def source_pages(index: Index) -> Iterator[Recipe]:
    site = index.site
    split = listing.split(
        site.publishers, urls.sources(), "letter", lambda p: listing.letter(p.name)
    )
    yield Recipe(urls.sources(), SourcesPage, partial(_list_page, split, index))
    for part in split.parts:
        yield Recipe(part.url, SourcesPage, partial(_part_page, part, split, index))
    for publisher in site.publishers:
        yield from _publisher(publisher, index)


def _list_page(split: listing.Listing[Publisher], index: Index) -> SourcesPage:
    say, site = index.say, index.site
    sources = sum(len(p.sources) for p in site.publishers)
    found = index.broadly().ledger().count(index.statements.values())
    return SourcesPage(
        url=urls.sources(),
        title=say("nav-sources"),
        description=say("sources-description", site=site.title),
        nav="sources",
        as_of=index.today() if found.standing else None,
        lede=say(
            "sources-lede",
            sources=say("sources-count", n=sources),
            publishers=say("publishers-count", n=len(site.publishers)),
        ),
        groups=_groups(split.entries, index),
        evidence=told_of(found, index),
        parts=split.links(index),
    )


def _part_page(
    part: listing.Part[Publisher], split: listing.Listing[Publisher], index: Index
) -> SourcesPage:
    say = index.say
    return SourcesPage(
        url=part.url,
        title=say("sources-of", letter=part.name),
        nav="sources",
        crumbs=(Link(say("nav-sources"), urls.sources()),),
        lede=say("publishers-count", n=len(part.entries)),
        groups=_groups(part.entries, index),
        evidence="",
        parts=split.links(index, part.url),
    )


def _groups(publishers: Iterable[Publisher], index: Index) -> tuple[PublisherGroup, ...]:
    found: dict[str, list[PublisherLine]] = {}
    for publisher in publishers:
        line = PublisherLine(
            Link(publisher.name, urls.publisher(publisher.slug)),
            index.say("sources-count", n=len(publisher.sources)),
            index.say("briefings-count", n=len(_citing(publisher))),
        )
        found.setdefault(listing.letter(publisher.name).upper(), []).append(line)
    return tuple(
        PublisherGroup(f"_{slugs.slug(name)}", name, tuple(lines)) for name, lines in found.items()
    )


def _citing(publisher: Publisher) -> set[str]:
    return {c.briefing for cited in publisher.sources for c in cited.citations}


def _publisher(publisher: Publisher, index: Index) -> Iterator[Recipe]:
    say = index.say
    url = urls.publisher(publisher.slug)
    crumbs = (Link(say("nav-sources"), urls.sources()),)
    split = listing.split(publisher.sources, url, "part", lambda _: "", shown=0, most=MOST // 5)
    lede = say(
        "publisher-lede",
        sources=say("sources-count", n=len(publisher.sources)),
        briefings=say("briefings-count", n=len(_citing(publisher))),
    )
    pages: list[tuple[str, str, tuple[Link, ...], tuple[CitedSource, ...]]] = [
        (url, publisher.name, crumbs, split.entries)
    ]
    for part in split.parts:
        title = say("publisher-part", name=publisher.name, part=part.name)
        pages.append((part.url, title, (*crumbs, Link(publisher.name, url)), part.entries))
    for address, title, down, entries in pages:
        frame = (address, title, index.say.label(publisher.name, lede), down, lede)
        make = partial(_publisher_page, frame, entries, split, index)
        yield Recipe(address, PublisherPage, make, searched=len(down) == 1)


def _publisher_page(
    frame: tuple[str, str, str, tuple[Link, ...], str],
    entries: Iterable[CitedSource],
    split: listing.Listing[CitedSource],
    index: Index,
) -> PublisherPage:
    url, title, description, crumbs, lede = frame
    found = [(cited, _resting(cited, index)) for cited in entries]
    long = sum(len(statements) for _, statements in found) > LONG
    sources = tuple(_rests(cited, statements, long, index) for cited, statements in found)
    return PublisherPage(
        url=url,
        found=SOURCE if len(crumbs) == 1 else None,
        title=title,
        description=description,
        nav="sources",
        crumbs=crumbs,
        lede=lede,
        as_of=judged((words for source in sources for words in source.quotes), index),
        sources=sources,
        parts=split.links(index, url),
    )


def _resting(cited: CitedSource, index: Index) -> list[Statement]:
    """What names a source; the first of a great many."""
    found = [
        statement
        for citation in cited.citations
        for anchor in citation.statements
        if (statement := index.statements.get((citation.briefing, anchor)))
    ]
    return found[:100]


def _rests(cited: CitedSource, statements: Sequence[Statement], long: bool, index: Index) -> Rests:
    whole = [c.briefing for c in cited.citations if not c.statements]
    return Rests(
        id=f"_{slugs.slug(cited.source.key, 500)}",
        work=work(cited.source, index),
        accessed=cited.source.accessed,
        quotes=() if long else tuple(quote(statement, index) for statement in statements),
        lines=tuple(statement_line(s, index) for s in statements) if long else (),
        briefings=tuple(index.briefing(slug) for slug in dict.fromkeys(whole[:100])),
    )
