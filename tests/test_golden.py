"""Whole sites, in and out: each folder of `sites/` holds `content/` and what becomes of it.

`expected/` holds the files worth reading; all others may be what they like. After a change that is
meant, `UPDATE_GOLDEN=1 make test` writes them anew: then read the difference.
"""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest

from ssbrief.build import build
from ssbrief.load import Options, load
from ssbrief.model import Briefing
from ssbrief.periods import edtf
from ssbrief.read import read_inputs
from ssbrief.store import Settings

SITES = sorted(path for path in (Path(__file__).parent / "sites").iterdir() if path.is_dir())
TODAY = date(2026, 11, 22)


def shown(path: Path) -> str:
    """A file without the digests in the names of assets, which tell of the theme and not of it."""
    return re.sub(r"(static/\w+)\.[0-9a-f]{8}\.", r"\1.", path.read_text("utf-8"))


@pytest.mark.parametrize("site", SITES, ids=lambda path: path.name)
def test_a_site_becomes_what_is_expected(site: Path, tmp_path: Path) -> None:
    report = build(site, tmp_path / "build", Settings(today=TODAY))
    assert not report.failed, report.diagnostics
    expected = sorted(path for path in (site / "expected").rglob("*") if path.is_file())
    assert expected
    for path in expected:
        built = tmp_path / "build" / path.relative_to(site / "expected")
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_text(shown(built), "utf-8")
        assert shown(built) == path.read_text("utf-8"), path


def test_the_sample_site_is_read_as_expected() -> None:
    """Every firm and every date that readers of the sample site are shown, so that no rule that
    finds more elsewhere adds a fair, a publisher or a date that nobody promised to them."""
    root = Path(__file__).parent.parent
    site = load(read_inputs(root), Options(TODAY)).site
    assert site is not None
    read = "\n".join(line for briefing in site.briefings for line in _read_of(briefing))
    expected = Path(__file__).parent / "sites" / "sample.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(read + "\n", "utf-8")
    assert read + "\n" == expected.read_text("utf-8")


def _read_of(briefing: Briefing) -> list[str]:
    """A line for its firms, and one for each of its dates, with the words for it."""
    dates = [
        f"  {m.company or 'market'} {m.kind} {edtf(m.due)} ({m.due_words}) {m.state}: {m.words}"
        for m in briefing.milestones
    ]
    return [briefing.slug, "  " + ", ".join(briefing.companies), *dates]
