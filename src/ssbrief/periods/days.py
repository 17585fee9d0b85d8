"""Stretches of days: years, months and parts of them, and the arithmetic of periods.

In: years, months, days, `Period`s. Out: first and last days. Knows no text.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from ..model import Period


def months_between(a: date, b: date) -> int:
    """Whole months from one bound to another, negative when it moved earlier.

    A bound at the end of a month is read as the midnight after it, so that bounds of months and
    years move by whole months whatever the length of the months.

    >>> months_between(date(2026, 9, 30), date(2027, 12, 31))
    15
    """
    if b < a:
        return -months_between(b, a)
    start, end = _midnight_after_month(a), _midnight_after_month(b)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


def years(period: Period) -> tuple[int, ...]:
    """The years that the period touches, ascending; of an open one only that of its bound.

    >>> years(Period(None, date(2028, 12, 31)))
    (2028,)
    """
    first, last = period.earliest or latest_of(period), period.latest or _earliest(period)
    return tuple(range(first.year, last.year + 1))


def order(period: Period) -> tuple[date, date, bool, bool]:
    """A key to sort by: the latest known day, then the earliest; what is open comes last."""
    last, first = period.latest or _earliest(period), period.earliest or latest_of(period)
    return last, first, period.latest is None, period.earliest is None


def a_year_on(period: Period, years: int) -> Period:
    """The same part of another year."""
    first, last = period.earliest, period.latest
    begins = first and first.replace(year=first.year + years, day=min(first.day, 28))
    ends = last and last.replace(year=last.year + years, day=min(last.day, 28))
    if first and begins and first.day > 28:
        begins = day_of(begins.year, begins.month, first.day) or begins
    if last and ends and last.day > 28:
        ends = ends.replace(day=min(last.day, monthrange(ends.year, ends.month)[1]))
        ends = ends.replace(day=monthrange(ends.year, ends.month)[1]) if _ends_month(last) else ends
    return Period(begins, ends, period.approximate)


def is_past(period: Period, today: date) -> bool:
    """Whether its latest day is before today; what has no latest day is never past."""
    return period.latest is not None and period.latest < today


class Span(NamedTuple):
    """The first and the last day of what a point in time names."""

    first: date
    last: date


#: What is left of a span when an end is opened.
Bounds = tuple[date | None, date | None]


class Months(NamedTuple):
    """Whole months: what quarters, halves and "late" are parts of."""

    start: date
    length: int
    #: "the decade", not "the 2020s": its end is spoken of as the turn to the next ("by 2030").
    loose: bool = False

    def part(self, offset: int, length: int) -> Months:
        return Months(month_after(self.start, offset), length)

    def days(self) -> Span:
        return Span(self.start, month_after(self.start, self.length) - timedelta(days=1))


def month_after(day: date, months: int) -> date:
    """The first of the month that many months on."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def day_of(year: int, month: int, day: int) -> date | None:
    if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        return date(year, month, day)
    return None


def days_between(first: date | None, last: date | None) -> Span | None:
    """The stretch between two days, both known and in order."""
    return Span(first, last) if first and last and first <= last else None


def month_span(year: int, month: int) -> Span | None:
    return Months(date(year, month, 1), 1).days() if 1 <= month <= 12 else None


@cache
def year_span(year: int, last: int | None = None) -> Span:
    return Span(date(year, 1, 1), date(last or year, 12, 31))


def period_of(first: date | None, last: date | None, approximate: bool) -> Period | None:
    if (first is None and last is None) or (first and last and last < first):
        return None
    return Period(first, last, approximate)


def _earliest(period: Period) -> date:
    assert period.earliest is not None, "a period knows a bound"
    return period.earliest


def latest_of(period: Period) -> date:
    assert period.latest is not None, "a period knows a bound"
    return period.latest


def _ends_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _midnight_after_month(day: date) -> date:
    return day + timedelta(days=1) if _ends_month(day) and day < date.max else day


def grain_of(first: date | None, last: date | None) -> str:
    """How exact a date must be to name both bounds."""
    if (first is None or first.day == 1) and (last is None or _ends_month(last)):
        whole_years = (first is None or first.month == 1) and (last is None or last.month == 12)
        return "year" if whole_years else "month"
    return "day"
