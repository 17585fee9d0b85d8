"""Drift: how a date moved, across when it was said, up when it was due.

In: a track. Out: `Drift`: bars, the staircase that follows the latest day, and labels that never
cover one another, as coordinates that a template writes as SVG.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property

from msgspec import Struct

from .. import slugs, urls
from ..model import Step, Track
from .axes import extent, middle, minus, percent, plus
from .index import Index, last_day
from .moves import is_overdue, move, short_months
from .summaries import ENDINGS

#: The masks of lying bars as those of upright ones: time runs up.
_UPRIGHT = {
    "": "",
    "open-start": "open-below",
    "open-end": "open-above",
    "approximate": "approximate-upright",
}


#: A drawing holds this many of the newest words.
MARKS = 60
#: The bars of more words than this are drawn slim.
DENSE = 24
#: The first word stands this share of the width from the side, clear of the labels of the rows on
#: the narrowest screen.
INSET = 0.14
#: The label of a column stands this share of the width from either side, lest it be cut.
EDGE = 0.05
#: How wide a drawing is on a screen with room, and on the narrowest.
WIDE, NARROW = 760, 288
#: About how wide a letter of a label is, and how high a line of it, in the larger of the faces that
#: readers have.
LETTER, LINE = 6.8, 17
#: How far from the middle of its bar a label begins that stands beside it, or beside its needle.
BESIDE, NEEDLE = 10, 20


class DriftTick(Struct, frozen=True):
    at: str
    label: str
    wide: bool = False


class DriftLine(Struct, frozen=True):
    """A line of the staircase; `role` is tread or riser."""

    x1: str
    x2: str
    y1: int
    y2: int
    role: str


class DriftMark(Struct, frozen=True):
    """One word on the date: an upright bar, with a needle where it moved the date."""

    href: str
    title: str
    x: str
    y: int
    height: int
    hit_y: int
    hit_height: int
    role: str = ""
    mask: str = ""
    needle_from: int = -1
    needle_to: int = -1
    tip: str = ""


class DriftLabel(Struct, frozen=True):
    """The words at a step; `wide` ones are left out on narrow screens."""

    x: str
    y: int
    anchor: str
    words: str
    moved: str = ""
    moved_y: int = 0
    strong: bool = False
    wide: bool = False


class Drift(Struct, frozen=True):
    """The drawing of a track: across when it was said, up when it was due."""

    id: str
    title: str
    description: str
    height: int
    base: int
    axis_y: int
    rows: tuple[DriftTick, ...]
    columns: tuple[DriftTick, ...]
    past: str
    diagonal: tuple[str, int, str, int] | None
    today: str
    today_words: str
    lines: tuple[DriftLine, ...]
    marks: tuple[DriftMark, ...]
    labels: tuple[DriftLabel, ...]
    dense: bool = False


def drift(track: Track, index: Index) -> Drift | None:
    """None for a track with a single word, or with words that nobody dated: nothing to compare."""
    steps = [s for s in track.steps if index.said(s.milestone) is not None][-MARKS:]
    if len(steps) < 2:
        return None
    return _DriftDrawing(track, steps, index).drawing()


class _DriftDrawing:
    """One track on two axes of time."""

    def __init__(self, track: Track, steps: Sequence[Step], index: Index) -> None:
        self.track, self.steps, self.index = track, steps, index
        self.said = [middle(index.said(step.milestone)) for step in steps]
        today = index.site.today
        self.right = plus(max(today, self.said[-1]), timedelta(days=200))
        inset = (self.right - self.said[0]) * INSET / (1 - INSET)
        self.left = minus(self.said[0], max(inset, timedelta(days=400)))
        known = [d for s in steps for d in (s.milestone.due.earliest, s.milestone.due.latest) if d]
        self.low = date(min(d.year for d in known), 1, 1)
        self.high = date(min(max(d.year for d in known) + 1, 9999), 1, 1)
        if any(s.milestone.due.earliest is None for s in steps):
            self.low = date(max(self.low.year - 2, 1), 1, 1)
        if any(s.milestone.due.latest is None for s in steps):
            self.high = date(min(self.high.year + 2, 9999), 1, 1)
        years = self.high.year - self.low.year
        self.top = 34
        self.base = self.top + max(120, min(330, years * 34))
        self.every = _every(years)

    def drawing(self) -> Drift:
        index, track = self.index, self.track
        title = index.say(
            "who-what", who=index.company_name(track.company), what=index.track_event(track)
        )
        anchor = f"_drift-{slugs.slug(track.id, 500)}"
        today = index.site.today
        diagonal = self._diagonal()
        return Drift(
            id=anchor,
            title=index.say("drift-title", track=title),
            description=self._description(),
            height=self.base + 28,
            base=self.base,
            axis_y=self.base + 20,
            rows=self._rows(),
            columns=self._columns(),
            past=self._past(diagonal),
            diagonal=diagonal,
            today=percent(self._share(today)),
            today_words=index.say.day(today),
            lines=self.lines,
            marks=self.marks,
            labels=tuple(self._labels()),
            dense=len(self.steps) > DENSE,
        )

    @cached_property
    def lines(self) -> tuple[DriftLine, ...]:
        return tuple(self._lines())

    @cached_property
    def marks(self) -> tuple[DriftMark, ...]:
        return tuple(self._mark(place) for place in range(len(self.steps)))

    def _share(self, day: date) -> float:
        return (day - self.left).days / (self.right - self.left).days

    def _y(self, day: date) -> int:
        share = (day - self.low).days / (self.high - self.low).days
        return round(self.base - min(max(share, 0), 1) * (self.base - self.top))

    def _level(self, step: Step) -> int:
        """Where the staircase runs for a word: its latest day, else its earliest."""
        due = step.milestone.due
        return self._y(plus(last_day(due), timedelta(days=1)))

    def _rows(self) -> tuple[DriftTick, ...]:
        return tuple(
            DriftTick(str(self._y(date(year, 1, 1))), str(year))
            for year in range(self.low.year, self.high.year)
            if year % self.every == 0
        )

    def _columns(self) -> tuple[DriftTick, ...]:
        years = range(self.left.year + 1, self.right.year + 1)
        every = _every(len(years))
        shares = [(y, self._share(date(y, 1, 1))) for y in years if y % every == 0]
        return tuple(
            DriftTick(percent(share), str(y), wide=len(shares) > 5 and bool((y // every) % 2))
            for y, share in shares
            if EDGE <= share <= 1 - EDGE
        )

    def _diagonal(self) -> tuple[str, int, str, int] | None:
        """Where a date is due when it is said."""
        first, last = max(self.left, self.low), min(self.right, self.high)
        if first >= last:
            return None
        return (
            percent(self._share(first)),
            self._y(first),
            percent(self._share(last)),
            self._y(last),
        )

    def _past(self, diagonal: tuple[str, int, str, int] | None) -> str:
        """What lies below the diagonal, in per cent of the drawing down to its base."""
        if diagonal is None:
            return "0,0 100,0 100,100 0,100" if self.left >= self.high else ""
        x1, y1, x2, y2 = diagonal
        left, right = x1.rstrip("%"), x2.rstrip("%")
        up, down = (f"{100 * y / self.base:.2f}" for y in (y2, y1))
        start = f"{left},{down} " if y1 == self.base else f"0,100 {left},{down} "
        return f"{start}{right},{up} 100,{up} 100,100 {left},100"

    def _lines(self) -> Iterable[DriftLine]:
        end = self.index.site.today
        for place, step in enumerate(self.steps):
            x, y = percent(self._share(self.said[place])), self._level(step)
            last = place + 1 == len(self.steps)
            if last and self.track.outcome.state != "open":
                return  # what has ended is due no more
            until = max(end, self.said[place]) if last else self.said[place + 1]
            yield DriftLine(x, percent(self._share(until)), y, y, "tread")
            if not last and (after := self._level(self.steps[place + 1])) != y:
                at = percent(self._share(until))
                yield DriftLine(at, at, y, after, "riser")

    def _mark(self, place: int) -> DriftMark:
        step, index = self.steps[place], self.index
        milestone = step.milestone
        first, last, mask = extent(milestone, self.low, self.high, index)
        y = self._y(plus(last, timedelta(days=1)))
        height = max(self._y(first) - y, 5)
        now = place + 1 == len(self.steps)
        overdue = now and is_overdue(milestone, index.site.today)
        moved = place > 0 and step.change in ("slipped", "pulled-in")
        old, new = (self._level(self.steps[place - 1]), self._level(step)) if moved else (-1, -1)
        words = move(step, index.say).words
        said = index.moment(index.said(milestone)).text
        return DriftMark(
            href=urls.briefing(milestone.briefing, milestone.statement),
            title=index.say.label(said, index.say.listed([index.say.period(milestone.due), words])),
            x=percent(self._share(self.said[place])),
            y=y,
            height=height,
            hit_y=y - 6,
            hit_height=max(height + 12, 24),
            role="overdue" if overdue else "now" if now else "",
            mask=_UPRIGHT[mask],
            needle_from=old,
            needle_to=new,
            tip=("up" if new < old else "down") if moved else "",
        )

    def _labels(self) -> Iterable[DriftLabel]:
        """The first word, the latest and each move; the table has what would cover another."""
        last = len(self.steps) - 1
        moves = [p for p, s in enumerate(self.steps) if s.change in ("slipped", "pulled-in")]
        turns = [p for p in range(1, last) if p not in moves and self._turns(p)]
        chosen = sorted(moves, key=lambda p: -abs(self.steps[p].months))
        order = dict.fromkeys([*([last] if last in moves else []), 0, *chosen, last, *turns])
        wide, narrow = self._room(WIDE), self._room(NARROW)
        for place in order:
            label = self._label(place, wide)
            if label is None:
                continue
            box = self._box(label, NARROW)
            fits = (place == last or not self._covers(place, box, NARROW)) and narrow.take(box)
            yield DriftLabel(
                label.x,
                label.y,
                label.anchor,
                label.words,
                label.moved,
                label.moved_y,
                label.strong,
                wide=not fits,
            )

    def _room(self, width: int) -> _Room:
        """A drawing with the words of its axes, which no label covers."""
        room = _Room(width)
        for row in self._rows():
            room.take((0, int(row.at) - 15, LETTER * len(row.label), int(row.at)))
        today = self.index.site.today
        right = self._share(today) * width - 6
        words = LETTER * len(self.index.say.day(today))
        room.take((right - words, self.base - 17, right, self.base - 2))
        return room

    def _covers(self, place: int, box: tuple[float, float, float, float], width: int) -> bool:
        """Whether a label would stand on the staircase, or on the bar or the needle of another
        word."""
        left, top, right, bottom = box
        for line in self.lines:
            x1, x2 = (float(x.rstrip("%")) * width / 100 for x in (line.x1, line.x2))
            y1, y2 = sorted((line.y1, line.y2))
            if left < x2 and x1 < right and top < y2 + 2 and y1 - 2 < bottom:
                return True
        for mark in (m for p, m in enumerate(self.marks) if p != place):
            x = float(mark.x.rstrip("%")) * width / 100
            over_bar = left < x + 4 and x - 4 < right
            if over_bar and top < mark.y + mark.height and mark.y < bottom:
                return True
            ends = sorted((mark.needle_from, mark.needle_to))
            over_needle = left < x - 7 and x - 15 < right
            if mark.tip and over_needle and top < ends[1] and ends[0] < bottom:
                return True
        return False

    def _turns(self, place: int) -> bool:
        return self.steps[place].milestone.due != self.steps[place - 1].milestone.due

    def _label(self, place: int, room: _Room) -> DriftLabel | None:
        """Above its bar, below or beside it, whichever is free."""
        step, index = self.steps[place], self.index
        words, moved = index.say.period(step.milestone.due), ""
        if step.change in ENDINGS:
            end = index.say(f"change-{step.change}")
            words = index.say("met-on", due=words) if step.change == "met" else end
        if place and step.change in ("slipped", "pulled-in"):
            moved = short_months(step.months, step.at_least, index.say)
        strong = place + 1 == len(self.steps) or place == 0
        for share, anchor, y in self._spots(place, bool(moved)):
            label = DriftLabel(percent(share), y, anchor, words, moved, y + LINE, strong)
            bottom = y + (LINE if moved else 0)
            box = self._box(label, WIDE)
            inside = y >= 11 and bottom <= self.base - 2
            if inside and not self._covers(place, box, WIDE) and room.take(box):
                return label
        return None

    def _spots(self, place: int, moved: bool) -> Iterator[tuple[float, str, int]]:
        """Where a label may stand, the best first: across, which end of it is there, and how
        high."""
        share, mark = self._share(self.said[place]), self.marks[place]
        centred = "start" if share < 0.2 else "end" if share > 0.8 else "middle"
        above = mark.y - (8 + LINE if moved else 8)
        below = mark.y + mark.height + 15
        falls = place > 0 and self.steps[place].change == "pulled-in"
        heights = (above, below) if place and not falls else (below, above)
        yield from ((share, centred, y) for y in heights)
        right, left = BESIDE / WIDE, (NEEDLE if mark.tip else BESIDE) / WIDE
        for y in (mark.y + 11, *heights):
            yield share + right, "start", y
            yield share - left, "end", y

    @staticmethod
    def _box(label: DriftLabel, width: int) -> tuple[float, float, float, float]:
        x = float(label.x.rstrip("%")) * width / 100
        length = LETTER * max(len(label.words), len(label.moved))
        left = x - {"start": 0, "middle": length / 2, "end": length}[label.anchor]
        return left, label.y - 11, left + length, (label.moved_y if label.moved else label.y) + 4

    def _description(self) -> str:
        index, say = self.index, self.index.say
        told = say.clauses(
            say.label(
                index.moment(index.said(s.milestone)).text,
                say("bracket", words=say.period(s.milestone.due), note=move(s, say).words),
            )
            for s in self.steps
        )
        return say("drift-description", n=len(self.steps), told=told)


def _every(years: int) -> int:
    """How many years lie between two labels, so that an axis has a dozen or so."""
    return next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if years <= 14 * step)


class _Room:
    """Where labels stand already, on a drawing of a given width."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.boxes: list[tuple[float, float, float, float]] = []

    def take(self, box: tuple[float, float, float, float]) -> bool:
        """Whether the box is free and inside the drawing; then it is taken."""
        left, top, right, bottom = box
        if left < 0 or right > self.width:
            return False
        if any(
            left < b[2] + 4 and b[0] < right + 4 and top < b[3] and b[1] < bottom
            for b in self.boxes
        ):
            return False
        self.boxes.append(box)
        return True
