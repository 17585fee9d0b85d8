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

import re
from calendar import monthrange
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache, partial
from typing import NamedTuple

from msgspec import Struct

from .model import Period


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


class Found(Struct, frozen=True):
    """A date in running text: `text[start:end]` is `words`, qualifiers included. Of one that is
    `guessed` the words say no year: it is the nearest to when it was said."""

    start: int
    end: int
    period: Period
    words: str
    guessed: bool = False


#: How far before a month without a year the word may begin that leads to it ("by the end of").
_LEAD = 24
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
    grammar = _grammar(words)
    plain = _plain(text)
    if not likely and not grammar.signs_of_dates(plain, said):
        return ()
    context = _Context(grammar, said, fiscal_start)
    stretches = _join(plain, grammar, _points(plain, context))
    return tuple(_dates(text, plain, context, stretches))


def signs_of(text: str, words: DateWords, said: Period | None = None) -> list[int]:
    """Where a date may be, in rising order: what lies between two of these places has none."""
    plain = _plain(text)
    return _grammar(words).signs_of_dates(plain, said)


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
    lead = whole[: found[0].start].translate(_PLAIN)
    return found[0].period if _grammar(words).lead.fullmatch(lead) else None


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
        last = _latest(period)
        phrase = how.by_around if period.approximate else how.by
        return phrase.format(when=how.date(last, _grain(None, last)))
    if period.latest is None:
        first = period.earliest
        phrase = how.later_around if period.approximate else how.later
        return phrase.format(when=how.date(first, _grain(first, None)))
    said = _said_stretch(period.earliest, period.latest, how)
    return how.around.format(when=said) if period.approximate else said


def edtf(period: Period) -> str:
    """The period in EDTF (ISO 8601-2, level 1), as coarse as it is exact.

    >>> edtf(Period(date(2027, 1, 1), date(2028, 12, 31), approximate=True))
    '2027~/2028~'
    >>> edtf(Period(None, date(2026, 9, 30)))
    '../2026-09'
    """
    mark = "~" if period.approximate else ""
    grain = _CHARACTERS[_grain(period.earliest, period.latest)]
    first = ".." if period.earliest is None else period.earliest.isoformat()[:grain] + mark
    last = ".." if period.latest is None else period.latest.isoformat()[:grain] + mark
    return first if first == last else f"{first}/{last}"


def from_edtf(text: str) -> Period | None:
    """The period of an EDTF date or interval of days, months, years or decades; else None.

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
    return _period(earliest, latest, any(mark in text for mark in "~?%"))


def months_between(a: date, b: date) -> int:
    """Whole months from one bound to another, negative when it moved earlier.

    A bound at the end of a month is read as the midnight after it, so that bounds of months and
    years move by whole months whatever the length of the months.

    >>> months_between(date(2026, 9, 30), date(2027, 12, 31))
    15
    """
    if b < a:
        return -months_between(b, a)
    start, end = _midnight_after_month(a), _midnight_after_month(b)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


def years(period: Period) -> tuple[int, ...]:
    """The years that the period touches, ascending; of an open one only that of its bound.

    >>> years(Period(None, date(2028, 12, 31)))
    (2028,)
    """
    first, last = period.earliest or _latest(period), period.latest or _earliest(period)
    return tuple(range(first.year, last.year + 1))


def order(period: Period) -> tuple[date, date, bool, bool]:
    """A key to sort by: the latest known day, then the earliest; what is open comes last."""
    last, first = period.latest or _earliest(period), period.earliest or _latest(period)
    return last, first, period.latest is None, period.earliest is None


def a_year_on(period: Period, years: int) -> Period:
    """The same part of another year."""
    first, last = period.earliest, period.latest
    begins = first and first.replace(year=first.year + years, day=min(first.day, 28))
    ends = last and last.replace(year=last.year + years, day=min(last.day, 28))
    if first and begins and first.day > 28:
        begins = _day(begins.year, begins.month, first.day) or begins
    if last and ends and last.day > 28:
        ends = ends.replace(day=min(last.day, monthrange(ends.year, ends.month)[1]))
        ends = ends.replace(day=monthrange(ends.year, ends.month)[1]) if _ends_month(last) else ends
    return Period(begins, ends, period.approximate)


def is_past(period: Period, today: date) -> bool:
    """Whether its latest day is before today; what has no latest day is never past."""
    return period.latest is not None and period.latest < today


# --------------------------------------------------------------------------- stretches of days


class _Span(NamedTuple):
    """The first and the last day of what a point in time names."""

    first: date
    last: date


#: What is left of a span when an end is opened.
_Bounds = tuple[date | None, date | None]


class _Months(NamedTuple):
    """Whole months: what quarters, halves and "late" are parts of."""

    start: date
    length: int
    #: "the decade", not "the 2020s": its end is spoken of as the turn to the next ("by 2030").
    loose: bool = False

    def part(self, offset: int, length: int) -> _Months:
        return _Months(_shift(self.start, offset), length)

    def days(self) -> _Span:
        return _Span(self.start, _shift(self.start, self.length) - timedelta(days=1))


def _shift(day: date, months: int) -> date:
    """The first of the month that many months on."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _day(year: int, month: int, day: int) -> date | None:
    if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        return date(year, month, day)
    return None


def _days(first: date | None, last: date | None) -> _Span | None:
    """The stretch between two days, both known and in order."""
    return _Span(first, last) if first and last and first <= last else None


def _month_span(year: int, month: int) -> _Span | None:
    return _Months(date(year, month, 1), 1).days() if 1 <= month <= 12 else None


@cache
def _year_span(year: int, last: int | None = None) -> _Span:
    return _Span(date(year, 1, 1), date(last or year, 12, 31))


def _period(first: date | None, last: date | None, approximate: bool) -> Period | None:
    if (first is None and last is None) or (first and last and last < first):
        return None
    return Period(first, last, approximate)


def _earliest(period: Period) -> date:
    assert period.earliest is not None, "a period knows a bound"
    return period.earliest


def _latest(period: Period) -> date:
    assert period.latest is not None, "a period knows a bound"
    return period.latest


def _ends_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _midnight_after_month(day: date) -> date:
    return day + timedelta(days=1) if _ends_month(day) and day < date.max else day


# --------------------------------------------------------------------------- saying

_CHARACTERS = {"year": 4, "month": 7, "day": 10}  # of an ISO date, by the grain of a period


def _grain(first: date | None, last: date | None) -> str:
    """How exact a date must be to name both bounds."""
    if (first is None or first.day == 1) and (last is None or _ends_month(last)):
        whole_years = (first is None or first.month == 1) and (last is None or last.month == 12)
        return "year" if whole_years else "month"
    return "day"


def _said_stretch(first: date, last: date, how: Sayings) -> str:
    grain = _grain(first, last)
    start, end = how.date(first, grain), how.date(last, grain)
    if start == end:
        return start
    if grain == "year":
        return how.years.format(first=start, last=end)
    if grain == "month" and first.year == last.year:
        alone = how.date(first, "month-alone"), how.date(last, "month-alone")
        return how.months.format(first=alone[0], last=end, start=start, end=alone[1])
    return how.stretch.format(first=start, last=end)


# --------------------------------------------------------------------------- EDTF

_OPEN = ("", "..")
_EDTF_DATE = r"(?:(?:(?:19|20)\d\d|2100)(?:-\d\d(?:-\d\d)?)?|(?:19|20)\dX)[~?%]?"
_EDTF = re.compile(rf"(?P<first>{_EDTF_DATE}|\.\.|)(?:/(?P<last>{_EDTF_DATE}|\.\.|))?")


def _edtf_span(text: str) -> _Span | None:
    text = text.rstrip("~?%")
    if text.endswith("X"):
        return _year_span(int(text[:3] + "0"), int(text[:3] + "9"))
    year, month, day = (*(int(part) for part in text.split("-")), None, None)[:3]
    if year is None or month is None:
        return _year_span(int(text))
    if day is None:
        return _month_span(year, month)
    return _days(_day(year, month, day), _day(year, month, day))


# --------------------------------------------------------------------------- the grammar

# Hyphens, spaces and digits that look like ours; one character for one, so that offsets hold.
_PLAIN = str.maketrans(
    "０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹‐‑‒−／～〜’‘\u00a0\u2009\u202f\u3000（）",
    "0123456789" * 3 + "----/~~''    ()",
)

_CJK = "\u3040-\u30ff\u3400-\u9fff"
_CJK_FIGURES = str.maketrans("〇零一二三四五六七八九", "00123456789")
_CJK_YEAR = re.compile("[一二][〇零九一][〇零一二三四五六七八九]{2}(?=年)")


