"""Uncertain time: the one grammar that reads how people write dates, and says them back.

In: text, the word tables of its language (`DateWords`) and, for "next year" and its like, when it
was said. Out: `Period`s (intervals of days), a few words, EDTF. Knows no file and no clock, and no
word of any language but the English of `say`: words to read are data (`vocabulary/`), words to say
come from the catalogue of the interface (`strings.py`).

How it is done: one regular expression finds **points** (a year, a quarter, "late 2027", "FY26");
neighbours that a joiner connects become one **stretch** ("2027–2028"); the words around it
("by", "or later") **qualify** it; and what only looks like a date (2000 cycles, ISO 2015) is
**refused**. What is written like a date and is none (31 February, Q5 2026, 2030–2027) is passed
over as a whole: its parts are no dates either.

>>> from ssbrief.vocabulary import words
>>> en = words("en").dates
>>> def show(text, said=None):
...     for one in find(text, en, said):
...         print(f"{one.words} = {say(one.period)}")
>>> show("Pilot in Q3 2026, cars by 2027-2028, or by the end of 2029.")
Q3 2026 = Jul–Sep 2026
by 2027-2028 = 2027–2028
by the end of 2029 = by 2029
>>> show("no earlier than 2029; 2030+; before 2025; around 2025-2027")
no earlier than 2029 = 2029 or later
2030+ = 2030 or later
before 2025 = by 2024
around 2025-2027 = around 2025–2027
>>> show("mid-2027, the second half of the 2020s, fiscal 2026, 3 June 2027")
mid-2027 = May–Aug 2027
second half of the 2020s = 2025–2029
fiscal 2026 = Apr 2026 – Mar 2027
3 June 2027 = 3 Jun 2027
>>> show("delayed from 2026 to 2028")
2026 = 2026
2028 = 2028
>>> show("2,000 cycles, 2000 hours, $2,025, EO 14300, CVE-2024-1234, 31 February 2026, Q5 2026")
>>> show("within this decade, or in 3-5 years", said=read("2025-06", en))
within this decade = 2020–2029
in 3-5 years = 2028–2030
"""

from __future__ import annotations

from functools import lru_cache

from ..model import Period
from .days import a_year_on, is_past, months_between, order, years
from .grammar import grammar_of
from .iso import edtf, from_edtf
from .patterns import Context
from .qualifying import Found, qualified_dates
from .saying import ENGLISH, FORMS, Sayings, say
from .stretches import find_points, join_points
from .tables import DateWords
from .writing import NOT_AFTER, NOT_BEFORE, PLAIN_SIGNS, plain_text

__all__ = [
    "ENGLISH",
    "FISCAL_START",
    "FORMS",
    "NOT_AFTER",
    "NOT_BEFORE",
    "DateWords",
    "Found",
    "Sayings",
    "a_year_on",
    "edtf",
    "find",
    "from_edtf",
    "is_past",
    "months_between",
    "order",
    "read",
    "say",
    "signs_of",
    "years",
]

#: Longer than anyone writes one date ("from the first half of … to the second quarter of …").
_LONGEST = 160
FISCAL_START = 4  # Japanese firms, who say most of the fiscal years, start theirs in April.


def find(
    text: str,
    words: DateWords,
    said: Period | None = None,
    fiscal_start: int = FISCAL_START,
    likely: bool = False,
) -> tuple[Found, ...]:
    """All dates in running text, left to right. Without `said`, relative ones are not dates; it is
    `likely` that there are any where `signs_of` has told so."""
    grammar = grammar_of(words)
    plain = plain_text(text)
    if not likely and not grammar.signs_of_dates(plain, said):
        return ()
    context = Context(grammar.patterns, said, fiscal_start)
    stretches = join_points(plain, grammar, find_points(plain, grammar, context))
    return tuple(qualified_dates(text, plain, grammar, said, stretches))


def signs_of(text: str, words: DateWords, said: Period | None = None) -> list[int]:
    """Where a date may be, in rising order: what lies between two of these places has none."""
    plain = plain_text(text)
    return grammar_of(words).signs_of_dates(plain, said)


@lru_cache(maxsize=4096)  # the heads of columns return, and what stands in them
def read(
    text: str, words: DateWords, said: Period | None = None, fiscal_start: int = FISCAL_START
) -> Period | None:
    """The period that the whole text names (a value in front matter), None if it is not one date.

    >>> from ssbrief.vocabulary import words
    >>> say(read("Late 2024/2025", words("en").dates))
    'Oct 2024 – Dec 2025'
    >>> say(read("../2028", words("en").dates))
    'by 2028'
    """
    whole = text.strip()
    if len(whole) > _LONGEST:
        return None
    if known := from_edtf(whole):
        return known
    found = find(whole, words, said, fiscal_start)
    if len(found) != 1 or found[0].end != len(whole):
        return None
    lead = whole[: found[0].start].translate(PLAIN_SIGNS)
    return found[0].period if grammar_of(words).lead.fullmatch(lead) else None
