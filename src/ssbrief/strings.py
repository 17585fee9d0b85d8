"""The words of the interface, and dates and numbers as a language writes them.

In: a language. Out: `Strings`, which says things in it. The words stand in
`catalogues/<code>.yaml`, one plain file a language; what a language lacks is said in English.
Knows no page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache, partial
from importlib.resources import files
from typing import Any

import msgspec
from babel import Locale
from babel.core import UnknownLocaleError, get_global
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from . import catalogues, periods
from .model import Period

#: A phrase, or its plural forms by CLDR category ("one", "other" …).
Phrase = str | dict[str, str]

#: What would be out of order among letters from right to left: a name, a date in figures.
_LATIN = re.compile(r"[A-Za-z]|\d-\d")

#: Languages that are written from right to left.
RIGHT_TO_LEFT = frozenset(["ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"])


def strings(language: str) -> Strings:
    """The words of a language ("de", "pt-BR"); English where there is no catalogue for it."""
    return _strings(language)


def from_pairs(language: str, pairs: Iterable[tuple[str, str]]) -> Strings:
    """The words that `Strings.pairs` gave away as a value."""
    return Strings(language, {key: msgspec.json.decode(value) for key, value in pairs})


def languages() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    found = (f.name for f in files(catalogues).iterdir() if f.name.endswith(".yaml"))
    return tuple(sorted(name.removesuffix(".yaml") for name in found))


def with_country(language: str) -> str:
    """A language as Open Graph has it, with the country where most speak it unless it names one.

    >>> with_country("en"), with_country("pt-PT"), with_country("zh"), with_country("tlh")
    ('en_US', 'pt_PT', 'zh_CN', 'tlh')
    """
    parts = language.replace("_", "-").split("-")
    country = next((p.upper() for p in parts[1:] if len(p) == 2), "")
    likely = get_global("likely_subtags").get(parts[0], "")
    return "_".join(filter(None, (parts[0], country or likely.rpartition("_")[2])))


def direction(language: str) -> str:
    """ "rtl" or "ltr"."""
    return "rtl" if _code(language) in RIGHT_TO_LEFT else "ltr"


def is_spoken(language: str) -> bool:
    """Whether a language has a catalogue."""
    return _code(language) in languages()


def missing(language: str) -> tuple[str, ...]:
    """The keys that a language's catalogue lacks; all of them where it has none."""
    english, code = _catalogue("en"), _code(language)
    there = _catalogue(code) if is_spoken(language) else {}
    return tuple(key for key in english if key not in there)


#: The phrases around a date, as the catalogue names them after "period-".
_SAYINGS = tuple(name for name in periods.Sayings._fields if name != "date")


