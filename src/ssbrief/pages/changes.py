"""The page `/changes/`: what moved a date, dropped it or met it, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from msgspec import Struct, structs

from .. import urls
from ..model import Step, Track
from . import listing
from .base import Link, Moment, Page, Recipe
from .index import Index, first_day, last_day
from .moves import MOVED, Move, State, move, state
from .places import track_anchor
from .sparks import Spark, spark
from .statements import Disagreement, disagreement
from .summaries import move_in_all, run_of


class TrackRow(Struct, frozen=True):
    """A track as a row: what it was due, what it is due, and how that moved.

    `id` is its anchor where the row is the place that tells the track.
    """

    id: str
    who: Link
    what: str
    before: str
    before_said: str
    due: str
    said: Moment
    briefing: Link
    move: Move
    state: State | None
    spark: Spark | None
    words: str
    disagree: Disagreement | None = None


class ChangesPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "changes.html"

    lede: str
    rows: tuple[TrackRow, ...]
    parts: tuple[Link, ...]
    feeds: tuple[Link, ...]


class Change(Struct, frozen=True):
    """A step that is news, with its track."""

    track: Track
    place: int

    @property
    def step(self) -> Step:
        return self.track.steps[self.place]


def change_pages(index: Index) -> Iterator[Recipe]:
    found = changes(index.site.tracks, index)
    undated = index.say("undated")
    split = listing.split(
        found,
        urls.changes(),
        "year",
        lambda c: listing.year(index.said(c.step.milestone), undated),
        shown=100,
    )
    yield Recipe(urls.changes(), ChangesPage, partial(_list_page, split, index))
    for part in split.parts:
        yield Recipe(part.url, ChangesPage, partial(_part_page, part, split, index))


def _list_page(split: listing.Listing[Change], index: Index) -> ChangesPage:
    say, site = index.say, index.site
    feeds = [Link(say("feed-all"), urls.FEED), Link(say("feed-changes"), urls.CHANGES_FEED)]
    feeds += [Link(t.name, urls.topic_feed(t.slug)) for t in site.topics]
    return ChangesPage(
        url=urls.changes(),
        title=say("changes-title"),
        description=say("changes-description", site=site.title),
        nav="changes",
        feed=Link(say("feed-changes"), urls.CHANGES_FEED) if site.url else None,
        lede=say("changes-lede", n=split.total),
        as_of=index.judged_tracks(change.track for change in split.entries),
        rows=change_rows(split.entries, index),
        parts=split.links(index),
        feeds=tuple(feeds) if site.url else (),
    )


def _part_page(
    part: listing.Part[Change], split: listing.Listing[Change], index: Index
) -> ChangesPage:
    say = index.say
    return ChangesPage(
        url=part.url,
        title=say("changes-of", year=part.name),
        nav="changes",
        crumbs=(Link(say("nav-changes"), urls.changes()),),
        lede=say("changes-lede", n=len(part.entries)),
        as_of=index.judged_tracks(change.track for change in part.entries),
        rows=change_rows(part.entries, index),
        parts=split.links(index, part.url),
        feeds=(),
    )


def changes(tracks: Iterable[Track], index: Index) -> list[Change]:
    """What moved a date, dropped it or met it: newest first."""
    found = [
        Change(track, place)
        for track in tracks
        for place, step in enumerate(track.steps)
        if step.change in (*MOVED, "met")
    ]
    found.sort(key=lambda c: c.track.id)
    found.sort(key=lambda c: last_said(c, index), reverse=True)
    return found


def last_said(change: Change, index: Index) -> date:
    said = index.said(change.step.milestone)
    return last_day(said) if said else date.min


def change_rows(changes: Iterable[Change], index: Index) -> tuple[TrackRow, ...]:
    found = list(changes)
    since = _since([c.track for c in found], index)
    return tuple(_row(c.track, c.place, since, index) for c in found)


def track_rows(
    tracks: Sequence[Track], index: Index, anchored: bool = False
) -> tuple[TrackRow, ...]:
    """The latest word of each track; `anchored` where this is the place that tells them."""
    since = _since(tracks, index)
    return tuple(_row(t, len(t.steps) - 1, since, index, anchored) for t in tracks)


def rows_in_all(tracks: Sequence[Track], index: Index) -> tuple[TrackRow, ...]:
    """The latest word of each track beside the first, and how far the date moved in all."""
    return tuple(
        structs.replace(row, move=move_in_all(track, index), **_first(track, index))
        for track, row in zip(tracks, track_rows(tracks, index), strict=True)
    )


def _first(track: Track, index: Index) -> dict[str, str]:
    run = run_of(track)
    if len(run) == 1:
        return {"before": "", "before_said": ""}
    first = run[0].milestone
    said = index.moment(index.said(first)).text
    return {"before": index.say.period(first.due), "before_said": said}


def _since(tracks: Sequence[Track], index: Index) -> date:
    """The day from which the sparklines of one table start."""
    said = [index.said(s.milestone) for t in tracks for s in t.steps]
    return min((first_day(p) for p in said if p), default=index.site.today)


def _row(track: Track, place: int, since: date, index: Index, anchored: bool = False) -> TrackRow:
    step = track.steps[place]
    milestone = step.milestone
    before = track.steps[place - 1].milestone if place else None
    latest = place + 1 == len(track.steps)
    return TrackRow(
        id=track_anchor(track) if anchored else "",
        who=Link(index.company_name(track.company), index.track(track)),
        what=index.track_event(track),
        before=index.say.period(before.due) if before else "",
        before_said=index.moment(index.said(before)).text if before else "",
        due=index.say.period(milestone.due),
        said=index.moment(index.said(milestone)),
        briefing=index.briefing(milestone.briefing, milestone.statement),
        move=move(step, index.say),
        state=state(milestone, index.site.today, index.say) if latest else None,
        spark=spark(track, index, since),
        words=milestone.due_words,
        disagree=disagreement(step, index, milestone),
    )
