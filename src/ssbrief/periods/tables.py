"""The tables that dates of one language are read with, and how a word is looked up in them.

In: nothing; the tables are filled from the language's data file. Knows no pattern and no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct


class DateWords(Struct, frozen=True, eq=False):
    """The words that dates are written with in one language; what is left out is not read.

    A space in a word also stands for a hyphen ("year end" is "year-end"). Case does not matter.
    """

    #: Whether words have spaces between them; whether a part stands after its year ("2027年底").
    spaced: bool = True
    part_follows: bool = False
    #: Whether 12/03/2026 is the twelfth of March; where not, it is left alone.
    day_first: bool = False
    #: Letters that are written as one with the word after them (an Arabic "and").
    clitics: tuple[str, ...] = ()
    #: Words that begin like a part or qualifier after a year and are none ("2027年中国" is no 中).
    look_alikes: tuple[str, ...] = ()
    #: January to December; spring to winter; first to fourth; one to twelve: words for each.
    months: tuple[tuple[str, ...], ...] = ()
    seasons: tuple[tuple[str, ...], ...] = ()
    ordinals: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[tuple[str, ...], ...] = ()
    #: Ends of ordinal figures ("13th", "2nd").
    ordinal_marks: tuple[str, ...] = ()
    #: Units: "quarter", "half"; "years", "months" after a count.
    quarter: tuple[str, ...] = ()
    half: tuple[str, ...] = ()
    week: tuple[str, ...] = ()
    #: The letters of quarters and halves that are numbered: "Q3", "H1".
    quarter_codes: tuple[str, ...] = ("Q",)
    half_codes: tuple[str, ...] = ("H",)
    years: tuple[str, ...] = ()
    months_unit: tuple[str, ...] = ()
    #: Thirds of a year or decade, and its very end.
    early: tuple[str, ...] = ()
    mid: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    #: The end of the year as one word ("year-end"), with or without the year.
    year_end: tuple[str, ...] = ()
    #: What may stand before a year without changing it ("calendar year"); "fiscal year", "FY".
    year_titles: tuple[str, ...] = ()
    year_marks: tuple[str, ...] = ()  # and what may stand after it ("2027年")
    fiscal: tuple[str, ...] = ()
    #: Twelve months named by the month they end or begin with ("fiscal year ending March 2022").
    year_ending: tuple[str, ...] = ()
    year_ending_follows: tuple[str, ...] = ()
    year_beginning: tuple[str, ...] = ()
    #: "2020s", "années 2020": what follows the figure or stands before it; "the year", "the decade"
    #: as things to be a part of.
    decade_marks: tuple[str, ...] = ()
    decade_titles: tuple[str, ...] = ()
    of_year: tuple[str, ...] = ()
    of_decade: tuple[str, ...] = ()
    #: Whole phrases counted from when it was said.
    this_year: tuple[str, ...] = ()
    next_year: tuple[str, ...] = ()
    year_after_next: tuple[str, ...] = ()
    last_year: tuple[str, ...] = ()
    #: Before or after a month, season, quarter or half: of this year, the next or the last one.
    this: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    next_follows: tuple[str, ...] = ()
    last_follows: tuple[str, ...] = ()
    #: Before one that stands without a year ("in March", "by the third quarter").
    in_part: tuple[str, ...] = ()
    this_decade: tuple[str, ...] = ()
    next_decade: tuple[str, ...] = ()
    within_next: tuple[str, ...] = ()
    within_follows: tuple[str, ...] = ()
    in_count: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    #: Small words: "of", "the", and what may stand before a date that is a whole value ("in").
    of: tuple[str, ...] = ()
    the: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    #: Joiners.
    to: tuple[str, ...] = ()
    both: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    #: Qualifiers before the date.
    by: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    since: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    #: Qualifiers after the date.
    or_later: tuple[str, ...] = ()
    and_later: tuple[str, ...] = ()  # only where a clause ends: "2030 and later cancelled"
    or_earlier: tuple[str, ...] = ()
    or_so: tuple[str, ...] = ()
    before_follows: tuple[str, ...] = ()
    after_follows: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    #: After one of these "from 2026 to 2028" is a move between two dates, not a stretch.
    moved: tuple[str, ...] = ()
    #: With one of these in the clause before it, or of the second list after it, "before 2030" and
    #: "until 2030" mean from 2030.
    negation: tuple[str, ...] = ()
    negation_follows: tuple[str, ...] = ()
    #: A figure after one of `opening`, where a clause opens, is a year whatever follows it; else a
    #: figure before one of `counted` is none, nor one after one of `numbered`.
    opening: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()


def flat(table: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(word for row in table for word in row)


def number_of(word: str, table: Sequence[Sequence[str]]) -> int | None:
    """Which row of the table holds the word, from 1."""
    plain = re.sub(r"[\s-]+", " ", word.lower()).rstrip(".")
    for number, row in enumerate(table, 1):
        if plain in (entry.lower().replace("-", " ").rstrip(".") for entry in row):
            return number
    return None
