"""Uncertain time: what is read, how it is said back, and what leaves as EDTF."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import yaml
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from ssbrief import strings
from ssbrief.model import Period
from ssbrief.periods import (
    edtf,
    find,
    from_edtf,
    is_past,
    months_between,
    order,
    read,
    say,
    years,
)
from ssbrief.vocabulary import words

EN = words("en").dates
CASES: dict[str, list[Any]] = yaml.load(
    (Path(__file__).parent / "periods.yaml").read_text(encoding="utf-8"), yaml.CBaseLoader
)

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def period(text: str) -> Period:
    known = from_edtf(text)
    assert known is not None, f"{text} is EDTF"
    return known


def found(text: str, said: str = "") -> list[list[str]]:
    return [[one.words, edtf(one.period)] for one in find(text, EN, from_edtf(said))]


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Periods of whole years, months or days, closed and open, exact and approximate."""
    first, last = sorted((draw(days), draw(days)))
    match draw(st.sampled_from(("year", "month", "day"))):
        case "year":
            first, last = first.replace(month=1, day=1), last.replace(month=12, day=31)
        case "month":
            first = first.replace(day=1)
            last = (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    open_end = draw(st.sampled_from(("none", "first", "last")))
    return Period(
        None if open_end == "first" else first,
        None if open_end == "last" else last,
        draw(st.booleans()),
    )


@pytest.mark.parametrize(("text", "said", "expected"), CASES["finds"])
def test_dates_are_found_with_their_qualifiers(
    text: str, said: str, expected: list[list[str]]
) -> None:
    assert found(text, said) == expected


@pytest.mark.parametrize(("text", "said", "expected"), CASES["pairs"])
def test_the_words_of_real_sources_are_read_as_the_record_has_them(
    text: str, said: str, expected: str
) -> None:
    assert expected in [edtf_ for _, edtf_ in found(text, said)]


@pytest.mark.parametrize("text", CASES["no_dates"])
def test_figures_that_only_look_like_years_are_no_dates(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027", "2027"),
        ("2027-06", "2027-06"),
        ("2027-06-13", "2027-06-13"),
        ("2025-07-26 10:00:00 +0000", "2025-07-26"),
        ("Q3 2026", "2026-07/2026-09"),
        ("late 2024/2025", "2024-10/2025-12"),
        ("2027/2028", "2027/2028"),
        ("../2028", "../2028"),
        ("/2028", "../2028"),
        ("2030/..", "2030/.."),
        ("2027~", "2027~"),
        ("202X", "2020/2029"),
        ("2027-28", "2027/2028"),
        ("in the second half of 2026", "2026-07/2026-12"),
        ("  by 2028 ", "../2028"),
    ],
)
def test_a_value_that_is_one_date_is_read(text: str, expected: str) -> None:
    value = read(text, EN)
    assert value is not None
    assert edtf(value) == expected


@pytest.mark.parametrize(
    "text", ["", "..", "../..", "soon", "2027 and 2030", "Toyota 2027", "2027 targets", "20270613"]
)
def test_a_value_that_is_not_one_date_is_not_read(text: str) -> None:
    assert read(text, EN) is None


def test_a_fiscal_year_starts_when_the_site_says() -> None:
    calendar = read("Q1 FY2026", EN, fiscal_start=1)
    october = read("FY2026", EN, fiscal_start=10)
    assert calendar is not None
    assert october is not None
    assert edtf(calendar) == "2026-01/2026-03"
    assert edtf(october) == "2026-10/2027-09"


def test_offsets_are_those_of_the_text_as_written() -> None:
    text = "Ab ２０２７‑２０２８ and by\u00a02030"
    assert [text[one.start : one.end] for one in find(text, EN)] == [
        "２０２７‑２０２８",
        "by\u00a02030",
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2027", "2027"),
        ("2027/2028", "2027–2028"),
        ("../2028", "by 2028"),
        ("2033/..", "2033 or later"),
        ("2025~/2027~", "around 2025–2027"),
        ("../2028~", "by around 2028"),
        ("2026-04/2026-06", "Apr–Jun 2026"),
        ("2027-06", "Jun 2027"),
        ("2023-06-13", "13 Jun 2023"),
        ("2028-04/2029-03", "Apr 2028 – Mar 2029"),
        ("../2026-09", "by Sep 2026"),
    ],
)
def test_periods_are_said_in_short_english(value: str, expected: str) -> None:
    assert say(period(value)) == expected


@given(periods())
def test_what_is_said_is_read_back_the_same(value: Period) -> None:
    assert read(say(value), EN) == value


