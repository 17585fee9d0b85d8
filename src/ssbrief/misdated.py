"""Why words that look like a date are none.

In: the words, as an author wrote them, and the date words of a language. Out: the reason, or ""
where they do not look like a date at all. Judges only what `periods` could not read.
"""

from __future__ import annotations

import calendar
import re

from .periods import DateWords

#: The years that `periods` reads.
FIRST_YEAR, LAST_YEAR = 1900, 2100

_NUMBERS = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})[-/.](?:(\d{1,2})[-/.])?(\d{4})(?!\d)")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_RANGE = re.compile(r"(?<!\d)(\d{4})\s*(?:[-–—/]|to)\s*(\d{4})(?!\d)")
_QUARTER = re.compile(r"\bQ(\d+)|(?<!\w)(\d)Q", re.IGNORECASE)
_HALF = re.compile(r"\bH(\d+)|(?<!\w)(\d)H", re.IGNORECASE)


def why_no_date(text: str, words: DateWords) -> str:
    """
    >>> from .vocabulary import words
    >>> why_no_date("2025-02-31", words("en").dates), why_no_date("Q5 2025", words("en").dates)
    ('February 2025 has 28 days', 'a year has four quarters')
    >>> why_no_date("some day", words("en").dates)
    ''
    """
    return (
        _no_such_day(text, words)
        or _no_such_part(text)
        or _wrong_way_round(text)
        or _out_of_reach(text)
    )


def _no_such_day(text: str, words: DateWords) -> str:
    if match := _NUMBERS.search(text):
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        assert month is not None
        return "" if _is_out_of_reach(year) else _fault(year, month, day)
    if match := _YEAR_LAST.search(text):
        first, second, year = (int(part) if part else None for part in match.groups())
        assert first is not None
        assert year is not None
        day, month = (None, first) if second is None else (first, second)
        if month > 12 and day is not None and day <= 12:
            day, month = month, day
        return "" if _is_out_of_reach(year) else _fault(year, month, day)
    year_found = _YEAR.search(text)
    rest = text.replace(year_found[0], " ") if year_found else text
    day_found = re.search(r"(?<!\d)\d{1,2}(?!\d)", rest)
    month = _month_named(rest, words)
    if not (month and day_found):
        return ""
    return _fault(int(year_found[0]) if year_found else 2024, month, int(day_found[0]))


def _month_named(text: str, words: DateWords) -> int:
    """The number of the month that a text names, 0 for none."""
    found = {word.strip(".") for word in re.findall(r"[^\W\d_]+", text.casefold())}
    named = (
        number
        for number, spelled in enumerate(words.months, 1)
        if found & {word.casefold().strip(".") for word in spelled}
    )
    return next(named, 0)


def _fault(year: int, month: int, day: int | None) -> str:
    if not 1 <= month <= 12:
        return f"there is no month {month:02}"
    last = calendar.monthrange(year, month)[1] if 1 <= year <= 9999 else 31
    if day is not None and not 1 <= day <= last:
        return f"{calendar.month_name[month]} {year} has {last} days"
    return ""


def _no_such_part(text: str) -> str:
    for pattern, most, reason in (
        (_QUARTER, 4, "a year has four quarters"),
        (_HALF, 2, "a year has two halves"),
    ):
        match = pattern.search(text)
        if match and not 1 <= int(match[1] or match[2]) <= most:
            return reason
    return ""


def _wrong_way_round(text: str) -> str:
    match = _RANGE.search(text)
    return f"{match[1]} is after {match[2]}" if match and int(match[1]) > int(match[2]) else ""


def _out_of_reach(text: str) -> str:
    match = _YEAR.search(text)
    if match and _is_out_of_reach(int(match[0])):
        return f"only the years {FIRST_YEAR} to {LAST_YEAR} are read"
    return ""


def _is_out_of_reach(year: int) -> bool:
    return not FIRST_YEAR <= year <= LAST_YEAR