def _plain(text: str) -> str:
    """A text with the signs that the grammar knows, each in its place: 二〇二七年 is 2027年."""
    if text.isascii():
        return text
    plain = text.translate(_PLAIN)
    if "年" in plain:
        plain = _CJK_YEAR.sub(lambda year: year[0].translate(_CJK_FIGURES), plain)
    return plain


# Not after, or before, a letter or figure of a script that parts its words, as those below U+2000
# do. That these are told from other letters by few signs, and without regard to case, halves the
# time to compile each pattern; and letters of English are tried first, which most are.
NOT_AFTER = r"(?<!(?-i:[0-9A-Za-z_]))(?<!(?-i:(?=[\x80-\u1fff])\w))"
NOT_BEFORE = NOT_AFTER.replace("?<!", "?!")
_SPACED = r"(?-i:(?=[\0-\u1fff])\w)"
# Not inside a word; Chinese and Japanese do not space theirs.
_L = rf"(?:{NOT_AFTER}|(?=(?-i:(?![\0-\u1fff])\w)))"
_R = rf"(?:{NOT_BEFORE}|(?<=(?-i:(?![\0-\u1fff])\w)))"
_Y = r"(?:19\d\d|20\d\d|2100)"

# What holds figures that are no dates: addresses and file names; then standards, products, phone
# numbers, sums. The former can begin with any letter: they are looked for where one is in sight.
_FILES = (
    r"(?:pdf|html?|md|csv|tsv|xlsx?|docx?|pptx?|json|xml|ya?ml|txt|png|jpe?g|svg|webp|gif|zip|py"
    r"|mp4)\b"
)
_ADDRESSES = "|".join(
    (
        r"(?:https?://|www\.|doi:|mailto:)\S+",
        r"[\w.+-]{1,60}@[\w.-]+\w",
        r"[\w-]{1,60}(?:\.[\w-]{1,60}){1,9}/\S*",
        rf"[\w./-]{{0,200}}\w\.{_FILES}",
    )
)
_ADDRESS_SIGNS = ("@", "://", "www.", "doi:", "mailto:")
_ADDRESS_IN_SIGHT = re.compile(rf"\.(?:[\w-]{{1,60}}/|{_FILES})")  # in text in lower case
_STANDARDS = "CVE|EO|ISO|IEC|IEEE|DIN|JIS|ASTM|UL|RFC|GB|SAE J|VDE|NFPA|ANSI|JT|QC|YD|HJ|DO|FMVSS"
_PRODUCTS = r"BMW 2002|Peugeot e?-?2008|Windows \d{4}|Office \d{4}"
_COUNTRIES, _CURRENCIES = "US|CA|AU|HK|NZ", "USD|EUR|GBP|JPY|CNY|RMB|KRW"
_OTHER_WORDS = (
    "arXiv",
    *re.findall(r"[A-Za-z]{2,}", f"{_STANDARDS} {_PRODUCTS} {_COUNTRIES} {_CURRENCIES}"),
)
_OTHER_FIGURES = "|".join(
    (
        r"(?i:arxiv):?\s?\d{4}\.\d{4,5}(?:v\d+)?",
        rf"(?-i:{_STANDARDS})(?-i:[/ -](?:IEC|TS|TR|T|EN))*[ -]?\d[\d.:-]*\d",
        rf"(?-i:{_PRODUCTS})",
        r"\+\d[\d\s().-]{6,20}\d|\(?\d{3}\)?[-.\s]\d{3}[-.]\d{4}",
        rf"(?:(?:{_COUNTRIES})?[$€£¥₩₹]|(?:{_CURRENCIES})\b)\s?\d[\d.,]*",
        r"\d[\d.,]*\s?[$€£¥₩](?!\s?\d)",
    )
)

# Symbols of units, which are the same in every language; a figure before one is an amount.
_UNITS = (
    r"(?:[kMGTmµμn]?(?:Wh|Ah|W|V|Hz|Pa|m|g|s|N|Ω|L|l|J)(?:[/·]\S+)?|[Kkt]|kg|cm|dm|km|mm|min|h|hp|PS"
    r"|lbs?|bar|psi|rpm|Nm|ppm|bn|x|×)(?!\.\s?[A-Z])"
)

_UNFIT_BEFORE = rf"(?:{_SPACED}[.~]?|[$€£¥₩₹#@\\/=&_^§+<>]|\d[.,:]|\S-|\d–)\Z"


# What follows a figure that is no year: an amount's unit, the rest of a longer number.
_UNFIT_AFTER = re.compile(
    rf"(?<![{_CJK}])[^\W{_CJK}]|-\w|–\d|/\w|(?<=\d)[.,:]\d|[\\=@_]|\s?[%‰°℃×]|\s?[$€£¥₩](?!\s?\d)|\s+{_UNITS}{_R}"
)


class _Form:
    """A way to write a point in time: what it opens with (`y` a figure as long as a year's, `x` one
    before a sign of dates, `f` a day or count, `o` another figure, `w` a word, `s` a sign), its
    pattern, what reads a match of it, and the words it can open with."""

    def __init__(
        self,
        opens: str,
        pattern: str,
        read: Callable[[re.Match[str], _Context], _Span | None],
        words: Iterable[str] = (),
    ) -> None:
        self.opens = opens
        self.pattern = pattern
        self.read = read
        self.words = frozenset(_openers(words))

    @cached_property
    def match(self) -> Callable[[str, int], re.Match[str] | None]:
        return _compiled(self.pattern).match

    @cached_property
    def seconds(self) -> tuple[str, ...]:
        """Its groups that say, where they match, that a point has two ends."""
        groups = _compiled(self.pattern).groupindex
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


class _LedForm(_Form):
    """One that counts only after certain words."""

    lead: str = ""

    @cached_property
    def match(self) -> Callable[[str, int], re.Match[str] | None]:
        lead, form = _compiled(self.lead).search, _compiled(self.pattern).match
        return lambda text, start: (
            form(text, start) if lead(text, max(0, start - _LEAD), start) else None
        )


class _Point(NamedTuple):
    """A place in the text and the days it names (None: written like a date, but none).

    `joined` has two ends of its own; `alone` takes no "from" before it; of one that is `guessed`
    the year is not said.
    """

    start: int
    end: int
    span: _Span | None
    joined: bool = False
    alone: bool = False
    guessed: bool = False


class _Context(NamedTuple):
    """What a form needs to know to be read."""

    grammar: _Grammar
    said: Period | None
    fiscal_start: int

    @property
    def now(self) -> date | None:
        """The day from which relative dates count."""
        return (self.said.earliest or self.said.latest) if self.said else None


#: What a form can begin with: a sign before a figure, a figure; or a word.
_FIGURE = re.compile(r"[$€£¥₩₹]|[(+'](?=\d)|\d+")
_TOKEN = re.compile(rf"{_FIGURE.pattern}|[^\W\d_{_CJK}]+")
_SIGNS_AND_FIGURES = frozenset("0123456789(+'$€£¥₩₹")
#: The same in ASCII in lower case, where it is found several times as fast.
_ASCII_TOKEN = re.compile(r"[a-z]+|\d+|\$|[(+'](?=\d)")
_WORD_AFTER = re.compile(rf"[ \u00a0-]([^\W\d_{_CJK}]+)")
_SIGNS_IN_DATES = frozenset("-–/.~年")
_NO_DATE_GOES_ON_WITH = frozenset(",;:)%!?]")
_NONE: frozenset[str] = frozenset()


def _tokens(text: str) -> re.Pattern[str]:
    return _ASCII_TOKEN if text.isascii() else _TOKEN


