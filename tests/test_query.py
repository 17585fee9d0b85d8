"""Questions on the command line: answered from the model, without a page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ssbrief.cli import main

MOVES = Path(__file__).parent / "moves"


def ask(*arguments: str, site: Path = MOVES, today: str = "2026-03-01") -> Result:
    given = ["query", *arguments, "--site", str(site), "--today", today]
    return CliRunner().invoke(main, given, env={"COLUMNS": "80"})


def records(*arguments: str, **options: str) -> list[dict[str, object]]:
    result = ask(*arguments, "--format", "json", **options)  # type: ignore[arg-type]
    assert result.exit_code == 0, result.output
    found: list[dict[str, object]] = json.loads(result.stdout)["records"]
    return found


def test_the_latest_word_on_each_target_of_a_company() -> None:
    told = [(r["kind"], r["due"]["edtf"], r["change"]) for r in  # type: ignore[index]
            records("targets", "--company", "kestrel aero")]  # fmt: skip
    assert told == [
        ("vehicle-test", "2026-01", "met"),
        ("market-introduction", "2030", "slipped"),
    ]


def test_what_is_due_is_open_and_soonest_first() -> None:
    found = records("due")
    states = {r["state"] for r in found}
    assert states == {"target"}
    assert [r["company"] for r in found[:3]] == ["pell-moor", "quillon", "halden-cells"]


def test_what_changed_is_newest_first_and_without_what_held() -> None:
    found = records("changes")
    assert [r["company"] for r in found if r["briefing"] == "electric-flight-2026-02"] == [
        r["company"] for r in found[:9]
    ]
    assert not {r["change"] for r in found} & {"first", "reconfirmed"}


@pytest.mark.parametrize(
    ("since", "number"), [("2026", 9), ("2026-02-09", 9), ("2026-02-10", 0), ("2025-02", 20)]
)
def test_since_is_the_first_day_on_which_it_was_said(since: str, number: int) -> None:
    assert len(records("changes", "--since", since)) == number


def test_since_is_of_what_is_due_the_first_day_on_which_it_is() -> None:
    found = records("due", "--since", "2031")
    assert [r["company"] for r in found] == ["lumen-air", "oriel-flight"]


def test_the_market_is_nobody() -> None:
    assert [r["company"] for r in records("targets", "--company", "market")] == [None]


def test_a_topic_is_known_by_its_name() -> None:
    assert records("due", "--topic", "Electric flight") == records("due")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["due", "--company", "Norwing"], 'this site knows no "Norwing"; did you mean "Norrwing"?'),
        (["due", "--company", "Q"], 'this site knows no "Q"'),
        (["due", "--topic", "electric-fligt"], 'did you mean "electric-flight"?'),
        (["due", "--since", "soon"], '"soon" is no year, month or day'),
        (["all"], "'all' is not one of"),
    ],
)
def test_a_question_that_cannot_be_understood_says_so(
    arguments: Sequence[str], message: str
) -> None:
    result = ask(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_company_is_found_by_a_name_that_only_the_gazetteer_knows(tmp_path: Path) -> None:
    write(tmp_path, "- **Volkswagen:** market launch in 2030.")
    assert len(records("due", "--company", "vw", site=tmp_path)) == 1  # type: ignore[arg-type]


def test_a_broken_site_gives_no_answer(tmp_path: Path) -> None:
    write(tmp_path, "- **Volkswagen:** see [this](nowhere.md).")
    result = ask("due", site=tmp_path)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "dangling-link" in result.stderr
    assert "1 error: no answer" in result.stderr


def test_nothing_found_is_no_mistake() -> None:
    result = ask("due", "--company", "sundby flyg")
    assert (result.exit_code, result.stdout) == (0, "Nothing was found.\n")


def test_a_table_fits_a_terminal_of_80_columns() -> None:
    result = ask("changes")
    assert max(len(line.rstrip()) for line in result.stdout.splitlines()) <= 80
    assert "Norrwing" in result.stdout
    assert "slipped 24" in result.stdout
    assert result.stdout.endswith("As of 2026-03-01.\n")


def test_the_table_of_a_spreadsheet_has_the_same_fields_and_no_formula(tmp_path: Path) -> None:
    write(tmp_path, "- **Norrwing:** market launch in 2030. {event='=1+1'}")
    result = ask("due", "--format", "csv", site=tmp_path)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["event"] for row in rows] == ["'=1+1"]
    (record,) = records("due", site=tmp_path)  # type: ignore[arg-type]
    columns = [name.partition(".")[0] for name in rows[0]]
    assert set(record) < set(columns)
    assert [n for n in dict.fromkeys(columns) if n in record] == list(record)


def test_the_day_decides_what_is_overdue() -> None:
    late = [r for r in records("due", today="2031-06-01") if r["overdue"]]
    assert len(late) == len([r for r in records("due") if not r["overdue"]]) - 2


def write(site: Path, entry: str) -> None:
    folder = site / "content" / "briefings"
    folder.mkdir(parents=True)
    text = f"# Status\n\nDate: 2026-02-10\n\n## Key players\n\n{entry}\n"
    (folder / "note.md").write_text(text, encoding="utf-8")
