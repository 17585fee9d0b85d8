"""The words of the interface in each language: all of them, with the same blanks, in every form."""

from __future__ import annotations

from datetime import date
from string import Formatter

import pytest
from babel import Locale
from markupsafe import Markup

from ssbrief import strings
from ssbrief.strings import Phrase, Strings

ENGLISH = strings.strings("en").catalogue
OTHERS = [language for language in strings.languages() if language != "en"]
#: The months of one year: which of the two names the year is a matter of the language.
EITHER = {"first": "month", "last": "month", "start": "month", "end": "month"}


def blanks(phrase: Phrase) -> set[str]:
    """The names in braces; the count may be in words ("once")."""
    forms = phrase.values() if isinstance(phrase, dict) else [phrase]
    names = {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}
    return {EITHER.get(name, name) for name in names} - {"n"}


def test_the_interface_speaks_these_languages() -> None:
    assert {"ar", "de", "en", "zh"} <= set(strings.languages())


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_all_that_english_says(language: str) -> None:
    own = strings._catalogue(language)
    assert sorted(ENGLISH.keys() - own.keys()) == [], f"add these to catalogues/{language}.yaml"
    assert sorted(own.keys() - ENGLISH.keys()) == [], "English has no such word"
    assert strings.missing(language) == ()


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_fills_the_same_blanks(language: str) -> None:
    own = strings._catalogue(language)
    assert {key: blanks(own[key]) for key in ENGLISH} == {
        key: blanks(phrase) for key, phrase in ENGLISH.items()
    }


@pytest.mark.parametrize("language", strings.languages())
def test_a_phrase_that_counts_has_every_form_of_its_language(language: str) -> None:
    needed = {*Locale(language).plural_form.tags, "other"}
    for key, phrase in strings._catalogue(language).items():
        if isinstance(phrase, dict):
            assert phrase.keys() == needed, key


@pytest.mark.parametrize("language", strings.languages())
def test_what_english_counts_is_counted(language: str) -> None:
    """A count stands in a phrase unless it is one, two or the label of a figure beside it."""
    own = strings._catalogue(language)
    for key, phrase in ENGLISH.items():
        if isinstance(phrase, dict) and "{n}" in phrase["other"]:
            translated = own[key]
            many = translated["other"] if isinstance(translated, dict) else translated
            assert "{n}" in many, key


def test_plural_forms_follow_the_language() -> None:
    arabic = strings.strings("ar")
    assert [arabic("months", n=n) for n in (1, 2, 3, 11, 100)] == [
        "شهر واحد",
        "شهران",
        "3 أشهر",
        "11 شهرًا",
        "100 شهر",
    ]
    assert strings.strings("de")("slipped-by", n=1) == "um 1 Monat verschoben"
    assert strings.strings("zh")("slipped-by", n=1200) == "推迟1,200个月"


@pytest.mark.parametrize(
    ("language", "day", "long", "number"),
    [
        ("en", "9 Feb 2026", "9 February 2026", "1,234.5"),
        ("de", "9. Feb. 2026", "9. Februar 2026", "1.234,5"),
        ("de-CH", "9. Feb. 2026", "9. Februar 2026", "1’234.5"),
        ("zh", "2026年2月9日", "2026年2月9日", "1,234.5"),
        ("ar", "9 فبراير 2026", "9 فبراير 2026", "1,234.5"),
    ],
)
def test_days_and_numbers_are_written_as_the_language_does(
    language: str, day: str, long: str, number: str
) -> None:
    say = strings.strings(language)
    assert (say.day(date(2026, 2, 9)), say.long_day(date(2026, 2, 9))) == (day, long)
    assert say.number(1234.5) == number


def test_what_a_catalogue_lacks_is_said_in_english() -> None:
    assert strings.strings("xx")("skip") == "Skip to content"
    assert strings.strings("xx").language == "en"
    assert set(strings.missing("xx")) == set(ENGLISH)
    assert not strings.is_spoken("xx")


def test_markup_fills_a_blank_and_all_else_is_made_safe() -> None:
    say = Strings("en", {**ENGLISH, "x": "a < {b} & {c}"})
    told = say("x", b=Markup("<b>bold</b>"), c="<i>")
    assert told == Markup("a &lt; <b>bold</b> &amp; &lt;i&gt;")
    assert say("x", b="<b>", c="") == "a < <b> & "
