"""On whom statements rest: counted by publisher, and turned into an exit code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ssbrief.cli import main
from ssbrief.evidence import Evidence, Ledger, statements_of
from ssbrief.load import Options, load
from ssbrief.model import Site
from ssbrief.pages.evidence import evidence
from ssbrief.pages.index import Index
from ssbrief.read import Inputs, TextFile

OLD = """# Cells, June 2024

Date: 2024-06-15

## Key players

- **Norrwing:** market launch in 2027.
- **Halden:** pilot line in 2028 ([a](https://one.example/a), [b](https://one.example/b)).
"""

NEW = """# Cells, June 2026

Date: 2026-06-15

## Key players

- **Norrwing:** market launch in 2029 ([c](https://one.example/c), [d](https://two.example/d)).
- **Kestrel:** samples in 2027.

## Sources

- [Two](https://two.example/d)
"""


def site(today: date = date(2026, 7, 1), config: str = "") -> Site:
    files = tuple(
        TextFile(f"content/briefings/cells/{name}.md", text, name)
        for name, text in (("2024", OLD), ("2026", NEW))
    )
    settings = TextFile("content/site.yaml", config, config)
    loaded = load(Inputs("", settings, briefings=files), Options(today))
    assert loaded.site is not None
    return loaded.site


def test_sources_are_counted_by_publisher_and_lists_of_them_are_no_statements() -> None:
    found = site()
    counted = Ledger.of(found).count(s for b in found.briefings for s in statements_of(b))
    assert counted == Evidence(statements=4, sourced=2, single=1, standing=3, old=1)
    assert counted.percent == 50


def test_a_statement_is_old_only_while_it_stands() -> None:
    """Norrwing has a newer word than that of 2024; Halden has none."""
    found = site()
    of_2024 = [s for s in statements_of(found.briefings[1]) if s.label in ("Norrwing", "Halden")]
    assert [Ledger.of(found).count([s]).old for s in of_2024] == [0, 1]


@pytest.mark.parametrize(("months", "old"), [(24, 1), (25, 0)])
def test_a_site_says_what_is_old(months: int, old: int) -> None:
    found = site(config=f"old_after: {months}\n")
    assert Ledger.of(found).count(statements_of(found.briefings[1])).old == old


def test_it_is_told_with_its_counts() -> None:
    found = site()
    told = evidence((s for b in found.briefings for s in statements_of(b)), Index(found))
    assert told == (
        "2 of 4 statements name a source, 1 of them one publisher only; 2 name none. "
        "1 still stands though older than 18 months (as of 1 July 2026)."
    )
    assert evidence((), Index(found)) == ""


def check(folder: Path, *arguments: str) -> Result:
    briefings = folder / "content" / "briefings" / "cells"
    briefings.mkdir(parents=True, exist_ok=True)
    (briefings / "2024.md").write_text(OLD, encoding="utf-8")
    (briefings / "2026.md").write_text(NEW, encoding="utf-8")
    given = ["check", "--site", str(folder), "--today", "2026-07-01", *arguments]
    return CliRunner().invoke(main, given)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--min-sourced", "50", "--max-age", "25m"], 0, "2 of 4 statements name a source (50 %)"),
        (["--min-sourced", "51"], 4, "2 of 4 statements name a source (50 %); 51 % were asked for"),
        (["--max-age", "2y"], 4, "1 statement still stands though older than 24 months"),
        (["--max-age", "soon"], 2, '"soon" is no age such as 18m or 2y'),
        (["--min-sourced", "101"], 2, "101 is not in the range"),
        ([], 0, "Nothing is wrong."),
    ],
)
def test_it_turns_into_an_exit_code(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    result = check(tmp_path, *arguments)
    assert result.exit_code == code, result.output
    assert said in result.output


def test_an_error_counts_more_than_a_lack(tmp_path: Path) -> None:
    assert check(tmp_path, "--min-sourced", "90", "--strict").exit_code == 4
    (tmp_path / "content/briefings/cells/broken.md").write_text("[a](nowhere.md)\n")
    assert check(tmp_path, "--min-sourced", "90").exit_code == 1
