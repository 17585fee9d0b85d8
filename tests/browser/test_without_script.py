"""Nothing that is read needs a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from .sample import KINDS, SOAK, Sample

#: In a normal run, one page for each way to show things.
READ = ["home", "briefing", "company", "companies", "timeline", "plain"]


@pytest.fixture(scope="module")
def plain(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "search"] if SOAK else READ)
def test_a_page_says_the_same_without_script(
    page: Page, plain: Page, sample: Sample, kind: str
) -> None:
    (address, *_) = sample.pages(kind)
    page.goto(address)
    plain.goto(address)
    words = plain.locator("body").inner_text()
    assert len(words) > 100
    assert words == page.locator("body").inner_text()


@pytest.mark.parametrize("kind", ["company", "year"])
def test_charts_are_drawn_and_tables_stand_without_script(
    plain: Page, sample: Sample, kind: str
) -> None:
    plain.goto(sample.pages(kind)[0])
    drawings = plain.locator("svg.chart__drawing").all()
    assert drawings
    for drawing in drawings:
        box = drawing.bounding_box()
        assert box is not None
        assert box["width"] > 100
        assert box["height"] > 10
    expect(plain.locator("main table, main .due").first).to_be_visible()
