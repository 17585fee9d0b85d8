"""The reader finds what a careful analyst finds in notes as people really write them.

The truth stands beside each document in `reading/`; `scorer.py` says how they are compared.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scorer import Result, documents, report, score, table, total

FOLDER = Path(__file__).parent / "reading"

#: The least (precision, recall) over all documents. They are only ever raised.
THRESHOLDS = {
    "companies": (0.99, 0.96),
    "milestones": (0.98, 0.95),
    "challenges": (0.99, 0.98),
    "sources": (0.99, 0.98),
    "milestones+kind": (0.94, 0.91),
    "milestones+state": (0.97, 0.94),
    "fields": (1.00, 0.97),
}


@pytest.fixture(scope="module")
def results() -> list[Result]:
    return [score(path) for path in documents(FOLDER)]


@pytest.mark.parametrize("path", documents(FOLDER), ids=lambda path: path.stem)
def test_a_real_note_loads_without_an_error(path: Path) -> None:
    errors = [d for d in score(path).diagnostics if d.severity == "error"]
    assert not errors


@pytest.mark.parametrize("noun", THRESHOLDS)
def test_reading_reaches_its_thresholds(noun: str, results: list[Result]) -> None:
    reached = total(results)
    least_precision, least_recall = THRESHOLDS[noun]
    told = "\n\n".join([*filter(None, map(report, results)), table(reached)])
    assert reached[noun].precision >= least_precision, told
    assert reached[noun].recall >= least_recall, told


def test_every_document_has_a_truth_and_every_truth_a_document() -> None:
    notes = {p.stem for p in FOLDER.rglob("*.md") if p.name != "README.md"}
    assert notes == {p.stem for p in FOLDER.rglob("*.yaml")}
