"""No text takes the machine: each is read in time and memory that its length accounts for.

The bound is that of the promise: 2 s of a processor's time and 200 MB for a text of 200,000
letters, on whatever machine the tests run (`SLOW` times as long, since that may be a busy one).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from hostile_texts import among_players, texts
from ssbrief.build import Settings, prepare
from ssbrief.diagnostics import has_errors
from ssbrief.markdown import LONGEST_TEXT, read_blocks
from ssbrief.milestones import MOST_DATES
from ssbrief.read import LONGEST, MOST_LINES
from ssbrief.recognise import MOST_MILESTONES
from ssbrief.yaml_records import MOST_ENTRIES

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
SIZE, SECONDS, MEGABYTES, SLOW = 200_000, 2, 200, 4

#: Reads a site, makes the page of its note, and tells what that cost.
CHILD = """
import json, resource, sys, time
from datetime import date
from pathlib import Path
from ssbrief import urls
from ssbrief.build import Settings, prepare
started = time.process_time()
prepared = prepare(Path(sys.argv[1]), Settings(date(2025, 7, 1)))
if prepared.plan and (recipe := prepared.plan.recipes.get(urls.briefing("a"))):
    prepared.renderer.render(recipe.make())
spent = time.process_time() - started
print(json.dumps([spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024]))
"""

#: Those that a square of their length would cost minutes, had nobody looked.
ONCE_SLOW = [
    "digits",
    "long table",
    "cjk",
    "one long word",
    "bold labels",
    "stars about words",
    "autolinks",
    "notes",
    "references",
    "brackets",
    "opening notes",
    "yaml deep closed",
    "yaml bomb",
    "yaml broken milestones",
    "yaml companies",
    "toml digits",
    "toml dotted",
    "json deep",
    "json digits",
]


def site_with(root: Path, text: str) -> Path:
    (root / "content" / "briefings").mkdir(parents=True)
    (root / "content" / "briefings" / "a.md").write_text(text, encoding="utf-8", newline="")
    return root


@pytest.mark.parametrize("name", ONCE_SLOW)
def test_what_was_slow_is_read_in_seconds(name: str, tmp_path: Path) -> None:
    site = site_with(tmp_path, among_players(dict(texts(40_000))[name]))
    started = time.process_time()
    prepare(site, Settings(date(2025, 7, 1)))
    assert time.process_time() - started < SECONDS * SLOW


@pytest.mark.parametrize("name", [name for name, _ in texts(200)] if SOAK else [])
def test_every_hostile_text_stays_in_its_bounds(name: str, tmp_path: Path) -> None:
    site = site_with(tmp_path, among_players(dict(texts(SIZE))[name]))
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(site)], capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr[-2000:]
    spent, megabytes = json.loads(done.stdout)
    assert spent < SECONDS * SLOW
    assert megabytes < MEGABYTES


@pytest.mark.parametrize(
    "text", ["a" * (LONGEST + 1), "a\n" * (MOST_LINES + 1), "全" * (LONGEST // 3 + 1)]
)
def test_a_text_that_no_note_is_as_long_as_gives_one_diagnostic(text: str, tmp_path: Path) -> None:
    prepared = prepare(site_with(tmp_path, text), Settings(date(2025, 7, 1)))
    (found,) = prepared.diagnostics
    assert (found.code, found.severity) == ("too-long", "error")
    assert has_errors(prepared.diagnostics)


def test_a_paragraph_that_nobody_writes_is_shown_as_it_stands(tmp_path: Path) -> None:
    text = "# Status, June 2025\n\n" + "**a** <b> " * (LONGEST_TEXT // 10 + 1)
    prepared = prepare(site_with(tmp_path, text), Settings(date(2025, 7, 1)))
    (found,) = prepared.diagnostics
    assert (found.code, found.span.line, found.severity) == ("long-text", 3, "warning")
    assert read_blocks(text)[1].html.startswith("**a** &lt;b&gt; **a**")


def _players(count: int) -> str:
    return "# Status, June 2025\n\n## Key Players\n\n" + "".join(
        f"- **Acme {n}:** plans cells by 2027\n" for n in range(count)
    )


def _told(root: Path, text: str, settings: str = "") -> tuple[list[tuple[str, int]], set[str]]:
    """What is said of a note, and the companies that have pages."""
    site = site_with(root, text)
    (site / "content" / "site.yaml").write_text(settings, encoding="utf-8")
    prepared = prepare(site, Settings(date(2025, 7, 1)))
    assert prepared.site
    names = {company.name for company in prepared.site.companies}
    return [(d.code, d.span.line) for d in prepared.diagnostics], names


def test_a_text_brings_no_more_companies_than_it_may(tmp_path: Path) -> None:
    told, names = _told(tmp_path, _players(8), "most_companies: 5\n")
    assert told == [("many-companies", 10)]
    assert names == {f"Acme {n}" for n in range(5)}


def test_companies_that_the_site_declares_do_not_count(tmp_path: Path) -> None:
    told, names = _told(tmp_path, _players(3), "most_companies: 2\ncompanies: [Acme 0]\n")
    assert (told, len(names)) == ([], 3)


def test_a_company_of_front_matter_that_has_no_room_has_no_milestone(tmp_path: Path) -> None:
    entries = "".join(f"- {{who: Acme {n}, due: 2027}}\n" for n in range(3))
    told, names = _told(
        tmp_path,
        f"---\ndate: 2025\nmilestones:\n{entries}---\n# Status\n",
        "most_companies: 2\n",
    )
    assert (told, names) == ([("many-companies", 6)], {"Acme 0", "Acme 1"})


def test_more_dates_of_one_company_than_anybody_follows_are_told(tmp_path: Path) -> None:
    days = (date.fromordinal(740_000 + n) for n in range(MOST_MILESTONES + 2))
    lines = "".join(f"- Toyota starts series production on {day}.\n" for day in days)
    told, _ = _told(tmp_path, f"# Status, June 2025\n\n## Key Players\n\n{lines}")
    assert told == [("many-dates", 5 + MOST_MILESTONES)]


def test_the_entries_of_a_list_are_read_up_to_a_bound(tmp_path: Path) -> None:
    tags = "".join(f"- t{n}\n" for n in range(MOST_ENTRIES + 2))
    site = site_with(tmp_path, f"---\ndate: 2025-06\ntags:\n{tags}---\n# Status\n")
    prepared = prepare(site, Settings(date(2025, 7, 1)))
    (found,) = prepared.diagnostics
    assert (found.code, found.span.line) == ("long-list", 4 + MOST_ENTRIES)
    assert prepared.site
    assert len(prepared.site.tags) == MOST_ENTRIES


def test_the_settings_of_a_site_are_read_whole(tmp_path: Path) -> None:
    names = "".join(f"- Acme {n}\n" for n in range(MOST_ENTRIES + 2))
    told, _ = _told(tmp_path, "# Status, June 2025\n", f"companies:\n{names}")
    assert told == []


def test_dates_beyond_all_reason_are_told_of_and_not_read(tmp_path: Path) -> None:
    dense = f"- {'2027, ' * 100}\n" * (MOST_DATES // 100)
    text = f"# Status, June 2025\n\n## Key Players\n\n{dense}- Toyota starts production in 2031.\n"
    site = site_with(tmp_path, text)
    prepared = prepare(site, Settings(date(2025, 7, 1)))
    last = 4 + MOST_DATES // 100
    assert [(d.code, d.span.line) for d in prepared.diagnostics] == [("many-dates", last)]
    assert prepared.site
    assert not [t for t in prepared.site.tracks if t.company]