@pytest.mark.parametrize("language", strings.languages())
@given(periods())
def test_what_the_interface_says_is_read_back_in_its_language(language: str, value: Period) -> None:
    said = strings.strings(language).period(value)
    assert read(said, words(language).dates) == value


@pytest.mark.parametrize(
    ("value", "german", "chinese", "arabic"),
    [
        ("2027", "2027", "2027年", "2027"),
        ("2027/2028", "2027–2028", "2027年至2028年", "2027–2028"),
        ("../2028", "bis 2028", "不晚于2028年", "بحلول 2028"),
        ("2033/..", "2033 oder später", "2033年或之后", "2033 أو بعد ذلك"),
        ("2027~", "um 2027", "2027年前后", "نحو 2027"),
        ("../2028~", "bis etwa 2028", "大约不晚于2028年", "بحلول نحو 2028"),
        ("2026-04/2026-06", "Apr.–Juni 2026", "2026年4月至6月", "أبريل–يونيو 2026"),
        ("2023-06-13", "13. Juni 2023", "2023年6月13日", "13 يونيو 2023"),
        ("../2026-09", "bis Sept. 2026", "不晚于2026年9月", "بحلول سبتمبر 2026"),
    ],
)
def test_the_interface_says_periods_as_its_language_does(
    value: str, german: str, chinese: str, arabic: str
) -> None:
    said = [strings.strings(language).period(period(value)) for language in ("de", "zh", "ar")]
    assert said == [german, chinese, arabic]


@given(periods())
def test_the_catalogue_says_in_english_what_the_grammar_does(value: Period) -> None:
    assert strings.strings("en").period(value) == say(value)


@given(periods())
def test_edtf_is_accepted_by_the_library_and_read_back_the_same(value: Period) -> None:
    assert from_edtf(edtf(value)) == value
    parsed = parse_edtf(edtf(value))
    if value.earliest:
        assert tuple(parsed.lower_strict()[:3]) == value.earliest.timetuple()[:3]
    if value.latest:
        assert tuple(parsed.upper_strict()[:3]) == value.latest.timetuple()[:3]


@given(st.text(alphabet="0123456789-/–~.,:; QHabfioryet'年()+", max_size=40))
def test_no_text_breaks_the_grammar(text: str) -> None:
    said = period("2025")
    for one in find(text, EN, said):
        assert text[one.start : one.end] == one.words
        assert read(say(one.period), EN) == one.period


@pytest.mark.parametrize(
    ("a", "b", "months"),
    [
        ((2027, 12, 31), (2028, 12, 31), 12),
        ((2026, 9, 30), (2027, 12, 31), 15),
        ((2028, 3, 31), (2027, 12, 31), -3),
        ((2027, 1, 1), (2028, 1, 1), 12),
        ((2024, 2, 29), (2025, 2, 28), 12),
        ((2026, 3, 15), (2026, 4, 14), 0),
        ((2026, 4, 14), (2026, 3, 15), 0),
    ],
)
def test_bounds_move_by_whole_months(
    a: tuple[int, int, int], b: tuple[int, int, int], months: int
) -> None:
    assert months_between(date(*a), date(*b)) == months


@given(days, days)
def test_movement_back_is_movement_forth(a: date, b: date) -> None:
    assert months_between(a, b) == -months_between(b, a)


def test_an_open_end_counts_only_at_its_known_bound() -> None:
    assert years(period("../2028")) == (2028,)
    assert years(period("2030/..")) == (2030,)
    assert years(period("2027-10/2029-03")) == (2027, 2028, 2029)
    assert years(period("../2028")) == (2028,)


def test_periods_are_ordered_by_their_latest_known_day() -> None:
    texts = ["2030/..", "2027/2028", "../2026", "2028", "2027"]
    assert sorted(texts, key=lambda text: order(period(text))) == [
        "../2026",
        "2027",
        "2027/2028",
        "2028",
        "2030/..",
    ]


def test_what_has_no_latest_day_is_never_past() -> None:
    assert is_past(period("../2025"), date(2026, 1, 1))
    assert not is_past(period("2025"), date(2025, 12, 31))
    assert not is_past(period("2020/.."), date(2026, 1, 1))


@pytest.mark.parametrize(
    "text",
    ["a-" * 20_000, "2027-" * 5_000, "by the " * 8_000 + "2027", "1" * 50_000, "a.b/" * 9_000],
)
def test_long_odd_texts_are_read_in_reasonable_time(text: str) -> None:
    find("2027", EN)
    start = perf_counter()
    find(text, EN)
    assert perf_counter() - start < 5
