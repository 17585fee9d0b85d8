"""Dates that say which year they are in: each function reads one form of writing them.

In: a match of the form. Out: the first and the last day, None where it only looks like
a date.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from .bases import full_year, read_base
from .days import Months, Span, day_of, days_between, month_after, month_span, year_span
from .parts import read_part, read_sibling
from .patterns import Context
from .tables import number_of


def no_date(match: re.Match[str], context: Context) -> None:
    return None


def iso_day(match: re.Match[str], context: Context) -> Span | None:
    if not match["d"]:
        return month_span(int(match["y"]), int(match["m"]))
    day = day_of(int(match["y"]), int(match["m"]), int(match["d"]))
    return days_between(day, day)


def year_and_two_figures(match: re.Match[str], context: Context) -> Span | None:
    """2027-06 is a month, as ISO has it; 2027-28 and 2027/28 are two years."""
    year, two = int(match["y"]), int(match["m"])
    if match["dash"] == "-" and 1 <= two <= 12:
        return month_span(year, two)
    last = year // 100 * 100 + two
    return year_span(year, last) if year < last else None


def cjk_days(match: re.Match[str], context: Context) -> Span | None:
    """2026年7-9月; 2026年3月5日至4月2日."""
    year, (first, last) = int(match["y"]), (int(match["m1"]), int(match["m2"]))
    if not match["d2"]:
        spans = month_span(year, first), month_span(year, last)
        return days_between(spans[0].first, spans[1].last) if spans[0] and spans[1] else None
    start = day_of(year, first, int(match["d1"] or 1))
    return days_between(start, day_of(year, last, int(match["d2"])))


def year_to_month(match: re.Match[str], context: Context) -> Span | None:
    """The twelve months that end with a month: 2028年3月期."""
    if not 1 <= int(match["m"]) <= 12:
        return None
    return Months(month_after(date(int(match["y"]), int(match["m"]), 1), -11), 12).days()


def month_and_year(match: re.Match[str], context: Context) -> Span | None:
    return month_span(int(match["y"]), int(match["m"]))


def calendar_week(match: re.Match[str], context: Context) -> Span | None:
    """The days of a week of ISO 8601, Monday to Sunday."""
    try:
        monday = date.fromisocalendar(int(match["y"]), int(match["week"]), 1)
    except ValueError:
        return None
    return Span(monday, monday + timedelta(days=6))


def days_of_month(match: re.Match[str], context: Context) -> Span | None:
    months = context.patterns.words.months
    year = int(match["y"])
    names = [match["m1"] or match["m2"], match["m2"] or match["m1"]]
    figures = [match["d1"] or match["d2"], match["d2"] or match["d1"]]
    days = [
        day_of(year, number_of(name, months) or 0, int(re.match(r"\d+", figure)[0]))  # type: ignore[index]
        for name, figure in zip(names, figures, strict=True)
    ]
    return days_between(days[0], days[1])


def part_of_base(match: re.Match[str], context: Context) -> Span | None:
    base = read_base(match["base"], context)
    if base is None:
        return None
    last = read_part(match["head"], base, context)
    first = read_part(match["first_head"], base, context) if match["first_head"] else last
    if match["first_ordinal"]:
        first = read_sibling(match["first_ordinal"], match["head"], base, context)
    if match["outer"] and first is not None and last is not None:
        first, last = (read_part(match["outer"], part, context) for part in (first, last))
    return days_between(first.days().first, last.days().last) if first and last else None


def base_and_part(match: re.Match[str], context: Context) -> Span | None:
    base = read_base(match["base"], context)
    if base is None:
        return None
    heads = re.split(r"[-–/]", match["bare"]) if match["bare"] else [match["head"]]
    first, last = read_part(heads[0], base, context), read_part(heads[-1], base, context)
    return days_between(first.days().first, last.days().last) if first and last else None


def short_code(match: re.Match[str], context: Context) -> Span | None:
    part = read_part(match["code"], Months(date(full_year(match["short"]), 1, 1), 12), context)
    return part.days() if part else None


def bare_base(match: re.Match[str], context: Context) -> Span | None:
    """A year or decade as it stands; "the year" is a date only in "the end of the year"."""
    part = context.patterns.base.fullmatch(match["base"])
    base = read_base(match["base"], context)
    only_whole = part is not None and (part["of_year"] or part["of_decade"])
    return base.days() if base and not only_whole else None
