"""All targets of a topic in an order: by due date on its own page, by slip and by company on pages
beside it (`/topics/<topic>/by-slip/`), so that a table can be sorted without a script.

In: a topic. Out: `Ranking`, a drawing and a table of the same targets, and the pages beside. Those
name the topic's page as the one to be found, for they say nothing that it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import ClassVar, Literal, get_args

from msgspec import Struct

from .. import urls
from ..model import Topic, Track
from . import listing
from .base import Link, Page, Recipe
from .changes import TrackRow, rows_in_all
from .index import Index
from .lanes import Lanes, lanes
from .rows import LONG, TargetRow, target_rows
from .summaries import months_in_all
from .tallies import slips
from .timeline import ordered

Order = Literal["due", "slip", "company"]

#: A drawing shows this many targets, and of more than `LONG` the first of them only.
DRAWN, FIRST = 100, 24


class Ranking(Struct, frozen=True):
    """Targets in an order, with the ways to the other orders; `caption` names it. In a long one
    the rows are `short`."""

    order: Order
    caption: str
    orders: tuple[Link, ...]
    lanes: Lanes | None
    rows: tuple[TrackRow, ...]
    short: tuple[TargetRow, ...]
    parts: tuple[Link, ...]


class RankingPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "ranking.html"
    to_be_found: ClassVar[bool] = False

    lede: str
    ranking: Ranking


def ranking(topic: Topic, order: Order, index: Index) -> Ranking | None:
    """What a topic's own page shows of it; None for a topic without targets."""
    split = _split(topic, order, index)
    return _ranking(topic, order, split, split.entries, "", index) if topic.tracks else None


def ranking_pages(topic: Topic, index: Index) -> Iterator[Recipe]:
    """The pages beside the topic's own, which is that by due date."""
    for order in get_args(Order) if topic.tracks else ():
        split = _split(topic, order, index)
        entries = [(_address(topic, order), split.entries)] if order != "due" else []
        for url, tracks in [*entries, *((part.url, part.entries) for part in split.parts)]:
            make = partial(_page, topic, order, url, split, tracks, index)
            yield Recipe(url, RankingPage, make)


def _page(
    topic: Topic,
    order: Order,
    url: str,
    split: listing.Listing[Track],
    tracks: Sequence[Track],
    index: Index,
) -> RankingPage:
    say, site = index.say, index.site
    title = say(f"ranking-{order}", topic=topic.name)
    return RankingPage(
        url=url,
        title=title,
        description=title,
        nav="topics",
        crumbs=(
            Link(say("nav-topics"), urls.topics()),
            Link(topic.name, urls.topic(topic.slug)),
        ),
        canonical=urls.absolute(site.url, urls.topic(topic.slug))
        if site.url and not split.parts
        else "",
        as_of=index.today(),
        lede=slips(topic.tracks, index),
        ranking=_ranking(topic, order, split, tracks, url, index),
    )


def _ranking(
    topic: Topic,
    order: Order,
    split: listing.Listing[Track],
    tracks: Sequence[Track],
    url: str,
    index: Index,
) -> Ranking:
    say, long = index.say, len(topic.tracks) > LONG
    drawn = tracks[: FIRST if long else DRAWN]
    of = "several" if long and order == "slip" else order
    caption = say("began-caption", n=len(drawn), total=say.number(len(topic.tracks)))
    return Ranking(
        order=order,
        caption=say(f"ranking-caption-{of}"),
        orders=tuple(
            Link(say(f"order-{each}"), _address(topic, each), current=each == order)
            for each in get_args(Order)
        ),
        lanes=lanes(drawn, index, "lanes", caption, grouped=False, began=True),
        rows=() if long else rows_in_all(tracks, index),
        short=target_rows(tracks, index) if long else (),
        parts=split.links(index, url),
    )


def _split(topic: Topic, order: Order, index: Index) -> listing.Listing[Track]:
    """Of many targets, those that were said once have no place in an order by slip."""
    several = order == "slip" and len(topic.tracks) > LONG
    shown = [track for track in topic.tracks if len(track.steps) > 1] if several else topic.tracks
    tracks = _ORDERS[order](ordered(shown, index), index)
    return listing.split(tracks, _address(topic, order), "part", lambda _: "", shown=DRAWN)


def _address(topic: Topic, order: Order) -> str:
    return urls.topic(topic.slug) if order == "due" else urls.topic_order(topic.slug, order)


def _by_slip(tracks: list[Track], index: Index) -> list[Track]:
    """The furthest first; what did not move by any month keeps its place by due date."""
    return sorted(tracks, key=lambda track: -months_in_all(track))


def _by_company(tracks: list[Track], index: Index) -> list[Track]:
    return sorted(tracks, key=lambda track: index.company_name(track.company).casefold())


_ORDERS: dict[Order, Callable[[list[Track], Index], list[Track]]] = {
    "due": lambda tracks, _: tracks,
    "slip": _by_slip,
    "company": _by_company,
}
