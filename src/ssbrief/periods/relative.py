"""Dates that count from when they were said: "within five years", "next spring", "in March".

In: a match of the form, and the day of the saying. Out: the first and the last day, None where
it is no date, or nobody knows when it was said.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from ..model import Period
from .days import Months, Span, day_of, days_between, month_after, year_span
from .parts import read_part
from .patterns import Context
from .tables import number_of


def within_count(match: re.Match[str], context: Context) -> Span | None:
    """Within five years: from the month that then lay ahead to the same month five years on."""
    if context.now is None:
        return None
    tomorrow = context.now + timedelta(days=1)
    most = _count(match["most"] or match["count"], context)
    months = most * (12 if match["years"] else 1)
    return Months(tomorrow.replace(day=1), months + 1).days() if most else None


def after_count(match: re.Match[str], context: Context) -> Span | None:
    """In three years: some time in that year, or month."""
    if context.now is None:
        return None
    least, most = (_count(match[name] or match["count"], context) for name in ("count", "most"))
    if not 0 < least <= most:
        return None
    if match["years"]:
        return year_span(context.now.year + least, context.now.year + most)
    return Months(month_after(context.now, least), most - least + 1).days()


def _count(text: str, context: Context) -> int:
    return int(text) if text.isdigit() else number_of(text, context.patterns.words.numbers) or 0


def this_year_end(match: re.Match[str], context: Context) -> Span | None:
    return Months(date(context.now.year, 12, 1), 1).days() if context.now else None


def stepped_part(match: re.Match[str], context: Context) -> Span | None:
    """This summer; the next or the last one, counted from when it was said."""
    groups = match.groupdict()
    spans = _in_years(match, context)
    if not spans:
        return None
    if groups.get("this"):
        return spans[1]
    assert context.now is not None, "the years were counted from it"
    now = context.now
    if groups.get("next"):
        return next((span for span in spans if span.first > now), None)
    return next((span for span in reversed(spans) if span.last < now), None)


def stepped_unit(match: re.Match[str], context: Context) -> Span | None:
    """Next month, last quarter."""
    if context.now is None:
        return None
    length = 1 if match["month"] else 3
    month = (context.now.month - 1) // length * length + 1
    step = length * (bool(match["next"]) - bool(match["last"]))
    return Months(month_after(date(context.now.year, month, 1), step), length).days()


def part_alone(match: re.Match[str], context: Context) -> Span | None:
    """In March: the nearest to when it was said; in the second half: of that year."""
    spans = _in_years(match, context)
    if not spans:
        return None
    assert context.now is not None, "the years were counted from it"
    now = context.now
    if (spans[1].last - spans[1].first).days > _LONGEST_MONTH:
        return spans[1]
    return min(spans, key=lambda span: abs(span.first + (span.last - span.first) / 2 - now))


def _in_years(match: re.Match[str], context: Context) -> list[Span]:
    """What a text without a year names in the year before, that of the saying and the next; none
    where only the year of the saying is known."""
    said, now = context.said, context.now
    if now is None or said is None or (_latest_or(said, now) - now).days > _MONTH_OF_SAYING:
        return []
    groups, found = match.groupdict(), []
    for year in (now.year - 1, now.year, now.year + 1):
        base = Months(date(year, 1, 1), 12)
        if groups.get("m"):
            number = number_of(match["m"], context.patterns.words.months) or 0
            day = day_of(year, number, int(match["d"]))
            span = days_between(day, day)
        else:
            part = read_part(match["head"], base, context)
            if part and groups.get("outer"):
                part = read_part(match["outer"], part, context)
            span = part.days() if part else None
        found += [span] if span else []
    return found if len(found) == 3 else []


def _latest_or(period: Period, day: date) -> date:
    return period.latest or day


_LONGEST_MONTH = 31
#: A saying that is known no better than this many days tells no year of "in March".
_MONTH_OF_SAYING = 92
