"""Languages are data: what a file of words holds is read, and a new file is a new language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from scorer import documents, report, score, table, total
from ssbrief import vocabulary
from ssbrief.load import Options, load
from ssbrief.periods import DateWords, edtf, find, from_edtf
from ssbrief.read import read_inputs
from ssbrief.registry import Registry
from ssbrief.vocabulary import FOLDER, gazetteer, guess_language, languages, words

SAID = from_edtf("2025-06-10")
CASES: dict[str, dict[str, list[Any]]] = yaml.load(
    (Path(__file__).parent / "languages.yaml").read_text(encoding="utf-8"), yaml.CBaseLoader
)
#: Every way to say a part or a bound of a year, with what it makes of 2031.
BEFORE = {
    "by": "../2031",
    "until": "../2031",
    "since": "2031/..",
    "before": "../2030",
    "after": "2032/..",
    "around": "2031~",
}
AFTER = {
    "or_later": "2031/..",
    "or_earlier": "../2031",
    "or_so": "2031~",
    "before_follows": "../2030",
    "after_follows": "2032/..",
}
PARTS = {"early": "2031-01/2031-03", "mid": "2031-05/2031-08", "late": "2031-10/2031-12"}


def found(language: str, text: str) -> list[list[str]]:
    return [[one.words, edtf(one.period)] for one in find(text, words(language).dates, SAID)]


def test_seven_languages_are_read() -> None:
    assert set(languages()) >= {"ar", "de", "en", "es", "fr", "ja", "zh"}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [(code, *case) for code, table in CASES.items() for case in table["finds"]],
)
def test_dates_are_read_in_every_language(
    language: str, text: str, expected: list[list[str]]
) -> None:
    assert found(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [(code, text) for code, table in CASES.items() for text in table["no_dates"]],
)
def test_what_only_looks_like_a_date_is_none_in_any_language(language: str, text: str) -> None:
    assert found(language, text) == []


def phrases(dates: DateWords) -> Iterator[tuple[str, str]]:
    """Each word of the tables with a year, as its language would write it, and what it means."""
    year = f"2031{dates.year_marks[0] if dates.part_follows else ''}"
    space = " " if dates.spaced else ""
    of = f"{space}{dates.of[0]}{space}" if dates.of and not dates.part_follows else space
    for name, expected in BEFORE.items():
        yield from ((f"{word}{space}{year}", expected) for word in getattr(dates, name))
    for name, expected in AFTER.items():
        yield from ((f"{year}{space}{word}", expected) for word in getattr(dates, name))
    for name, expected in PARTS.items():
        for word in getattr(dates, name):
            yield (
                (f"2031{word}" if word[0] == "年" else f"{year}{word}", expected)
                if (dates.part_follows)
                else (f"{word}{of}{year}", expected)
            )
    for number, row in enumerate(dates.months, 1):
        for word in row:
            text = f"{year}{word}" if dates.part_follows else f"{word} {year}"
            yield text, f"2031-{number:02}"


@pytest.mark.parametrize("language", languages())
def test_every_word_of_the_date_tables_means_what_its_table_says(language: str) -> None:
    wrong = {}
    for text, expected in phrases(words(language).dates):
        read = [period for _, period in found(language, text)]
        if read != [expected]:
            wrong[text] = read
    assert not wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Los fabricantes quieren llegar al mercado en 2027 con una nueva batería de estado", "es"),
        ("Les constructeurs visent une mise sur le marché en 2027 avec des cellules neuves", "fr"),
        ("Toyota will die Produktion auf 2028 verschieben und ist nicht dabei", "de"),
        ("トヨタは2027年に全固体電池を搭載した車を発売する。QuantumScape is also there.", "ja"),
        ("丰田计划于2027年量产。QuantumScape、Factorial 与 Solid Power 也在其中。", "zh"),
        ("تخطط تويوتا لطرح أول سيارة في عام 2027", "ar"),
        ("شرکت‌ها می‌گویند تولید باتری‌های حالت جامد چند سال دیگر آغاز می‌شود", "fa"),
        ("Тойота планирует выпуск в 2027 году", "ru"),
        ("Toyota 2027", "en"),
    ],
)
def test_the_language_of_a_text_is_told_by_its_letters_and_common_words(
    text: str, expected: str
) -> None:
    assert guess_language(text, "en") == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", "与Toyota合作的宁德时代计划量产", ["toyota", "catl"]),
        ("ja", "トヨタはPanasonicと組む", ["toyota", "panasonic"]),
        ("de", "Toyotas Pläne, das BMW-Werk und VWs Zellen", ["toyota", "bmw", "volkswagen"]),
        ("de", "Die Toyotaner kommen", []),
        ("en", "Toyotas on the road", []),
        ("ar", "وتويوتا مع تسلا", ["toyota", "tesla"]),
    ],
)
def test_names_stand_in_a_text_as_its_language_writes_them(
    language: str, text: str, expected: list[str]
) -> None:
    registry = Registry.of(gazetteer(), ())
    found = registry.find(text, endings=words(language).name_endings)
    assert [company for _, _, company in found] == expected


TOY = """
language: tlh
sections:
  market_release: [vat]
  key_players: [ghom]
