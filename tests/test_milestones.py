"""A sentence → its dated events. Each case: the text, whose entry it is, what is read."""

from __future__ import annotations

import pytest

from ssbrief import periods
from ssbrief.milestones import Context, read_milestones
from ssbrief.registry import Registry
from ssbrief.sentences import sentences
from ssbrief.vocabulary import gazetteer, words

EN = words("en")
REGISTRY = Registry.of(gazetteer(), [])
SAID = periods.read("2025-06", EN.dates)

CASES = [
    ("Holds patents, with a target of market introduction by 2027-2028.", "toyota",
     ["toyota market-introduction 2027–2028 target"]),
    ("These companies run programs (e.g., Nissan aims for production by 2028).", "honda nissan bmw",
     ["nissan mass-production by 2028 target"]),
    ("They aim for production by 2028.", "honda nissan",
     ["honda mass-production by 2028 target", "nissan mass-production by 2028 target"]),
    ("Toyota plans mass production in 2027 while Nissan targets a launch in 2028.", "",
     ["toyota mass-production 2027 target", "nissan market-introduction 2028 target"]),
    ("Honda and Nissan plan a launch in 2028.", "",
     ["honda market-introduction 2028 target", "nissan market-introduction 2028 target"]),
    ("Samples shipped in 2023 and mass production is planned for 2027.", "solid-power",
     ["solid-power sample-shipment 2023 achieved", "solid-power mass-production 2027 target"]),
    ("The launch was delayed from 2025 to 2027.", "toyota",
     ["toyota market-introduction 2025 superseded", "toyota market-introduction 2027 target"]),
    ("Originally planned for 2025, mass production is now expected in 2027.", "toyota",
     ["toyota mass-production 2025 superseded", "toyota mass-production 2027 target"]),
    ("Production started in March 2024.", "nio", ["nio mass-production Mar 2024 achieved"]),
    ("Working with Toyota, it will open a pilot line in 2027.", "idemitsu-kosan",
     ["idemitsu-kosan pilot-line 2027 target"]),
    ("Mass production is not expected before 2030.", "catl",
     ["catl mass-production 2030 or later target"]),
    ("No mass production is planned; it will not launch in 2026.", "catl", []),
    ("Production started in May 2025.", "nio", ["nio mass-production May 2025 achieved"]),
    ("Under its Ambition 2030 plan it would launch by 2028.", "nissan",
     ["nissan market-introduction by 2028 target"]),
    ("To ship samples to BMW and Ford by 2026.", "solid-power",
     ["solid-power sample-shipment by 2026 target"]),
    ("The launch of an IM Motors saloon is due in 2026.", "saic",
     ["saic market-introduction 2026 target"]),
    ("Production was discontinued in November 2024.", "nio",
     ["nio mass-production Nov 2024 dropped"]),
    ("If funding holds, it would launch in 2028.", "ilika", []),
    ("Founded in 2010, it makes cells.", "ilika", []),
    ("Survives 2,000 cycles and 1,000 km of range in production cars.", "toyota", []),
    ("It has the most patents.", "toyota", []),
    ("Commercial debut is expected within this decade, particularly around 2025-2027.", "",
     ["market market-introduction around 2025–2027 target"]),
    ("Demonstration vehicle by 2024.", "bmw", ["bmw vehicle-test by 2024 target"]),
    ("Prototyped cells in July 2024 and aims for mass production in 2027.", "catl",
     ["catl other Jul 2024 achieved", "catl mass-production 2027 target"]),
    ("Small-batch production in 2027, with large volumes only around 2030.", "catl",
     ["catl small-series 2027 target", "catl mass-production around 2030 target"]),
    ("The site is to be operational by the end of 2027.", "catl", ["catl other by 2027 target"]),
    ("Target: 2027-2028", "toyota", ["toyota market-introduction 2027–2028 target"]),
    ("It dropped the 2029 target for good.", "catl", ["catl other 2029 dropped"]),
    ("It gave up its 2029 target.", "catl", ["catl other 2029 dropped"]),
    ("The 2028 launch was cancelled.", "catl", ["catl market-introduction 2028 dropped"]),
    ("It no longer expects to sell cars in 2028.", "catl", []),
    ("Denied reports of a launch in 2027.", "catl", []),
    ("The 2030 target is out of reach.", "catl", []),
    ("It had planned to launch in 2024 but did not.", "catl",
     ["catl market-introduction 2024 superseded"]),
    ("It missed its 2024 target and gives no new date.", "catl", ["catl other 2024 missed"]),
    ("Was to ship in 2024; now says 2028.", "catl",
     ["catl market-introduction 2024 superseded", "catl market-introduction 2028 target"]),
    ("Launch was planned for 2024; nothing has been heard since.", "catl",
     ["catl market-introduction 2024 superseded"]),
    ("Mass production is still planned for 2028, as announced in 2023.", "catl",
     ["catl mass-production 2028 target"]),
    ("Mass production is on track for 2028, according to a 2025 presentation.", "catl",
     ["catl mass-production 2028 target"]),
    ("Has said since 2023 that it will start mass production in 2028.", "catl",
     ["catl mass-production 2028 target"]),
    ("It now expects it to start up in 2030, two years later than it said in 2022.", "catl",
     ["catl other 2030 target"]),
    ("Hopes to launch in 2027, but analysts expect 2030.", "catl",
     ["catl market-introduction 2027 target"]),
    ("Raised $200 million in 2024.", "catl", []),
    ("Cells are promising (CarBuzz, December 2024).", "catl", []),
    ("Source: Flight International, December 2024", "catl", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "subjects", "expected"), CASES)
