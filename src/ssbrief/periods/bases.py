"""What a part of time is a part of: a year, a fiscal year, a decade, "next year".

In: the words that name one. Out: its months, None where it is none.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from .days import Months, month_after
from .patterns import Context
from .tables import DateWords, number_of


@lru_cache(maxsize=4096)
def read_base(text: str, context: Context) -> Months | None:
    match = context.patterns.base.fullmatch(text)
    if match is None:
        return None
    kind, figure = match.lastgroup, match[match.lastgroup or 0]
    if match["bound_month"]:
        return _twelve_months(match, context.patterns.words)
    if match["fiscal"]:
        return _fiscal_year(match["fiscal"], match["fiscal_to"], context.fiscal_start)
    if kind == "year_fiscal":
        return _fiscal_year(figure, None, context.fiscal_start)
    if kind in ("decade", "titled_decade"):
        return Months(date(int(figure) * 10, 1, 1), 120)
    if kind == "year":
        return Months(date(int(figure), 1, 1), 12)
    if kind == "short":
        return Months(date(full_year(figure), 1, 1), 12)
    return _relative_base(kind or "", context.now)


def _twelve_months(match: re.Match[str], words: DateWords) -> Months:
    """The year ending, or beginning, with a month."""
    bound = date(int(match["bound_year"]), number_of(match["bound_month"], words.months) or 1, 1)
    return Months(month_after(bound, -11) if match["ending"] else bound, 12)


def _fiscal_year(text: str, to: str | None, start: int) -> Months | None:
    """FY2026 by the year it starts in; "FY2025/26" is one fiscal year, "FY2026-2028" three."""
    first = full_year(text)
    last = full_year(to) if to else first
    if last < first:
        return None
    count = max(1, last - first + (last - first != 1))
    return Months(date(first, start, 1), 12 * count)


def full_year(text: str) -> int:
    return int(text) if len(text) == 4 else int(text) + (2000 if int(text) < 70 else 1900)


def _relative_base(kind: str, now: date | None) -> Months | None:
    if now is None:
        return None
    if "year" in kind:
        return Months(date(now.year + _STEPS[kind], 1, 1), 12)
    return Months(date(now.year // 10 * 10 + _STEPS[kind] * 10, 1, 1), 120, loose=True)


_STEPS = {
    "last_year": -1,
    "this_year": 0,
    "of_year": 0,
    "next_year": 1,
    "year_after_next": 2,
    "this_decade": 0,
    "of_decade": 0,
    "next_decade": 1,
}
