"""What `check` tells an author to look after, in groups."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from click.testing import CliRunner

from ssbrief.build import Settings, build, check
from ssbrief.cli import main
from ssbrief.diagnostics import Diagnostic, place

SETTINGS = Settings(date(2025, 7, 1))
FILES = {
    "content/briefings/cells/2023.md": """---
title: Cells in 2023
date: 2023-03
prepared_by: AI Assistant
---
# Cells

![](cell.png) and ![ ][x], not ![A cell](cell.png) nor `![](cell.png)`

## Key players

- **Toyota:** a pilot line in 2024
- **Nissan:** in series by 2031

[x]: cell.png
""",
    "content/briefings/cells/cell.png": "",
    "content/companies/toyota.md": "---\nname: Toyota\n---\n",
    "content/companies/zeta.md": "---\nname: Zeta Cells\n---\n",
}


def site_of(root: Path) -> Path:
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def noted(found: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    notes = (
        (place(d.span).removeprefix("content/"), d.code) for d in found if d.severity == "note"
    )
    return sorted(notes)


def test_what_is_weak_is_told_with_its_place(tmp_path: Path) -> None:
    assert noted(check(site_of(tmp_path), SETTINGS)) == [
        ("briefings", "unsourced-statements"),
        ("briefings/cells/2023.md:12:31", "overdue-target"),
        ("briefings/cells/2023.md:13:25", "stale-target"),
        ("briefings/cells/2023.md:4:14", "unreviewed-briefing"),
        ("briefings/cells/2023.md:8:1", "missing-alt"),
        ("briefings/cells/2023.md:8:19", "missing-alt"),
        ("companies/zeta.md:1:1", "orphaned-company"),
    ]


def test_a_build_stays_calm(tmp_path: Path) -> None:
    assert noted(build(site_of(tmp_path), tmp_path / "build", SETTINGS).diagnostics) == []


def test_an_address_that_is_gone_names_the_line_to_add(tmp_path: Path) -> None:
    folder = site_of(tmp_path) / "content/briefings/cells"
    build(tmp_path, tmp_path / "build", SETTINGS)
    (folder / "2023.md").rename(folder / "2023-03.md")
    (gone,) = (d for d in check(tmp_path, SETTINGS) if d.code == "gone-address")
    assert gone.message == (
        "/briefings/cells-2023/ was published by the last build and is no page any more"
    )
    assert gone.hint == (
        "add redirect_from: [/briefings/cells-2023/] to the front matter of "
        "content/briefings/cells/2023-03.md"
    )


def test_a_redirect_is_no_address_that_is_gone(tmp_path: Path) -> None:
    folder = site_of(tmp_path) / "content/briefings/cells"
    build(tmp_path, tmp_path / "build", SETTINGS)
    text = (
        (folder / "2023.md")
        .read_text()
        .replace("date:", "redirect_from: [/briefings/cells-2023/]\ndate:")
    )
    (folder / "2023.md").unlink()
    (folder / "2023-03.md").write_text(text)
    assert not [d for d in check(tmp_path, SETTINGS) if d.code == "gone-address"]


def test_check_shows_them_in_groups_with_their_number(tmp_path: Path) -> None:
    site_of(tmp_path)
    (tmp_path / "content/pages").mkdir()
    (tmp_path / "content/pages/about.md").write_text("# About\n\nSee [it](nowhere).[^1]\n")
    arguments = ["check", "--site", str(tmp_path), "--today", "2025-07-01"]
    shown = CliRunner().invoke(main, arguments)
    assert "Wrong (2)\n" in shown.output
    (tmp_path / "content/pages/about.md").unlink()
    shown = CliRunner().invoke(main, arguments)
    assert shown.exit_code == 0
    assert "Wrong" not in shown.output
    assert "Weak (7)\n" in shown.output
