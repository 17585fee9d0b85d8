"""Lanes: what is due when, one row a target.

In: tracks. Out: `Lanes`: bars on one axis of years, as coordinates that a template writes as SVG.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from ..model import Milestone, Period, Track
from .axes import extent, moved_days, percent, plus
from .base import Moment
from .index import Index, first_day, last_day
from .moves import Move, State, is_overdue, move, state

#: The label of a year stands this share of the width from either side, lest it be cut.
EDGE = 0.05
#: Years that an axis of lanes shows at most; what lies beyond is drawn to its edge.
WINDOW = 24


class Tick(Struct, frozen=True):
    """A year on an axis: `line` where it begins, `at` where its label stands. `century` is left
    out on narrow screens."""

    line: str
    at: str
    century: str
    year: str


class Bar(Struct, frozen=True):
    """An interval; `mask` softens its ends."""

    x: str
    width: str
    y: int
    height: int
    role: str = ""
    mask: str = ""


class Needle(Struct, frozen=True):
    """How far a date moved; `tip` is "end" towards later, "start" towards earlier."""

    x1: str
    x2: str
    tip: str


class Lane(Struct, frozen=True):
    """One row: `disc` is "met", "reported" or "dropped" in place of the latest bar."""

    who: str
    what: str
    due: str
    href: str
    title: str
    hit: Bar
    bars: tuple[Bar, ...]
    state: State | None = None
    move: Move | None = None
    disc: str = ""
    disc_at: str = ""
    needle: Needle | None = None


class LaneGroup(Struct, frozen=True):
    id: str
    title: str
    lanes: tuple[Lane, ...]


class Lanes(Struct, frozen=True):
    """Rows on one axis; `id` keeps two drawings of a page apart, `today` is "" off the axis.

    `began` tells that the first word stands above the latest, in place of the latest move.
    """

    id: str
    as_of: Moment
    ticks: tuple[Tick, ...]
    today: str
    groups: tuple[LaneGroup, ...]
    caption: str
    began: bool = False


def lanes(
    tracks: Sequence[Track],
    index: Index,
    name: str,
    caption: str,
    grouped: bool = True,
    began: bool = False,
) -> Lanes | None:
    """The latest word of each track as a row, in their order; None without rows.

    `grouped` gives each year of latest days a heading, `began` shows where the date began.
    """
    if not tracks:
        return None
    others = [t.steps[0] if began else t.steps[-2] for t in tracks if began or _is_moved(t)]
    shown = [t.steps[-1] for t in tracks] + others
    axis = _Axis([step.milestone.due for step in shown], index.site.today)
    groups: dict[str, list[Track]] = {}
    for track in tracks:
        latest = track.steps[-1].milestone.due.latest
        groups.setdefault(str(latest.year) if latest and grouped else "", []).append(track)
    return Lanes(
        id=f"_{name}",
        as_of=index.today(),
        ticks=axis.ticks(),
        today=axis.percent(index.site.today) if axis.holds(index.site.today) else "",
        groups=tuple(
            LaneGroup(
                f"_{name}-{year or 'open'}",
                _group_title(year, index) if grouped else "",
                tuple(_lane(track, axis, index, began) for track in members),
            )
            for year, members in groups.items()
        ),
        caption=caption,
        began=began,
    )


class _Axis:
    """Years from side to side, in per cent."""

    def __init__(self, dues: Iterable[Period], today: date) -> None:
        years = [d.year for due in dues for d in (due.earliest, due.latest) if d] + [today.year]
        low, high = min(years), max(years)
        if high - low > WINDOW:
            low = max(low, min(today.year - WINDOW // 4, high - WINDOW))
            high = min(high, low + WINDOW)
        self.start = date(low, 1, 1)
        self.end = date(min(max(high, low + 3) + 1, 9999), 1, 1)

    def holds(self, day: date) -> bool:
        return self.start <= day < self.end

    def percent(self, day: date) -> str:
        return percent(self.share(day))

    def share(self, day: date) -> float:
        return min(max((day - self.start).days / (self.end - self.start).days, 0.0), 1.0)

    def ticks(self) -> tuple[Tick, ...]:
        count = self.end.year - self.start.year
        every = 1 if count <= 12 else 2 if count <= 24 else 5
        return tuple(
            Tick(
                line=percent(number / count),
                at=percent(min(max((number + 0.5) / count, EDGE), 1 - EDGE)),
                century=f"{year // 100:02}" if year % every == 0 else "",
                year=f"{year % 100:02}" if year % every == 0 else "",
            )
            for number, year in enumerate(range(self.start.year, self.end.year))
        )


def _group_title(year: str, index: Index) -> str:
    return index.say("due-by-end-of", year=year) if year else index.say("no-latest-day")


def _lane(track: Track, axis: _Axis, index: Index, began: bool) -> Lane:
    step = track.steps[-1]
    milestone = step.milestone
    told = move(step, index.say) if len(track.steps) > 1 else None
    standing = state(milestone, index.site.today, index.say)
    needle = None if began else _needle(track, axis)
    before = _before(track, axis, index) if began else ()
    bar = _bar(milestone, axis, index, y=7 if needle else 15 if before else 11)
    due = index.say.period(milestone.due)
    who, what = index.company_name(track.company), index.track_event(track)
    disc = {"achieved": "met", "reported": "reported", "dropped": "dropped"}.get(
        milestone.state, ""
    )
    middle = axis.share(first_day(milestone.due)) / 2 + axis.share(last_day(milestone.due)) / 2
    words = [
        index.say.label(index.say("who-what", who=who, what=what), due),
        told.words if told else "",
        standing.words if standing else "",
    ]
    return Lane(
        who=who,
        what=what,
        due=due,
        href=index.track(track),
        title=index.say.listed(word for word in words if word),
        hit=Bar(bar.x, bar.width, 3, 26),
        bars=before if disc else (*before, bar),
        state=standing,
        move=told,
        disc=disc,
        disc_at=percent(middle),
        needle=None if disc else needle,
    )


def _before(track: Track, axis: _Axis, index: Index) -> tuple[Bar, ...]:
    """The first word, where it was another."""
    first = track.steps[0].milestone
    if first.due == track.steps[-1].milestone.due:
        return ()
    bar = _bar(first, axis, index, y=5)
    return (Bar(bar.x, bar.width, 5, 6, "before", bar.mask),)


def _bar(milestone: Milestone, axis: _Axis, index: Index, y: int) -> Bar:
    first, last, mask = extent(milestone, axis.start, axis.end, index)
    left, right = axis.share(first), axis.share(plus(last, timedelta(days=1)))
    width = max(right - left, 0.009)
    role = "overdue" if is_overdue(milestone, index.site.today) else "now"
    return Bar(percent(min(left, 1 - width)), percent(width), y, 11, role, mask)


def _is_moved(track: Track) -> bool:
    """Whether its latest word moved the date."""
    return len(track.steps) > 1 and track.steps[-1].change in ("slipped", "pulled-in")


def _needle(track: Track, axis: _Axis) -> Needle | None:
    """From the day it was due to the day it is due now, where the latest step moved it."""
    step = track.steps[-1]
    if not _is_moved(track):
        return None
    ends = moved_days(track.steps[-2].milestone.due, step.milestone.due)
    if ends is None:
        return None
    old, new = (axis.share(day) for day in ends)
    return Needle(percent(old), percent(new), "end" if new >= old else "start")
