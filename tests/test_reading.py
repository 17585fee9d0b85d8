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


def test_every_real_note_loads_without_an_error(results: list[Result]) -> None:
    errors = {r.name: [d for d in r.diagnostics if d.severity == "error"] for r in results}
    assert {name: found for name, found in errors.items() if found} == {}


def test_reading_reaches_its_thresholds(results: list[Result]) -> None:
    reached = total(results)
    told = "\n\n".join([*filter(None, map(report, results)), table(reached)])
    for noun, (least_precision, least_recall) in THRESHOLDS.items():
        assert reached[noun].precision >= least_precision, f"{noun}\n\n{told}"
        assert reached[noun].recall >= least_recall, f"{noun}\n\n{told}"


def test_every_document_has_a_truth_and_every_truth_a_document() -> None:
    notes = {p.stem for p in FOLDER.rglob("*.md") if p.name != "README.md"}
    assert notes == {p.stem for p in FOLDER.rglob("*.yaml")}
