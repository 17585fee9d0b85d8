"""The pages `/topics/` and `/topics/<topic>/`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from msgspec import Struct

from .. import urls
from ..model import Topic
from . import listing
from .base import Figure, Link, Page, Recipe, slice_links
from .briefings import BriefingLine, lines
from .found import topic_found
from .histories import Histories, histories
from .index import Index, Outline, dated
from .lists import topic_address
from .places import market, told
from .rankings import Ranking, ranking, ranking_pages
from .summaries import is_moved
from .tallies import kept, scorecard, slips
from .timeline import counts


class TopicLine(Struct, frozen=True):
    """A topic in a list."""

    link: Link
    briefings: str
    newest: Link | None
    standing: str


class TopicsPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "topics.html"

    topics: tuple[TopicLine, ...]


class TopicPage(Page, frozen=True, kw_only=True):
    """`told` says in words how dates moved and promises were kept."""

    template: ClassVar[str] = "topic.html"

    lede: str
    figures: tuple[Figure, ...] = ()
    score: tuple[Figure, ...] = ()
    told: tuple[str, ...] = ()
    ranking: Ranking | None = None
    market: Histories = Histories()
    briefings: tuple[BriefingLine, ...]
    parts: tuple[Link, ...]


def topic_pages(index: Index) -> Iterator[Recipe]:
    yield Recipe(urls.topics(), TopicsPage, partial(_list_page, index))
    for topic in index.site.topics:
        yield from _topic(topic, index)


def _list_page(index: Index) -> TopicsPage:
    say, site = index.say, index.site
    return TopicsPage(
        url=urls.topics(),
        title=say("nav-topics"),
        description=say("topics-description", site=site.title),
        nav="topics",
        as_of=index.judged(track.steps[-1].milestone for track in site.tracks),
        topics=tuple(_line(topic, index) for topic in site.topics),
    )


def _line(topic: Topic, index: Index) -> TopicLine:
    return TopicLine(
        link=Link(topic.name, urls.topic(topic.slug)),
        briefings=index.say("briefings-count", n=len(topic.briefings)),
        newest=index.briefing(topic.briefings[0]) if topic.briefings else None,
        standing=counts(topic.tracks, index),
    )


def _topic(topic: Topic, index: Index) -> Iterator[Recipe]:
    undated = index.say("undated")
    split = listing.split(
        [index.outlines[slug] for slug in topic.briefings],
        urls.topic(topic.slug),
        "year",
        lambda b: listing.year(dated(b), undated),
        shown=50,
    )
    make = partial(_topic_page, topic, split, index)
    yield Recipe(urls.topic(topic.slug), TopicPage, make, searched=True)
    for part in split.parts:
        yield Recipe(part.url, TopicPage, partial(_part_page, topic, part, split, index))
    yield from ranking_pages(topic, index)


def _topic_page(topic: Topic, split: listing.Listing[Outline], index: Index) -> TopicPage:
    say, site = index.say, index.site
    feed = Link(say("feed-of", name=topic.name), urls.topic_feed(topic.slug)) if site.url else None
    return TopicPage(
        url=urls.topic(topic.slug),
        downloads=slice_links(urls.topic(topic.slug)),
        found=topic_found(topic, index),
        title=topic.name,
        description=counts(topic.tracks, index),
        nav="topics",
        crumbs=(Link(say("nav-topics"), urls.topics()),),
        feed=feed,
        lede=counts(topic.tracks, index),
        figures=_figures(topic, index),
        score=scorecard(topic.tracks, index, topic_address(topic)),
        told=tuple(w for w in (slips(topic.tracks, index), kept(topic.tracks, index)) if w),
        as_of=index.today() if topic.tracks else None,
        ranking=ranking(topic, "due", index),
        market=histories(told(market(topic)), index),
        briefings=lines(split.entries, index),
        parts=split.links(index),
    )


def _part_page(
    topic: Topic, part: listing.Part[Outline], split: listing.Listing[Outline], index: Index
) -> TopicPage:
    say = index.say
    return TopicPage(
        url=part.url,
        title=say("topic-of", topic=topic.name, year=part.name),
        nav="topics",
        crumbs=(
            Link(say("nav-topics"), urls.topics()),
            Link(topic.name, urls.topic(topic.slug)),
        ),
        lede="",
        briefings=lines(part.entries, index),
        parts=split.links(index, part.url),
    )


def _figures(topic: Topic, index: Index) -> tuple[Figure, ...]:
    say = index.say
    moved = sum(is_moved(track) for track in topic.tracks)
    several = sum(len(t.steps) > 1 for t in topic.tracks)
    words = sum(len(t.steps) for t in topic.tracks)
    companies = {t.company for t in topic.tracks if t.company}
    figures = [
        Figure(say.number(len(topic.briefings)), say("figure-briefings", n=len(topic.briefings))),
        Figure(say.number(len(companies)), say("figure-promising", n=len(companies))),
        Figure(say.number(words), say("figure-dated", n=words)),
    ]
    if several:
        total = say.number(several)
        figures.append(
            Figure(say("of", n=moved, total=total), say("figure-moved"), moved=bool(moved))
        )
    return tuple(figures)