class Strings:
    """What the interface says in one language."""

    def __init__(self, language: str, catalogue: dict[str, Phrase]) -> None:
        self.language = language
        self.catalogue = catalogue
        self._locale = _locale(language)
        self._mark = "\N{LEFT-TO-RIGHT MARK}" if direction(language) == "rtl" else ""
        self._period = lru_cache(1 << 14)(partial(periods.say, how=self._sayings()))

    def __reduce__(self) -> tuple[type[Strings], tuple[str, dict[str, Phrase]]]:
        return type(self), (self.language, self.catalogue)

    def __call__(self, key: str, n: int | None = None, **values: object) -> str:
        """The phrase of a key with its blanks filled; `n` chooses the plural form.

        What is filled in may be markup; then the whole is.
        """
        phrase = self.catalogue[key]
        if n is None and not values and type(phrase) is str:
            return phrase
        if isinstance(phrase, dict):
            form = self._locale.plural_form(n if n is not None else 0)
            phrase = phrase.get(form) or phrase["other"]
        if n is not None:
            values["n"] = self.number(n)
        if self._mark:
            values = {name: _isolated(value) for name, value in values.items()}
        if Markup in map(type, values.values()):
            values = {name: str(escape(value)) for name, value in values.items()}
            return Markup(_escaped(phrase).format(**values))  # noqa: S704 (escaped)
        return phrase.format(**values) if values else phrase

    def known(self, key: str) -> bool:
        return key in self.catalogue

    def number(self, value: float) -> str:
        return _number(value, self._locale)

    def signed(self, value: int) -> str:
        """A number with its sign: "+36", "−3", "±0"."""
        sign = "+" if value > 0 else "\N{MINUS SIGN}" if value < 0 else "±"
        return f"{self._mark}{sign}{self.number(abs(value))}"

    def day(self, day: date) -> str:
        """A day in few words: "10 Feb 2026"."""
        return self._date(day, "day")

    def long_day(self, day: date) -> str:
        """A day in full: "10 February 2026"."""
        return self._date(day, "long")

    def period(self, period: Period) -> str:
        """An uncertain time in words: "by 2028", "around 2025–2027"."""
        return self._period(period)

    def label(self, label: str, words: str) -> str:
        """ "Toyota: by 2028"."""
        return self("label", label=label, words=words)

    def listed(self, words: Iterable[str]) -> str:
        """Beside each other: "slipped 3 months, overdue"."""
        return self("comma").join(words)

    def clauses(self, words: Iterable[str]) -> str:
        """One after another: "3 held; 2 slipped"."""
        return self("semicolon").join(words)

    def sentence(self, words: str) -> str:
        """With its full stop."""
        return words if words.endswith((".", "!", "?", "。")) else self("sentence", words=words)

    def sentences(self, words: Iterable[str]) -> str:
        """One after another, without those that say nothing."""
        return self("sentence-space").join(filter(None, words))

    def series(self, words: Iterable[str]) -> str:
        """ "Toyota, Nissan and BMW"."""
        return format_list(list(words), locale=self._locale)

    def _date(self, day: date, form: str) -> str:
        return _date(day, str(self.catalogue[f"date-{form}"]), self._locale)

    def _sayings(self) -> periods.Sayings:
        named = {name: str(self.catalogue[f"period-{name.replace('_', '-')}"]) for name in _SAYINGS}
        return periods.Sayings(self._date, **named)

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The whole catalogue as a value: what a page shows may depend on any of it."""
        return tuple(
            (key, msgspec.json.encode(phrase, order="sorted").decode())
            for key, phrase in sorted(self.catalogue.items())
        )


def datetime_of(period: Period) -> str:
    """A whole day, month or year as HTML's `datetime` has it, "" for all else."""
    if period.approximate or period.earliest is None or period.latest is None:
        return ""
    first, last = period.earliest, period.latest
    if first == last:
        return first.isoformat()
    if (first.year, first.month, first.day) == (last.year, last.month, 1) and last.day >= 28:
        return f"{first.year:04}-{first.month:02}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"{first.year:04}"
    return ""


def _isolated(value: object) -> object:
    """Words with Latin letters within those of a script from right to left: a name between marks
    that keep its order, and that of what stands around it."""
    if type(value) is not str or value.startswith("\u2068") or not _LATIN.search(value):
        return value
    return f"\u2068{value}\u2069"


@cache
def _escaped(phrase: str) -> str:
    return str(escape(phrase))


@cache
def _strings(language: str) -> Strings:
    code = _code(language)
    english = _catalogue("en")
    if code == "en" or not is_spoken(language):
        return Strings("en", english)
    return Strings(language, english | _catalogue(code))


def _code(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()


@cache
def _catalogue(code: str) -> dict[str, Phrase]:
    raw = (files(catalogues) / f"{code}.yaml").read_bytes()
    decoded: dict[str, Any] = msgspec.yaml.decode(raw)
    return msgspec.convert(decoded, type=dict[str, Phrase])


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@lru_cache(maxsize=1 << 14)
def _date(day: date, pattern: str, locale: Locale) -> str:
    return format_date(day, pattern, locale=locale)


@lru_cache(maxsize=1 << 14)
def _number(value: float, locale: Locale) -> str:
    return format_decimal(value, locale=locale)
