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
