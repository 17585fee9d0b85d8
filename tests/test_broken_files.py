"""Broken files, and what is said of them: `tests/diagnostics/*.yaml`.

Each case is a file, or some, with every message that a build gives, its line and its column.

"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from ssbrief.build import Settings, prepare
from ssbrief.diagnostics import Diagnostic, place, show, show_github, show_json

FOLDER = Path(__file__).parent / "diagnostics"
NOTE = "content/briefings/a.md"
ESCAPE = re.compile(rb"\\x([0-9a-f]{2})|\\([rn])")

CASES = [
    pytest.param(case, id=f"{file.stem}: {case['case']}")
    for file in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(file.read_text("utf-8"))
]


def written(root: Path, case: dict[str, Any]) -> Path:
    (root / "content" / "briefings").mkdir(parents=True)
    for path, text in (case.get("files") or {NOTE: case.get("text", "")}).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        data = text.encode(case.get("encoding", "utf-8"))
        if "escaped" in case:
            data = ESCAPE.sub(_byte, case["escaped"].encode())
        (root / path).write_bytes(data)
    return root


def _byte(match: re.Match[bytes]) -> bytes:
    return bytes([int(match[1], 16)]) if match[1] else {b"r": b"\r", b"n": b"\n"}[match[2]]


def told(root: Path) -> tuple[Diagnostic, ...]:
    return prepare(root, Settings(date(2025, 7, 1))).diagnostics


def line_of(diagnostic: Diagnostic, case: dict[str, Any]) -> str:
    d = diagnostic
    where = place(d.span).removeprefix(f"{NOTE}:") if "files" not in case else place(d.span)
    hint = f" ({d.hint})" if d.hint else ""
    return f"{where} {d.severity} {d.code}: {d.message}{hint}"


@pytest.mark.parametrize("case", CASES)
def test_a_broken_file_is_told_of_with_its_line_and_column(
    case: dict[str, Any], tmp_path: Path
) -> None:
    found = told(written(tmp_path, case))
    assert [line_of(d, case) for d in found] == case["shows"]


@pytest.mark.parametrize("case", CASES)
def test_all_formats_carry_the_same_facts_and_no_control_character(
    case: dict[str, Any], tmp_path: Path
) -> None:
    found = told(written(tmp_path, case))
    for one, row in zip(found, json.loads(show_json(found)), strict=True):
        facts = (one.span.path, one.span.line, one.span.column, one.severity, one.code)
        assert (row["path"], row["line"], row["column"], row["severity"], row["code"]) == facts
        github = show_github(one)
        assert f"title={one.code}" in github
        assert not one.span.line or f"line={one.span.line}" in github
        for text in (show(one), github, row["message"], row["excerpt"]):
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_there_are_many_kinds_of_broken_files() -> None:
    codes = {
        re.search(r"(?:error|warning|note) ([\w-]+):", line)
        for c in CASES
        for line in c.values[0]["shows"]
    }
    assert len(CASES) >= 100
    assert len({code[1] for code in codes if code}) >= 30
