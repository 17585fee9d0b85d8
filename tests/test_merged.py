"""A site that is merged after each save is the one that is linked from scratch.

What is compared: the `Site`, every table of its `Index`, and all that is wrong; after random edits,
additions and deletions of briefings, profiles and settings, each of which may be taken back.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ssbrief.build import Prepared, prepare
from ssbrief.memory import Memory
from ssbrief.pages.index import TABLES
from ssbrief.store import Settings

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"

SETTINGS = Settings(date(2026, 7, 1))

#: What a briefing may say, one line each: of two companies, with a source of either publisher.
LINES = (
    "- **Example Motors:** Plans mass production by 2028.",
    "- **Example Motors:** Mass production moves from 2028 to 2030 [1].",
    "- **Example Motors:** Stopped its mass production plans.",
    "- **Sample Cells:** A pilot line in 2027, with Example Motors. {#pilot}",
    "- **Sample Cells:** The pilot line was opened in March 2026 [2].",
    '- **Sample Cells:** First cars by 2029. {track="sample/first"}',
    "- **Example Motors:** First cars by 2031, too. {track=sample/first}",
    "- **Other Works:** See [the pilot](b.md#pilot) and [a page](/companies/sample-cells/).",
    "The market waits for solid-state cars until 2030.",
)

ENDS = (
    "",
    "\n## Technical Challenges\n\n- **Dendrites:** Nobody knows [1].\n- **Cost:** High.\n",
    "\n## Sources\n\n1. [Cars](https://one.example/a), One Weekly\n2. Two Daily, Cells, 2026\n",
    "\n## Sources\n\n1. [Cars](https://one.example/a), Another Name\n2. https://two.example/b\n",
)

HEADS = (
    "# Solid-state batteries, March 2025\n",
    "---\ntitle: Cells\ndate: 2026-02\ntags: [cells]\ntopic: other\n---\n",
    "---\ntitle: Cells in May\ndate: 2025-05\nredirect_from: /old/\n---\n",
)

briefings = st.tuples(
    st.sampled_from(HEADS), st.lists(st.sampled_from(LINES), max_size=4), st.sampled_from(ENDS)
).map(lambda parts: f"{parts[0]}\n## Key Players\n\n" + "\n".join(parts[1]) + "\n" + parts[2])

PROFILES = (
    "",
    "---\nname: Sample Cells\npart_of: Example Motors\n---\n[[Works]] [b](../briefings/b.md)\n",
)
CONFIGS = ("title: One\n", "title: One\ntopics: [{slug: other, name: Others}]\n")

#: The folder: what stands in each file, "" where there is none.
edits = st.one_of(
    st.tuples(st.sampled_from(["briefings/a.md", "briefings/b.md", "briefings/c.md"]), briefings),
    st.tuples(st.sampled_from(["briefings/a.md", "briefings/b.md", "briefings/c.md"]), st.just("")),
    st.tuples(st.just("companies/sample-cells.md"), st.sampled_from(PROFILES)),
    st.tuples(st.just("site.yaml"), st.sampled_from(CONFIGS)),
)


#: What is linked leads elsewhere, what is cited has another publisher, then is cited no longer.
LED = f"{HEADS[0]}\n## Key Players\n\n{LINES[7]}\n{LINES[1]}\n"
UNLED = f"{HEADS[0]}\n## Key Players\n\n{LINES[0]}\n"
LEAD = [
    ("briefings/a.md", LED + ENDS[2]),
    ("briefings/b.md", ""),
    ("briefings/a.md", LED + ENDS[3]),
    ("briefings/a.md", UNLED + ENDS[3]),
]


@example(LEAD)
@settings(max_examples=1000 if SOAK else 12, deadline=None)
@given(st.lists(edits, min_size=2, max_size=8))
def test_a_merged_site_is_one_linked_from_scratch(steps: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        memory = Memory()
        write(Path(folder), "briefings/b.md", HEADS[0] + "\n## Key Players\n\n" + LINES[3])
        for path, text in steps:
            write(Path(folder), path, text)
            assert_same(prepare(Path(folder), SETTINGS, memory), prepare(Path(folder), SETTINGS))


def write(site: Path, path: str, text: str) -> None:
    file = site / "content" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if text:
        file.write_text(text, encoding="utf-8")
    else:
        file.unlink(missing_ok=True)


def assert_same(merged: Prepared, fresh: Prepared) -> None:
    assert merged.diagnostics == fresh.diagnostics
    assert merged.site == fresh.site
    assert (merged.plan is None) == (fresh.plan is None)
    if merged.plan and fresh.plan:
        assert list(merged.plan.recipes) == list(fresh.plan.recipes)
        for name in TABLES:
            tables = getattr(merged.plan.index, name), getattr(fresh.plan.index, name)
            assert list(tables[0].items()) == list(tables[1].items()), name


def test_what_a_save_leaves_alone_is_the_same_object(tmp_path: Path) -> None:
    memory = Memory()
    write(tmp_path, "briefings/a.md", HEADS[0] + "\n## Key Players\n\n" + LINES[0])
    write(tmp_path, "briefings/b.md", HEADS[2] + "\n## Key Players\n\n" + LINES[4])
    before = prepare(tmp_path, SETTINGS, memory).site
    write(tmp_path, "briefings/b.md", HEADS[2] + "\n## Key Players\n\n" + LINES[3])
    after = prepare(tmp_path, SETTINGS, memory).site
    assert before
    assert after
    assert before.briefings != after.briefings
    (old, *_), (new, *_) = (before.companies, after.companies)
    assert old.slug == new.slug == "example-motors"
    assert before.tracks[0] is after.tracks[0]


@pytest.mark.parametrize("given", [(1,), ((1, 2), "a")])
def test_what_was_made_of_the_same_is_not_made_again(given: tuple[object, ...]) -> None:
    memory, made = Memory(), []

    def make(*parts: object) -> object:
        made.append(parts)
        return object()

    one = memory.again("a", make, *given)
    memory.begin()
    assert memory.again("a", make, *given) is one
    assert memory.again("a", make, *given, 1) is not one
    assert memory.again("a", make, *given) is not one
    memory.begin()
    memory.begin()
    assert len(made) == 3
    memory.again("a", make, *given)
    assert len(made) == 4