def test_a_statement_is_read(text: str, subjects: str, expected: list[str]) -> None:
    whose = tuple(subjects.split())
    context = Context(whose, "" if whose else "market-introduction", SAID, EN)
    found = read_milestones(text, REGISTRY.find(text, whose), context)
    read = [f"{m.company or 'market'} {m.kind} {periods.say(m.due)} {m.state}" for m in found]
    assert read == expected


#: Of dates without a year, in prose of a file of December 2023 that looks back on 2023: the text,
#: and when it was.
LOOKS_BACK = {
    "On 12 April, at one seminar, Toyota started pilot production.": "12 Apr 2023",
    "In March, Toyota said that it has opened a pilot line.": "Mar 2023",
    "In February, after some months, Toyota will open a pilot line.": "Feb 2024",
    "Toyota opened a pilot line in February.": "Feb 2023",
}


@pytest.mark.parametrize("text", LOOKS_BACK)
def test_a_date_without_a_year_is_the_one_that_is_meant(text: str) -> None:
    said, covered = periods.read("2023-12", EN.dates), periods.read("2023", EN.dates)
    context = Context((), "market-introduction", said, EN, listed=False, covered=covered)
    found = read_milestones(text, REGISTRY.find(text), context)
    assert [periods.say(m.due) for m in found] == [LOOKS_BACK[text]]


def test_what_has_happened_in_prose_on_the_market_is_no_introduction_for_that() -> None:
    said = periods.read("2023-12", EN.dates)
    context = Context((), "market-introduction", said, EN, listed=False)
    text = "On 12 April 2023, at one seminar, Toyota and Honda contradicted each other."
    found = read_milestones(text, REGISTRY.find(text), context)
    assert [m.kind for m in found if m.kind == "market-introduction"] == []


def test_each_reading_keeps_the_words_it_was_read_from() -> None:
    text = "It has plants. The launch is planned for late 2027. So be it."
    (reading,) = read_milestones(text, [], Context(("toyota",), "", SAID, EN))
    assert reading.words == "The launch is planned for late 2027."
    assert reading.due_words == "late 2027"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Foo Inc. plans, e.g. By hand. Next.", ["Foo Inc. plans, e.g. By hand.", "Next."]),
        ("A line\nAnother", ["A line", "Another"]),
        ("量产。之后", ["量产。", "之后"]),
        ("In U.S. Army tests. Done", ["In U.S. Army tests.", "Done"]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, parts: list[str]) -> None:
    assert [text[s:e] for s, e in sentences(text)] == parts
