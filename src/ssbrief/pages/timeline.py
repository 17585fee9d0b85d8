"""The pages `/timeline/` and `/timeline/<year>/`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import ClassVar

from msgspec import Struct

from .. import urls
from ..model import Milestone, Track
from ..periods import order, years
from . import listing
from .base import Link, Page, Recipe, slice_links
from .index import MOST, Index
from .lanes import Lanes, lanes
from .moves import is_open, is_overdue
from .statements import Due, due

#: An interval of more years than this stands under its first and its last year only.
LONGEST = 100


class DueGroup(Struct, frozen=True):
    """Milestones due by the end of a year; `link` leads to all that touch the year."""

    id: str
    title: str
    link: Link | None
    dues: tuple[Due, ...]


class TimelinePage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "timeline.html"

    lede: str
    years: tuple[Link, ...]
    lanes: Lanes | None
    groups: tuple[DueGroup, ...]
    left_out: str


class YearPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "year.html"

    lede: str
    years: tuple[Link, ...]
    lanes: Lanes | None
    standing: tuple[Due, ...]
    former: tuple[Due, ...]
    parts: tuple[Link, ...]


def timeline_pages(index: Index) -> Iterator[Recipe]:
    touching = by_year(index)
    yield Recipe(urls.timeline(), TimelinePage, partial(_timeline, index, touching))
    for year in sorted(touching):
        yield from _year(year, touching, index)


def by_year(index: Index) -> dict[int, list[Milestone]]:
    """Every milestone under each year that its interval touches, soonest first."""
    found: dict[int, list[Milestone]] = defaultdict(list)
    for briefing in index.site.briefings:
        for milestone in briefing.milestones:
            touched = years(milestone.due)
            for year in touched if len(touched) <= LONGEST else (touched[0], touched[-1]):
                found[year].append(milestone)
    for milestones in found.values():
        milestones.sort(key=lambda m: (order(m.due), index.company_name(m.company), m.id))
    return found


def year_links(
    touching: dict[int, list[Milestone]], index: Index, here: int = 0
) -> tuple[Link, ...]:
    return tuple(
        Link(str(year), urls.year(year), index.say.number(len(touching[year])), year == here)
        for year in sorted(touching)
    )


def counts(tracks: Iterable[Track], index: Index) -> str:
    """How many targets are open, met, overdue … in a sentence."""
    say, today = index.say, index.site.today
    latest = [track.steps[-1].milestone for track in tracks]
    overdue = sum(is_overdue(m, today) for m in latest)
    told = [
        ("open", sum(is_open(m) for m in latest) - overdue),
        ("met", sum(m.state == "achieved" for m in latest)),
        ("overdue", overdue),
        ("reported", sum(m.state == "reported" for m in latest)),
        ("dropped", sum(m.state == "dropped" for m in latest)),
    ]
    words = [say(f"standing-{key}", n=count) for key, count in told if count]
    if not words:
        return say("timeline-empty")
    return say("timeline-lede", n=len(latest), told=say.series(words))


def ordered(tracks: Iterable[Track], index: Index) -> list[Track]:
    """By the latest word of each: soonest first."""
    return sorted(
        tracks,
        key=lambda t: (
            order(t.steps[-1].milestone.due),
            index.company_name(t.company),
            t.id,
        ),
    )


def groups(tracks: Sequence[Track], index: Index) -> tuple[DueGroup, ...]:
    """The latest words by the year of their latest day."""
    found: dict[str, list[Milestone]] = {}
    for track in tracks:
        milestone = track.steps[-1].milestone
        latest = milestone.due.latest
        found.setdefault(str(latest.year) if latest else "", []).append(milestone)
    return tuple(
        DueGroup(
            f"_{year or 'open'}",
            index.say("due-by-end-of", year=year) if year else index.say("no-latest-day"),
            Link(index.say("all-of-year", year=year), urls.year(int(year))) if year else None,
            tuple(due(m, index) for m in milestones),
        )
        for year, milestones in found.items()
    )


def _timeline(index: Index, touching: dict[int, list[Milestone]]) -> TimelinePage:
    say, site = index.say, index.site
    tracks = ordered(site.tracks, index)
    shown = _shown(tracks, index)
    left_out = len(tracks) - len(shown)
    return TimelinePage(
        url=urls.timeline(),
        downloads=(
            Link("JSON", urls.data("milestones")),
            Link("CSV", urls.data_table("milestones")),
        ),
        title=say("timeline-title"),
        description=counts(tracks, index),
        nav="timeline",
        lede=counts(tracks, index),
        as_of=index.today() if tracks else None,
        years=year_links(touching, index),
        lanes=lanes(shown, index, "lanes", say("lanes-caption")),
        groups=groups(shown, index),
        left_out=say("timeline-left-out", n=left_out) if left_out else "",
    )


def _shown(tracks: list[Track], index: Index) -> list[Track]:
    """All of few; of many those that are still open, soonest first."""
    if len(tracks) <= MOST:
        return tracks
    return [t for t in tracks if is_open(t.steps[-1].milestone)][:MOST]


def _year(year: int, touching: dict[int, list[Milestone]], index: Index) -> Iterator[Recipe]:
    standing, former = _standing(touching[year], index)
    split = listing.split(
        [*standing, *former],
        urls.year(year),
        "company",
        lambda m: listing.letter(index.company_name(m.company)),
        shown=0,
    )
    pages = [(urls.year(year), "", split.entries)]
    for part in split.parts:
        title = index.say("year-part", year=str(year), part=part.name)
        pages.append((part.url, title, part.entries))
    for url, title, entries in pages:
        make = partial(_year_page, year, url, title, entries, split, touching, index)
        yield Recipe(url, YearPage, make)


def _standing(
    milestones: Iterable[Milestone], index: Index
) -> tuple[list[Milestone], list[Milestone]]:
    """The latest words, and those that a later word has replaced."""
    standing: list[Milestone] = []
    former: list[Milestone] = []
    for milestone in milestones:
        (former if index.is_replaced(milestone) else standing).append(milestone)
    return standing, former


def _year_page(
    year: int,
    url: str,
    title: str,
    entries: Sequence[Milestone],
    split: listing.Listing[Milestone],
    touching: dict[int, list[Milestone]],
    index: Index,
) -> YearPage:
    say = index.say
    standing, former = _standing(entries, index)
    tracks = [placed[0] for m in standing if (placed := index.step(m))]
    crumbs = [Link(say("nav-timeline"), urls.timeline())]
    if title:
        crumbs.append(Link(str(year), urls.year(year)))
    return YearPage(
        url=url,
        downloads=slice_links(urls.year(year)),
        title=title or say("year-title", year=str(year)),
        description=say("year-lede", n=split.total, year=str(year)),
        nav="timeline",
        crumbs=tuple(crumbs),
        lede=say("year-lede", n=split.total, year=str(year)),
        as_of=index.today() if standing else None,
        years=year_links(touching, index, year),
        lanes=lanes(tracks, index, "lanes", say("lanes-caption"), grouped=False),
        standing=tuple(due(m, index) for m in standing),
        former=tuple(due(m, index) for m in former),
        parts=split.links(index, url),
    )