class _Grammar:
    """The patterns made of one language's words."""

    def __init__(self, words: DateWords) -> None:
        self.words = words
        #: Whether a word can be told by the signs around it.
        self.spaced = words.spaced and not words.clitics
        edge = _edge(words)
        self.head_pattern = _head(words)
        self.head = _compiled(self.head_pattern)
        self.base_pattern = _base(words)
        self.base = _compiled(self.base_pattern)
        self.edge = re.compile(edge)
        forms = _forms(words, self)
        self.forms = {kind: [f for f in forms if kind in f.opens] for kind in "xyfows"}
        self.forms_of_word: dict[str, list[_Form]] = {}
        plain = self.spaced and not words.part_follows
        self.plain_year = _compiled(_plain_year(words)) if plain else None
        self.prefix = _compiled(_prefix(words))
        self.qualifying = _last_words(words)
        self.suffix = _compiled(_suffix(words))
        self.moved = _compiled(f"{edge}{_any(words.moved)}{_R}")
        self.negated = _compiled(f"{edge}{_any(words.negation)}{_R}")
        self.negated_after = _compiled(f"{edge}{_any(words.negation_follows)}{_R}")
        self.the_end = _compiled(f"{_L}{_any((*words.end, *words.year_end))}{_R}")
        self.counted = _compiled(rf"{_hyphen_or_gap(words)}{_any(words.counted)}{_R}")
        self.opening = _compiled(rf"(?:^|[.,;:!?(\n]\s*){_any(words.opening)}\s+\Z")
        self.numbered = _compiled(rf"{edge}{_any(words.numbered)}\s*\Z")
        self.unfit_before = _compiled(_unfit_before(words))
        self.before_two_figures = _compiled(
            rf"(?:['’]|{_any(words.fiscal)}[\s-]*|{_codes(words)}\s?|\d[QH]\s?)\Z"
        )
        self.lead = _compiled(rf"(?:{_any((*words.fillers, *words.the))}{_gap(words)})*")
        self.joiners = _joiners(words)

    @cached_property
    def openers(self) -> dict[str, frozenset[str]]:
        return _openers(_spaced_phrases(self.words))

    @cached_property
    def unspaced_opening(self) -> re.Pattern[str]:
        return _compiled(rf"{_FIGURE.pattern}|(?={_any(_unspaced_phrases(self.words))})")

    @cached_property
    def after_figures(self) -> frozenset[str]:
        """The words that may follow a day, a count or the figure of an ordinal."""
        w = self.words
        named = (*w.months, w.years, w.months_unit, w.quarter, w.half, w.fiscal, w.of, w.the, w.to)
        joined = (w.both, w.either, w.ordinal_marks, w.year_ending, w.year_beginning)
        return frozenset(_openers(_nested((*named, *joined, *w.numbers))))

    def forms_of(self, match: re.Match[str]) -> Sequence[_Form]:
        """The forms that can begin with a figure or sign."""
        token, text, end = match[0], match.string, match.end()
        if not token.isdigit():
            return self.forms["s" if token else "w"]
        following = text[end : end + 1]
        if len(token) == 4:
            return self.forms["x" if following in _SIGNS_IN_DATES else "y"]
        if len(token) > 2 or following in _NO_DATE_GOES_ON_WITH:
            return self.forms["o"]
        follows = _WORD_AFTER.match(text, end) if self.spaced else None
        return () if follows and follows[1].lower() not in self.after_figures else self.forms["f"]

    def forms_with(self, word: str) -> Sequence[_Form]:
        """The forms that can begin with a word; all, where none knows it as its own."""
        if word not in self.forms_of_word:
            own = [form for form in self.forms["w"] if word in form.words]
            self.forms_of_word[word] = own or self.forms["w"]
        return self.forms_of_word[word]

    def openings(self, text: str) -> Iterator[tuple[Sequence[_Form], int]]:
        """Where a point can begin, and the forms it can have there."""
        lowered = text.lower()
        if not self.spaced or len(lowered) != len(text):  # İ has a lower case of two letters
            yield from ((self.forms_of(m), m.start()) for m in self.unspaced_opening.finditer(text))
        elif self.openers.keys().isdisjoint(_tokens(lowered).findall(lowered)):
            yield from ((self.forms_of(m), m.start()) for m in _FIGURE.finditer(text))
        else:
            yield from self._spaced_openings(lowered)

    def _spaced_openings(self, text: str) -> Iterator[tuple[Sequence[_Form], int]]:
        openers, start, following, before = self.openers, 0, _NONE, ""
        for match in _tokens(text).finditer(text):
            token = match[0]
            if token in following:
                yield self.forms_with(before), start
            following = _NONE
            if token[0] in _SIGNS_AND_FIGURES:
                yield self.forms_of(match), match.start()
            elif token in openers:
                start, following, before = match.start(), openers[token], token
                if not following:
                    yield self.forms_with(token), start

    def may_qualify(self, text: str, end: int) -> bool:
        """Whether what ends before a place can be a qualifier, by its last word."""
        if not self.spaced:
            return True
        before = text[max(0, end - _QUALIFIER) : end].rstrip()
        last = before[before.rfind(" ") + 1 :].lower()
        return last in self.qualifying or not last.isalnum()  # signs are left to the pattern

    @cached_property
    def relative(self) -> tuple[re.Pattern[str], tuple[str, ...]]:
        """Words without figures that are dates once it is known when they were said; and a few of
        which each of them has one."""
        w = self.words
        of = (w.of_year, w.of_decade, w.year_end, w.years, w.months_unit)
        named = (w.this_year, w.next_year, w.year_after_next, w.last_year)
        phrases = _nested((*of, *named, w.this_decade, w.next_decade))
        split = [re.split("[ -]", phrase.lower()) for phrase in phrases]
        long = [[word for word in one if len(word) > 3] or one for one in split]
        common = Counter(word for one in long for word in one)
        chosen = {max(one, key=lambda word: common[word]) for one in long}
        telling = (a for a in chosen if not any(b in a for b in chosen if b != a))
        edge = r"(?<![^\W\d_])" if self.spaced else ""  # a Frühjahr is no Jahr
        return _compiled(edge + _any(phrases)), tuple(sorted(telling))

    @cached_property
    def without_year(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """A month or another part of a year that a word leads to; and, in lower case, the last
        words of which it has one."""
        w = self.words
        if not w.spaced:
            return _compiled(r"\d{1,2}月" if w.in_part else "(?!)"), re.compile("月")
        named = (*_nested(w.months), *_nested(w.seasons))
        telling = [name for name in named if len(name) > 2]
        lead = (*w.in_part, *w.this, *w.next, *w.last)
        small = _any((*w.early, *w.mid, *w.late, *w.end, *w.the, *w.of, *_nested(w.ordinals)))
        ahead = rf"(?:{_hyphen_or_gap(w)}{small}){{0,3}}"
        gap = rf"{_hyphen_or_gap(w)}(?:\d{{1,2}}{_any(w.ordinal_marks)}?{_gap(w)})?"
        after = rf"{_any(named)}{_R}"
        units = (*w.quarter, *w.half, *w.months_unit)
        codes = rf"{_codes(w)}{_R}"
        led = rf"{_any(lead)}{ahead}{gap}(?:{after}|{_any(units)}{_R}|{codes})"
        follows = rf"{after}{_gap(w)}{_any((*w.next_follows, *w.last_follows))}"
        numbered = (f"{code}{n}" for code in w.quarter_codes for n in range(1, 5))
        halves = (f"{code}{n}" for code in w.half_codes for n in (1, 2))
        last = {_last_word(one) for one in (*telling, *units, *numbered, *halves)}
        told = re.compile(f"(?:{'|'.join(map(re.escape, sorted(last)))}){NOT_BEFORE}")
        return _compiled(f"{_edge(w)}(?:{led}|{follows})" if lead else "(?!)"), told

    def signs_of_dates(self, text: str, said: Period | None) -> list[int]:
        """Where figures stand that a date can have and, once it is known when it was said, words
        that are a date without any."""
        found = [m.start() for m in _FIGURES.finditer(text) if self._may_be_a_date(m)]
        if said is None:
            return found
        lowered = text.lower()
        relative, telling = self.relative
        without_year, told = self.without_year
        if any(map(lowered.__contains__, telling)):
            found += [match.start() for match in relative.finditer(text)]
        if told.search(lowered):
            found += [match.start() for match in without_year.finditer(text)]
        return sorted(found)

    def _may_be_a_date(self, figure: re.Match[str]) -> bool:
        """Whether a figure can be a year, or the two last digits of one ("FY26", "Q3 '26")."""
        written = figure[0]
        if len(written) == 2:
            start = figure.start()
            return (
                self.before_two_figures.search(figure.string, max(0, start - 30), start) is not None
            )
        return written[-4:-2] in _CENTURIES and len(written) < 6  # "Q42026"


def _last_word(phrase: str) -> str:
    return re.split("[ -]", phrase.lower().rstrip("."))[-1]


_FIGURES = re.compile(r"\d{2,}")
_CENTURIES = frozenset(["19", "20", "21"])


@cache
def _grammar(words: DateWords) -> _Grammar:
    return _Grammar(words)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _any(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; for none of none. They are sorted by their
    first letter, so that most letters of a text rule out most words at once."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        by_letter.setdefault(_word(word[:1].lower()), []).append(_word(word[1:]))
    found = (f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items())
    return f"(?:{'|'.join(found)})" if by_letter else "(?!)"


def _word(word: str) -> str:
    return re.sub(r"(?:\\[ -])+", r"[\\s-]+", re.escape(word))


def _nested(table: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(word for row in table for word in row)


def _number(word: str, table: Sequence[Sequence[str]]) -> int | None:
    """Which row of the table holds the word, from 1."""
    plain = re.sub(r"[\s-]+", " ", word.lower()).rstrip(".")
    for number, row in enumerate(table, 1):
        if plain in (entry.lower().replace("-", " ").rstrip(".") for entry in row):
            return number
    return None


# ---- patterns


def _edge(words: DateWords) -> str:
    """Not inside a word, but after a letter that is written as one with the word after it."""
    clitics = "".join(words.clitics)
    return rf"(?:{_L}|(?<=\b[{clitics}]))" if clitics else _L


def _unfit_before(words: DateWords) -> str:
    clitics = "".join(words.clitics)
    return (rf"(?!\b[{clitics}]\Z)" if clitics else "") + _UNFIT_BEFORE


def _gap(words: DateWords) -> str:
    """Between two words."""
    return r"\s+" if words.spaced else r"\s*"


def _hyphen_or_gap(words: DateWords) -> str:
    return r"[\s-]+" if words.spaced else r"[\s-]*"


def _articles(words: DateWords) -> str:
    """An article with the space after it, or its apostrophe ("l'année"), or none."""
    return rf"(?:{_any(words.the)}(?:\s+|(?<=')))?"


def _separator(words: DateWords) -> str:
    """Between a part and what it is a part of: "Q3 of the 2020s", "mid-2027", "March, 2026"."""
    return rf"(?:[\s,/-]*(?:{_any(words.of)}\s*)?{_articles(words)})"


def _codes(words: DateWords) -> str:
    """Numbered quarters and halves: "Q3", "1H"."""
    letters = "|".join(map(re.escape, (*words.quarter_codes, *words.half_codes)))
    return rf"(?:(?:{letters})\d|\d(?:{letters}))"


def _head(words: DateWords, *, before: bool = True) -> str:
    """A part of a year or decade; no comma parts it from the year that it stands before."""
    no_comma = r"(?!\s*,)" if before else ""
    return rf"(?:{_named_part(words)}|{_thirds(words)}{no_comma})"


def _named_part(words: DateWords) -> str:
    """A quarter, half, month or season."""
    gap = _hyphen_or_gap(words)
    fiscal = rf"(?:(?P<in_fiscal>{_any(words.fiscal)})[\s-]+)?"
    ordinal = _any(_nested(words.ordinals))
    return (
        rf"(?:(?P<code>{_codes(words)})"
        rf"|(?P<ordinal>{ordinal}){gap}{fiscal}"
        rf"(?:(?P<quarter>{_any(words.quarter)})|(?P<half>{_any(words.half)}))"
        rf"|(?:(?P<a_quarter>{_any(words.quarter)})|{_any(words.half)}){gap}(?P<nth>{ordinal})"
        rf"|(?P<month>{_any(_nested(words.months))})\.?"
        rf"|(?P<season>{_any(_nested(words.seasons))}))"
    )


def _thirds(words: DateWords) -> str:
    return (
        rf"(?:(?P<end>{_any((*words.end, *words.year_end))})|(?P<early>{_any(words.early)})"
        rf"|(?P<mid>{_any(words.mid)})|(?P<late>{_any(words.late)}))"
    )


def _part_after(words: DateWords) -> str:
    """A part that stands after its year: "2025 Q4"; where a language has it so, any part."""
    codes = rf"{_codes(words)}(?:[-–/]{_codes(words)})?"
    if not words.part_follows:
        return rf"[\s,/-]*{_inner(codes, 'bare')}"
    head = _head(words, before=False)
    of = rf"[\s,/-]*(?:{_any(words.of)}\s*)?{_no_look_alike(words)}"
    return rf"{of}{_inner(f'{codes}|{head}', 'bare')}"


def _no_look_alike(words: DateWords) -> str:
    return rf"(?!\s*{_any(words.year_marks)}?{_any(words.look_alikes)})"


def _number_pattern(words: DateWords) -> str:
    """A small number; in a script without spaces it is no part of a longer one."""
    named = _any(_nested(words.numbers))
    signs = "" if words.spaced else "".join(sorted(set("".join(_nested(words.numbers)))))
    return rf"(?:\d{{1,2}}(?!\d)|{f'(?<![{signs}])' if signs else ''}{named})"


def _base(words: DateWords) -> str:
    """What a part is a part of: a year, a fiscal year, a decade, or "next year"."""
    fiscal = _any(words.fiscal)
    month = rf"(?P<bound_month>{_any(_nested(words.months))})\.?(?:\s*\d{{1,2}}(?!\d),?)?"
    return (
        rf"(?:(?:(?P<ending>{_any(words.year_ending)})|{_any(words.year_beginning)})\s+"
        rf"{month}\s+(?P<bound_year>{_Y})"
        rf"|{fiscal}[\s-]*'?(?P<fiscal>{_Y}|\d\d)(?:[-–/](?P<fiscal_to>{_Y}|\d\d))?"
        rf"|(?P<year_fiscal>{_Y})(?:[-–/]\d\d(?!\d))?[\s-]*{fiscal}"
        rf"|(?P<decade>(?:19|20)\d)0{_any(words.decade_marks)}"
        rf"|{_any(words.decade_titles)}\s+(?P<titled_decade>(?:19|20)\d)0"
        rf"|(?:{_any(words.year_titles)}\s*)?(?P<year>{_Y})(?:\s?{_any(words.year_marks)}|年)?"
        rf"|(?P<this_year>{_any(words.this_year)})"
        rf"|(?P<year_after_next>{_any(words.year_after_next)})"
        rf"|(?P<next_year>{_any(words.next_year)})|(?P<last_year>{_any(words.last_year)})"
        rf"|(?P<this_decade>{_any(words.this_decade)})"
        rf"|(?P<next_decade>{_any(words.next_decade)})"
        rf"|(?P<of_year>{_any(words.of_year)})|(?P<of_decade>{_any(words.of_decade)})"
        rf"|'(?P<short>\d\d))"
    )


def _plain_year(words: DateWords) -> str:
    """A year that nothing beside it can make another date of, as most are."""
    marks = (*words.fiscal, *words.year_marks, *words.decade_marks)
    part = rf"{_any(marks)}|{_codes(words)}"
    return rf"{_Y}(?:,?\Z|[.,]?\s(?!\s*(?:{part}))(?=[^\W\d_])|[.;:!?)](?:\Z|\s[^\W\d_]))"


def _inner(pattern: str, name: str) -> str:
    """A pattern inside a form, under one name; its own groups are read again from its text."""
    return f"(?P<{name}>{re.sub(r'[(][?]P<[a-z_0-9]+>', '(?:', pattern)})"


def _forms(words: DateWords, grammar: _Grammar) -> tuple[_Form, ...]:
    """The ways to write a point, the more telling first."""
    sep, of = _separator(words), _any(words.of)
    of_day = _of_day(words)
    join = (
        rf"[\s-]*(?:[-–/~]|{_any((*words.to, *words.both, *words.either))})[\s-]*"
        rf"{_articles(words)}"
    )
    gap = _gap(words)
    month = _any(_nested(words.months)) + r"\.?"
    day = rf"\d{{1,2}}(?!\d){_any(words.ordinal_marks)}?"
    head, base = grammar.head_pattern, grammar.base_pattern
    thirds = _thirds(words)
    third = _any((*words.early, *words.mid, *words.late, *words.end))
    number = _number_pattern(words)
    up_to = rf"\s*(?:[-–~]|{_any((*words.to, *words.either))})\s*(?P<most>{number})"
    count = (
        rf"(?P<count>{number})(?:{up_to})?"
        rf"{_hyphen_or_gap(words)}(?:(?P<years>{_any(words.years)})|(?P<months>{_any(words.months_unit)}))"
    )
    time = r"(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|[+-]\d\d:?\d\d)?)?"
    ordinal = rf"(?P<first_ordinal>{_any(_nested(words.ordinals))})"
    first = rf"{_inner(head, 'first_head')}|{ordinal}"
    named = _nested(words.numbers)
    return (
        _Form("xyfows", rf"(?:{_OTHER_FIGURES})", _no_date, _OTHER_WORDS),
        *(
            _Form("x", rf"(?P<y>{_Y}){sign}(?P<m>\d\d?){sign}(?P<d>\d\d?)(?!\d){time}", _iso_day)
            for sign in ("-", "/", r"\.")
        ),
        _Form(
            "x",
            rf"(?P<y>{_Y})年\s?(?P<m>\d\d?)月{_any(words.year_ending_follows)}",
            _year_to_month,
        ),
        _Form(
            "x",
            rf"(?P<y>{_Y})年(?P<m1>\s?\d\d?)(?:月(?:(?P<d1>\s?\d\d?)日?)?)?{join}"
            rf"(?P<m2>\d\d?)月(?:(?P<d2>\s?\d\d?)日)?",
            _cjk_days,
        ),
        _Form(
            "x",
            rf"(?P<y>{_Y})年\s?(?P<m>\d\d?)月(?:\s?(?P<d>\d\d?)日|{_no_look_alike(words)}{third})?",
            _iso_day,
        ),
        _Form("f", rf"(?P<m>0[1-9]|1[0-2])/(?P<y>{_Y}){_R}", _month_and_year),
        _Form(
            "w",
            rf"{_any(words.week)}\s*(?P<week>\d\d?)(?!\d){sep}(?P<y>{_Y}){_R}",
            _calendar_week,
            words.week,
        ),
        *(
            _Form("f", rf"(?P<d>\d\d?){sign}(?P<m>\d\d?){sign}(?P<y>{_Y}){_R}", _iso_day)
            for sign in (r"\.", "/")[: 2 if words.day_first else 1]
        ),
        _Form(
            "x",
            rf"(?P<y>{_Y})(?P<dash>[-–/~])(?P<m>\d\d)"
            rf"(?!\d|[-/]\d|\s+{_any(words.fiscal)}{_R})(?:{_any(words.year_marks)})?",
            _year_and_two_figures,
        ),
        _Form(
            "f",
            rf"(?:(?P<d1>{day})(?:\s*(?P<m1>{month}))?{join})?(?P<d2>{day})[\s-]*(?:{of_day}\s+)?"
            rf"(?P<m2>{month})(?:\s+{of}\s+|[\s,-]*)(?P<y>{_Y}){_R}",
            _days_of_month,
        ),
        _Form(
            "w",
            rf"(?P<m1>{month})\s*(?P<d1>{day})(?:{join}(?:(?P<m2>{month})\s*)?(?P<d2>{day}))?"
            rf"\s*,?\s+(?P<y>{_Y}){_R}",
            _days_of_month,
            _nested(words.months),
        ),
        _Form(
            "fw",
            rf"(?:{_inner(thirds, 'outer')}(?!\s*,){sep}(?!{third}))?(?:(?:{first}){join})?"
            rf"{_inner(head, 'head')}{sep}{_inner(base, 'base')}{_R}",
            _part_of_base,
            _parts(words),
        ),
        _Form(
            "xyws",
            rf"{_inner(base, 'base')}(?:{_part_after(words)}"
            rf"|\s*\(\s*{_inner(head, 'head')}\s*\)){_R}",
            _base_and_part,
            _bases(words),
        ),
        _Form("f", rf"(?P<code>\d[QH])\s?'?(?P<short>\d\d){_R}", _short_code),
        _Form("w", rf"(?P<code>[QH]\d)\s?'(?P<short>\d\d){_R}", _short_code, "QH"),
        _Form(
            "w", rf"(?:{_any(words.within_next)}){gap}{count}{_R}", _within_count, words.within_next
        ),
        _Form("fw", rf"{count}{gap}{_any(words.within_follows)}{_R}", _within_count, named),
        _Form(
            "w",
            rf"(?:{_any(words.in_count)}){gap}{count}{_R}(?!\s+{of}\b)",
            _after_count,
            words.in_count,
        ),
        _Form("fw", rf"{count}{gap}(?:{_any(words.later)}){_R}(?!\s+{of}\b)", _after_count, named),
        _Form("w", rf"{_any(words.year_end)}{_R}", _this_year_end, words.year_end),
        *_forms_without_year(words),
        _Form("xyw", rf"(?!'){_inner(base, 'base')}{_R}", _bare_base, _bases(words)),
    )


def _forms_without_year(words: DateWords) -> Iterator[_Form]:
    """ "next spring", "last March"; and "in March", "by the third quarter", "on 12 March"."""
    if not words.in_part:
        return
    gap, sep, part = _gap(words), _separator(words), _inner(_named_part(words), "head")
    third = rf"(?:{_inner(_thirds(words), 'outer')}(?!\s*,){sep})?"
    kinds = ("this", "next", "last")
    steps = f"(?:{'|'.join(rf'(?P<{k}>{_any(getattr(words, k))})' for k in kinds)})"
    after = rf"(?:(?P<next>{_any(words.next_follows)})|(?P<last>{_any(words.last_follows)}))"
    opening = (*words.this, *words.next, *words.last)
    yield _Form("w", rf"{third}{steps}{gap}{part}{_R}", _stepped_part, (*opening, *_parts(words)))
    one = [[min(unit, key=len)] if unit else [] for unit in (words.months_unit, words.quarter)]
    units = rf"(?:(?P<month>{_any(one[0])})|{_any(one[1])})"
    yield _Form("w", rf"{steps}{gap}{units}{_R}", _stepped_unit, opening)
    yield _Form("fw", rf"{third}{part}{gap}{after}{_R}", _stepped_part, _parts(words))
    day = rf"(?P<d>\d{{1,2}})(?!\d){_any(words.ordinal_marks)}?"
    of_day = _of_day(words)
    month = rf"(?P<m>{_any(_nested(words.months))})"
    lead = rf"{_edge(words)}{_any(words.in_part)}{gap}{_articles(words)}\Z"
    if not words.spaced:  # "6月" says what it is, but for "3个月" and "2027年6月"
        lead = r"(?<![\d年个個第カか/.-])\Z"
        day, month = r"(?P<d>\d{1,2})日", rf"(?P<m>{_any(_nested(words.months))})"
        yield _alone("f", rf"{month}{day}", lead, ())
        yield _alone("f", r"(?P<head>\d{1,2}月)(?![\d间間期号底])", lead, ())
        return
    forms = (
        ("f", rf"{day}[\s-]*(?:{of_day}\s+)?{month}{_R}", ()),
        ("w", rf"{month}\s+{day}{_R}", _nested(words.months)),
        ("fw", rf"{third}{part}{_R}", _parts(words)),
    )
    yield from (_alone(opens, pattern, lead, openers) for opens, pattern, openers in forms)


def _alone(opens: str, pattern: str, lead: str, openers: Iterable[str]) -> _LedForm:
    form = _LedForm(opens, pattern, _part_alone, openers)
    form.lead = lead
    return form


def _of_day(words: DateWords) -> str:
    """Between a day and its month: "5 de mayo", but not "Phoenix 1 im April"."""
    return _any(word for word in words.of if word not in words.fillers or word == "de")


def _bases(words: DateWords) -> tuple[str, ...]:
    """The words that a year or decade can open with."""
    w = words
    titled = (w.year_ending, w.year_beginning, w.fiscal, w.decade_titles, w.year_titles)
    years = (w.this_year, w.next_year, w.year_after_next, w.last_year, w.of_year)
    return _nested((*titled, *years, w.this_decade, w.next_decade, w.of_decade))


def _parts(words: DateWords) -> tuple[str, ...]:
    """The words that a part of a year or decade can open with."""
    w = words
    thirds = (*w.early, *w.mid, *w.late, *w.end, *w.year_end)
    rows = (*w.months, *w.seasons, *w.ordinals, w.quarter, w.half, thirds)
    codes = (*w.quarter_codes, *w.half_codes)
    joined = (third + word for third in thirds for word in _bases(w))  # "midyear"
    return (*_nested(rows), *codes, *joined)


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
    return (*flat, "Q", "H", *_OTHER_WORDS)


def _counting_words(words: DateWords) -> tuple[str, ...]:
    return (*words.in_count, *words.within_next)


def _unspaced_phrases(words: DateWords) -> tuple[str, ...]:
    """What a point can open with, where words are not parted."""
    counted = (*_nested(words.numbers), *_nested(words.ordinals), *_counting_words(words))
    return (*_opening_words(words), *counted)


def _spaced_phrases(words: DateWords) -> Iterator[str]:
    """What a point can open with, as whole words."""
    known = _opening_words(words)
    thirds = (*words.early, *words.mid, *words.late, *words.end)
    named, ordinals = _nested(words.numbers), _nested(words.ordinals)
    numbers = (*named, *(f"{n:0{size}}" for n in range(100) for size in (1, 2)))
    joining = (*words.to, *words.both, *words.either, *words.the)
    counted = (*words.years, *words.months_unit, *joining, *numbers)
    yield from known
    yield from (f"{number} {unit}" for number in named for unit in counted)
    yield from (f"{one} {two}" for one in ordinals for two in (*known, *ordinals, *joining))
    yield from (third + word for third in thirds for word in known)  # "midyear"
    yield from (f"{word} {number}" for word in _counting_words(words) for number in numbers)
    units = (*words.quarter, *words.half, *words.months_unit)
    parts = (*_nested(words.months), *_nested(words.seasons), *units)
    steps = (*words.this, *words.next, *words.last)
    yield from (f"{step} {part}" for step in steps for part in (*parts, *ordinals))


def _openers(phrases: Iterable[str]) -> dict[str, frozenset[str]]:
    """The words that open phrases, with those that then must follow (none: the word is enough)."""
    following: dict[str, set[str]] = {}
    for phrase in phrases:
        first, second, *_ = *_TOKEN.findall(phrase.lower()), "", ""
        following.setdefault(first, set()).add(second)
    return {
        first: _NONE if "" in seconds else frozenset(seconds)
        for first, seconds in following.items()
    }


#: How many characters before a date its qualifier may begin.
_QUALIFIER = 40
_PREFIXES = ("by", "until", "before", "since", "after", "between", "within", "around")


def _last_words(words: DateWords) -> frozenset[str]:
    """The words that a prefix can end with."""
    phrases = [phrase for kind in (*_PREFIXES, "the") for phrase in getattr(words, kind)]
    found = [re.findall(r"[^\W_]+", phrase.lower()) for phrase in phrases]
    return frozenset(words[-1] for words in found if words)


def _prefix(words: DateWords) -> str:
    named = "|".join(f"(?P<{kind}>{_any(getattr(words, kind))})" for kind in _PREFIXES)
    return rf"{_edge(words)}(?:{named})(?:\s+{_any(words.the)})?[\s-]*\Z|(?P<sign>[~≈])\s?\Z"


def _suffix(words: DateWords) -> str:
    ends, the = r"(?=\s*(?:[.,;:!?)\]]|$))", _articles(words)
    later = rf"(?P<or_later>{_any(words.or_later)}|{_any(words.and_later)}{ends})"
    earlier = rf"(?P<or_earlier>{_any(words.or_earlier)})"
    before = rf"(?P<before_follows>{_any(words.before_follows)})(?!\s*{_number_pattern(words)})"
    after = rf"(?P<after_follows>{_any(words.after_follows)})"
    gap, space = _gap(words), r"[\s-]*" if words.spaced else ""
    until = rf"(?:\s*[-–—~]\s*|{gap}{_any(words.to)}{gap}){the}"
    return (
        r"(?P<plus>\+)|(?P<about>~(?![\w]))"
        rf"|{until}(?P<present>{_any(words.present)}){_R}"
        rf"|{space}{_no_look_alike(words)}"
        rf"(?:{later}|{earlier}|(?P<or_so>{_any(words.or_so)})|{after}|{before}){_R}"
    )


def _joiners(words: DateWords) -> dict[str, str]:
    """What stands between two points, and how it joins them."""
    table = dict.fromkeys("-–/~", "dash")
    for kind in ("to", "both", "either"):
        table |= dict.fromkeys(getattr(words, kind), kind)
    return table


# ---- reading one point


def _no_date(match: re.Match[str], context: _Context) -> None:
    return None


def _iso_day(match: re.Match[str], context: _Context) -> _Span | None:
    if not match["d"]:
        return _month_span(int(match["y"]), int(match["m"]))
    day = _day(int(match["y"]), int(match["m"]), int(match["d"]))
    return _days(day, day)


def _year_and_two_figures(match: re.Match[str], context: _Context) -> _Span | None:
    """2027-06 is a month, as ISO has it; 2027-28 and 2027/28 are two years."""
    year, two = int(match["y"]), int(match["m"])
    if match["dash"] == "-" and 1 <= two <= 12:
        return _month_span(year, two)
    last = year // 100 * 100 + two
    return _year_span(year, last) if year < last else None


def _cjk_days(match: re.Match[str], context: _Context) -> _Span | None:
    """2026年7-9月; 2026年3月5日至4月2日."""
    year, (first, last) = int(match["y"]), (int(match["m1"]), int(match["m2"]))
    if not match["d2"]:
        spans = _month_span(year, first), _month_span(year, last)
        return _days(spans[0].first, spans[1].last) if spans[0] and spans[1] else None
    start = _day(year, first, int(match["d1"] or 1))
    return _days(start, _day(year, last, int(match["d2"])))


def _year_to_month(match: re.Match[str], context: _Context) -> _Span | None:
    """The twelve months that end with a month: 2028年3月期."""
    if not 1 <= int(match["m"]) <= 12:
        return None
    return _Months(_shift(date(int(match["y"]), int(match["m"]), 1), -11), 12).days()


def _month_and_year(match: re.Match[str], context: _Context) -> _Span | None:
    return _month_span(int(match["y"]), int(match["m"]))


def _calendar_week(match: re.Match[str], context: _Context) -> _Span | None:
    """The days of a week of ISO 8601, Monday to Sunday."""
    try:
        monday = date.fromisocalendar(int(match["y"]), int(match["week"]), 1)
    except ValueError:
        return None
    return _Span(monday, monday + timedelta(days=6))


def _days_of_month(match: re.Match[str], context: _Context) -> _Span | None:
    months = context.grammar.words.months
    year = int(match["y"])
    names = [match["m1"] or match["m2"], match["m2"] or match["m1"]]
    figures = [match["d1"] or match["d2"], match["d2"] or match["d1"]]
    days = [
        _day(year, _number(name, months) or 0, int(re.match(r"\d+", figure)[0]))  # type: ignore[index]
        for name, figure in zip(names, figures, strict=True)
    ]
    return _days(days[0], days[1])


def _part_of_base(match: re.Match[str], context: _Context) -> _Span | None:
    base = _read_base(match["base"], context)
    if base is None:
        return None
    last = _part(match["head"], base, context)
    first = _part(match["first_head"], base, context) if match["first_head"] else last
    if match["first_ordinal"]:
        first = _sibling(match["first_ordinal"], match["head"], base, context)
    if match["outer"] and first is not None and last is not None:
        first, last = _part(match["outer"], first, context), _part(match["outer"], last, context)
    return _days(first.days().first, last.days().last) if first and last else None


def _base_and_part(match: re.Match[str], context: _Context) -> _Span | None:
    base = _read_base(match["base"], context)
    if base is None:
        return None
    heads = re.split(r"[-–/]", match["bare"]) if match["bare"] else [match["head"]]
    first, last = _part(heads[0], base, context), _part(heads[-1], base, context)
    return _days(first.days().first, last.days().last) if first and last else None


def _short_code(match: re.Match[str], context: _Context) -> _Span | None:
    part = _part(match["code"], _Months(date(_full_year(match["short"]), 1, 1), 12), context)
    return part.days() if part else None


def _within_count(match: re.Match[str], context: _Context) -> _Span | None:
    """Within five years: from the month that then lay ahead to the same month five years on."""
    if context.now is None:
        return None
    tomorrow = context.now + timedelta(days=1)
    most = _count(match["most"] or match["count"], context)
    months = most * (12 if match["years"] else 1)
    return _Months(tomorrow.replace(day=1), months + 1).days() if most else None


def _after_count(match: re.Match[str], context: _Context) -> _Span | None:
    """In three years: some time in that year, or month."""
    if context.now is None:
        return None
    least, most = (_count(match[name] or match["count"], context) for name in ("count", "most"))
    if not 0 < least <= most:
        return None
    if match["years"]:
        return _year_span(context.now.year + least, context.now.year + most)
    return _Months(_shift(context.now, least), most - least + 1).days()


def _count(text: str, context: _Context) -> int:
    return int(text) if text.isdigit() else _number(text, context.grammar.words.numbers) or 0


def _this_year_end(match: re.Match[str], context: _Context) -> _Span | None:
    return _Months(date(context.now.year, 12, 1), 1).days() if context.now else None


def _stepped_part(match: re.Match[str], context: _Context) -> _Span | None:
    """This summer; the next or the last one, counted from when it was said."""
    groups = match.groupdict()
    spans = _in_years(match, context)
    if not spans:
        return None
    if groups.get("this"):
        return spans[1]
    assert context.now is not None, "the years were counted from it"
    now = context.now
    if groups.get("next"):
        return next((span for span in spans if span.first > now), None)
    return next((span for span in reversed(spans) if span.last < now), None)


def _stepped_unit(match: re.Match[str], context: _Context) -> _Span | None:
    """Next month, last quarter."""
    if context.now is None:
        return None
    length = 1 if match["month"] else 3
    month = (context.now.month - 1) // length * length + 1
    step = length * (bool(match["next"]) - bool(match["last"]))
    return _Months(_shift(date(context.now.year, month, 1), step), length).days()


def _part_alone(match: re.Match[str], context: _Context) -> _Span | None:
    """In March: the nearest to when it was said; in the second half: of that year."""
    spans = _in_years(match, context)
    if not spans:
        return None
    assert context.now is not None, "the years were counted from it"
    now = context.now
    if (spans[1].last - spans[1].first).days > _LONGEST_MONTH:
        return spans[1]
    return min(spans, key=lambda span: abs(span.first + (span.last - span.first) / 2 - now))


def _in_years(match: re.Match[str], context: _Context) -> list[_Span]:
    """What a text without a year names in the year before, that of the saying and the next; none
    where only the year of the saying is known."""
    said, now = context.said, context.now
    if now is None or said is None or (_latest_or(said, now) - now).days > _MONTH_OF_SAYING:
        return []
    groups, found = match.groupdict(), []
    for year in (now.year - 1, now.year, now.year + 1):
        base = _Months(date(year, 1, 1), 12)
        if groups.get("m"):
            number = _number(match["m"], context.grammar.words.months) or 0
            day = _day(year, number, int(match["d"]))
            span = _days(day, day)
        else:
            part = _part(match["head"], base, context)
            if part and groups.get("outer"):
                part = _part(match["outer"], part, context)
            span = part.days() if part else None
        found += [span] if span else []
    return found if len(found) == 3 else []


def _latest_or(period: Period, day: date) -> date:
    return period.latest or day


_LONGEST_MONTH = 31
#: A saying that is known no better than this many days tells no year of "in March".
_MONTH_OF_SAYING = 92


def _bare_base(match: re.Match[str], context: _Context) -> _Span | None:
    """A year or decade as it stands; "the year" is a date only in "the end of the year"."""
    part = context.grammar.base.fullmatch(match["base"])
    base = _read_base(match["base"], context)
    only_whole = part is not None and (part["of_year"] or part["of_decade"])
    return base.days() if base and not only_whole else None


@lru_cache(maxsize=4096)
def _read_base(text: str, context: _Context) -> _Months | None:
    match = context.grammar.base.fullmatch(text)
    if match is None:
        return None
    kind, figure = match.lastgroup, match[match.lastgroup or 0]
    if match["bound_month"]:
        return _twelve_months(match, context.grammar.words)
    if match["fiscal"]:
        return _fiscal_year(match["fiscal"], match["fiscal_to"], context.fiscal_start)
    if kind == "year_fiscal":
        return _fiscal_year(figure, None, context.fiscal_start)
    if kind in ("decade", "titled_decade"):
        return _Months(date(int(figure) * 10, 1, 1), 120)
    if kind == "year":
        return _Months(date(int(figure), 1, 1), 12)
    if kind == "short":
        return _Months(date(_full_year(figure), 1, 1), 12)
    return _relative_base(kind or "", context.now)


def _twelve_months(match: re.Match[str], words: DateWords) -> _Months:
    """The year ending, or beginning, with a month."""
    bound = date(int(match["bound_year"]), _number(match["bound_month"], words.months) or 1, 1)
    return _Months(_shift(bound, -11) if match["ending"] else bound, 12)


def _fiscal_year(text: str, to: str | None, start: int) -> _Months | None:
    """FY2026 by the year it starts in; "FY2025/26" is one fiscal year, "FY2026-2028" three."""
    first = _full_year(text)
    last = _full_year(to) if to else first
    if last < first:
        return None
    count = max(1, last - first + (last - first != 1))
    return _Months(date(first, start, 1), 12 * count)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else int(text) + (2000 if int(text) < 70 else 1900)


def _relative_base(kind: str, now: date | None) -> _Months | None:
    if now is None:
        return None
    if "year" in kind:
        return _Months(date(now.year + _STEPS[kind], 1, 1), 12)
    return _Months(date(now.year // 10 * 10 + _STEPS[kind] * 10, 1, 1), 120, loose=True)


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


@lru_cache(maxsize=4096)
def _part(text: str, base: _Months, context: _Context) -> _Months | None:
    """A quarter, half, month, season or third of a year, or of what else can be so divided."""
    words, match = context.grammar.words, context.grammar.head.fullmatch(text)
    if match is None:
        return None
    if match["in_fiscal"] and base.start.month == 1:
        base = _Months(base.start.replace(month=context.fiscal_start), base.length)
    if match["code"]:
        return _coded(match["code"], base, words)
    if match["nth"]:
        return _nth(
            _number(match["nth"], words.ordinals) or 0, 4 if match["a_quarter"] else 2, base
        )
    if match["ordinal"]:
        number = _number(match["ordinal"], words.ordinals) or 0
        return _nth(number, 4 if match["quarter"] else 2, base)
    if match["month"]:
        return _month_of(_number(match["month"], words.months) or 0, base)
    if match["season"]:
        return _season_of(_number(match["season"], words.seasons) or 0, base)
    return _third(match.lastgroup or "", base)


def _sibling(ordinal: str, head: str, base: _Months, context: _Context) -> _Months | None:
    """The first in "the first and second quarter": a part of the same size as the other."""
    match = context.grammar.head.fullmatch(head)
    if match is None or not match["ordinal"]:
        return None
    number = _number(ordinal, context.grammar.words.ordinals) or 0
    return _nth(number, 4 if match["quarter"] else 2, base)


def _coded(code: str, base: _Months, words: DateWords) -> _Months | None:
    letter, figure = sorted(code.upper(), reverse=True)
    return _nth(int(figure), 2 if letter in words.half_codes else 4, base)


def _nth(number: int, parts: int, base: _Months) -> _Months | None:
    if not 1 <= number <= parts or base.length % parts or (parts == 4 and base.length != 12):
        return None
    size = base.length // parts
    return base.part((number - 1) * size, size)


def _month_of(month: int, base: _Months) -> _Months | None:
    return base.part((month - base.start.month) % 12, 1) if base.length == 12 else None


def _season_of(season: int, base: _Months) -> _Months | None:
    """Seasons of the northern hemisphere; a winter is named by the year it begins in."""
    return base.part(season * 3 - 1, 3) if base.length == 12 else None


def _third(name: str, base: _Months) -> _Months | None:
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


def _end_of(base: _Months) -> _Months:
    """The last month of a year, the last year of a decade; "the end of the decade" includes the
    year that follows, since by it people mean by 2030."""
    if base.length == 120:
        return base.part(108, 24 if base.loose else 12)
    return base.part(base.length - 1, 1)


# ---- joining, qualifying, refusing


def _points(text: str, context: _Context) -> Iterator[_Point]:
    """The points from left to right, looked for only where one can begin."""
    grammar, done = context.grammar, 0
    addresses = deque(_addresses(text))
    for forms, start in grammar.openings(text):
        while addresses and addresses[0].start() <= start:
            address = addresses.popleft()
            if address.start() >= done:
                done = address.end()
                yield _Point(address.start(), done, None)
        if start < done or not forms:
            continue
        if start and text[start - 1] != " " and not grammar.edge.match(text, start):
            continue
        if grammar.plain_year and grammar.plain_year.match(text, start):
            done = start + 4
            yield _Point(start, done, _year_span(int(text[start:done])))
            continue
        for form in forms:
            if match := form.match(text, start):
                done = match.end()
                guessed = form.read is _part_alone
                span = form.read(match, context)
                yield _Point(start, done, span, form.has_two_ends(match), guessed=guessed)
                break
    yield from (_Point(a.start(), a.end(), None) for a in addresses if a.start() >= done)


def _addresses(text: str) -> list[re.Match[str]]:
    """Addresses and file names, whose figures are no dates."""
    lowered = text.lower()
    if any(map(lowered.__contains__, _ADDRESS_SIGNS)) or _ADDRESS_IN_SIGHT.search(lowered):
        return list(_compiled(f"{_L}(?:{_ADDRESSES})").finditer(text))
    return []


def _join(text: str, grammar: _Grammar, points: Iterable[_Point]) -> list[_Point]:
    """Neighbours that a joiner connects, made one."""
    joined: list[_Point] = []
    for point in points:
        if joined:
            pair = _pair(text, grammar, joined[-1], point)
            if pair is not None:
                joined[-1:] = pair
                continue
        joined.append(point)
    return joined


def _pair(text: str, grammar: _Grammar, one: _Point, two: _Point) -> tuple[_Point, ...] | None:
    """Two points as one stretch; None where nothing joins them."""
    gap = text[one.end : two.start]
    kind = _joiner(gap, grammar)
    if kind is None and grammar.moved.match(gap.lstrip()) and len(gap) < _SHORT_GAP:
        return one._replace(alone=True), two
    if kind is None or one.joined:
        return None
    whole = partial(_Point, one.start, two.end, joined=True)
    if one.span is None or two.span is None:
        return (whole(span=None),) if kind == "dash" else None
    stretch = _stretch(one.span, two.span)
    if kind == "to" and (stretch is None or _moves(text, grammar, one.start, two.end)):
        return one._replace(alone=True), two._replace(alone=True)
    if kind == "both" and not _may_be_both(text, grammar, one.start, one.span, two.span):
        return None
    return (whole(span=stretch),) if stretch or kind == "dash" else None


def _joiner(gap: str, grammar: _Grammar) -> str | None:
    bare = gap.strip().lower()
    for article in grammar.words.the:
        bare = bare.removesuffix(" " + article)
    if bare == "—":
        return "dash" if gap == "—" else None
    if gap == bare and bare.isalpha() and bare.isascii():
        return None
    return grammar.joiners.get(bare)


def _stretch(one: _Span, two: _Span) -> _Span | None:
    """From the first day of one to the last of the other, where both go forward."""
    forward = one.first < two.first and one.last <= two.last
    return _Span(one.first, two.last) if forward else None


def _moves(text: str, grammar: _Grammar, start: int, end: int) -> bool:
    """Whether two dates are the ends of a move ("von 2026 bis 2028 verschoben"), not both the new
    date ("delayed until 2027 to 2028")."""
    before = grammar.prefix.search(text, max(0, start - 40), start)
    if before is not None and before.lastgroup in ("until", "by"):
        return False
    after = grammar.moved.search(text, end, _clause_end(text, end))
    return after is not None or _is_move(text, grammar, start)


def _is_move(text: str, grammar: _Grammar, start: int, comma: str = "") -> bool:
    """Whether the clause before speaks of something moved ("delayed from 2026 to 2028")."""
    clause = _clause(text, start, f".;!?\n(。；！？{comma}")
    return grammar.moved.search(text, clause, start) is not None


def _is_negated(text: str, grammar: _Grammar, start: int, end: int) -> bool:
    """Whether the clause before denies something ("nobody expects it before 2030"), or after."""
    before = grammar.negated.search(text, _clause(text, start, ".,;!?\n(，。；！？"), start)
    return bool(before or grammar.negated_after.search(text, end, _clause_end(text, end)))


def _clause(text: str, end: int, marks: str) -> int:
    """Where the clause begins that ends there; one that is long is cut."""
    return max(0, end - 80, *(text.rfind(mark, 0, end) for mark in marks))


def _clause_end(text: str, start: int) -> int:
    """Where the clause ends that begins there; one that is long is cut."""
    end = _CLAUSE_END.search(text, start, start + 80)
    return end.start() if end else start + 80


_CLAUSE_END = re.compile(r"[.,;!?\n)，。；！？、،؛]")
_SHORT_GAP = 12  # a word for a move and a small word: "推迟到"


def _may_be_both(text: str, grammar: _Grammar, start: int, one: _Span, two: _Span) -> bool:
    """ "2027 and 2028" is a stretch, "2025 and 2030" only after "between"."""
    lead = grammar.prefix.search(text, max(0, start - 30), start)
    if lead is not None and lead["between"]:
        return True
    return two.first == one.last + timedelta(days=1)


def _dates(
    text: str, plain: str, context: _Context, stretches: Sequence[_Point]
) -> Iterator[Found]:
    floor = 0
    for point in stretches:
        if point.span is not None:
            one = _qualified(plain, context, point, point.span, floor)
            if one is not None and _is_fit(plain, context.grammar, one.start, one.end):
                words = text[one.start : one.end]
                yield Found(one.start, one.end, one.period, words, point.guessed)
        floor = point.end


def _qualified(
    text: str, context: _Context, point: _Point, span: _Span, floor: int
) -> Found | None:
    """The stretch with the qualifiers after it and before it, the nearest first."""
    start, end, bounds, approximate = point.start, point.end, _bounds("", span), False
    after = context.grammar.suffix.match(text, end)
    if after and not (point.alone and after[0].strip() in context.grammar.joiners):
        kind = _meaning_after(after.lastgroup or "", text, context.grammar, point, after.end())
        end = after.end()
        approximate = kind in ("about", "or_so")
        bounds = _ended(kind, span, context)
    for kind, at in _qualifiers(text, context.grammar, point, floor):
        start = at
        approximate = approximate or kind in ("around", "sign")
        if bounds == span:
            bounds = _bounds(kind, span)
    period = _period(*bounds, approximate)
    return Found(start, end, period, "") if period else None


def _qualifiers(
    text: str, grammar: _Grammar, point: _Point, floor: int
) -> Iterator[tuple[str, int]]:
    """The words before a stretch that qualify it, by what they mean here, and where they begin."""
    start = point.start
    while grammar.may_qualify(text, start) and (
        match := grammar.prefix.search(text, max(floor, start - _QUALIFIER), start)
    ):
        kind = _meaning(match.lastgroup or "", text, grammar, point, match.start())
        if kind == "none":
            return
        start = match.start()
        yield kind, start
        if kind == "within":
            return


def _meaning(kind: str, text: str, grammar: _Grammar, point: _Point, start: int) -> str:
    """What a qualifier means where it stands: a stretch of two ends keeps both, a move has none."""
    if kind in ("since", "until") and (point.alone or _is_move(text, grammar, point.start, ",")):
        return "none" if kind == "since" else "within"
    if kind == "between" and not point.joined:
        return "none"
    if kind in ("before", "until") and _is_negated(text, grammar, start, point.end):
        return "since"
    if kind == "before" and grammar.the_end.search(text, point.start, point.end):
        return "by"
    if kind in ("since", "until", "by") and point.joined:
        return "between"
    return kind


def _meaning_after(kind: str, text: str, grammar: _Grammar, point: _Point, end: int) -> str:
    """What a qualifier after a date means where it stands."""
    if kind == "before_follows":
        before = point._replace(end=end)
        return {"since": "or_later", "by": "or_earlier"}.get(
            _meaning("before", text, grammar, before, point.start), kind
        )
    return "whole" if kind == "or_earlier" and point.joined else kind


def _ended(kind: str, span: _Span, context: _Context) -> _Bounds:
    """What a word after the date makes of it."""
    if kind == "present":
        return span.first, context.said.latest if context.said else None
    if kind in ("plus", "or_later"):
        return span.first, None
    if kind in ("before_follows", "after_follows"):
        return _bounds(kind.removesuffix("_follows"), span)
    return (None, span.last) if kind == "or_earlier" else span


def _bounds(kind: str, span: _Span) -> _Bounds:
    """What a word before the date makes of it."""
    if kind in ("by", "until"):
        return None, span.last
    if kind == "since":
        return span.first, None
    if kind == "before":
        return None, span.first - timedelta(days=1)
    return (span.last + timedelta(days=1), None) if kind == "after" else span


def _is_fit(text: str, grammar: _Grammar, start: int, end: int) -> bool:
    """Whether it stands in the text as a date does, not as an amount or part of a name."""
    begun = text[start] >= "\u3040"  # a sign of Chinese or Japanese begins wherever it stands
    if not begun and grammar.unfit_before.search(text, max(0, start - 2), start):
        return False
    if _UNFIT_AFTER.match(text, end) or _counts(text, grammar, start, end):
        return False
    bare = text[start:end][:4].isdigit()
    return not (bare and grammar.numbered.search(text, max(0, start - 24), start))


def _counts(text: str, grammar: _Grammar, start: int, end: int) -> bool:
    """Whether a figure counts things ("built 2030 vehicles"): not where a clause opens with it
    ("In 2027 cars will …"), unless it is as round as a count ("In 2000 cycles …")."""
    if text[end - 1].isalpha() or not grammar.counted.match(text, end):
        return False
    figure = re.compile(r"\d{4}").search(text, start, end)
    if figure is None or figure[0].endswith("00"):
        return True
    return not grammar.opening.search(text, max(0, figure.start() - 40), figure.start())
