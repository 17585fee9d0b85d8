"""The words and signs with which a date can begin, so that it is sought nowhere else.

In: the tables of a language. Out: first words, with those that must follow them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .no_dates import OTHER_WORDS
from .tables import DateWords, flat
from .writing import CJK

#: What a form can begin with: a sign before a figure, a figure; or a word.
FIGURE = re.compile(r"[$€£¥₩₹]|[(+'](?=\d)|\d+")
_TOKEN = re.compile(rf"{FIGURE.pattern}|[^\W\d_{CJK}]+")
SIGNS_AND_FIGURES = frozenset("0123456789(+'$€£¥₩₹")
#: The same in ASCII in lower case, where it is found several times as fast.
ASCII_FIGURE = re.compile(r"\d+|\$|[(+'](?=\d)")
_ASCII_TOKEN = re.compile(rf"[a-z]+|{ASCII_FIGURE.pattern}")
NOTHING_MORE: frozenset[str] = frozenset()


def token_pattern(text: str) -> re.Pattern[str]:
    return _ASCII_TOKEN if text.isascii() else _TOKEN


def base_words(words: DateWords) -> tuple[str, ...]:
    """The words that a year or decade can open with."""
    w = words
    titled = (w.year_ending, w.year_beginning, w.fiscal, w.decade_titles, w.year_titles)
    years = (w.this_year, w.next_year, w.year_after_next, w.last_year, w.of_year)
    return flat((*titled, *years, w.this_decade, w.next_decade, w.of_decade))


def part_words(words: DateWords) -> tuple[str, ...]:
    """The words that a part of a year or decade can open with."""
    w = words
    thirds = (*w.early, *w.mid, *w.late, *w.end, *w.year_end)
    rows = (*w.months, *w.seasons, *w.ordinals, w.quarter, w.half, thirds)
    codes = (*w.quarter_codes, *w.half_codes)
    joined = (third + word for third in thirds for word in base_words(w))  # "midyear"
    return (*flat(rows), *codes, *joined)


#: Words that never open a point: they join two, qualify one, or stand inside or behind it.
_INNER = frozenset(
    (
        *("clitics", "look_alikes", "ordinal_marks", "years", "months_unit", "year_marks"),
        *(
            "decade_marks",
            "year_ending_follows",
            "of",
            "the",
            "fillers",
            "to",
            "both",
            "either",
            "by",
            "until",
            "before",
        ),
        *("since", "after", "between", "within", "around", "or_later", "and_later", "or_earlier"),
        *("or_so", "before_follows", "after_follows", "present", "moved", "negation", "opening"),
        *("negation_follows", "counted", "numbered", "later", "within_follows", "within_next"),
        *("in_count", "ordinals", "numbers", "this", "next", "last", "next_follows"),
        *("last_follows", "in_part"),
    )
)


def _opening_words(words: DateWords) -> tuple[str, ...]:
    """All that a point can open with, but for counts, figures and signs. A table that is not known
    here is taken for one of openings, so that it is never passed over."""
    tables = (getattr(words, name) for name in words.__struct_fields__ if name not in _INNER)
    rows = (row for table in tables if isinstance(table, tuple) for row in table)
    flat = [word for row in rows for word in ((row,) if isinstance(row, str) else row)]
    return (*flat, "Q", "H", *OTHER_WORDS)


def _counting_words(words: DateWords) -> tuple[str, ...]:
    return (*words.in_count, *words.within_next)


def unspaced_phrases(words: DateWords) -> tuple[str, ...]:
    """What a point can open with, where words are not parted."""
    counted = (*flat(words.numbers), *flat(words.ordinals), *_counting_words(words))
    return (*_opening_words(words), *counted)


def spaced_phrases(words: DateWords) -> Iterator[str]:
    """What a point can open with, as whole words."""
    known = _opening_words(words)
    thirds = (*words.early, *words.mid, *words.late, *words.end)
    named, ordinals = flat(words.numbers), flat(words.ordinals)
    numbers = (*named, *(f"{n:0{size}}" for n in range(100) for size in (1, 2)))
    joining = (*words.to, *words.both, *words.either, *words.the)
    counted = (*words.years, *words.months_unit, *joining, *numbers)
    yield from known
    yield from (f"{number} {unit}" for number in named for unit in counted)
    yield from (f"{one} {two}" for one in ordinals for two in (*known, *ordinals, *joining))
    yield from (third + word for third in thirds for word in known)  # "midyear"
    yield from (f"{word} {number}" for word in _counting_words(words) for number in numbers)
    units = (*words.quarter, *words.half, *words.months_unit)
    parts = (*flat(words.months), *flat(words.seasons), *units)
    steps = (*words.this, *words.next, *words.last)
    yield from (f"{step} {part}" for step in steps for part in (*parts, *ordinals))


def by_first_word(phrases: Iterable[str]) -> dict[str, frozenset[str]]:
    """The words that open phrases, with those that then must follow (none: the word is enough)."""
    following: dict[str, set[str]] = {}
    for phrase in phrases:
        first, second, *_ = *_TOKEN.findall(phrase.lower()), "", ""
        following.setdefault(first, set()).add(second)
    return {
        first: NOTHING_MORE if "" in seconds else frozenset(seconds)
        for first, seconds in following.items()
    }