events:
  - kind: mass-production
    words: [chen]
intent: [nab]
dates:
  months: [[jar], [feb], [mas]]
  end: [bertlham]
  by: [pagh]
"""
NOTE = """---
title: Toy
date: 2026-01
language: tlh
---
## Ghom

- **Acme Cells:** nab chen pagh bertlham 2027.
- **Toyota:** nab chen mas 2028.
"""


@pytest.fixture
def toy_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of tables with English and a language that nobody else knows."""
    for name in ("en.yaml", "stopwords.csv", "gazetteer.csv"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    (tmp_path / "tlh.yaml").write_text(TOY, encoding="utf-8")
    monkeypatch.setattr(vocabulary, "FOLDER", tmp_path)
    languages.cache_clear()
    words.cache_clear()
    yield
    monkeypatch.undo()
    languages.cache_clear()
    words.cache_clear()


@pytest.mark.usefixtures("toy_language")
def test_a_file_of_words_is_a_language(tmp_path: Path) -> None:
    note = tmp_path / "site" / "content" / "briefings" / "toy.md"
    note.parent.mkdir(parents=True)
    note.write_text(NOTE, encoding="utf-8")
    loaded = load(read_inputs(tmp_path / "site"), Options(date(2026, 11, 22)))
    assert loaded.site is not None
    (briefing,) = loaded.site.briefings
    assert [s.kind for s in briefing.sections] == ["key_players"]
    assert [(m.company, m.kind, edtf(m.due), m.state) for m in briefing.milestones] == [
        ("acme-cells", "mass-production", "../2027", "target"),
        ("toyota", "mass-production", "2028-03", "target"),
    ]


def test_a_company_can_have_a_fiscal_year_of_its_own(tmp_path: Path) -> None:
    note = "# N 2025\n\n## Key players\n\n- **{}:** plans mass production in fiscal 2027.\n"
    for name, text in (
        ("briefings/a.md", note.format("Toyota")),
        ("briefings/b.md", note.format("QuantumScape")),
        ("companies/quantumscape.md", "---\nname: QuantumScape\nfiscal_year_start: 1\n---\n"),
    ):
        file = tmp_path / "content" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    site = load(read_inputs(tmp_path), Options(date(2026, 11, 22))).site
    assert site is not None
    due = {m.company: edtf(m.due) for briefing in site.briefings for m in briefing.milestones}
    assert due == {"toyota": "2027-04/2028-03", "quantumscape": "2027"}


def test_a_fiscal_year_that_starts_in_no_month_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "content" / "companies" / "toyota.md"
    file.parent.mkdir(parents=True)
    file.write_text("---\nname: Toyota\nfiscal_year_start: 13\n---\n", encoding="utf-8")
    told = load(read_inputs(tmp_path), Options(date(2026, 11, 22))).diagnostics
    assert [(d.code, d.message) for d in told if d.severity == "error"] == [
        ("wrong-type", '"fiscal_year_start" of Toyota must be the number of a month')
    ]


READING = Path(__file__).parent / "reading"
#: The least (precision, recall) of the notes in each language but English.
LEAST = {
    "companies": (0.98, 0.9),
    "milestones": (0.98, 0.88),
    "challenges": (1, 1),
    "sources": (1, 1),
}


def notes(language: str) -> list[Path]:
    found = []
    for path in documents(READING):
        text = path.read_text(encoding="utf-8")
        said = re.search(r"^language: (\w+)", text, re.M)
        if (said[1] if said else guess_language(text, "en")) == language:
            found.append(path)
    return found


@pytest.mark.parametrize("language", sorted(set(languages()) - {"en"}))
def test_the_notes_of_each_language_are_read_well(language: str) -> None:
    results = [score(path) for path in notes(language)]
    assert len(results) >= 2
    reached = total(results)
    told = "\n\n".join([*filter(None, map(report, results)), table(reached)])
    for noun, (precision, recall) in LEAST.items():
        assert reached[noun].precision >= precision, told
        assert reached[noun].recall >= recall, told
