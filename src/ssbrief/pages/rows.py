"""Targets of long lists, a short row each: who, what, when, and how that moved.

In: tracks. Out: `TargetRow`s. A row holds no words of an author; it leads to them, or to where the
track is told. That of a track is the same on every page, and is made once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from msgspec import Struct, structs

from .. import urls
from ..drift import classify
from ..model import Milestone, Step, Track
from .base import Link
from .index import Index
from .moves import Move, State, is_overdue, move, state
from .statements import capital
from .summaries import move_in_all, run_of

#: A list of more targets than this is told in rows.
LONG = 100


class TargetRow(Struct, frozen=True):
    """A target by its latest word. `first` is the date first said where there are several, `stands`
    how it moved and stands; `moved` ones carry the accent. `words` leads to where it was said, ""
    where `what` does. `topic` tells targets of one company apart, where a site has several."""

    who: Link
    what: Link
    first: str
    due: str
    stands: str
    said: str
    moved: bool = False
    words: str = ""
    topic: str = ""


def target_rows(tracks: Iterable[Track], index: Index) -> tuple[TargetRow, ...]:
    return tuple(index.once(f"row:{t.id}", partial(_row, t)) for t in tracks)


def former_row(milestone: Milestone, index: Index) -> TargetRow:
    """A date that another has replaced, with what is said now."""
    placed, say = index.step(milestone), index.say
    if placed is None:
        return _told(milestone, None, "", index.event(milestone), index)
    track = placed[0]
    latest, end = track.steps[-1].milestone, track.outcome.state
    moved = classify(milestone.due, latest.due)
    step = Step(latest, moved.change, moved.months, moved.at_least)
    row = _told(milestone, None, index.track(track), index.track_event(track), index)
    stands = capital(say(f"change-{end}")) if end != "open" else move(step, say).words
    first, due = say.period(milestone.due), say.period(latest.due)
    return structs.replace(row, first=first, due=due, stands=stands)


def _row(track: Track, index: Index) -> TargetRow:
    several = len(track.steps) > 1
    told = move_in_all(track, index) if several else None
    first = run_of(track)[0].milestone
    row = _told(
        track.steps[-1].milestone, told, index.track(track), index.track_event(track), index
    )
    topic = index.topic(track.topic)
    return structs.replace(
        row,
        first=index.say.period(first.due) if several else "",
        topic=topic.text if topic and len(index.topics) > 1 else "",
    )


def _told(
    milestone: Milestone, told: Move | None, place: str, event: str, index: Index
) -> TargetRow:
    stands = state(milestone, index.site.today, index.say)
    said = index.moment(index.said(milestone)).text
    words = urls.briefing(milestone.briefing, milestone.statement)
    company = milestone.company
    return TargetRow(
        who=Link(index.company_name(company), urls.company(company) if company else ""),
        what=Link(event, place or words),
        first="",
        due=index.say.period(milestone.due),
        stands=_stands(stands, told, index),
        said=said,
        moved=is_overdue(milestone, index.site.today)
        or (told is not None and told.sign in ("later", "earlier")),
        words=words if place and place != words else "",
    )


def _stands(stands: State | None, told: Move | None, index: Index) -> str:
    """ "overdue, slipped 24 months"."""
    words = [stands.words] if stands else []
    if told and not (stands and stands.kind == told.sign):
        words += [word for word in (told.words, told.bounds) if word]
    return index.say.listed(words)
