"""A period → EDTF (ISO 8601-2), and back.

In: a `Period`, or a text that is EDTF and nothing else. Knows no words.
"""

from __future__ import annotations

import re

from ..model import Period
from .days import Span, day_of, days_between, grain_of, month_span, period_of, year_span


def edtf(period: Period) -> str:
    """The period in EDTF (ISO 8601-2, level 1), as coarse as it is exact.

    >>> from datetime import date
    >>> edtf(Period(date(2027, 1, 1), date(2028, 12, 31), approximate=True))
    '2027~/2028~'
    >>> edtf(Period(None, date(2026, 9, 30)))
    '../2026-09'
    """
    mark = "~" if period.approximate else ""
    grain = _CHARACTERS[grain_of(period.earliest, period.latest)]
    first = ".." if period.earliest is None else period.earliest.isoformat()[:grain] + mark
    last = ".." if period.latest is None else period.latest.isoformat()[:grain] + mark
    return first if first == last else f"{first}/{last}"


def from_edtf(text: str) -> Period | None:
    """The period of an EDTF date or interval of days, months, years or decades; else None.

    >>> from datetime import date
    >>> from_edtf("2027-06~") == Period(date(2027, 6, 1), date(2027, 6, 30), approximate=True)
    True
    >>> from_edtf("2028/2027") is None
    True
    """
    match = _EDTF.fullmatch(text.strip())
    if match is None:
        return None
    first, last = match["first"], match["first"] if match["last"] is None else match["last"]
    known = [_edtf_span(end) for end in (first, last) if end not in _OPEN]
    spans = [span for span in known if span]
    if not spans or len(spans) < len(known):
        return None
    earliest = None if first in _OPEN else spans[0].first
    latest = None if last in _OPEN else spans[-1].last
    return period_of(earliest, latest, any(mark in text for mark in "~?%"))


_CHARACTERS = {"year": 4, "month": 7, "day": 10}  # of an ISO date, by the grain of a period
_OPEN = ("", "..")
_EDTF_DATE = r"(?:(?:(?:19|20)\d\d|2100)(?:-\d\d(?:-\d\d)?)?|(?:19|20)\dX)[~?%]?"
_EDTF = re.compile(rf"(?P<first>{_EDTF_DATE}|\.\.|)(?:/(?P<last>{_EDTF_DATE}|\.\.|))?")


def _edtf_span(text: str) -> Span | None:
    text = text.rstrip("~?%")
    if text.endswith("X"):
        return year_span(int(text[:3] + "0"), int(text[:3] + "9"))
    year, month, day = (*(int(part) for part in text.split("-")), None, None)[:3]
    if year is None or month is None:
        return year_span(int(text))
    if day is None:
        return month_span(year, month)
    return days_between(day_of(year, month, day), day_of(year, month, day))
