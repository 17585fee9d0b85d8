"""What all drawings share: time in per cent, and how far an interval is drawn.

Widths are in per cent and heights in pixels, without a viewBox, so one drawing serves every screen
and text keeps its size. The grammar is told in `static/style.css` under "Chart".
"""

from __future__ import annotations

from datetime import date, timedelta

from ..model import Milestone, Period
from .index import Index, first_day, last_day

#: A side that nobody dated is drawn this long where nothing else bounds it.
SOFT = timedelta(days=730)
#: An approximate end reaches this far beyond its day.
AROUND = timedelta(days=91)


def extent(milestone: Milestone, start: date, end: date, index: Index) -> tuple[date, date, str]:
    """From where to where an interval is drawn, and how its ends fade."""
    due = milestone.due
    if due.earliest is None and due.latest is not None:
        said = last_day(index.said(milestone) or due)
        first = said if said < due.latest else minus(due.latest, SOFT)
        return max(first, start), due.latest, "open-start"
    if due.latest is None and due.earliest is not None:
        return due.earliest, max(minus(end, timedelta(days=1)), due.earliest), "open-end"
    first, last = first_day(due), last_day(due)
    if due.approximate:
        return minus(first, AROUND), plus(last, AROUND), "approximate"
    return first, last, ""


def moved_days(before: Period, after: Period) -> tuple[date, date] | None:
    """The bound that both know, before and after; the latest day counts first."""
    if before.latest and after.latest:
        return before.latest, after.latest
    if before.earliest and after.earliest:
        return before.earliest, after.earliest
    return None


def middle(period: Period | None) -> date:
    """The day halfway through."""
    first, last = first_day(period), last_day(period)
    return first + (last - first) // 2


def percent(share: float) -> str:
    """A share of the width as SVG has it: 0.125 is "12.5%"."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"


def minus(day: date, span: timedelta) -> date:
    """A day before, as far as days go back."""
    return date.min if (day - date.min) < span else day - span


def plus(day: date, span: timedelta) -> date:
    """A day after, as far as days go on."""
    return date.max if (date.max - day) < span else day + span
