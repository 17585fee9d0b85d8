"""What `check --explain` tells of a file: each value with its line, its words and its origin."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from ssbrief.cli import main
from ssbrief.explain import Explanation, as_text, explain
from ssbrief.load import Options, load
from ssbrief.read import Inputs, TextFile

NOTE = """\
Sure! Here is the note.

# Cells for trucks (Q1 2026)

*Compiled by the desk, 30 March 2026*

## When do they launch?

- **Toyota:** Plans mass production in 2027 (CarBuzz, May 2025).
- **Honda:** Nothing new.

## What else?

The lease of the hall ends in 2031.

## 3) What could go wrong?

- **Cost:** $100 per kWh.

Hope this helps!
"""


@pytest.fixture(scope="module")
def told() -> Explanation:
    file = TextFile("content/briefings/trucks.md", NOTE, "0")
    found = explain(
        file.path, file.text, load(Inputs("", briefings=(file,)), Options(date(2026, 5, 1)))
    )
    assert found is not None
    return found


def test_each_field_has_its_origin_and_line(told: Explanation) -> None:
    fields = {f.name: (f.value, f.origin, f.line) for f in told.fields}
    assert fields["title"] == ("Cells for trucks (Q1 2026)", "the first heading", 3)
    assert fields["date"] == ("2026-03-30", "a line under the title", 5)
    assert fields["period"] == ("2026-01/2026-03", "the title", 3)


def test_each_section_has_the_word_that_told_its_kind(told: Explanation) -> None:
    assert [(s.line, s.kind, s.word) for s in told.sections] == [
        (7, "market_release", "when"),
        (12, "other", ""),
        (16, "challenges", "could go wrong"),
    ]


def test_each_company_has_its_words_and_why_it_is_known(told: Explanation) -> None:
    found = [(c.name, c.line, c.words, c.known) for c in told.companies]
    assert ("Toyota", 9, "Toyota", "in the gazetteer") in found


def test_each_milestone_has_its_words(told: Explanation) -> None:
    (one,) = told.milestones
    assert (one.company, one.kind, one.due, one.due_words) == (
        "Toyota",
        "mass-production",
        "2027",
        "2027",
    )
    assert (one.line, one.state) == (9, "target")
    assert one.words.startswith("Toyota: Plans mass production in 2027")


def test_challenges_and_sources_are_told_with_their_lines(told: Explanation) -> None:
    assert [(c.name, c.line) for c in told.challenges] == [("Cost", 18)]
    (source,) = told.sources
    assert (source.publisher, source.published, source.cited) == ("CarBuzz", "May 2025", (9,))


def test_what_was_not_read_is_told(told: Explanation) -> None:
    shown = {(n.line, n.why) for n in told.not_read}
    assert (1, "shown only") in shown
    assert (20, "shown only") in shown
    (future,) = [n for n in told.not_read if n.date == "2031"]
    assert (future.line, future.why) == (14, "ahead, but no event of anybody is told")


def test_it_can_be_read_by_a_person_and_by_a_program(told: Explanation, tmp_path: Path) -> None:
    assert '    9  Toyota: "Toyota" in the label of an entry  (in the gazetteer)' in as_text(told)
    (tmp_path / "note.md").write_text(NOTE, "utf-8")
    arguments = ["check", "--site", str(tmp_path), "--explain", str(tmp_path / "note.md")]
    result = CliRunner().invoke(main, [*arguments, "--format", "json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["milestones"][0]["due"] == "2027"
    assert "Milestones (1)" in CliRunner().invoke(main, arguments).stdout
