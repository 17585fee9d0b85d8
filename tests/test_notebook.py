"""`from ssbrief import load_site`: the model for notebooks."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import ssbrief
from ssbrief import LoadedSite, Unreadable, load_site
from ssbrief.model import Company, Step
from ssbrief.pages import Document, pages

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def loaded() -> LoadedSite:
    return load_site(ROOT, TODAY)


def test_the_documented_example_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / "content/pages/reuse.md").read_text("utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)
    monkeypatch.chdir(ROOT)
    made: dict[str, object] = {}
    exec(example, made)
    assert "first vehicle" in capsys.readouterr().out
    assert made["late"]


def test_the_nouns_are_those_of_the_model_by_their_keys(loaded: LoadedSite) -> None:
    toyota = loaded.companies["toyota"]
    assert isinstance(toyota, Company)
    assert isinstance(toyota.tracks[0].steps[0], Step)
    assert loaded.tracks[toyota.tracks[0].id] == toyota.tracks[0]
    assert list(loaded.briefings) == [b.slug for b in loaded.model.briefings]
    assert set(loaded.topics) == {"solid-state-batteries"}
    assert not [d for d in loaded.diagnostics if d.severity == "error"]


@pytest.mark.parametrize(
    "noun",
    ["briefings", "companies", "milestones", "tracks", "challenges", "sources", "statements"],
)
def test_rows_are_those_of_the_csv(noun: str, loaded: LoadedSite) -> None:
    rows = loaded.to_dicts(getattr(loaded, noun))
    document = next(e for e in pages(loaded.model) if e.url == f"/data/{noun}.csv")
    assert isinstance(document, Document)
    table = list(csv.DictReader(io.StringIO(document.text, newline="")))
    key = next(iter(rows[0]))
    assert [str(row[key]) for row in sorted(rows, key=lambda r: str(r[key]))] == [
        row[key].removeprefix("'") for row in table
    ]
    assert list(rows[0]) == list(table[0])
    plain = (str, int, bool, list, type(None))
    assert all(isinstance(value, plain) for row in rows for value in row.values())


def test_any_nouns_at_hand_are_rows(loaded: LoadedSite) -> None:
    track = loaded.companies["toyota"].tracks[0]
    assert [row["id"] for row in loaded.to_dicts([track])] == [track.id]
    steps = loaded.to_dicts(track.steps)
    assert [row["change"] for row in steps] == [step.change for step in track.steps]


def test_a_folder_with_mistakes_is_told_and_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "content/briefings").mkdir(parents=True)
    (tmp_path / "content/briefings/a.md").write_text("---\ntitle: A: b\n---\n# June 2025\n")
    with pytest.raises(Unreadable, match=r"content/briefings/a\.md:2:\d+: error: "):
        load_site(tmp_path)


def test_importing_the_package_is_cheap() -> None:
    probe = "import ssbrief, sys; print([m for m in sys.modules if m.startswith('ssbrief.')])"
    found = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
    with pytest.raises(AttributeError):
        _ = ssbrief.nothing
