"""The ways to write a point in time, the more telling first.

In: the tables of a language. Out: `Form`s: what each opens with, its pattern, what reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from .absolute import (
    bare_base,
    base_and_part,
    calendar_week,
    cjk_days,
    days_of_month,
    iso_day,
    month_and_year,
    no_date,
    part_of_base,
    short_code,
    year_and_two_figures,
    year_to_month,
)
from .days import Span
from .no_dates import OTHER_FIGURES, OTHER_WORDS
from .openings import base_words, by_first_word, part_words
from .patterns import (
    Context,
    Patterns,
    named_part_pattern,
    no_look_alike,
    number_pattern,
    part_after_pattern,
    thirds_pattern,
)
from .relative import (
    after_count,
    part_alone,
    stepped_part,
    stepped_unit,
    this_year_end,
    within_count,
)
from .tables import DateWords, flat
from .writing import (
    RIGHT,
    YEAR,
    any_word,
    articles_pattern,
    compiled,
    gap_pattern,
    hyphen_or_gap,
    named_group,
    of_day_pattern,
    separator_pattern,
    word_edge,
)

#: How far before a month without a year the word may begin that leads to it ("by the end of").
_LEAD = 24


class Form:
    """A way to write a point in time: what it opens with (`y` a figure as long as a year's, `x` one
    before a sign of dates, `f` a day or count, `o` another figure, `w` a word, `s` a sign), its
    pattern, what reads a match of it, and the words it can open with."""

    def __init__(
        self,
        opens: str,
        pattern: str,
        read: Callable[[re.Match[str], Context], Span | None],
        words: Iterable[str] = (),
    ) -> None:
        self.opens = opens
        self.pattern = pattern
        self.read = read
        self.words = frozenset(by_first_word(words))

    @cached_property
    def match(self) -> Callable[[str, int], re.Match[str] | None]:
        return compiled(self.pattern).match

    @cached_property
    def seconds(self) -> tuple[str, ...]:
        """Its groups that say, where they match, that a point has two ends."""
        groups = compiled(self.pattern).groupindex
        return tuple(
            name for name in ("first_head", "first_ordinal", "dash", "d1") if name in groups
        )

    def has_two_ends(self, match: re.Match[str]) -> bool:
        """Whether a point has two ends of its own: "July to September 2026", "2027-28"."""
        return any(match[name] and self._is_second(name, match) for name in self.seconds)

    def _is_second(self, name: str, match: re.Match[str]) -> bool:
        if name == "dash":
            return int(match["m"]) > 12
        return name != "d1" or bool(match["d2"])


class _LedForm(Form):
    """One that counts only after certain words."""

    lead: str = ""

    @cached_property
    def match(self) -> Callable[[str, int], re.Match[str] | None]:
        lead, form = compiled(self.lead).search, compiled(self.pattern).match
        return lambda text, start: (
            form(text, start) if lead(text, max(0, start - _LEAD), start) else None
        )


def forms_of(patterns: Patterns) -> tuple[Form, ...]:
    """The ways to write a point, the more telling first."""
    words = patterns.words
    sep, of = separator_pattern(words), any_word(words.of)
    of_day = of_day_pattern(words)
    join = (
        rf"[\s-]*(?:[-–/~]|{any_word((*words.to, *words.both, *words.either))})[\s-]*"
        rf"{articles_pattern(words)}"
    )
    gap = gap_pattern(words)
    month = any_word(flat(words.months)) + r"\.?"
    day = rf"\d{{1,2}}(?!\d){any_word(words.ordinal_marks)}?"
    head, base = patterns.head_pattern, patterns.base_pattern
    thirds = thirds_pattern(words)
    third = any_word((*words.early, *words.mid, *words.late, *words.end))
    number = number_pattern(words)
    up_to = rf"\s*(?:[-–~]|{any_word((*words.to, *words.either))})\s*(?P<most>{number})"
    count = (
        rf"(?P<count>{number})(?:{up_to})?"
        rf"{hyphen_or_gap(words)}(?:(?P<years>{any_word(words.years)})|(?P<months>{any_word(words.months_unit)}))"
    )
    time = r"(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|[+-]\d\d:?\d\d)?)?"
    ordinal = rf"(?P<first_ordinal>{any_word(flat(words.ordinals))})"
    first = rf"{named_group(head, 'first_head')}|{ordinal}"
    named = flat(words.numbers)
    return (
        Form("xyfows", rf"(?:{OTHER_FIGURES})", no_date, OTHER_WORDS),
        *(
            Form("x", rf"(?P<y>{YEAR}){sign}(?P<m>\d\d?){sign}(?P<d>\d\d?)(?!\d){time}", iso_day)
            for sign in ("-", "/", r"\.")
        ),
        Form(
            "x",
            rf"(?P<y>{YEAR})年\s?(?P<m>\d\d?)月{any_word(words.year_ending_follows)}",
            year_to_month,
        ),
        Form(
            "x",
            rf"(?P<y>{YEAR})年(?P<m1>\s?\d\d?)(?:月(?:(?P<d1>\s?\d\d?)日?)?)?{join}"
            rf"(?P<m2>\d\d?)月(?:(?P<d2>\s?\d\d?)日)?",
            cjk_days,
        ),
        Form(
            "x",
            rf"(?P<y>{YEAR})年\s?(?P<m>\d\d?)月(?:\s?(?P<d>\d\d?)日|{no_look_alike(words)}{third})?",
            iso_day,
        ),
        Form("f", rf"(?P<m>0[1-9]|1[0-2])/(?P<y>{YEAR}){RIGHT}", month_and_year),
        Form(
            "w",
            rf"{any_word(words.week)}\s*(?P<week>\d\d?)(?!\d){sep}(?P<y>{YEAR}){RIGHT}",
            calendar_week,
            words.week,
        ),
        *(
            Form("f", rf"(?P<d>\d\d?){sign}(?P<m>\d\d?){sign}(?P<y>{YEAR}){RIGHT}", iso_day)
            for sign in (r"\.", "/")[: 2 if words.day_first else 1]
        ),
        Form(
            "x",
            rf"(?P<y>{YEAR})(?P<dash>[-–/~])(?P<m>\d\d)"
            rf"(?!\d|[-/]\d|\s+{any_word(words.fiscal)}{RIGHT})(?:{any_word(words.year_marks)})?",
            year_and_two_figures,
        ),
        Form(
            "f",
            rf"(?:(?P<d1>{day})(?:\s*(?P<m1>{month}))?{join})?(?P<d2>{day})[\s-]*(?:{of_day}\s+)?"
            rf"(?P<m2>{month})(?:\s+{of}\s+|[\s,-]*)(?P<y>{YEAR}){RIGHT}",
            days_of_month,
        ),
        Form(
            "w",
            rf"(?P<m1>{month})\s*(?P<d1>{day})(?:{join}(?:(?P<m2>{month})\s*)?(?P<d2>{day}))?"
            rf"\s*,?\s+(?P<y>{YEAR}){RIGHT}",
            days_of_month,
            flat(words.months),
        ),
        Form(
            "fw",
            rf"(?:{named_group(thirds, 'outer')}(?!\s*,){sep}(?!{third}))?(?:(?:{first}){join})?"
            rf"{named_group(head, 'head')}{sep}{named_group(base, 'base')}{RIGHT}",
            part_of_base,
            part_words(words),
        ),
        Form(
            "xyws",
            rf"{named_group(base, 'base')}(?:{part_after_pattern(words)}"
            rf"|\s*\(\s*{named_group(head, 'head')}\s*\)){RIGHT}",
            base_and_part,
            base_words(words),
        ),
        Form("f", rf"(?P<code>\d[QH])\s?'?(?P<short>\d\d){RIGHT}", short_code),
        Form("w", rf"(?P<code>[QH]\d)\s?'(?P<short>\d\d){RIGHT}", short_code, "QH"),
        Form(
            "w",
            rf"(?:{any_word(words.within_next)}){gap}{count}{RIGHT}",
            within_count,
            words.within_next,
        ),
        Form("fw", rf"{count}{gap}{any_word(words.within_follows)}{RIGHT}", within_count, named),
        Form(
            "w",
            rf"(?:{any_word(words.in_count)}){gap}{count}{RIGHT}(?!\s+{of}\b)",
            after_count,
            words.in_count,
        ),
        Form(
            "fw",
            rf"{count}{gap}(?:{any_word(words.later)}){RIGHT}(?!\s+{of}\b)",
            after_count,
            named,
        ),
        Form("w", rf"{any_word(words.year_end)}{RIGHT}", this_year_end, words.year_end),
        *_forms_without_year(words),
        Form("xyw", rf"(?!'){named_group(base, 'base')}{RIGHT}", bare_base, base_words(words)),
    )


def _forms_without_year(words: DateWords) -> Iterator[Form]:
    """ "next spring", "last March"; and "in March", "by the third quarter", "on 12 March"."""
    if not words.in_part:
        return
    gap, sep = gap_pattern(words), separator_pattern(words)
    part = named_group(named_part_pattern(words), "head")
    third = rf"(?:{named_group(thirds_pattern(words), 'outer')}(?!\s*,){sep})?"
    kinds = ("this", "next", "last")
    steps = f"(?:{'|'.join(rf'(?P<{k}>{any_word(getattr(words, k))})' for k in kinds)})"
    ahead, ago = any_word(words.next_follows), any_word(words.last_follows)
    after = rf"(?:(?P<next>{ahead})|(?P<last>{ago}))"
    opening = (*words.this, *words.next, *words.last)
    stepped = (*opening, *part_words(words))
    yield Form("w", rf"{third}{steps}{gap}{part}{RIGHT}", stepped_part, stepped)
    one = [[min(unit, key=len)] if unit else [] for unit in (words.months_unit, words.quarter)]
    units = rf"(?:(?P<month>{any_word(one[0])})|{any_word(one[1])})"
    yield Form("w", rf"{steps}{gap}{units}{RIGHT}", stepped_unit, opening)
    yield Form("fw", rf"{third}{part}{gap}{after}{RIGHT}", stepped_part, part_words(words))
    day = rf"(?P<d>\d{{1,2}})(?!\d){any_word(words.ordinal_marks)}?"
    of_day = of_day_pattern(words)
    month = rf"(?P<m>{any_word(flat(words.months))})"
    lead = rf"{word_edge(words)}{any_word(words.in_part)}{gap}{articles_pattern(words)}\Z"
    if not words.spaced:  # "6月" says what it is, but for "3个月" and "2027年6月"
        lead = r"(?<![\d年个個第カか/.-])\Z"
        day, month = r"(?P<d>\d{1,2})日", rf"(?P<m>{any_word(flat(words.months))})"
        yield _alone("f", rf"{month}{day}", lead, ())
        yield _alone("f", r"(?P<head>\d{1,2}月)(?![\d间間期号底])", lead, ())
        return
    forms = (
        ("f", rf"{day}[\s-]*(?:{of_day}\s+)?{month}{RIGHT}", ()),
        ("w", rf"{month}\s+{day}{RIGHT}", flat(words.months)),
        ("fw", rf"{third}{part}{RIGHT}", part_words(words)),
    )
    yield from (_alone(opens, pattern, lead, openers) for opens, pattern, openers in forms)


def _alone(opens: str, pattern: str, lead: str, openers: Iterable[str]) -> _LedForm:
    form = _LedForm(opens, pattern, part_alone, openers)
    form.lead = lead
    return form
