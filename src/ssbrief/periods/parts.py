"""A part of a year or decade: a quarter, half, month, season, third, or its end.

In: the words that name it, and the months it is a part of. Out: its months, None where it is none.
"""

from __future__ import annotations

from functools import lru_cache

from .days import Months
from .patterns import Context
from .tables import DateWords, number_of


@lru_cache(maxsize=4096)
def read_part(text: str, base: Months, context: Context) -> Months | None:
    """A quarter, half, month, season or third of a year, or of what else can be so divided."""
    words, match = context.patterns.words, context.patterns.head.fullmatch(text)
    if match is None:
        return None
    if match["in_fiscal"] and base.start.month == 1:
        base = Months(base.start.replace(month=context.fiscal_start), base.length)
    if match["code"]:
        return _coded(match["code"], base, words)
    if match["nth"]:
        return _nth(
            number_of(match["nth"], words.ordinals) or 0, 4 if match["a_quarter"] else 2, base
        )
    if match["ordinal"]:
        number = number_of(match["ordinal"], words.ordinals) or 0
        return _nth(number, 4 if match["quarter"] else 2, base)
    if match["month"]:
        return _month_of(number_of(match["month"], words.months) or 0, base)
    if match["season"]:
        return _season_of(number_of(match["season"], words.seasons) or 0, base)
    return _third(match.lastgroup or "", base)


def read_sibling(ordinal: str, head: str, base: Months, context: Context) -> Months | None:
    """The first in "the first and second quarter": a part of the same size as the other."""
    match = context.patterns.head.fullmatch(head)
    if match is None or not match["ordinal"]:
        return None
    number = number_of(ordinal, context.patterns.words.ordinals) or 0
    return _nth(number, 4 if match["quarter"] else 2, base)


def _coded(code: str, base: Months, words: DateWords) -> Months | None:
    letter, figure = sorted(code.upper(), reverse=True)
    return _nth(int(figure), 2 if letter in words.half_codes else 4, base)


def _nth(number: int, parts: int, base: Months) -> Months | None:
    if not 1 <= number <= parts or base.length % parts or (parts == 4 and base.length != 12):
        return None
    size = base.length // parts
    return base.part((number - 1) * size, size)


def _month_of(month: int, base: Months) -> Months | None:
    return base.part((month - base.start.month) % 12, 1) if base.length == 12 else None


def _season_of(season: int, base: Months) -> Months | None:
    """Seasons of the northern hemisphere; a winter is named by the year it begins in."""
    return base.part(season * 3 - 1, 3) if base.length == 12 else None


def _third(name: str, base: Months) -> Months | None:
    """Early, mid, late: Jan–Mar, May–Aug, Oct–Dec of a year (the quarters that press and firms mean
    by it); 0–3, 4–6, 7–9 of a decade; thirds of anything else."""
    if base.length == 1:
        return base
    if name == "end":
        return _end_of(base)
    third = base.length // 3
    parts = {12: ((0, 3), (4, 4), (9, 3)), 120: ((0, 48), (48, 36), (84, 36))}
    thirds = ((0, third), (third, third), (2 * third, base.length - 2 * third))
    start, length = parts.get(base.length, thirds)[("early", "mid", "late").index(name)]
    return base.part(start, length)


def _end_of(base: Months) -> Months:
    """The last month of a year, the last year of a decade; "the end of the decade" includes the
    year that follows, since by it people mean by 2030."""
    if base.length == 120:
        return base.part(108, 24 if base.loose else 12)
    return base.part(base.length - 1, 1)
