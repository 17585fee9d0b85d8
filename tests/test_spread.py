"""Work on many cores gives what it gives on one."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from ssbrief import spread as spread_module
from ssbrief.build import Settings, content, prepare
from ssbrief.declared import Place
from ssbrief.diagnostics import Diagnostic, Mistake, Span
from ssbrief.parse import parse
from ssbrief.recognise import recognise
from ssbrief.registry import Registry
from ssbrief.vocabulary import gazetteer

ROOT = Path(__file__).parents[1]


def in_a_process(code: str) -> str:
    """What a program prints that has one thread, as pytest's own process may not."""
    start = "import os; from ssbrief import spread; spread.LEAST = 1\n"
    given = [sys.executable, "-c", start + code]
    return subprocess.run(given, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("jobs", [1, 2, 7])
def test_what_is_given_comes_back_in_order(jobs: int) -> None:
    code = f"""
parent = os.getpid()
def work(number):
    return number * number, os.getpid() == parent
crew, kind = spread.Crew({jobs}), tuple[int, bool]
with spread.spread(work, [(n,) for n in range(100)], crew, "", kind) as found:
    found = list(found)
print([n for n, _ in found] == [n * n for n in range(100)], sorted({{here for _, here in found}}))
"""
    where = [True] if jobs == 1 else [False, True]
    assert in_a_process(code) == f"True {where}\n"


def test_what_goes_wrong_in_a_worker_is_raised_here() -> None:
    code = """
def work(number):
    if number == 50:
        raise OSError(28, "No space left on device", "a/file")
    return number
try:
    with spread.spread(work, [(n,) for n in range(100)], spread.Crew(2), "", int) as found:
        print(len(list(found)))
except OSError as error:
    print(error.errno, error.strerror, error.filename)
"""
    assert in_a_process(code) == "28 No space left on device a/file\n"


def test_a_process_with_several_threads_works_alone() -> None:
    code = """
import threading
threading.Thread(target=threading.Event().wait, daemon=True).start()
with spread.spread(os.getpid, [()] * 100, spread.Crew(2), "", int) as found:
    print(set(found) == {os.getpid()})
"""
    assert in_a_process(code) == "True\n"


def test_a_system_that_has_no_pools_works_alone() -> None:
    code = """
import sys
sys.modules["concurrent.futures.process"] = None
with spread.spread(os.getpid, [()] * 100, spread.Crew(2), "", int) as found:
    print(set(found) == {os.getpid()})
"""
    assert in_a_process(code) == "True\n"


def test_who_watches_is_told_of_every_part() -> None:
    told: list[tuple[str, int, int]] = []
    crew = spread_module.Crew(1, lambda *step: told.append(step))
    with spread_module.spread(str, [(1,), (2,)], crew, "Counting", str) as found:
        assert list(found) == ["1", "2"]
    assert told == [("Counting", 1, 2), ("Counting", 2, 2)]


def test_little_work_is_done_here() -> None:
    assert spread_module.Crew(8).size(spread_module.LEAST) == 1


def test_there_is_a_core() -> None:
    assert 1 <= spread_module.cores() <= (os.cpu_count() or 1)


def test_a_mistake_is_handed_over_whole() -> None:
    found = Diagnostic("template", "it has no end", Span("templates/a.html", 3))
    again = pickle.loads(pickle.dumps(Mistake(found)))
    assert (again.diagnostics, str(again)) == ((found,), "it has no end")


def test_reading_and_rendering_can_be_sent_to_any_executor() -> None:
    text = next((ROOT / "content/briefings").rglob("*.md")).read_text(encoding="utf-8")
    read = partial(parse, "content/briefings/a.md", text)
    assert pickle.loads(pickle.dumps(read))() == read()
    prepared = prepare(ROOT, Settings(date(2026, 1, 1)))
    assert prepared.plan is not None
    recipe = prepared.plan.recipes["/companies/"]
    make, show = pickle.loads(
        pickle.dumps((recipe.make, partial(content, renderer=prepared.renderer)))
    )
    assert show(make()) == content(recipe.make(), prepared.renderer)


TWICE = """---
date: 2025-06-01
---
# Cells

## Key players

- **Toyota:** plans a pilot line in 2026 and mass production by 2028.

| Company | Target |
|---|---|
| Toyota | road tests in 2027 |
"""


def test_no_two_targets_of_a_briefing_have_one_id() -> None:
    """What is made once for an id would else depend on which of them is shown first."""
    registry = Registry.of(gazetteer(), [])
    parsed = parse("content/briefings/cells.md", TWICE)
    briefing, _ = recognise(parsed, registry, Place("cells", "cells"), TWICE)
    ids = [milestone.id for milestone in briefing.milestones]
    assert len(ids) == len(set(ids)) == 3
    assert {"toyota", "toyota-2"} <= set(ids)
