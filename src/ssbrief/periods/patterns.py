"""What the parts of a year ("third quarter", "late") and what they are parts of look like.

In: the tables of a language. Out: regular expressions, and the `Context` that a match is read in.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from ..model import Period
from .tables import DateWords, flat
from .writing import YEAR, any_word, compiled, hyphen_or_gap, named_group


class Patterns:
    """A language's parts, and what they are parts of."""

    def __init__(self, words: DateWords) -> None:
        self.words = words
        self.head_pattern = head_pattern(words)
        self.head = compiled(self.head_pattern)
        self.base_pattern = base_pattern(words)
        self.base = compiled(self.base_pattern)


class Context(NamedTuple):
    """What a form needs to know to be read."""

    patterns: Patterns
    said: Period | None
    fiscal_start: int

    @property
    def now(self) -> date | None:
        """The day from which relative dates count."""
        return (self.said.earliest or self.said.latest) if self.said else None


def codes_pattern(words: DateWords) -> str:
    """Numbered quarters and halves: "Q3", "1H"."""
    letters = "|".join(map(re.escape, (*words.quarter_codes, *words.half_codes)))
    return rf"(?:(?:{letters})\d|\d(?:{letters}))"


def head_pattern(words: DateWords, *, before: bool = True) -> str:
    """A part of a year or decade; no comma parts it from the year that it stands before."""
    no_comma = r"(?!\s*,)" if before else ""
    return rf"(?:{named_part_pattern(words)}|{thirds_pattern(words)}{no_comma})"


def named_part_pattern(words: DateWords) -> str:
    """A quarter, half, month or season."""
    gap = hyphen_or_gap(words)
    fiscal = rf"(?:(?P<in_fiscal>{any_word(words.fiscal)})[\s-]+)?"
    ordinal = any_word(flat(words.ordinals))
    return (
        rf"(?:(?P<code>{codes_pattern(words)})"
        rf"|(?P<ordinal>{ordinal}){gap}{fiscal}"
        rf"(?:(?P<quarter>{any_word(words.quarter)})|(?P<half>{any_word(words.half)}))"
        rf"|(?:(?P<a_quarter>{any_word(words.quarter)})|{any_word(words.half)}){gap}(?P<nth>{ordinal})"
        rf"|(?P<month>{any_word(flat(words.months))})\.?"
        rf"|(?P<season>{any_word(flat(words.seasons))}))"
    )


def thirds_pattern(words: DateWords) -> str:
    return (
        rf"(?:(?P<end>{any_word((*words.end, *words.year_end))})|(?P<early>{any_word(words.early)})"
        rf"|(?P<mid>{any_word(words.mid)})|(?P<late>{any_word(words.late)}))"
    )


def part_after_pattern(words: DateWords) -> str:
    """A part that stands after its year: "2025 Q4"; where a language has it so, any part."""
    codes = rf"{codes_pattern(words)}(?:[-–/]{codes_pattern(words)})?"
    if not words.part_follows:
        return rf"[\s,/-]*{named_group(codes, 'bare')}"
    head = head_pattern(words, before=False)
    of = rf"[\s,/-]*(?:{any_word(words.of)}\s*)?{no_look_alike(words)}"
    return rf"{of}{named_group(f'{codes}|{head}', 'bare')}"


def no_look_alike(words: DateWords) -> str:
    return rf"(?!\s*{any_word(words.year_marks)}?{any_word(words.look_alikes)})"


def number_pattern(words: DateWords) -> str:
    """A small number; in a script without spaces it is no part of a longer one."""
    named = any_word(flat(words.numbers))
    signs = "" if words.spaced else "".join(sorted(set("".join(flat(words.numbers)))))
    return rf"(?:\d{{1,2}}(?!\d)|{f'(?<![{signs}])' if signs else ''}{named})"


def base_pattern(words: DateWords) -> str:
    """What a part is a part of: a year, a fiscal year, a decade, or "next year"."""
    fiscal = any_word(words.fiscal)
    month = rf"(?P<bound_month>{any_word(flat(words.months))})\.?(?:\s*\d{{1,2}}(?!\d),?)?"
    return (
        rf"(?:(?:(?P<ending>{any_word(words.year_ending)})|{any_word(words.year_beginning)})\s+"
        rf"{month}\s+(?P<bound_year>{YEAR})"
        rf"|{fiscal}[\s-]*'?(?P<fiscal>{YEAR}|\d\d)(?:[-–/](?P<fiscal_to>{YEAR}|\d\d))?"
        rf"|(?P<year_fiscal>{YEAR})(?:[-–/]\d\d(?!\d))?[\s-]*{fiscal}"
        rf"|(?P<decade>(?:19|20)\d)0{any_word(words.decade_marks)}"
        rf"|{any_word(words.decade_titles)}\s+(?P<titled_decade>(?:19|20)\d)0"
        rf"|(?:{any_word(words.year_titles)}\s*)?(?P<year>{YEAR})(?:\s?{any_word(words.year_marks)}|年)?"
        rf"|(?P<this_year>{any_word(words.this_year)})"
        rf"|(?P<year_after_next>{any_word(words.year_after_next)})"
        rf"|(?P<next_year>{any_word(words.next_year)})|(?P<last_year>{any_word(words.last_year)})"
        rf"|(?P<this_decade>{any_word(words.this_decade)})"
        rf"|(?P<next_decade>{any_word(words.next_decade)})"
        rf"|(?P<of_year>{any_word(words.of_year)})|(?P<of_decade>{any_word(words.of_decade)})"
        rf"|'(?P<short>\d\d))"
    )
