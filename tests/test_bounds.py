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
from ssbrief.read import LONGEST, MOST_LINES

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


@pytest.mark.skipif(os.environ.get("HYPOTHESIS_PROFILE") != "soak", reason="make soak")
@pytest.mark.parametrize("name", [name for name, _ in texts(200)])
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
