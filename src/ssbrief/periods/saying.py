"""A period → a few words, in the phrases of any language.

In: a `Period` and the `Sayings` of a language. Out: words that are read back to the same period.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from ..model import Period
from .days import grain_of, latest_of


class Sayings(NamedTuple):
    """How a language says a period: `date` writes a day as one of `FORMS`, the rest are phrases
    around what it wrote. Of two `months` of one year either the last names the year ("first",
    "last") or the first does ("start", "end")."""

    date: Callable[[date, str], str]
    by: str = "by {when}"
    by_around: str = "by around {when}"
    later: str = "{when} or later"
    later_around: str = "around {when} or later"
    around: str = "around {when}"
    years: str = "{first}–{last}"
    months: str = "{first}–{last}"
    stretch: str = "{first} – {last}"


def _english(day: date, form: str) -> str:
    month = _MONTHS[day.month - 1]
    return {
        "year": f"{day.year}",
        "month": f"{month} {day.year}",
        "day": f"{day.day} {month} {day.year}",
        "month-alone": month,
    }[form]


#: The forms of a date: a day, a month, a year, a month whose year is said after it.
FORMS = ("day", "month", "year", "month-alone")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ENGLISH = Sayings(_english)


def say(period: Period, how: Sayings = ENGLISH) -> str:
    """The period in few words. `read` reads them back to the same period.

    >>> say(Period(None, date(2028, 12, 31)))
    'by 2028'
    >>> say(Period(date(2026, 4, 1), date(2026, 6, 30), approximate=True))
    'around Apr–Jun 2026'
    """
    if period.earliest is None:
        last = latest_of(period)
        phrase = how.by_around if period.approximate else how.by
        return phrase.format(when=how.date(last, grain_of(None, last)))
    if period.latest is None:
        first = period.earliest
        phrase = how.later_around if period.approximate else how.later
        return phrase.format(when=how.date(first, grain_of(first, None)))
    said = _said_stretch(period.earliest, period.latest, how)
    return how.around.format(when=said) if period.approximate else said


def _said_stretch(first: date, last: date, how: Sayings) -> str:
    grain = grain_of(first, last)
    start, end = how.date(first, grain), how.date(last, grain)
    if start == end:
        return start
    if grain == "year":
        return how.years.format(first=start, last=end)
    if grain == "month" and first.year == last.year:
        alone = how.date(first, "month-alone"), how.date(last, "month-alone")
        return how.months.format(first=alone[0], last=end, start=start, end=alone[1])
    return how.stretch.format(first=start, last=end)
