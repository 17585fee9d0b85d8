"""One published set: what is not published leaves no trace in anything that is."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from ssbrief.build import Report, Settings, build

TODAY = date(2025, 7, 1)

SITE = "title: Trace\nurl: https://example.org\nembargo: true\n"

PUBLIC = {
    "content/briefings/cells/2025-06.md": """# Cells, June 2025

## Key Players

- **Toyota:** Plans vehicles by 2028. See [the report](https://example.com/report).

## Technical Challenges

- **Cost:** Still high.
""",
    "content/companies/toyota.md": "---\nname: Toyota\n---\nA maker of cars.\n",
    "content/pages/about.md": "# About\n",
}

#: Speaks its secret in every place that could carry it out.
SECRET = """---
title: Zyxxo title
{when}
summary: Zyxxo summary
authors: [Zyxxo Author]
tags: [zyxxo]
redirect_from: [/zyxxo-old/]
companies:
  - name: Zyxxo Motors
    aliases: [Toyota City]
challenges:
  - name: Zyxxo challenge
    aliases: [Cost]
sources:
  - title: Zyxxo source
    url: https://zyxxo.example/
milestones:
  - who: Zyxxo Motors
    due: 2031
    words: zyxxo in 2031
---
# Zyxxo

Zyxxo text with ![zyxxo](zyxxo.png), a note[^1] and [the report](https://example.com/report).

## Key Players

- **Toyota:** Zyxxo of Toyota with Zyxxo Motors by 2029.
- **Zyxxo Cells:** Zyxxo in 2032.

## Technical Challenges

- **Zyxxo cost:** zyxxo.

## Sources

- [Zyxxo paper](https://zyxxo.example/paper)

[^1]: Zyxxo note.
"""

HIDDEN = {
    "a draft": {
        "content/briefings/zyxxo/2025-05.md": SECRET.format(when="date: 2025-05\ndraft: yes")
    },
    "a draft of the same topic": {
        "content/briefings/cells/2025-05.md": SECRET.format(when="date: 2025-05\ndraft: true")
    },
    "an embargo": {"content/briefings/cells/2025-08.md": SECRET.format(when="date: 2025-08-15")},
    "a page": {
        "content/pages/zyxxo.md": "---\ndraft: true\n---\n# Zyxxo\n\nZyxxo. ![z](zyxxo.png)\n"
    },
    "a profile": {
        "content/companies/zyxxo.md": "---\nname: Zyxxo\ndraft: yes\naliases: [maker]\n---\nZyxxo."
    },
    "a raw note of tomorrow": {
        "content/briefings/2025-07-02-zyxxo.md": SECRET.partition("---\n# ")[2]
    },
    "a file that nothing leads to": {"content/pages/zyxxo.txt": "Zyxxo"},
}


def built(folder: Path, files: dict[str, str], today: date = TODAY) -> Report:
    for path, text in {"content/site.yaml": SITE, **PUBLIC, **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
        (folder / path).with_name("zyxxo.png").write_bytes(b"zyxxo")
    return build(folder, folder / "build", Settings(today))


def output(folder: Path) -> dict[str, bytes]:
    """Every file of an output folder, our bookkeeping too; those of the search index unpacked."""
    root = folder / "build"
    return {p.relative_to(root).as_posix(): _read(p) for p in root.rglob("*") if p.is_file()}


def _read(file: Path) -> bytes:
    data = file.read_bytes()
    return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data


@pytest.mark.parametrize("case", HIDDEN)
def test_what_is_hidden_changes_no_byte_of_what_is_shown(case: str, tmp_path: Path) -> None:
    report = built(tmp_path / "with", HIDDEN[case])
    built(tmp_path / "without", {})
    assert not report.failed, report.diagnostics
    for path, data in output(tmp_path / "with").items():
        assert b"zyxxo" not in data.lower(), path
        assert "zyxxo" not in path
    assert output(tmp_path / "with") == output(tmp_path / "without")


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("a draft", "draft: true"),
        ("an embargo", "embargo: dated 2025-08-15"),
        ("a page", "draft: true"),
        ("a profile", "draft: true"),
        ("a raw note of tomorrow", "embargo: dated 2025-07-02"),
    ],
)
def test_what_was_left_out_is_told_with_the_reason(case: str, reason: str, tmp_path: Path) -> None:
    (path,) = HIDDEN[case]
    report = built(tmp_path, HIDDEN[case])
    assert [(one.path, one.reason) for one in report.left_out] == [(path, reason)]


def test_an_embargo_ends_on_the_day_itself(tmp_path: Path) -> None:
    report = built(tmp_path, HIDDEN["an embargo"], date(2025, 8, 15))
    assert report.left_out == ()
    assert any("zyxxo" in path for path in output(tmp_path))


def test_the_search_index_holds_what_is_published(tmp_path: Path) -> None:
    built(tmp_path, HIDDEN["a draft"])
    index = b"".join(d for path, d in output(tmp_path).items() if path.startswith("search/page"))
    assert b"Plans vehicles by 2028." in index
    (path,) = HIDDEN["a draft"]
    built(tmp_path, {path: HIDDEN["a draft"][path].replace("draft: yes", "draft: no")})
    index = b"".join(d for path, d in output(tmp_path).items() if path.startswith("search/page"))
    assert b"Zyxxo text" in index


def test_what_becomes_a_draft_vanishes_from_the_output(tmp_path: Path) -> None:
    (path,) = HIDDEN["a draft"]
    built(tmp_path, {path: HIDDEN["a draft"][path].replace("draft: yes", "draft: no")})
    assert any("zyxxo" in path for path in output(tmp_path))
    built(tmp_path, HIDDEN["a draft"])
    assert not [p for p, data in output(tmp_path).items() if "zyxxo" in p or b"yxxo" in data]
